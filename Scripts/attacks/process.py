"""Runs one command under limits and says how it ended."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

#: Seconds of a processor after which it hangs.
PATIENCE = 10.0
#: So many times as long by the clock on the wall, and it hangs though it does nothing.
IDLE = 30
#: Bytes of memory that no case may need.
MEMORY = 1 << 30
#: Address space, in KiB, so that what explodes does not take the machine along.
ADDRESS_SPACE = 4 << 20
#: Bytes of output that are looked at.
OUTPUT = 30 << 20
# Linux takes no longer argument (MAX_ARG_STRLEN, with its end).
LONGEST_ARGUMENT = (1 << 17) - 1


@dataclass
class Outcome:
    status: int
    signal: int
    hung: bool
    peak: int
    seconds: float
    stdout: bytes
    stderr: bytes


class Program:
    """The program under attack."""
    def __init__(self, binary, home):
        self.binary = str(Path(binary).resolve())
        self.home = str(Path(home).resolve())
        swift = shutil.which("swift")
        self.swift = str(Path(swift).resolve().parent.parent) if swift else None

    def environment(self, root, more, backtrace=False):
        values = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": f"{root}/user",
            "XDG_CACHE_HOME": f"{root}/user/cache",
            "TMPDIR": f"{root}/tmp",
            "ALMANAC_HOME": self.home,
            "LC_ALL": "C.UTF-8",
            # What asks for the network is refused at once.
            "https_proxy": "http://127.0.0.1:9",
            "http_proxy": "http://127.0.0.1:9",
            "SWIFT_BACKTRACE": "enable=no"
        }
        if "ALMANAC_DATASETS" in os.environ:
            values["ALMANAC_DATASETS"] = os.environ["ALMANAC_DATASETS"]
        if backtrace and self.swift:
            values["SWIFT_ROOT"] = self.swift
            values["SWIFT_BACKTRACE"] = ("enable=yes,color=no,interactive=no,images=none,registers=none,limit=16,"
                                         "threads=crashed,symbolicate=fast")
        values.update(more)
        return {key: value.replace("{root}", str(root)) for key, value in values.items()}

    def run(self, command, here, backtrace=False, patience=PATIENCE):
        """Runs a command in the folder `here`."""
        root = here.parent
        for name in ("user", "tmp"):
            (root / name).mkdir(exist_ok=True)
        limits = f"ulimit -c 0; ulimit -v {ADDRESS_SPACE}; "
        if command.limits:
            limits += command.limits + "\n"
        words = [os.fsencode(a) if isinstance(a, str) else a for a in command.arguments]
        argv = [b"/bin/sh", b"-c", os.fsencode(limits + 'exec "$0" "$@"'),
                os.fsencode(self.binary)] + [word.replace(b"\0", b"")[:LONGEST_ARGUMENT] for word in words]
        (root / "stdin").write_bytes(command.stdin)
        started = time.monotonic()
        with open(root / "stdin", "rb") as stdin, open(root / "stderr", "wb+") as stderr, \
                open(command.stdout or root / "stdout", "wb+") as stdout:
            child = subprocess.Popen(argv,
                                     cwd=here,
                                     stdin=stdin,
                                     stdout=stdout,
                                     stderr=stderr,
                                     env=self.environment(root, command.environment, backtrace),
                                     start_new_session=True)
            if command.meanwhile:
                command.meanwhile(child, here)
            status, usage, hung = wait(child.pid, started, patience)
        child.returncode = 0
        output = (root / "stdout") if command.stdout is None else None
        return Outcome(status=os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1,
                       signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
                       hung=hung,
                       peak=usage.ru_maxrss << 10,
                       seconds=time.monotonic() - started,
                       stdout=head(output) if output else b"",
                       stderr=head(root / "stderr"))


def head(path):
    with open(path, "rb") as file:
        return file.read(OUTPUT)


def wait(pid, started, patience):
    """Waits for a child; ends it once a thread of it worked for `patience` seconds, or it is idle for long.

    The clock on the wall says little on a machine that others use as well.
    """
    pause = 0.001
    while True:
        found, status, usage = os.wait4(pid, os.WNOHANG)
        if found:
            return status, usage, False
        elapsed = time.monotonic() - started
        if elapsed > patience and busy(pid) > patience or elapsed > IDLE * patience:
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            _, status, usage = os.wait4(pid, 0)
            return status, usage, True
        time.sleep(pause)
        pause = min(pause * 1.3, 0.02)


def busy(pid):
    """Seconds of a processor that the busiest thread of a process took."""
    most = 0.0
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/schedstat") as file:
                most = max(most, int(file.read().split()[0]) / 1e9)
    except (OSError, IndexError, ValueError):
        pass
    return most
