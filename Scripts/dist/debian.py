"""The tree and the control file of the Debian package, which uses the libraries and fonts of its system."""
import datetime, email.utils, gzip, os, pathlib, re, tempfile
import tree
from common import HERE, ROOT, run, write

# Who releases says who answers, by Debian's own variables; the project has no address.
MAINTAINER = (f"{os.environ.get('DEBFULLNAME', 'Almanac maintainers')} "
              f"<{os.environ.get('DEBEMAIL', 'maintainers@almanac.invalid')}>")


def stage(root, program, version, epoch):
    """The tree below `/`; the control file, in which the size is left open."""
    revision = f"{version}-1"
    prefix = root / "usr"
    tree.stage_common(prefix, program, version, epoch, tree.DEBIAN_COMPLETIONS)
    tree.stage_program(program, prefix / "bin/almanac", None)
    for page in sorted((prefix / "share/man/man1").iterdir()):
        compress(page.with_name(page.name + ".gz"), page.read_bytes())
        page.unlink()
    doc = prefix / "share/doc/almanac"
    when = email.utils.format_datetime(datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc))
    compress(doc / "changelog.gz", (ROOT / "CHANGELOG.md").read_bytes())
    compress(doc / "changelog.Debian.gz",
             f"almanac ({revision}) stable; urgency=medium\n\n  * Release {version}.\n\n -- {MAINTAINER}  {when}\n"
             .encode())
    write(doc / "copyright", copyright_text())
    write(prefix / "share/lintian/overrides/almanac", (HERE / "debian/lintian-overrides").read_bytes())
    control = (HERE / "debian/control").read_text()
    for key, value in {"VERSION": revision, "MAINTAINER": MAINTAINER,
                       "DEPENDS": dependencies(prefix / "bin/almanac")}.items():
        control = control.replace(f"@{key}@", value)
    return control


def compress(path, data):
    write(path, gzip.compress(data, 9, mtime=0))


def dependencies(program):
    """What the program links, by the packages' own lists of symbols."""
    with tempfile.TemporaryDirectory() as folder:
        # dpkg-shlibdeps asks for a source package.
        source = pathlib.Path(folder) / "debian/control"
        write(source, "Source: almanac\n\nPackage: almanac\nArchitecture: any\n")
        out = run("dpkg-shlibdeps", "-O", "--warnings=0", program, cwd=folder)
    return re.search(r"^shlibs:Depends=(.*)$", out, re.M)[1]


def copyright_text():
    """The licence of Almanac, and of what is linked into the program."""
    parts = [(HERE / "debian/copyright").read_text()]
    for name, path in tree.swift_licences().items():
        text = path.read_text(encoding="utf-8")
        # Debian has the Apache licence in one place; what a project adds to it stands here.
        if "Apache License" in text:
            text = ("Apache License, version 2.0: /usr/share/common-licenses/Apache-2.0.\n"
                    + "".join(re.findall(r"\n## Runtime Library Exception.*", text, re.S)))
        parts.append(f"\n{name} is linked into the program. Its licence:\n\n{text}")
    return "".join(parts)
