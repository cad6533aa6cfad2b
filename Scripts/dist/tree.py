"""The installed tree: program, studies, data, manual, completions, licences, and what a bare system lacks."""
import pathlib, re, shutil
import libraries, manual
from common import HERE, ROOT, Failure, run, write

FONTS = [pathlib.Path("/usr/share/fonts/truetype") / name for name in (
    "roboto/unhinted/RobotoTTF/Roboto-Regular.ttf", "roboto/unhinted/RobotoTTF/Roboto-Bold.ttf",
    "roboto/unhinted/RobotoTTF/Roboto-Italic.ttf", "roboto/unhinted/RobotoTTF/Roboto-BoldItalic.ttf",
    "dejavu/DejaVuSans.ttf", "dejavu/DejaVuSans-Bold.ttf")]

# Where each shell looks, and what Debian calls it.
COMPLETIONS = {"bash": "share/bash-completion/completions/almanac", "zsh": "share/zsh/site-functions/_almanac",
               "fish": "share/fish/vendor_completions.d/almanac.fish"}
DEBIAN_COMPLETIONS = COMPLETIONS | {"zsh": "share/zsh/vendor-completions/_almanac"}


def stage_common(prefix, program, version, epoch, completions):
    """What every form of the distribution has."""
    share = prefix / "share/almanac"
    for name in ("templates", "datasets"):
        for file in run("git", "-C", ROOT, "ls-files", "-z", name).split("\0"):
            if file and (ROOT / file).is_file():
                write(share / file, (ROOT / file).read_bytes())
    write(share / "almanac.R", (HERE / "r/almanac.R").read_bytes())
    write(share / "study.schema.json", (ROOT / "docs/study.schema.json").read_bytes())
    for name, text in manual.pages(program, version, epoch).items():
        write(prefix / "share/man/man1" / name, text)
    for shell, path in completions.items():
        # The shell reads them; they are not programs.
        lines = run(program, "--generate-completion-script", shell).splitlines(keepends=True)
        write(prefix / path, "".join(lines[1:] if lines[0].startswith("#!") else lines))


def stage_program(program, target, search):
    """The program, which looks for libraries in `search`, then where the system keeps them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(program, target)
    target.chmod(0o755)
    # Not the newer kind of search path: that gives way to $LD_LIBRARY_PATH and does not reach libraries of libraries.
    run("patchelf", "--force-rpath", "--set-rpath", search, target)


def stage_portable(prefix, program, version, epoch, bundled):
    """The tree of the tarball and the wheel: it needs a C and a C++ library and nothing else."""
    stage_common(prefix, program, version, epoch, COMPLETIONS)
    stage_program(program, prefix / "libexec/almanac", "$ORIGIN/../lib/almanac")
    libraries.bundle(bundled, prefix / "lib/almanac")
    libraries.check_floor([prefix / "libexec/almanac", *sorted((prefix / "lib/almanac").iterdir())])
    write(prefix / "bin/almanac", (HERE / "almanac.sh").read_bytes(), executable=True)
    fonts = prefix / "share/almanac/fonts"
    write(fonts / "fonts.conf", (HERE / "fonts.conf").read_bytes())
    for font in FONTS:
        write(fonts / font.name, font.read_bytes())
    doc = prefix / "share/doc/almanac"
    for name in ("LICENSE", "README.md", "CHANGELOG.md"):
        write(doc / name, (ROOT / name).read_bytes())
    stage_licences(doc / "licences", bundled)


def stage_licences(folder, bundled):
    """The licence of everything in the tree that is not Almanac's own."""
    for name, path in swift_licences().items():
        write(folder / f"{name}.txt", path.read_bytes())
    mentioned = set()
    for path in [*bundled.values(), *FONTS]:
        package = libraries.package_of(path)[0]
        text = pathlib.Path(f"/usr/share/doc/{package}/copyright").read_text(encoding="utf-8", errors="replace")
        write(folder / f"{package}.txt", text)
        mentioned |= set(re.findall(r"/usr/share/common-licenses/([A-Za-z0-9.+-]*[A-Za-z0-9])", text))
    for name in sorted(mentioned):
        path = pathlib.Path("/usr/share/common-licenses") / name
        if path.is_file():
            write(folder / "common" / name, path.read_bytes())


def swift_licences():
    """Licences of what is linked into the program: the Swift runtime, and the packages."""
    found = {"swift": pathlib.Path(shutil.which("swift") or "/").resolve().parents[1] / "share/swift/LICENSE.txt"}
    for package in sorted((ROOT / ".build/checkouts").iterdir()):
        texts = sorted(package.glob("LICENSE*"))
        if not texts:
            raise Failure(f"{package.name} has no licence among its files")
        found[package.name] = texts[0]
    return found
