"""What a program finds around it: bundled files, registries, themes, files that are none, folders in its way."""

from . import hostile
from .case import FOLDER, LINK, PIPE, Case, Command, Write
from .options import FIXED
from .studies import BASE, folder
from .verdict import folder_problems

REGISTRY = """own:
  title: A set
  source: here
  licence: none
  citation: me
  files:
    a.csv:
      sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
      bytes: 4
    b.csv:
      url: URL
      sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
      bytes: 4
"""


def make_registry(home):
    """A home of one's own: registry and theme with changes."""
    theme = {
        f"home/templates/theme/{p.relative_to(home / 'templates' / 'theme')}": p.read_bytes()
        for p in sorted((home / "templates" / "theme").rglob("*"))
        if p.is_file()
    }
    reference = {
        f"home/datasets/reference/{p.name}": p.read_bytes()
        for p in sorted((home / "datasets" / "reference").glob("*.csv"))
    }

    def registry(dice):
        files = dict(theme)
        url = dice.choice([
            "file:///etc/passwd", "file://{root}/private.csv", "http://127.0.0.1:9/x", "https://127.0.0.1:9/x",
            "ftp://x", "", "-o/tmp/x", "--version", "gopher://x", "\x1b[31m", "http://[", "../private.csv", "data:,test"
        ])
        text = REGISTRY.replace("URL", url)
        roll = dice.random()
        if roll < 0.25:
            name = dice.choice([
                "../../private.csv", "../../../private.csv", "{root}/private.csv", "../../../../escaped.csv", "", ".",
                "..", "a/b", "x\x1b[31m", "a\\nb", "/etc/passwd", "~", "x" * 300
            ])
            text = text.replace(dice.choice(["a.csv", "b.csv", "own"]), f'"{name}"')
        elif roll < 0.4:
            text = text.replace("bytes: 4", "bytes: " + hostile.number(dice))
        elif roll < 0.5:
            text = text.replace("9f86d0", dice.choice(["", "zz", "9F86D0", "9" * 1000]))
        elif roll < 0.55:
            text = hostile.yaml_trick(dice, text).decode("utf-8", "replace")
        elif roll < 0.9:
            text = hostile.spoil_lines(dice, text.encode()).decode("utf-8", "replace")
        files["home/datasets/registry.yml"] = text.encode("utf-8", "surrogatepass")
        files["home/datasets/own/a.csv"] = dice.choice([b"test", b"x,y\n1,2\n", b"", FOLDER])
        files[
            "study/study.yml"] = b"study: s\ntitle: T\nsources: { s: { dataset: own, file: %s } }\ntables: { all: { from: s } }\n" % dice.choice(
                [b"a.csv", b"b.csv", b'"../../private.csv"'])
        files["study/report.md"] = b"# R\n\n{{table all}}\n"
        words = dice.choice([["datasets", "list"], ["datasets", "list", "--json"], ["datasets", "verify"],
                             ["datasets", "verify", "own"], ["datasets", "fetch", "own"],
                             ["datasets", "fetch", dice.choice(["nosuch", "..", "", "own/a.csv"])], ["doctor"],
                             ["build", "study", "--out", "out"], ["lint", "study"]])
        return Case("registry", files,
                    [Command(words, environment={"ALMANAC_HOME": "{root}/here/home"}, inspect=inside)])

    def themes(dice):
        files = dict(theme)
        files["home/datasets/registry.yml"] = REGISTRY.replace("URL", "https://x").encode()
        path = dice.choice(["home/templates/theme/style.css"] * 6 + sorted(theme))
        roll = dice.random()
        if roll < 0.15:
            del files[path]
        elif roll < 0.25:
            files[path] = LINK + b"../../../../private.txt"
        elif roll < 0.6 and path.endswith("css"):
            files[path] = dice.choice([
                b"", b"</style><b>", b"@font-face{src:url(fonts/../../../../../private.txt)}",
                b"url(fonts/nosuch.woff2)", b"@import url(http://x);", b"{" * 100000, b"\xff"
            ])
        else:
            files[path] = hostile.spoil(dice, files[path])
        files.update(folder(BASE))
        return Case("themes", files, [
            Command(["build", "study", "--out", "out", "--figures", "svg"],
                    environment={"ALMANAC_HOME": "{root}/here/home"},
                    inspect=no_secret)
        ])

    def references(dice):
        files = dict(theme)
        files.update(reference)
        files["home/datasets/registry.yml"] = (home / "datasets" / "registry.yml").read_bytes()
        path = dice.choice(sorted(reference))
        files[path] = dice.choice([hostile.spoil_lines, hostile.spoil_lines, hostile.spoil])(dice, files[path])
        words = dice.choice(
            [["--parameters", "7e9", "--tokens", "2e12", "--device", "NVIDIA A100", "--location", "France"],
             ["--device-hours", "100", "--device", "NVIDIA V100", "--year", "2021"],
             ["--energy", "5", "--location", "World"], ["--emissions", "3"], ["--year", "2020", "--modality", "text"]])
        return Case("references", files, [
            Command(["estimate"] + words + dice.choice([[], ["--json"]]),
                    environment={"ALMANAC_HOME": "{root}/here/home"})
        ])

    return registry, themes, references


def inside(here, outcome):
    """Nothing was written beside the folders that the program may write to."""
    return [("escape", path.name) for path in here.parent.iterdir() if path.name.startswith("escaped")] + no_secret(
        here, outcome)


def no_secret(here, outcome):
    """No file beside the study reached the report."""
    return [problem for problem in folder_problems(here / "out")
            if problem[0] == "secret"] if (here / "out").is_dir() else []


SURROUNDINGS = {
    "ALMANAC_HOME": [
        "", "/nosuch", "{root}", "{root}/here/m.csv", "\x1b[31m", "relative", ".", "/proc/self", "x" * 5000
    ], "XDG_CACHE_HOME": ["", "/nosuch", "relative", "{root}/here/m.csv", "/proc", "\x1b[31m",
                          "{root}/here/loop"], "HOME": ["", "/nosuch", "relative", "{root}/here/m.csv"],
    "TMPDIR": ["", "/nosuch", "{root}/here/m.csv",
               "/proc"], "ALMANAC_DATASETS": ["", "/nosuch", "{root}/here", "{root}/here/m.csv", "\x1b[31m",
                                              "../.."], "PATH": ["", "/nosuch", "{root}/here", "relative"],
    "COLUMNS": ["0", "-1", "1", "99999999999999999999",
                "x"], "TERM": ["", "dumb", "x" * 1000], "NO_COLOR": ["1"], "LC_ALL": ["", "C", "nosuch", "tr_TR.UTF-8"],
    "TZ": ["", "nosuch", "../../../etc/passwd", "Asia/Kathmandu",
           ":/etc/passwd"], "LANG": ["de_DE.UTF-8"], "https_proxy": ["x", "http://[", ""]
}


def surroundings(dice):
    """Variables of the environment that are missing, wrong or hostile, and a folder that is gone."""
    names = dice.sample(sorted(SURROUNDINGS), dice.choice([1, 1, 2, 4]))
    environment = {name: dice.choice(SURROUNDINGS[name]) for name in names}
    limits = dice.choice([
        "", "", "", "unset HOME XDG_CACHE_HOME", "unset HOME TMPDIR PATH", "mkdir gone; cd gone; rmdir ../gone",
        "cd /proc/self/fd"
    ])
    words = dice.choice([["describe", "m.csv"], ["doctor"], ["doctor", "--json"], ["datasets", "list"],
                         ["datasets", "verify"], ["datasets", "fetch", "hf-carbon-2023"],
                         ["build", "study", "--out", "out"],
                         ["build", "training-carbon", "--offline", "--figures", "svg", "--out", "out"],
                         ["lint", "training-carbon"], ["estimate", "--energy", "5"],
                         ["plot", "m.csv", "--mark", "bar", "--x", "g", "-o", "p.svg"], ["label", "bloom"],
                         ["init", "new", "--data", "m.csv"]])
    return Case("surroundings", dict(FIXED), [Command(words, environment=environment, limits=limits)])


#: Files that are none, for every reader.
WRONG = {
    "missing": None, "empty": b"", "a folder": FOLDER, "a pipe": PIPE, "a device": LINK + b"/dev/zero",
    "nothing": LINK + b"/dev/null", "a loop": LINK + b"@", "a dangling link": LINK + b"nowhere",
    "UTF-16": "x,y\n1,2\n".encode("utf-16"), "latin-1": b"x,y\n\xfc,2\n", "NUL": b"\x00" * 100, "one NUL": b"\x00",
    "truncated": b"PK\x03\x04", "ELF": b"\x7fELF\x02\x01\x01" + b"\x00" * 60, "a line end": b"\n",
    "a BOM": b"\xef\xbb\xbf", "gzip": b"\x1f\x8b\x08", "memory": LINK + b"/proc/self/mem",
    "kernel": LINK + b"/proc/kmsg", "status": LINK + b"/proc/self/status", "terminal": LINK + b"/dev/tty"
}
#: Of them, those of which nothing can be read.
UNREADABLE = {"a folder", "a pipe", "a device", "a loop", "a dangling link", "memory", "kernel", "terminal"}
READERS = [("m.csv", ["describe", "m.csv"]), ("m.tsv", ["describe", "m.tsv"]), ("m.csv.gz", ["describe", "m.csv.gz"]),
           ("m.jsonl", ["describe", "m.jsonl"]), ("m.jsonl.gz", ["describe", "m.jsonl.gz"]),
           ("m.json", ["describe", "m.json"]), ("m.db", ["describe", "m.db:t"]), ("m.db", ["describe", "m.db"]),
           ("m.parquet", ["describe", "m.parquet"]), ("m.csv", ["stat", "describe", "m.csv", "--x", "x"]),
           ("r.jsonl", ["stat", "--batch", "r.jsonl"]),
           ("m.csv", ["plot", "m.csv", "--mark", "point", "--x", "x", "--y", "y", "-o", "p.svg"]),
           ("c.yml", ["plot", "ok.csv", "--spec", "c.yml", "-o", "p.svg"]),
           ("card.md", ["estimate", "--card", "card.md"]), ("m.csv", ["estimate", "m.csv"]),
           ("m.csv", ["init", "new", "--data", "m.csv"]), ("m.jsonl", ["init", "new", "--data", "m.jsonl"]),
           ("study/study.yml", ["build", "study", "--out", "out"]),
           ("study/report.md", ["build", "study", "--out", "out"]), ("study/m.csv", ["build", "study", "--out", "out"]),
           ("study/references.bib", ["build", "study", "--out", "out"]), ("study/references.bib", ["lint", "study"]),
           ("study/study.yml", ["lint", "study"]), ("study/report.md", ["lint", "study"]),
           ("study/m.csv", ["lint", "study"]), ("study/more.yml", ["lint", "study"]),
           ("study/more.yml", ["build", "study", "--out", "out"]),
           ("m.csv", ["build", "study", "--data", "m.csv", "--out", "out"]),
           ("m.csv", ["build", "study", "--data", "s=m.csv", "--out", "out"]),
           ("out", ["build", "study", "--out", "out"]), ("study", ["build", "study", "--out", "out"]),
           ("study/m.csv", ["check", "study"]), ("study/m.csv", ["explain", "study", "count"])]


def readers(dice):
    """Every reader on every kind of file that is none; a message names the file."""
    path, words = dice.choice(READERS)
    kind = dice.choice(sorted(WRONG))
    data = WRONG[kind]
    tree = dict(BASE, include=["more.yml"]) if path == "study/more.yml" else BASE
    files = dict(folder(tree), **{"ok.csv": FIXED["m.csv"]})
    if path == "study/more.yml":
        files["study/more.yml"] = b"{}"
    if path == "study":
        files = {}
    files.pop(path, None)
    if data is not None:
        files[path] = data.replace(b"@", path.split("/")[-1].encode()) if data.startswith(LINK) else data
    name = path.split("/")[-1]

    def named(here, outcome):
        """The message names the file."""
        said = (outcome.stderr + outcome.stdout).decode("utf-8", "replace")
        unread = kind in UNREADABLE or kind == "missing"
        return [("no place", said.strip()[:200])
                ] if outcome.status == 1 and unread and name not in said and path not in ("out", "r.jsonl") else []

    return Case("readers", files,
                [Command(words + (["--offline"] if words[0] in ("build", "check", "explain") else []), inspect=named)])


OWN = {
    "out/.env": b"mine", "out/.gitignore": b"*\n", "out/notes.txt": b"mine", "out/sub/mine.md": b"mine",
    "out/.git/config": b"[core]\n", "out/link": LINK + b"../m.csv", "out/report.md": b"edited by hand",
    "out/results.json": b"{}"
}


def own_files(dice):
    """A person's files in the folder of a report: the next build keeps them, or is refused."""
    words = ["build", "study", "--offline", "--figures", "svg", "--out", dice.choice(["out", "out/", "./out", "out//"])]
    path = dice.choice(sorted(OWN))
    data = OWN[path]
    steps = [Command(words, must="succeed"), Write(path, data)]

    def kept(here, outcome):
        """The person's file is there still."""
        target = here / path
        if data.startswith(LINK):
            return [] if target.is_symlink() else [("lost", path)]
        return [] if target.is_file() and target.read_bytes() == data else [("lost", path)]

    steps.append(Command(words, inspect=kept))
    return Case("own files", dict(folder(BASE), **{"m.csv": b"x\n1\n"}), steps)


def targets(dice):
    """Folders to write that are something else already."""
    files = dict(folder(BASE), **{"m.csv": b"x\n1\n"})
    kind, more = dice.choice([("full of others", {"out/a.txt": b"mine"}), ("a file", {"out": b"mine"}),
                              ("a link", {"out": LINK + b"other", "other/a.txt": b"mine"}),
                              ("dangling", {"out": LINK + b"nowhere"}), ("empty", {"out": FOLDER}), ("the study", {}),
                              ("above", {}), ("here", {}), ("deep", {}), ("slash", {}),
                              ("a folder that looks like one", {"out/manifest.json": b"{}", "out/a.txt": b"mine"}),
                              ("a broken one", {"out/manifest.json": b"[", "out/a.txt": b"mine"})])
    files.update(more)
    out = {"the study": "study", "above": "..", "here": ".", "deep": "a/b/c/d", "slash": "out/"}.get(kind, "out")
    before = {path: data for path, data in files.items() if not data.startswith(LINK) and data != FOLDER}

    def kept(here, outcome):
        """Every file that was there is there still."""
        found = [("lost", path)
                 for path, data in before.items()
                 if not (here / path).is_file() or (here / path).read_bytes() != data]
        if not (here.parent / "private.csv").is_file():
            found.append(("lost", "a file above the folder"))
        return found

    must = "succeed" if kind in ("empty", "deep", "slash") else None
    return Case("targets", files,
                [Command(["build", "study", "--offline", "--figures", "svg", "--out", out], inspect=kept, must=must)])
