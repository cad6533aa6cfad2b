"""The tree and the control file of the Debian package, which uses the libraries and fonts of its system, but for OWN."""
import datetime, email.utils, gzip, os, pathlib, re, tempfile
import libraries, tree
from common import HERE, ROOT, run, write

# Who releases says who answers, by Debian's own variables; the project has no address.
MAINTAINER = (f"{os.environ.get('DEBFULLNAME', 'Almanac maintainers')} "
              f"<{os.environ.get('DEBEMAIL', 'maintainers@almanac.invalid')}>")

# cmark-gfm calls its libraries by the full version, so that each release of Debian and Ubuntu has others: they come along,
# and one package serves all of them.
OWN = "libcmark-gfm"


def stage(root, program, version, epoch, needed):
    """The tree below `/`; the control file, in which the size is left open. `needed`: the libraries of the program."""
    own = {name: path for name, path in needed.items() if name.startswith(OWN)}
    revision = f"{version}-1"
    prefix = root / "usr"
    tree.stage_common(prefix, program, version, epoch, tree.DEBIAN_COMPLETIONS)
    tree.stage_program(program, prefix / "bin/almanac", "/usr/lib/almanac")
    libraries.bundle(own, prefix / "lib/almanac")
    libraries.check_floor([prefix / "bin/almanac", *sorted((prefix / "lib/almanac").iterdir())])
    for page in sorted((prefix / "share/man/man1").iterdir()):
        compress(page.with_name(page.name + ".gz"), page.read_bytes())
        page.unlink()
    doc = prefix / "share/doc/almanac"
    when = email.utils.format_datetime(datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc))
    compress(doc / "changelog.gz", (ROOT / "CHANGELOG.md").read_bytes())
    compress(doc / "changelog.Debian.gz",
             f"almanac ({revision}) stable; urgency=medium\n\n  * Release {version}.\n\n -- {MAINTAINER}  {when}\n"
             .encode())
    packages = sorted({libraries.package_of(path)[0] for path in own.values()})
    write(doc / "copyright", copyright_text(packages))
    write(prefix / "share/lintian/overrides/almanac", (HERE / "debian/lintian-overrides").read_bytes())
    control = (HERE / "debian/control").read_text()
    for key, value in {"VERSION": revision, "MAINTAINER": MAINTAINER,
                       "DEPENDS": dependencies(prefix / "bin/almanac", packages)}.items():
        control = control.replace(f"@{key}@", value)
    return control


def compress(path, data):
    write(path, gzip.compress(data, 9, mtime=0))


def dependencies(program, own):
    """What the program links, by the packages' own lists of symbols, without what comes along."""
    with tempfile.TemporaryDirectory() as folder:
        # dpkg-shlibdeps asks for a source package.
        source = pathlib.Path(folder) / "debian/control"
        write(source, "Source: almanac\n\nPackage: almanac\nArchitecture: any\n")
        out = run("dpkg-shlibdeps", "-O", "--warnings=0", *(f"-x{package}" for package in own), program, cwd=folder)
    return re.search(r"^shlibs:Depends=(.*)$", out, re.M)[1]


def copyright_text(own):
    """The licence of Almanac, of what is linked into the program, and of the libraries that come along."""
    parts = [(HERE / "debian/copyright").read_text()]
    for name, path in tree.swift_licences().items():
        text = path.read_text(encoding="utf-8")
        # Debian has the Apache licence in one place; what a project adds to it stands here.
        if "Apache License" in text:
            text = ("Apache License, version 2.0: /usr/share/common-licenses/Apache-2.0.\n"
                    + "".join(re.findall(r"\n## Runtime Library Exception.*", text, re.S)))
        parts.append(f"\n{name} is linked into the program. Its licence:\n\n{text}")
    for package in own:
        text = pathlib.Path(f"/usr/share/doc/{package}/copyright").read_text(encoding="utf-8")
        parts.append(f"\nThe library of {package} lies in /usr/lib/almanac. Its licence:\n\n{text}")
    return "".join(parts)
