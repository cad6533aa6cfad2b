"""What the scripts of a distribution promise.   python3 -m unittest discover Scripts/dist/tests"""
import base64
import csv
import ctypes
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import archives
import libraries
import manual
import sbom
from common import ROOT, Failure

LIBRARIES = pathlib.Path("/usr/lib/x86_64-linux-gnu")
EXPAT = LIBRARIES / "libexpat.so.1"
EPOCH = 1_700_000_000


class InAFolder(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)

    def tree(self, name, order):
        """A tree with the same files, made in some order at some time."""
        root = self.folder / name / "almanac"
        for place in order:
            path = root / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(place)
            path.chmod(0o700 if place.startswith("bin") else 0o600)
            os.utime(path, (1, len(name)))
        return root


class Archives(InAFolder):
    places = ["bin/almanac", "share/doc/almanac/LICENSE", "share/b", "share/a"]

    def test_a_tarball_depends_on_contents_alone(self):
        for name, order in (("one", self.places), ("other", self.places[::-1])):
            archives.tarball(self.tree(name, order), self.folder / f"{name}.tar.gz", EPOCH)
        one = (self.folder / "one.tar.gz").read_bytes()
        self.assertEqual(one, (self.folder / "other.tar.gz").read_bytes())
        with tarfile.open(self.folder / "one.tar.gz") as archive:
            for member in archive:
                self.assertEqual((member.uid, member.gid, member.mtime), (0, 0, EPOCH), member.name)
            self.assertEqual(archive.getmember("almanac/bin/almanac").mode & 0o777, 0o755)
            self.assertEqual(archive.getmember("almanac/share/a").mode & 0o777, 0o644)

    def test_a_wheel_depends_on_contents_alone_and_records_them(self):
        made = []
        for name, order in (("one", self.places), ("other", self.places[::-1])):
            (self.folder / f"out-{name}").mkdir()
            made.append(archives.wheel(self.tree(name, order), self.folder / f"out-{name}", "1.2.3", "py3-none-any",
                                       EPOCH))
        self.assertEqual(made[0].read_bytes(), made[1].read_bytes())
        with zipfile.ZipFile(made[0]) as archive:
            names = archive.namelist()
            rows = list(csv.reader(archive.read("almanac_report-1.2.3.dist-info/RECORD").decode().splitlines()))
            self.assertEqual(sorted(row[0] for row in rows), sorted(names))
            for name, digest, size in rows[:-1]:
                data = archive.read(name)
                self.assertEqual(int(size), len(data))
                self.assertEqual(digest, "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest())
                                 .rstrip(b"=").decode())
            program = archive.getinfo("almanac_report-1.2.3.data/scripts/almanac")
            self.assertTrue(program.external_attr >> 16 & 0o111)
            self.assertIn("Version: 1.2.3\n", archive.read("almanac_report-1.2.3.dist-info/METADATA").decode())
            self.assertIn("almanac/py.typed", names)


class Libraries(InAFolder):
    def test_versions_are_hashed_as_the_loader_does(self):
        # As readelf shows them in .gnu.version_r of any program.
        self.assertEqual(libraries.elf_hash("GLIBC_2.2.5"), 0x09691A75)
        self.assertEqual(libraries.elf_hash("GLIBC_2.34"), 0x069691B4)

    @unittest.skipUnless((LIBRARIES / "libstdc++.so.6").exists(), "made for Debian on x86_64")
    def test_a_library_that_needs_more_than_the_floor_is_refused(self):
        with self.assertRaises(Failure) as caught:
            libraries.check_floor([LIBRARIES / "libstdc++.so.6"])
        self.assertIn("GLIBC_2.36", str(caught.exception))

    @unittest.skipUnless(EXPAT.exists() and "arc4random_buf" in subprocess.run(
        ["objdump", "-T", EXPAT], capture_output=True, text=True).stdout, "made for the libexpat of Debian 12")
    def test_expat_works_with_an_older_library(self):
        copy = self.folder / "libexpat.so.1"
        shutil.copyfile(EXPAT, copy)
        with self.assertRaises(Failure):
            libraries.check_floor([copy])
        libraries.lower(copy)
        libraries.check_floor([copy])
        expat = ctypes.CDLL(str(copy))
        expat.XML_ParserCreate.restype = ctypes.c_void_p
        expat.XML_Parse.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int]
        for text, status in ((b"<a><b/></a>", 1), (b"<a><b></a>", 0)):
            parser = expat.XML_ParserCreate(None)
            self.assertEqual(expat.XML_Parse(parser, text, len(text), 1), status)

    def test_what_belongs_to_no_package_is_refused(self):
        stray = self.folder / "libstray.so"
        stray.touch()
        with self.assertRaises(Failure):
            libraries.package_of(stray)


class Manual(InAFolder):
    command = {
        "abstract": "Say .what -- is 'odd'.", "commandName": "almanac",
        "discussion": "'quoted' words\n\n.dotted line\n\n  almanac --help   \\x\n\nlast", "subcommands": [],
        "arguments": [{"kind": "option", "valueName": "path", "abstract": ".A path", "defaultValue": "a-b",
                       "names": [{"kind": "long", "name": "out"}, {"kind": "short", "name": "o"}]}]}

    @unittest.skipUnless(shutil.which("groff"), "groff is not installed")
    def test_no_word_of_the_help_is_lost_or_taken_for_a_request(self):
        text = manual.page(self.command, ["almanac"], [], "1.0", "2024-01-01")
        done = subprocess.run(["groff", "-wall", "-man", "-Tascii", "-P-cbou"], input=text, capture_output=True, text=True)
        self.assertEqual(done.stderr, "")
        for words in (".dotted line", "'quoted' words", "almanac --help   \\x", "-o, --out path", ".A path",
                      "Default: a-b.", "last"):
            self.assertIn(words, done.stdout)


class Bill(unittest.TestCase):
    def test_every_package_has_its_exact_version(self):
        resolved = ROOT / "Package.resolved"
        packages = {c["name"]: c["version"] for c in sbom.swift_packages()}
        self.assertGreater(len(packages), 1)
        if resolved.exists():
            pins = {pin["location"].rsplit("/", 1)[1].removesuffix(".git"): pin["state"]["version"]
                    for pin in json.loads(resolved.read_text())["pins"]}
            self.assertEqual(packages, {name: pins[name] for name in packages})
            self.assertEqual(set(pins), set(packages), "a package that others bring along is not in the bill")


if __name__ == "__main__":
    unittest.main()
