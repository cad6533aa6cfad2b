"""Data files of every format, well-formed, odd and broken."""

import gzip
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zlib
from dataclasses import replace

from . import hostile
from .case import Case, Command

#: Words of a column that is repeated often enough to be a group.
GROUPS = ["NLP", "Audio", "Computer Vision", "Tabular", "a", "b"]


def column(dice, rows):
    """The texts of one column."""
    kind = dice.choice([
        "int", "double", "group", "unique", "half", "long", "date", "moment", "bool", "list", "hostile", "mixed",
        "constant", "empty", "code", "unit", "wide"
    ])
    pick = {
        "int": lambda i: str(dice.randint(-100, 1000)), "double": lambda i: repr(dice.lognormvariate(0, 3)),
        "group": lambda i: dice.choice(GROUPS), "unique": lambda i: f"m{i}",
        "date": lambda i: f"{dice.randint(1990, 2030)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
        "moment": lambda i: f"2024-01-{dice.randint(1, 31):02}T{dice.randint(0, 23):02}:00:00Z",
        "bool": lambda i: dice.choice(["true", "false"]),
        "list": lambda i: dice.choice(["['a', 'b']", "[]", "['x']", "{'a': 1, 'b': nan}"]),
        "hostile": lambda i: hostile.text(dice), "constant": lambda i: "7", "empty": lambda i: "",
        "code": lambda i: f"{dice.randint(0, 99999):05}",
        "unit": lambda i: f"{dice.randint(0, 9999)} {dice.choice(['g', 'kg', 't', '%'])}",
        "wide": lambda i: hostile.number(dice)
    }
    if kind in ("half", "long"):
        # More than half distinct, and long texts among those that repeat.
        repeated = [
            dice.choice("uvw") * dice.choice([1, 15, 16, 17, 40, 255, 300, 4096]) for _ in range(dice.randint(1, 4))
        ]
        share = dice.choice([0.5, 0.55, 0.7, 0.9])
        return [f"m{i}" if dice.random() < share else dice.choice(repeated) for i in range(rows)]
    if kind == "mixed":
        others = [pick[name] for name in ("int", "double", "date", "hostile", "bool", "empty")]
        odd = dice.choice(others)
        usual = dice.choice(others)
        at = dice.choice([0, max(0, rows - 1), rows // 2])
        return [(odd if i == at or dice.random() < 0.02 else usual)(i) for i in range(rows)]
    gaps = dice.choice([0, 0, 0.1, 0.9])
    word = dice.choice(["", "", "NA", "NaN", "null", "-"])
    return [word if dice.random() < gaps else pick[kind](i) for i in range(rows)]


def table(dice, most=300):
    """Names and columns."""
    rows = dice.choice([0, 1, 2, 3, 5, 10, 10, 30, 30, 100, most, most])
    width = dice.choice([1, 1, 2, 3, 3, 5, 8, 40])
    names = [
        dice.choice(["x", "y", "g", "value", "size", "co2", "domain", "date",
                     hostile.text(dice)]) for _ in range(width)
    ]
    if dice.random() < 0.7:
        names = [f"{name or 'c'}{index}" if names.count(name) > 1 else name for index, name in enumerate(names)]
    return names, [column(dice, rows) for _ in names]


def quoted(dice, cell, separator, style):
    if style == "all" or style == "needed" and any(c in cell for c in ('"', separator, "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    if style == "random" and dice.random() < 0.3:
        return dice.choice(['"', "", '""', "'"]) + cell + dice.choice(['"', "", '" ', "'"])
    return cell


def csv(dice, most=300):
    """A CSV or TSV file."""
    names, columns = table(dice, most)
    separator = dice.choice([",", ",", ",", "\t", ";", "|"])
    style = dice.choice(["needed", "needed", "all", "none", "random"])
    end = dice.choice(["\n", "\n", "\n", "\r\n", "\r"])
    rows = [names] + [list(row) for row in zip(*columns)]
    if dice.random() < 0.1:
        rows = rows[1:]
    lines = []
    for row in rows:
        if dice.random() < 0.01:
            row = row[:-1] if dice.random() < 0.5 else row + [hostile.text(dice)]
        lines.append(separator.join(quoted(dice, cell, separator, style) for cell in row))
    text = end.join(lines) + dice.choice([end, end, "", end * 3])
    data = text.encode(dice.choice(["utf-8"] * 12 + ["utf-8-sig", "utf-16", "utf-16-le", "latin-1", "utf-32"]),
                       "replace" if dice.random() < 0.5 else "ignore")
    if dice.random() < 0.15:
        data = hostile.spoil(dice, data)
    return data


def blocks(dice):
    """A larger CSV whose borders of blocks fall anywhere."""
    rows = dice.choice([3000, 20000, 60000])
    filler = dice.choice(["", "x" * dice.randint(1, 60), '"' + "y\n" * dice.randint(1, 9) + '"'])
    lines = ["id,value,name,note"]
    for index in range(rows):
        lines.append(f"{index},{dice.randint(0, 9)}.{index % 97},n{index % dice.choice([3, 50, 10 ** 6])},{filler}")
    if dice.random() < 0.5:
        lines[dice.randrange(1, rows)] = dice.choice(['"', "a,b", "1,2,3,4,5,6", "", '"\n', "\x00", "1,x,y,z"])
    return "\n".join(lines).encode()


def scalar(dice, cell):
    """A cell of text as a value of JSON."""
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return cell if dice.random() < 0.95 else hostile.value(dice)


def json_lines(dice, most=120):
    """JSON Lines, or an array."""
    shape = dice.random()
    if shape < 0.04:
        keys = dice.choice([1000, 20000, 100000])
        return b"{" + b",".join(b'"k%d":%d' % (i, i) for i in range(keys)) + b"}\n"
    if shape < 0.07:
        rows = dice.choice([500, 5000, 20000])
        return b"".join(b'{"k%d":%d}\n' % (i, i) for i in range(rows))
    if shape < 0.1:
        depth = dice.choice([50, 200, 1000, 100000])
        opening, closing = dice.choice([(b"[", b"]"), (b'{"a":', b"}")])
        return b'{"a":' + opening * depth + b"1" + closing * dice.choice([depth, depth - 1, 0]) + b"}\n"
    names, columns = table(dice, most)
    records = []
    for row in zip(*columns):
        record = {name: scalar(dice, cell) for name, cell in zip(names, row)}
        if dice.random() < 0.1:
            record[hostile.text(dice)] = hostile.value(dice)
        if dice.random() < 0.1:
            record = dice.choice([[record], 5, None, "x", {"nested": record}, {"a": {"b": {"c": record}}}])
        records.append(json.dumps(record, ensure_ascii=dice.random() < 0.5))
    joined = dice.random() < 0.3
    text = "[" + ",\n".join(records) + "]" if joined else "\n".join(records) + dice.choice(["\n", "", "\n\n"])
    data = text.encode("utf-8", "surrogatepass")
    if dice.random() < 0.1:
        data = data.replace(b"1", dice.choice([b"NaN", b"Infinity", b"1e999", b"01", b"\\ud800", b"+1", b"1" * 5000]),
                            3)
    if dice.random() < 0.2:
        data = hostile.spoil(dice, data)
    return data


def zipped(dice, data):
    """The data as gzip, whole or broken."""
    kind = dice.random()
    if kind < 0.4:
        return gzip.compress(data, 1, mtime=0)
    if kind < 0.5:
        return gzip.compress(data[:len(data) // 2], mtime=0) + gzip.compress(data[len(data) // 2:], mtime=0)
    if kind < 0.6:
        return gzip.compress(dice.choice([b"", b"\n", b"\r\n", b"\xef\xbb\xbf", b" ", b"\x00", b"a", b"a\n", b'"']),
                             mtime=0)
    if kind < 0.65:
        return dice.choice([b"", b"\x1f", b"\x1f\x8b", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", b"\n", data])
    whole = gzip.compress(data, mtime=0)
    if kind < 0.75:
        return whole[:dice.randint(0, len(whole))]
    if kind < 0.85:
        return whole + dice.choice([b"\x00" * 100, b"junk", b"\x1f\x8b", b"\n"])
    return hostile.spoil(dice, whole)


def bomb(dice):
    """A small gzip of something large: one cell, one line, or very many short rows."""
    unit = dice.choice([
        b"a" * (1 << 20), b"1,2\n" * (1 << 18), b"\n" * (1 << 20), b'{"a":1}\n' * (1 << 17),
        b'"a\n' + b"b" * ((1 << 20) - 3)
    ])
    times = dice.choice([16, 64, 1000])
    pack = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = pack.compress(b"x,y\n") + pack.flush(zlib.Z_FULL_FLUSH)
    block = pack.compress(unit) + pack.flush(zlib.Z_FULL_FLUSH)
    # The checksum at the end is wrong; what reads so far has done the harm already.
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + start + block * times + pack.flush() + b"\x00" * 8


def sqlite(dice):
    """A database with odd tables, views that never end, or broken pages; and the names in it."""
    folder = tempfile.mkdtemp(prefix="attack-db-")
    try:
        path = os.path.join(folder, "t.db")
        base = sqlite3.connect(path)
        name = dice.choice(["t", "models", "a b", "select", 't"x', "ü", "sqlite stat", "x'y"])
        names, columns = table(dice, 60)
        safe = [f"{n.replace(chr(0), '')}".replace('"', '""')[:60] or "c" for n in names]
        safe = [f"{n}_{i}" for i, n in enumerate(safe)]
        types = ["", "integer", "real", "text", "blob", "numeric", "date", "boolean", "nonsense"]
        held = name.replace('"', '""')
        base.execute(f'create table "{held}" (' + ", ".join(f'"{n}" {dice.choice(types)}' for n in safe) + ")")
        for row in list(zip(*columns))[:200]:
            cells = [
                dice.choice([None, 2**63 - 1, float("inf"), b"\x00\xff", 1e308, ""]) if dice.random() < 0.05 else cell
                for cell in row
            ]
            base.execute(f'insert into "{held}" values (' + ",".join("?" * len(cells)) + ")", cells)
        base.execute(
            "create view endless as with recursive n(i) as (select 1 union all select i + 1 from n) select i from n")
        base.execute("create view wrong as select * from nowhere")
        base.commit()
        base.close()
        with open(path, "rb") as file:
            data = file.read()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if dice.random() < 0.3:
        data = hostile.spoil(dice, data)
    return data, name


_DUCKDB = shutil.which("duckdb")


def parquet(dice):
    """A Parquet file where DuckDB is at hand, else something that says it is one."""
    if _DUCKDB and dice.random() < 0.7:
        with tempfile.TemporaryDirectory(prefix="attack-pq-") as folder:
            query = dice.choice([
                "select range as x, range % 3 as g, 'n' || range as name from range(50)", "select 1 as a where false",
                "select [1, 2] as l, {'a': 1} as s, 1.5::decimal(10, 2) as d, interval 1 day as i, 'inf'::double as f",
                "select null as n, uuid() as u, true as b, date '2024-01-01' as d"
            ])
            subprocess.run([_DUCKDB, "-c", f"copy ({query}) to '{folder}/t.parquet' (format parquet)"],
                           capture_output=True,
                           timeout=60)
            try:
                with open(folder + "/t.parquet", "rb") as file:
                    data = file.read()
                return hostile.spoil(dice, data) if dice.random() < 0.5 else data
            except OSError:
                pass
    return dice.choice([b"PAR1", b"PAR1" + b"\x00" * 40 + b"PAR1", b"", b"PAR1\xff\xff\xff\xffPAR1"])


def data_file(dice):
    """A file of any format: its name, its bytes, and how it is named to the program."""
    roll = dice.random()
    if roll < 0.45:
        name, data = dice.choice(["m.csv", "m.csv", "m.csv", "m.tsv", "m.txt", "m"]), csv(dice)
    elif roll < 0.47:
        name, data = "m.csv", blocks(dice)
    elif roll < 0.67:
        name, data = dice.choice(["m.jsonl", "m.jsonl", "m.json", "m.ndjson"]), json_lines(dice)
    elif roll < 0.86:
        name, data = dice.choice([("m.csv.gz", csv), ("m.jsonl.gz", json_lines), ("m.tsv.gz", csv),
                                  ("m.json.gz", json_lines)])
        data = zipped(dice, data(dice, 100))
    elif roll < 0.875:
        name, data = dice.choice(["m.csv.gz", "m.jsonl.gz"]), bomb(dice)
    elif roll < 0.97:
        data, inner = sqlite(dice)
        inner = dice.choice(
            [inner, inner, inner, "endless", "wrong", "nosuch", "sqlite_master", "",
             hostile.line(dice)])
        return "m.db", data, dice.choice(["m.db:" + inner, "m.db:" + inner, "m.db", "m.db:"])
    else:
        name, data = "m.parquet", parquet(dice)
    return name, data, name


def names_in(data):
    """The first words of a file that may be columns."""
    first = data[:2000].split(b"\n")[0].decode("utf-8", "replace")
    words = [word.strip('"{}\r ') for part in first.split(",") for word in part.split("\t")]
    return [word.split('":')[0].replace("\x00", "") for word in words if word][:40] or ["x"]


def commands(dice, named, data, name):
    """One or two commands that read the file."""
    columns = names_in(data) if not name.endswith((".gz", ".db", ".parquet")) else ["x", "y", "g", "value"]
    a, b = dice.choice(columns), dice.choice(columns)
    roll = dice.random()
    if roll < 0.4:
        return [Command(["describe", named] + dice.choice([[], ["--json"], ["--types"], ["--types", "--json"]]))]
    if roll < 0.55:
        return [
            Command(["init", "study", "--data", named]),
            Command(["build", "study", "--offline", "--out", "out", "--figures", "svg"])
        ]
    if roll < 0.62:
        return [Command(["init", "study", "--data", named]), Command(["lint", "study"])]
    if roll < 0.85:
        method = dice.choice([
            "describe", "spearman", "shapiro-wilk", "mann-whitney", "kruskal-wallis", "dunn", "chi-square", "ols",
            "gini", "anova", "bootstrap"
        ])
        words = ["stat", method, named, "--x", a]
        if method in ("spearman", ):
            words += ["--y", b]
        if method == "ols":
            words = ["stat", method, named, "--formula", f"`{a}` ~ `{b}`"]
        if method in ("mann-whitney", "kruskal-wallis", "dunn", "chi-square", "anova"):
            words += ["--group", b]
        return [Command(words + dice.choice([[], ["--json"]]))]
    if roll < 0.97:
        mark = dice.choice([
            "point", "bar", "histogram", "boxplot", "line", "density", "ecdf", "violin", "tile", "missing-map", "qq",
            "hexbin"
        ])
        words = ["plot", named, "--mark", mark, "--x", a, "-o", "p." + dice.choice(["svg", "svg", "png", "pdf"])]
        return [
            Command(words +
                    dice.choice([[], ["--y", b], ["--y", b, "--by", a], ["--facet", b], ["--log", "xy", "--y", b]]))
        ]
    return [Command(["estimate", named])]


def files(dice):
    name, data, named = data_file(dice)
    steps = commands(dice, named, data, name)
    if named.endswith(":endless"):
        # The program itself waits longer than a case does.
        steps = [step if step.arguments[0] == "lint" else hurried(step) for step in steps]
    return Case("tables", {name: data}, steps)


def hurried(step):
    return replace(step, arguments=step.arguments + ["--timeout", "3"])


#: Names that files may have.
NAMES = [
    "m\x1b[31m.csv", "m\n.csv", "m\r.csv", "m\udcff.csv", "\udcc3.csv", " m.csv", "-m.csv", "--x.csv", "m:t.csv",
    "a:b.db", "ü.csv", "u\u0308.csv", "m\u202e.csv", "m'.csv", "m\".csv", "$x.csv", "m;.csv", "m .csv", "m.csv.gz.csv",
    "M.CSV", "m.CSV.GZ", ".csv", "m.", "m.csv#x", "m?x.csv", "%41.csv", "*.csv", "~.csv", "<b>.csv", "{{x}}.csv",
    "x" * 250 + ".csv", "é" * 120 + ".csv", "s=m.csv", "m.tsv", "m.xlsx", "m.zip", "m.tar.gz", "m.json.csv", "😀.csv",
    "con.csv", "m.csv:t"
]


def names(dice):
    """A right file with an odd name, and a study in a folder with one."""
    data = b"x,y,g\n" + b"".join(b"%d,%d,%s\n" % (i, i * i % 7, b"ab"[i % 2:i % 2 + 1]) for i in range(12))
    name = dice.choice(NAMES)
    if name.lower().endswith(".gz"):
        data = gzip.compress(data, mtime=0)
    files = {name: data}
    given = dice.choice([name, name, "./" + name])
    folder = dice.choice(["new", "new", name.replace("/", "") + "d"])
    words = dice.choice([["describe", given], ["describe", given, "--json"],
                         ["stat", "spearman", given, "--x", "x", "--y", "y"],
                         ["plot", given, "--mark", "point", "--x", "x", "--y", "y", "-o", "p.svg"],
                         ["plot", "./" + name, "--mark", "bar", "--x", "g", "-o", "./" + name + ".svg"],
                         ["init", folder, "--data", given], ["estimate", given], ["stat", "--batch", given],
                         ["estimate", "--card", given], ["plot", given, "--spec", given, "-o", "p.svg"]])
    steps = [Command(words)]
    if words[0] == "init":
        steps += [
            Command(["lint", "./" + folder]),
            Command(["build", "./" + folder, "--offline", "--figures", "svg", "--out", "out"])
        ]
    return Case("names", files, steps)


def borders(dice):
    """Columns of many distinct values as groups, factors, series and panels."""
    rows = dice.choice([2000, 20000, 50000])
    lines = ["id,g,v,w"] + [f"k{i},{'abc'[i % 3]},{(i * 7919) % 1000 / 7},{i % 10}" for i in range(rows)]
    data = {"m.csv": "\n".join(lines).encode()}
    words = dice.choice([["stat", "ols", "m.csv", "--formula", "v ~ id"],
                         ["stat", "ols", "m.csv", "--formula", "v ~ id * g"],
                         ["stat", "ols", "m.csv", "--formula", "v ~ factor(v)"],
                         ["stat", "logistic", "m.csv", "--formula", "w ~ id"],
                         ["stat", "dunn", "m.csv", "--x", "v", "--group", "id"],
                         ["stat", "tukey-hsd", "m.csv", "--x", "v", "--group", "id"],
                         ["stat", "kruskal-wallis", "m.csv", "--x", "v", "--group", "id"],
                         ["stat", "anova", "m.csv", "--x", "v", "--group", "id"],
                         ["stat", "chi-square", "m.csv", "--x", "id", "--group", "id"],
                         ["stat", "fisher", "m.csv", "--x", "id", "--group", "g"],
                         ["stat", "chi-square", "m.csv", "--x", "id", "--y", "id"],
                         ["stat", "levene", "m.csv", "--x", "v", "--group", "id"],
                         ["stat", "kendall", "m.csv", "--x", "v", "--y", "w"],
                         ["stat", "theil-sen", "m.csv", "--x", "v", "--y", "w"],
                         ["stat", "mann-kendall", "m.csv", "--x", "v"],
                         ["stat", "friedman", "m.csv", "--x", "v", "--group", "id"],
                         ["stat", "quantile-regression", "m.csv", "--formula", "v ~ id"],
                         ["stat", "robust", "m.csv", "--formula", "v ~ id"],
                         [
                             "stat", "ols", "m.csv", "--formula", "v ~ w", "--set", "groups=id", "--set",
                             "covariance=cluster"
                         ], ["plot", "m.csv", "--mark", "bar", "--x", "id", "-o", "p.svg"],
                         ["plot", "m.csv", "--mark", "line", "--x", "v", "--y", "w", "--by", "id", "-o", "p.svg"],
                         ["plot", "m.csv", "--mark", "point", "--x", "v", "--y", "w", "--facet", "id", "-o", "p.svg"],
                         ["plot", "m.csv", "--mark", "boxplot", "--x", "id", "--y", "v", "-o", "p.png"],
                         ["plot", "m.csv", "--mark", "tile", "--x", "id", "--y", "id", "-o", "p.svg"],
                         ["plot", "m.csv", "--mark", "violin", "--x", "id", "--y", "v", "-o", "p.pdf"],
                         ["plot", "m.csv", "--mark", "point", "--x", "v", "--y", "w", "--fit", "loess", "-o", "p.svg"]])
    return Case("many groups", data, [Command(words)])
