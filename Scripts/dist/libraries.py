"""The shared libraries that go beside the program, and what they ask of the system."""
import pathlib, re, shutil, subprocess
from common import FLOOR, Failure, run

# What every Linux with a C++ program has, or what must be the system's own.
SYSTEM = re.compile(r"(ld-linux|libc\.|libm\.|libdl\.|librt\.|libpthread\.|libstdc\+\+\.|libgcc_s\.|linux-vdso)")

# Debian's libexpat draws its seed by a function that the C library has since 2.36. getentropy, there since 2.25, takes
# the same arguments and does the same for so few bytes.
OLDER = {"arc4random_buf": ("GLIBC_2.36", "getentropy", "GLIBC_2.25")}


# What the program loads when a file needs it, the name that it tries first before the others.
LOADED = ("libzip.so.5", "libzip.so.4")


def loaded():
    """The libraries that the program loads by itself, as the system has them."""
    known = re.findall(r"^\s*(\S+) \(libc6,.*=> (\S+)$", run("/sbin/ldconfig", "-p"), re.M)
    found = [(name, pathlib.Path(path)) for wanted in LOADED for name, path in known if name == wanted]
    if not found:
        raise Failure(f"a library is missing here: {LOADED[-1]}")
    return dict(found[:1])


def needed(program):
    """The libraries of a program that are not the system's, with theirs: name to file."""
    found = loaded()
    listed = run("ldd", program).splitlines()
    for library in found.values():
        listed += run("ldd", library).splitlines()
    for line in listed:
        if SYSTEM.search(line):
            continue
        name, arrow, rest = line.strip().partition(" => ")
        if not arrow or "not found" in rest:
            raise Failure(f"a library is missing here: {line.strip()}")
        found[name] = pathlib.Path(rest.split(" (")[0])
    return dict(sorted(found.items()))


def package_of(path):
    """(name, version, source) of the Debian package that a file belongs to."""
    # With merged /usr, packages still list some files by their old place.
    real = path.resolve()
    for candidate in (path, real, pathlib.Path(str(path).removeprefix("/usr")),
                      pathlib.Path(str(real).removeprefix("/usr")), pathlib.Path("/usr" + str(real))):
        done = subprocess.run(["dpkg-query", "-S", str(candidate)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True)
        if done.returncode == 0:
            name = done.stdout.split(": ")[0].split(",")[0]
            form = "${Package}\t${Version}\t${source:Package}"
            return tuple(run("dpkg-query", "-W", "-f", form, name).split("\t"))
    raise Failure(f"{path} belongs to no Debian package, so that its licence is not known")


def bundle(libraries, folder):
    """Copies them, under the names that the loader asks for."""
    folder.mkdir(parents=True)
    for name, path in libraries.items():
        copy = folder / name
        shutil.copyfile(path, copy)
        copy.chmod(0o644)
        lower(copy)


def lower(path):
    """Asks for functions of an older C library where they do the same."""
    data = bytearray(path.read_bytes())
    for symbol, (version, older_symbol, older_version) in OLDER.items():
        uses = [line.split() for line in run("objdump", "-T", path).splitlines() if f"({version})" in line]
        if not any(words[-1] == symbol for words in uses):
            continue
        if len(uses) != 1:
            raise Failure(f"{path.name} needs more of {version} than {symbol}")
        for old, new in ((symbol, older_symbol), (version, older_version)):
            replace(path, data, ".dynstr", f"\0{old}\0".encode(), f"\0{new}".encode().ljust(len(old) + 2, b"\0"))
        replace(path, data, ".gnu.version_r", *(elf_hash(text).to_bytes(4, "little")
                                                for text in (version, older_version)))
    path.write_bytes(data)


def replace(path, data, section, old, new):
    """Writes `new` over the one `old` in a section."""
    match = re.search(rf" {re.escape(section)} +\S+ +\S+ +(\w+) +(\w+)", run("readelf", "-SW", path))
    start, size = (int(number, 16) for number in match.groups())
    part = data[start:start + size]
    if part.count(old) != 1:
        raise Failure(f"{section} of {path.name} holds {old!r} {part.count(old)} times, where once was expected")
    data[start:start + size] = part.replace(old, new)


def elf_hash(name):
    """The hash by which a library names a version (System V ABI)."""
    value = 0
    for byte in name.encode():
        value = (value << 4) + byte
        high = value & 0xF0000000
        value = (value ^ (high >> 24)) & ~high & 0xFFFFFFFF
    return value


def check_floor(files):
    """Fails where one of them needs a C or C++ library newer than the floor allows."""
    # The C++ library of GCC 12, which Ubuntu 22.04 has.
    limits = {"GLIBC": FLOOR, "GLIBCXX": (3, 4, 30), "CXXABI": (1, 3, 13), "GCC": (12, 0, 0)}
    too_new = []
    for path in files:
        for line in run("objdump", "-T", path).splitlines():
            match = re.search(r"\*UND\*.*\((\w+?)_([\d.]+)\)\s+(\S+)", line)
            if match and tuple(int(part) for part in match[2].split(".")) > limits.get(match[1], (1 << 30,)):
                too_new.append(f"{path.name}: {match[3]} of {match[1]}_{match[2]}")
    if too_new:
        raise Failure("these need a newer system than glibc " + ".".join(map(str, FLOOR)) + ":\n  "
                      + "\n  ".join(too_new))
