"""What happens while a program runs: files that shrink, little memory, full disks, signals, two at once."""

import os
import shutil
import signal
import subprocess
import threading
import time

from . import server
from .case import Case, Command
from .options import FIXED
from .places import REGISTRY
from .studies import BASE, folder
from .tables import blocks


def cut_later(seconds, data):
    def act(child, here):
        """the file is cut or written over"""
        def later():
            time.sleep(seconds)
            try:
                with open(here / "m.csv", "r+b") as file:
                    file.truncate(len(data))
                    file.write(data)
            except OSError:
                pass

        threading.Thread(target=later, daemon=True).start()

    return act


def changing(dice):
    """A file that shrinks while it is read."""
    data = blocks(dice) * dice.choice([1, 8])
    after = dice.choice([b"", b"x\n", b"a,b\n1,2\n" * 100])
    words = dice.choice([["describe", "m.csv"], ["describe", "m.csv", "--types"],
                         ["stat", "describe", "m.csv", "--x", "value"],
                         ["stat", "spearman", "m.csv", "--x", "value", "--y", "id"]])
    return Case("changing files", {"m.csv": data}, [Command(words, meanwhile=cut_later(dice.uniform(0, 0.08), after))])


LIMITS = [
    "ulimit -v 100000", "ulimit -v 150000", "ulimit -v 200000", "ulimit -v 300000", "ulimit -v 380000",
    "ulimit -v 500000", "ulimit -d 100000", "ulimit -d 300000", "ulimit -d 500000", "ulimit -n 5", "ulimit -n 10",
    "ulimit -n 20", "ulimit -n 64", "ulimit -f 0", "ulimit -f 8", "ulimit -f 100", "ulimit -s 100", "ulimit -s 1024",
    "ulimit -s unlimited", "exec 2>&-",
    "exec >&-", "exec <&-", "exec <&- >&- 2>&-", "ulimit -t 5", "umask 0777", "trap '' PIPE",
    "trap '' XFSZ; ulimit -f 8"
]


def limits(dice):
    """Little memory, few files, small files, closed streams."""
    files = dict(FIXED)
    big = dice.random() < 0.3
    if big:
        files["m.csv"] = blocks(dice)
    words = dice.choice([["describe", "m.csv"], ["describe", "m.csv", "--json"],
                         ["stat", "spearman", "m.csv", "--x", "value" if big else "x", "--y", "id" if big else "y"],
                         [
                             "plot", "m.csv", "--mark", "histogram", "--x", "value" if big else "x", "-o",
                             dice.choice(["p.svg", "p.png", "p.pdf"])
                         ], ["build", "study", "--out", "out", "--offline"], ["estimate", "--energy", "5"],
                         ["stat", "--batch", "r.jsonl"], ["check", "study", "--offline"],
                         ["init", "new", "--data", "m.csv"], ["doctor"], ["datasets", "list"], ["lint", "study"]])
    limit = dice.choice(LIMITS)
    # What the system ends a program with that wants more than it may have; what it leaves behind is looked at.
    signals = (signal.SIGXCPU, signal.SIGXFSZ)

    def whole(here, outcome):
        """A picture or a report is there whole, or not at all."""
        found = []
        if outcome.status == 0 and "p." in words[-1] and not (here / words[-1]).exists():
            found.append(("lost", "exit status 0 and no picture"))
        return found + left_behind(here)

    stdout = "/dev/full" if dice.random() < 0.1 else None
    must = "fail" if stdout and words[0] not in ("plot", "lint") and not limit.startswith("exec") else None
    return Case("limits", files,
                [Command(words, limits=limit, allowed_signals=signals, inspect=whole, stdout=stdout, must=must)])


def left_behind(here):
    """Hidden files, which only an unfinished build has."""
    return [("left behind", "a hidden " + ("folder" if p.is_dir() else "file"))
            for p in here.iterdir()
            if p.name.startswith(".")]


def kill_later(number, seconds):
    def act(child, here):
        def later():
            time.sleep(seconds)
            try:
                os.kill(child.pid, number)
            except ProcessLookupError:
                pass

        threading.Thread(target=later, daemon=True).start()

    act.__doc__ = f"{signal.Signals(number).name} after {seconds:.3f} s"
    return act


def remember(here, outcome):
    """Keeps what the first run wrote, to compare."""
    shutil.rmtree(here.parent / "earlier", ignore_errors=True)
    for name in ("out", "drawn"):
        if (here / name).is_dir():
            shutil.copytree(here / name, here.parent / "earlier", symlinks=True)
    return []


def unchanged(here, outcome):
    """What the first run wrote is there as it was, and nothing hidden."""
    name = "drawn" if (here / "drawn").is_dir() else "out"
    return left_behind(here) + different(here.parent / "earlier", here / name)


def kills(dice):
    """A run that is ended at any moment: what was there is whole, and the next run leaves nothing behind."""
    number = dice.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
    if dice.random() < 0.75:
        more = {
            f"f{i}": {"table": "t", "layers": [{"mark": "point", "x": "x", "y": "y", "color": "g"}]}
            for i in range(dice.choice([1, 10]))
        }
        files = folder(dict(BASE, figures=dict(BASE["figures"], **more)))
        words, name, most = ["build", "study", "--offline", "--out", "out"], "out", 0.15
    else:
        files = {path: data for path, data in FIXED.items() if path.startswith("gallery/")}
        for index in range(12):
            files[f"gallery/specs/b{index}.json"] = files["gallery/specs/a.json"]
        words, name, most = ["gallery", "gallery", "--out", "drawn"], "drawn", 0.3

    def whole(here, outcome):
        """What was there is there as it was, or as new."""
        problems = different(here.parent / "earlier", here / name)
        return problems + (left_behind(here) if number != signal.SIGKILL and outcome.signal else [])

    ended = Command(words,
                    meanwhile=kill_later(number, dice.uniform(0, most)),
                    allowed_signals=(number, ),
                    inspect=whole)
    return Case(
        "kills", files,
        [Command(words, must="succeed", inspect=remember), ended,
         Command(words, must="succeed", inspect=unchanged)])


def different(earlier, now):
    if not earlier.is_dir():
        return []
    before = {str(p.relative_to(earlier)): p.read_bytes() for p in earlier.rglob("*") if p.is_file()}
    after = {str(p.relative_to(now)): p.read_bytes() for p in now.rglob("*") if p.is_file()} if now.is_dir() else {}
    odd = [name for name in sorted(set(before) | set(after)) if before.get(name) != after.get(name)]
    return [("lost", f"the report changed: {', '.join(odd[:4])}")] if odd else []


def two_at_once(dice):
    """Two builds of one target at the same time: one report is there, whole."""
    words = ["build", "study", "--offline", "--out", "out", "--figures", "svg"]
    both = '( "$0" "$@" > ../second 2>&1; touch ../done ) &'

    def whole(here, outcome):
        """The report is there as the first build wrote it."""
        waited = time.monotonic() + 60
        while not (here.parent / "done").exists() and time.monotonic() < waited:
            time.sleep(0.01)
        return unchanged(here, outcome)

    return Case("two at once", folder(BASE), [
        Command(words, must="succeed", inspect=remember),
        Command(words, limits=both, inspect=whole),
        Command(words, must="succeed", inspect=unchanged)
    ])


#: Mounts a small disk that only this run sees, puts the report there, runs, and says what is there then.
SMALL_DISK = """exec unshare -rm sh -c '
mkdir small && mount -t tmpfs -o size=$(( $(du -sk out | cut -f1) * %d / 100 + %d ))k none small || exit 2
%s "$0" "$@"; status=$?
ls -A small > ../listing; rm -rf ../after; cp -a small/out ../after 2>/dev/null; exit $status' "$0" "$@"; """


def can_mount():
    """Whether this machine lets a person mount a disk of their own."""
    try:
        return subprocess.run(["unshare", "-rm", "true"], capture_output=True, timeout=10).returncode == 0
    except OSError:
        return False


def full_disk(dice):
    """A disk that fills up at any point: the earlier report is whole, and nothing is left."""
    words = ["build", "study", "--offline", "--figures", dice.choice(["svg", "png,pdf,svg"]), "--out"]
    earlier = dice.random() < 0.7
    limits = SMALL_DISK % ((dice.randint(105, 230), 0, "cp -a out small/out;") if earlier else
                           (dice.randint(1, 130), 4, ""))

    def whole(here, outcome):
        """The report on the small disk is the earlier one or the new one."""
        found = [("left behind", "a hidden folder")
                 for name in (here.parent / "listing").read_text().split("\n")
                 if name.startswith(".")]
        if outcome.status == 0 or earlier:
            found += different(here.parent / "earlier", here.parent / "after")
        elif (here.parent / "after").exists():
            found.append(("half written", "a failed build left a report"))
        return found

    return Case("full disk", folder(BASE), [
        Command(words + ["out"], must="succeed", inspect=remember),
        Command(words + ["small/out"], limits=limits.rstrip("; "), inspect=whole)
    ])


def make_downloads(home):
    """Downloads from a server that means no good."""
    theme = {"home/templates/x/study.yml": b"study: x\ntitle: X\n"}

    def downloads(dice):
        path = dice.choice(["good", "good", "endless", "endless", "wrong", "empty", "missing", "file", "loop", "cut"])
        text = REGISTRY.replace("URL", f"http://127.0.0.1:{{port}}/{path}")
        files = dict(theme, **{"home/datasets/registry.yml": text.encode(), "home/datasets/own/a.csv": b"test"})
        number = dice.choice([signal.SIGTERM, signal.SIGINT]) if dice.random() < 0.3 else None
        before = server.sent()

        def modest(here, outcome):
            """No more than was promised is taken, and nothing unfinished stays."""
            cache = here.parent / "user" / "cache" / "almanac" / "datasets"
            found = [("left behind", "a hidden file") for p in cache.rglob(".*")]
            found += [("wrong file", p.name) for p in cache.rglob("b.csv") if p.read_bytes() != b"test"]
            if path == "endless" and server.sent() - before > 64 << 20:
                found.append(("download", f"{(server.sent() - before) >> 20} MiB of a file of 4 bytes"))
            return found

        must = {"good": "succeed"}.get(path, "fail") if number is None else None
        fetch = Command(["datasets", "fetch", "own"],
                        environment={"ALMANAC_HOME": "{root}/here/home", "http_proxy": "", "no_proxy": "127.0.0.1"},
                        inspect=modest,
                        must=must,
                        about="a wrong download",
                        meanwhile=kill_later(number, dice.uniform(0, 0.1)) if number else None,
                        allowed_signals=(number, ) if number else ())
        return Case("downloads", files, [fetch])

    return downloads


def make_twice(others):
    """A case of another generator run twice, elsewhere and with other threads: the same bytes."""
    def twice(dice):
        case = others[dice.choice(sorted(others))](dice)
        step = case.steps[-1]
        if len(case.steps) > 1 or step.meanwhile or step.limits:
            return case

        def keep(here, outcome):
            """Keeps what the first run wrote."""
            shutil.rmtree(here.parent / "earlier", ignore_errors=True)
            (here.parent / "earlier").mkdir()
            shutil.copytree(here, here.parent / "earlier" / "files", symlinks=True)
            (here.parent / "earlier" / "stdout").write_bytes(outcome.stdout)
            return []

        def same(here, outcome):
            """The second run wrote the same."""
            if (here.parent / "earlier" / "stdout").read_bytes() != outcome.stdout:
                return [("not the same", "standard output")]
            return [("not the same", problem[1]) for problem in different(here.parent / "earlier" / "files", here)]

        odd = {
            "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8",
            "LIBDISPATCH_COOPERATIVE_POOL_STRICT": "1"
        }
        first = Command(step.arguments, stdin=step.stdin, environment=step.environment, inspect=keep)
        second = Command(step.arguments,
                         stdin=step.stdin,
                         environment=dict(step.environment, **odd),
                         limits="taskset -p 1 $$ > /dev/null 2>&1",
                         inspect=same)
        return Case("twice", case.files, [first, second])

    return twice
