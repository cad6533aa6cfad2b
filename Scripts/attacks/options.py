"""Every option of every command, as `almanac help` tells them, at its extremes and together."""

import re
import subprocess

from . import hostile
from .case import Case, Command

#: What each command needs before its options count.
USUAL = {
    "build": [["build", "study", "--offline"]], "check": [["check", "study", "--offline"]], "lint": [["lint", "study"]],
    "explain": [["explain", "study", "test.p_value",
                 "--offline"]], "init": [["init", "new", "--data", "m.csv"]], "describe": [["describe", "m.csv"],
                                                                                           ["describe", "m.jsonl"]],
    "stat": [["stat", "spearman", "m.csv", "--x", "x", "--y", "y"],
             ["stat", "mann-whitney", "m.csv", "--x", "x", "--group", "h"],
             ["stat", "ols", "m.csv", "--formula", "y ~ x + g"], ["stat", "bootstrap", "m.csv", "--x", "x"],
             ["stat", "--batch", "r.jsonl"]],
    "plot": [["plot", "m.csv", "--mark", "point", "--x", "x", "--y", "y", "-o", "p.svg"],
             ["plot", "m.csv", "--mark", "histogram", "--x", "x", "-o", "p.png"],
             ["plot", "m.csv", "--spec", "c.yml", "-o",
              "p.pdf"]], "estimate": [["estimate", "--parameters", "7e9", "--tokens", "2e12", "--year", "2023"],
                                      ["estimate", "--card", "card.md"],
                                      ["estimate", "--device-hours", "1000", "--device", "NVIDIA A100"],
                                      ["estimate", "--energy", "5"], ["estimate", "--emissions", "5"],
                                      ["estimate", "--flop", "1e22", "--location", "France"], ["estimate", "m.csv"],
                                      ["estimate"]], "label": [["label", "bloom",
                                                                "--offline"]], "datasets list": [["datasets", "list"]],
    "datasets verify": [["datasets", "verify"]], "datasets fetch": [["datasets", "fetch", "reference"]],
    "doctor": [["doctor"]], "gallery": [["gallery", "gallery", "--out", "drawn"]]
}
#: Options whose value is a place to write: nothing outside the folder of the case.
PLACES = [
    "out", "out/", "./out//", "a/b/c", "..", ".", "../x", "m.csv", "study", "m.csv/x", "x" * 300, "o\nut",
    "o\x1b[31mut", "-", "--", " ", "", "ü/é", "loop", "dangling", "p.svg", "p.png", "p.pdf", "p.PNG", ".svg", "x.svg/",
    "no/such/p.svg", "study/p.svg", "p.exe", "pipe.svg"
]
FILES = [
    "m.csv", "m.jsonl", "r.jsonl", "c.yml", "card.md", "study", "nosuch", "../private.csv", "", ".", "/dev/null",
    "/dev/zero", "pipe", "loop", "dangling", "empty", "m.csv:x", "m.db:t", "-", "no\x1b[31m", "x" * 5000, "s=m.csv",
    "s=", "=m.csv", "s=nosuch", "nosuch=m.csv", "s=study"
]


class Help:
    """The commands and their options, as the program tells them."""
    def __init__(self, program):
        self.program = program
        self.options, self.methods, self.marks = {}, [], []
        top = self.read([])
        for command in re.findall(r"^  ([a-z]+)  ", top.split("SUBCOMMANDS:")[-1], re.M):
            text = self.read([command])
            inner = re.findall(r"^  ([a-z]+)  ", text.split("SUBCOMMANDS:")[1], re.M) if "SUBCOMMANDS:" in text else []
            for name in [f"{command} {sub}" for sub in inner] or [command]:
                self.options[name] = self.parse(self.read(name.split()))
        # It is not listed: it serves the project itself.
        self.options["gallery"] = self.parse(self.read(["gallery"]))
        self.methods = self.words("stat", "Methods:")
        self.marks = self.words("plot", "Marks:")

    def read(self, words):
        run = subprocess.run([self.program.binary, "help"] + words,
                             capture_output=True,
                             text=True,
                             timeout=60,
                             env={"ALMANAC_HOME": self.program.home, "PATH": "/usr/bin:/bin", "COLUMNS": "200"})
        return run.stdout

    @staticmethod
    def parse(text):
        """Pairs of a name and what its value is called; None for a flag."""
        listed = re.findall(r"^  (?:-\w, )?(--[a-z-]+)(?: <([^>]+)>)?", text.split("OPTIONS:")[-1], re.M)
        return [(name, value or None) for name, value in listed if name not in ("--help", "--version")]

    def words(self, command, before):
        text = self.read([command]).split(before)[-1].split("\n\n")[0]
        return [word for word in re.findall(r"[a-z][a-z0-9-]*", text.split(".\n")[0])]


FIXED = {
    "m.csv": b"x,y,g,h,n\n" + b"".join(b"%d,%d.5,%s,%s,%d\n" %
                                       (i * 7 % 31, i * i % 17, b"abc"[i % 3:i % 3 + 1], b"pq"[i % 2:i % 2 + 1], i)
                                       for i in range(24)), "m.jsonl": b'{"x":1,"y":2}\n{"x":3,"y":5}\n{"x":4,"y":1}\n',
    "r.jsonl": b'{"id":1,"method":"spearman","x":[1,2,3,4],"y":[2,1,4,3]}\n{"id":2,"method":"describe","x":[1,2,3]}\n',
    "c.yml": b"layers: [{mark: point, x: x, y: y}]\n",
    "card.md": b"---\nco2_eq_emissions: 12\n---\n# M\nIt has 7B parameters, 2 trillion tokens.\n",
    "study/study.yml": b"""study: s
title: T
parameters: { n: { type: int, default: 3 }, w: { type: text, default: a }, d: { type: date, default: 2024-01-31 }, f: { type: double, default: 0.5 } }
sources: { s: { path: ../m.csv } }
tables: { t: { from: s, where: x > $n }, u: { from: s, limit: $n } }
analyses: { test: { method: spearman, table: t, x: x, y: y } }
figures: { f: { table: t, layers: [{ mark: point, x: x, y: y }] } }
values: { v: { table: t, value: count() } }
expected: { e: { value: v.value, published: 20 } }
""", "study/report.md": b"# R\n{{number(v)}} {{test test}} {{figure f}} {{table u}} {{methods}} {{ledger}}\n",
    "empty": b"", "pipe": b"a named pipe", "loop": b"link to: loop", "dangling": b"link to: nowhere",
    "gallery/specs/a.json": b'{"table":"m","layers":[{"mark":"point","x":"x","y":"y"}]}', "gallery/models.json": b"{}",
    "gallery/data/m.csv": b"x,y\n1,2\n3,4\n"
}
FIXED["study/m.csv"] = FIXED["m.csv"]
FIXED["study/study.yml"] = FIXED["study/study.yml"].replace(b"../m.csv", b"m.csv")


def value(dice, option, called, base):
    """A value for an option: of its kind, or not."""
    if option in ("--out", "--output"):
        return dice.choice(PLACES)
    roll = dice.random()
    if called in ("path", "file", "dir", "requests.jsonl") and roll < 0.8:
        return dice.choice(FILES)
    if option == "--set":
        name = dice.choice([
            "n", "w", "d", "f", "seed", "repair.x", "level", "draws", "quantiles", "correction", "covariance", "groups",
            "mu", "p0", "interval", "statistic", "quantile_type", "threads", "nosuch", "", "="
        ])
        return name + dice.choice(["=", "=", "=", ""
                                   ]) + (hostile.number(dice) if dice.random() < 0.6 else hostile.line(dice))
    if option == "--memory" and roll < 0.7:
        return dice.choice([
            "1", "0", "-1", "1KB", "10MB", "100MB", "1e300GB", "9999999999GB", "nanMB", "infGB", "1 . 5 MB", "0x10MB",
            "٣MB", "½GB", "256mb", "MB"
        ])
    if option in ("--x", "--y", "--z", "--group", "--by", "--where", "--weights", "--facet", "--levels") and roll < 0.5:
        return dice.choice([
            "x", "y", "g", "h", "n", "x > 5", "ln(x)", "nosuch", "p,q", "a,b", "a,a", "x + ", "1/0", "'a'", "count()",
            "row_number()", "null", "$n"
        ])
    if roll < 0.6:
        return hostile.number(dice)
    if roll < 0.9:
        return hostile.line(dice)
    return dice.choice([
        "html,md", "png", "svg,svg", "all", "xy", "log", "ols", "loess", "dark", "single", "less", "greater",
        "spearman", "point", "France", "NVIDIA A100"
    ])


def make(helps):
    """The generator of single options and of several at once."""
    # A command that is new is called with what most of them take; one that waits for a person is not.
    for name in helps.options:
        if name not in USUAL and name not in ("serve", "watch", "mcp"):
            USUAL[name] = [name.split(), name.split() + ["m.csv"], name.split() + ["study"]]
    names = list(USUAL)

    def one(dice):
        name = dice.choice(names)
        base = list(dice.choice(USUAL[name]))
        known = helps.options.get(name, [])
        words = []
        for _ in range(dice.choice([1, 1, 1, 2, 2, 3, 5])):
            if not known:
                break
            option, called = dice.choice(known)
            if called is None:
                words.append(option)
                continue
            text = value(dice, option, called, base)
            if option == "--threads" or dice.random() < 0.5:
                words.append(f"{option}={text}")
            else:
                words += [option, text]
            # The base may give the same option.
            if option in base and option not in ("--set", "--data", "--z") and dice.random() < 0.8:
                at = base.index(option)
                del base[at:at + 2]
        if dice.random() < 0.05:
            words.append(
                dice.choice([
                    "--nosuch", "--no\x1b[31msuch", "-z", "--", "---", "-", "\x1b[2J", "--x\u202e", "--help",
                    "--version",
                    hostile.line(dice)
                ]))
        if dice.random() < 0.05:
            base[dice.randrange(len(base))] = hostile.line(dice)
        if name in ("build", "gallery") and not any(word.startswith("--out") for word in words + base):
            words += ["--out", "out"]
        return Case("options", dict(FIXED), [Command(base + words)])

    return one


def make_numbers(helps):
    """Each option that takes a number, at each extreme, by turns."""
    pairs = []
    for name in helps.options:
        for option, called in helps.options[name]:
            if name in USUAL and called and option not in ("--out", "--output", "--data"):
                pairs += [(name, option, number) for number in hostile.NUMBERS]

    def one(dice):
        name, option, number = dice.choice(pairs)
        base = list(dice.choice(USUAL[name]))
        if option in base:
            at = base.index(option)
            del base[at:at + 2]
        if name in ("build", ):
            base += ["--out", "out"]
        more = dice.choice([[], [], ["--json"]]) if ("--json", None) in helps.options[name] else []
        return Case("numbers", dict(FIXED), [Command(base + [f"{option}={number}"] + more)])

    return one
