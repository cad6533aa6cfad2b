"""Archives that are the same bytes whenever they are made of the same files."""
import base64, csv, hashlib, io, os, subprocess, time, zipfile
from common import HERE, ROOT, Failure, run


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def tarball(folder, target, epoch):
    """`folder` and all in it, as .tar.gz."""
    tar = subprocess.Popen(
        ["tar", "--create", "--sort=name", f"--mtime=@{epoch}", "--owner=0", "--group=0", "--numeric-owner",
         "--mode=u+rw,go=rX,a-s", "--format=gnu", "-C", folder.parent, folder.name], stdout=subprocess.PIPE)
    with open(target, "wb") as out:
        gzip = subprocess.run(["gzip", "--no-name", "-9"], stdin=tar.stdout, stdout=out)
    tar.stdout.close()
    if tar.wait() != 0 or gzip.returncode != 0:
        raise Failure(f"{target.name} could not be written")


def wheel(tree, target_folder, version, tag, epoch):
    """The tree of the program with the Python module, as a wheel."""
    stem = f"almanac_report-{version}"
    # Paths in the archive, with their bytes and whether they are run.
    entries = {}
    for path in files_of(HERE / "python/almanac"):
        if path.suffix in (".py", ".typed"):
            entries["almanac/" + path.relative_to(HERE / "python/almanac").as_posix()] = (path.read_bytes(), False)
    for path in files_of(tree):
        place = path.relative_to(tree).as_posix()
        kind = "scripts/" + place.removeprefix("bin/") if place.startswith("bin/") else "data/" + place
        entries[f"{stem}.data/{kind}"] = (path.read_bytes(), os.access(path, os.X_OK))
    info = f"{stem}.dist-info"
    metadata = (HERE / "python/METADATA").read_text().replace("@VERSION@", version)
    entries[f"{info}/METADATA"] = ((metadata + "\n" + (ROOT / "docs/python.md").read_text()).encode(), False)
    entries[f"{info}/WHEEL"] = (
        f"Wheel-Version: 1.0\nGenerator: almanac ({version})\nRoot-Is-Purelib: false\nTag: {tag}\n".encode(), False)
    entries[f"{info}/licenses/LICENSE"] = ((tree / "share/doc/almanac/LICENSE").read_bytes(), False)
    record = io.StringIO()
    rows = csv.writer(record, lineterminator="\n")
    for name, (data, _) in sorted(entries.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        rows.writerow([name, f"sha256={digest}", len(data)])
    rows.writerow([f"{info}/RECORD", "", ""])
    target = target_folder / f"{stem}-{tag}.whl"
    moment = max(time.gmtime(epoch)[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        # What describes the wheel comes last, as installers like it.
        for name, (data, executable) in [*sorted(entries.items()),
                                         (f"{info}/RECORD", (record.getvalue().encode(), False))]:
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if executable else 0o100644) << 16
            archive.writestr(entry, data, compresslevel=9)
    return target


def deb(tree, control, target_folder, version, epoch):
    """The tree below `/` with its control file, as a Debian package."""
    architecture = run("dpkg", "--print-architecture").strip()
    sums = "".join(f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree).as_posix()}\n"
                   for path in files_of(tree))
    size = sum(path.stat().st_size // 1024 + 1 for path in files_of(tree))
    folder = tree / "DEBIAN"
    folder.mkdir()
    (folder / "control").write_text(control.replace("@SIZE@", str(size)).replace("@ARCHITECTURE@", architecture))
    (folder / "md5sums").write_text(sums)
    for path in [tree, *tree.rglob("*")]:
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    target = target_folder / f"almanac_{version}_{architecture}.deb"
    run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, target,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(epoch)})
    return target
