"""What the scripts of a distribution share: where things are, what they are called, and when they were made."""
import os, pathlib, platform, subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "Scripts/dist"
ARCHITECTURE = platform.machine()

# The oldest C library that what is built must run on: that of Ubuntu 22.04.
FLOOR = (2, 35)


class Failure(Exception):
    """A sentence for the person who builds."""


def run(*command, **options):
    """The output of a command; its failure is ours."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          **options)
    if done.returncode != 0:
        raise Failure(f"{' '.join(str(part) for part in command)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def version(program):
    """`0.1.0`, whatever else `--version` says."""
    return run(program, "--version").split()[0]


def epoch():
    """The time that all files carry, in seconds: `$SOURCE_DATE_EPOCH`, else that of the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return int(given) if given else int(run("git", "-C", ROOT, "log", "-1", "--format=%ct"))


def write(path, content, executable=False):
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        content = content.encode()
    path.write_bytes(content)
    path.chmod(0o755 if executable else 0o644)
