"""Studies: their parts, their reports, their sources, and the bundled ones with changes."""

import json

from . import hostile
from .case import LINK, Case, Command
from .charts import chart
from .requests import DATA, expression, formula, options
from .verdict import folder_problems

BASE = {
    "study": "s", "title": "A title", "description": "What it holds.", "seed": 1, "bibliography": "references.bib",
    "parameters": {"n": {"type": "int", "default": 3}, "w": {"type": "text", "default": "a", "in": ["a", "b"]}},
    "sources": {"s": {"path": "m.csv", "columns": {"x": {"unit": "g", "label": "Mass"}, "g": {"label": "Group"}}}},
    "repairs": {
        "fix": {"description": "One row is wrong.", "update": {"where": "n = 3", "set": {"x": "5"}}},
        "cut": {"description": "A copy.", "remove": "n = 7"}
    }, "tables": {
        "t": {
            "from": "s", "repair": ["fix", "cut"], "where": "x > $n",
            "derive": {"z": {"value": "x * 2", "label": "Twice"}, "m": "cast(d as date)"}
        }, "by-group": {
            "from": "t", "group": ["g"],
            "summarise": {"rows": "count()", "mean_x": {"value": "mean(x)", "label": "Mean"}}, "display": {
                "caption": "By group.",
                "columns": {"g": "Group", "rows": "Rows", "mean_x": {"title": "Mean", "digits": 3}}
            }
        }, "wide": {
            "from": "t", "steps": [{"group": ["g", "h"], "summarise": {"rows": "count()"}},
                                   {"pivot": {"names": "h", "values": "rows"}}]
        }, "long": {"from": "t", "unpivot": {"columns": ["x", "y"], "names": "what", "values": "value"}, "limit": 20},
        "joined": {
            "from": "t", "join": {"with": "by-group", "on": ["g"], "kind": "left"}, "sort": ["g", "-x"], "limit": 9
        }, "both": {"union": ["t", "t"], "distinct": ["n"]}, "months": {
            "from": "t", "group": ["m"], "summarise": {"rows": "count()"},
            "calendar": {"column": "m", "every": "month", "fill": {"rows": 0}}
        }, "some": {"from": "t", "sample": {"rows": 5, "by": ["g"], "seed": 1}},
        "part": {"from": "t", "split": {"generator": "numpy-legacy", "seed": 42, "test": 0.2,
                                        "keep": "train"}}, "results": {"results": ["rank", "fit"]},
        "guess": {"from": "t", "predict": {"analysis": "fit", "as": "y_hat"}, "limit": 5}
    }, "analyses": {
        "rank": {"title": "Ranks", "method": "spearman", "table": "t", "x": "x", "y": "y", "family": "all"}, "groups": {
            "method": "mann-whitney", "table": "t", "x": "x", "group": "h", "levels": ["p", "q"], "family": "all"
        }, "fit": {"method": "ols", "table": "t", "formula": "y ~ x", "options": {"covariance": "HC3"}}
    }, "families": {"all": {"correction": "holm"}}, "values": {
        "largest": {"table": "t", "value": "max(x)"}, "count": {"table": "t", "value": "count()"},
        "shares": {"table": "by-group", "keys": "g", "rows": "rows"}, "gap": {"value": '"largest" / "count"'}
    }, "figures": {
        "scatter": {
            "table": "t", "title": "Two", "layers": [{"mark": "point", "x": "x", "y": "y", "color": "g"},
                                                     {"mark": "fit", "model": "fit", "x": "x", "y": "y"}],
            "caption": "All rows."
        }, "bars": {"table": "by-group", "layers": [{"mark": "bar", "x": "g", "y": "rows"}]}
    }, "expected": {
        "e": {"value": "largest", "published": 30},
        "r": {"value": "rank.statistic", "published": 0.1, "tolerance": 0.5, "explained": "Rounded."}
    }
}
REPORT = """# A report

{{facts largest, count}}

There are {{count(count)}} rows, at most {{number(largest, digits=3)}}; {{p(rank)}}.
{{sentence(groups)}} See {{ref scatter}} and {{cite key}}.[^1]

## Words {#words}

{{if "rank.p_value" < 0.05}}
Strong.
{{else}}
Weak.
{{end}}

{{figure scatter}}

{{table by-group}}

{{test fit}}

{{row-flow}}

[^1]: A note.

> [!NOTE]
> Look.

{{methods}}

{{ledger}}

{{data-quality s}}

{{repairs}}

{{sources}}

{{families}}

{{bibliography}}

{{appendix}}

## More

{{table joined}}
"""
BIB = """@string{j = "Journal"}
@article{key, author = {Doe, Jane and M\\"uller, Hans}, title = {A {Title} of \\emph{sorts}}, journal = j # " of X",
  year = 2020, doi = {10.1000/x}, pages = {1--9}}
@misc{other, title = "Other", author = "The {Group}", url = {https://example.org/a_b}, year = 2019}
"""
TAGS = [
    "number", "percent", "count", "p", "interval", "quantity", "date", "text", "integer", "plain", "year", "scientific",
    "bytes", "month", "trend", "sentence"
]
BLOCKS = [
    "figure", "table", "test", "facts", "ref", "cite", "row-flow", "methods", "ledger", "data-quality", "repairs",
    "sources", "families", "bibliography", "appendix"
]
NAMES = [
    "largest", "count", "rank", "rank.p_value", "fit", "fit.slope", "fit.coefficients[x]", "groups",
    "groups.effect_sizes[cliffs-delta]", "shares", "shares[a]", "t", "t.rows", "by-group", "scatter", "bars", "s",
    "key", "nosuch", "$n", "$w", "", "all", "gap", "e", "rank.nosuch", "a.b.c.d", "[", "x" * 3000
]
#: What authors write of the results of others. None of it is a claim of this program.
PROSE = [
    "An earlier paper reported t(10) = 2.0, p = 0.90, which we cannot confirm.",
    "Of these, 12 of 30 models (50 %) were dropped, as the authors write.",
    "They found d = 0.5, 95 % CI [0.7, 0.9], which cannot be.",
    "The table gives r = 1.20 in the paper, a typing error.", "F(2, 10) = 0.01, p < 0.001 stands in the abstract.",
    "Their χ²(1) = 3.84, p = 0.5 is wrong.", "z = 1.96, p = .5", "U = -3, p = 1.5", "Before: 3 out of 4 (33.3%).",
    "ρ = -1.7, p = 0.04, n = 12", "n = 5 of n = 3", "*p* = 2", "**t(5) = 100, p = 0.99**",
    "| a | b |\n|---|---|\n| 1 of 2 | 99 % |", "5 of 4 (10 %), CI [9, 1]", "M = 3, SD = -1",
    "W = 0.2, p = 0.9; H(2) = 50, p = 0.8", "`t(10) = 2.0, p = 0.90`", "> t(10) = 2.0, p = 0.90", "1 + 1 = 3",
    "R² = 1.4", "η² = 7", "95% CI: 3 to 1", "20 (10 %) and 20 (90 %)", "100 % of 0", "p = 0.000", "p > 1", "t(−3) = 2",
    "tau = 5, p = 0.01", "(12/30, 50%)", "b = 1.0, SE = 0.5, p = 0.9"
]
EXTRA = ["references.bib", "report.md", "study.yml", "m.csv", "more.yml"]


def folder(tree, report=REPORT, bib=BIB, data=None, more=None):
    files = {
        "study/study.yml": tree if isinstance(tree, bytes) else hostile.as_yaml(tree), "study/m.csv": data
        or DATA["m.csv"]
    }
    files["study/report.md"] = report if isinstance(report, bytes) else report.encode("utf-8", "surrogatepass")
    if bib is not None:
        files["study/references.bib"] = bib if isinstance(bib, bytes) else bib.encode("utf-8", "surrogatepass")
    files.update(more or {})
    return files


def written(here, outcome):
    """The report has no script, its JSON is JSON, and nothing hidden is left beside it."""
    found = []
    if (here / "out").is_dir():
        found += folder_problems(here / "out")
    for path in here.iterdir():
        if path.name.startswith(".") and "out" in path.name:
            found.append(("left behind", "a hidden file or folder"))
    if outcome.status != 0 and (here / "out" / "report.html").exists():
        found.append(("half written", "a failed build left a report"))
    return found


def run(dice, generator, files):
    """A command on a study of files."""
    roll = dice.random()
    quick = ["--offline", "--figures", dice.choice(["svg", "svg", "png", "pdf"])]
    if roll < 0.6:
        return Case(generator, files, [Command(["build", "study", "--out", "out"] + quick, inspect=written)])
    if roll < 0.75:
        return Case(generator, files, [Command(["lint", "study"] + dice.choice([[], ["--json"]]))])
    if roll < 0.85:
        return Case(generator, files,
                    [Command(["check", "study", "--offline"] + dice.choice([[], ["--json"], ["--differences"]]))])
    address = dice.choice(NAMES)[:2000] if dice.random() < 0.9 else hostile.line(dice)
    return Case(generator, files, [Command(["explain", "study", address, "--offline"] + dice.choice([[], ["--json"]]))])


def make(helps):
    def studies(dice):
        tree = BASE
        roll = dice.random()
        if roll < 0.55:
            tree = hostile.graft(dice, BASE, dice.choice([1, 1, 1, 2, 3, 6]))
        elif roll < 0.7:
            tree = hostile.graft(dice, BASE, 0)
            tree["figures"]["bars"] = dict(chart(dice, helps.marks), table="t")
        elif roll < 0.85:
            tree = hostile.graft(dice, BASE, 0)
            tree["tables"]["t"]["derive"]["q"] = expression(dice)
            tree["analyses"]["fit"] = {
                "method": dice.choice(helps.methods), "table": "t", "formula": formula(dice), "options": options(dice)
            }
            tree["analyses"]["rank"].update(
                dice.choice([{"leave-out": "g"}, {"leave-out": "n"}, {"where": expression(dice)},
                             {"level": hostile.real(dice)}, {"x": expression(dice)}]))
        elif roll < 0.93:
            return run(dice, "studies", folder(hostile.spoil_lines(dice, hostile.as_yaml(BASE))))
        else:
            return run(dice, "studies", folder(trick(dice)))
        return run(dice, "studies", folder(tree))

    return studies


#: A study without tables.
HEAD = "study: s\ntitle: T\nsources: {s: {path: m.csv}}\n"


def trick(dice):
    """YAML whose trouble is YAML's, and studies that refer to themselves or grow at each step."""
    if dice.random() < 0.5:
        return hostile.yaml_trick(dice, HEAD)

    def before(i):
        return f"t{i - 1}" if i else "s"

    base = hostile.as_yaml(BASE).decode()[:-2]
    return dice.choice([
        base + ', "values": {"v": &v {"table": "t", "value": "count()"}, "w": *v}}',
        HEAD + "values:\n" + "".join(f"  v{i}: {{ value: '\"v{(i + 1) % 50}\"' }}\n" for i in range(50)),
        HEAD + "include: [study.yml]\n", HEAD + "tables:\n  a: {from: b}\n  b: {from: a}\n",
        HEAD + "tables:\n" + "".join(f"  t{i}: {{ from: {before(i)} }}\n" for i in range(2000)),
        HEAD + "tables:\n" + "".join(f"  t{i}: {{ union: [{before(i)}, {before(i)}] }}\n" for i in range(40)), HEAD +
        "tables:\n" + "".join(f"  t{i}: {{ from: {before(i)}, join: {{ with: s, on: [g], expect: many-to-many }} }}\n"
                              for i in range(9)), HEAD + "tables:\n  t: {from: s, calendar: {column: d, every: day}}\n",
        HEAD + "tables:\n  t: {from: s, steps: [" + ", ".join(["{where: x > 1}"] * 3000) + "]}\n",
        HEAD + "tables:\n  t:\n    from: s\n    derive:\n" + "".join(f"      c{i}: x + {i}\n" for i in range(3000))
    ]).encode()


def reports(dice):
    """Words with tags and Markdown, right, wrong and endless."""
    parts = []
    for _ in range(dice.choice([1, 2, 5, 12])):
        roll = dice.random()
        if roll < 0.3:
            arguments = dice.choice([
                "", "", ", digits=3", ", digits=-1", ", digits=99999999999", ", decimals=1e9", ", unit=kg",
                ", scale=true", ", sign=x", ", nosuch=1", ", digits", ",", ", digits=3, digits=4"
            ])
            parts.append("{{" + dice.choice(TAGS) + "(" + dice.choice(NAMES) + arguments + ")}}")
        elif roll < 0.5:
            parts.append("{{" + dice.choice(BLOCKS) + " " +
                         dice.choice(NAMES + ["prefix=e", "basis=computed", "a, b, c", "prefix="]) + "}}")
        elif roll < 0.6:
            condition = dice.choice([
                '"rank.p_value" < 0.05', '"nosuch" > 1', "$n > 2", "true", "1/0", "", '"count"', "'a' = 'a'",
                expression(dice, 2)
            ])
            n = dice.choice([1, 1, 3, 500])
            parts.append(f"{{{{if {condition}}}}}\n yes\n{{{{else}}}}\n no\n" * n +
                         "{{end}}\n" * dice.choice([n, n, n - 1, n + 1]))
        elif roll < 0.75:
            n = dice.choice([10, 300, 20000])
            parts.append(
                dice.choice([
                    "> " * n + "x", "- " * n + "x", "*" * n, "[" * n + "]" * n, "![" * n, "`" * n, "{{" * n, "}}" * n,
                    "#" * n + " x", "<div>" * n, "| a " * n + "|\n" + "|-" * n + "|\n", "[^a]" * n,
                    "".join(f"[^{i}]: x [^{i + 1}]\n\n" for i in range(min(n, 2000))), "\\" * n, "&" * n, "~" * n,
                    "^" * n + "x", "1. " * n, "**a" * n, "_" * n + "a" + "_" * n, "(" * n + "](" * n, "<" * n,
                    "".join(f"# h {{#same}}\n\n" for _ in range(min(n, 300))), "[x]: " + "<" * n, "{{number(" * n,
                    "```\n" * (n % 2 + 1)
                ]))
        else:
            parts.append(
                dice.choice(["", "# ", "- ", "> ", "| ", "## ", "1. ", "> [!WARNING]\n> "]) + hostile.text(dice))
    text = dice.choice(["\n\n", "\n", " "]).join(parts)
    data = text.encode("utf-8", "surrogatepass")
    if dice.random() < 0.4:
        data = hostile.spoil_lines(dice, REPORT.encode()) + b"\n\n" + data
    return run(dice, "reports", folder(BASE, report=data))


def prose(dice):
    """People's words about numbers never stop a build."""
    text = REPORT + "\n\n" + "\n\n".join(
        dice.choice(["", "- ", "> ", "## "]) + dice.choice(PROSE) for _ in range(dice.choice([1, 1, 3])))
    tree = BASE
    if dice.random() < 0.3:
        tree = hostile.graft(dice, BASE, 0)
        where = dice.choice([("title", ), ("description", ), ("figures", "bars", "caption"),
                             ("tables", "by-group", "display", "caption"), ("analyses", "rank", "title"),
                             ("repairs", "fix", "description")])
        holder = tree
        for key in where[:-1]:
            holder = holder[key]
        holder[where[-1]] = dice.choice(PROSE[:20])
    return Case(
        "prose", folder(tree, report=text),
        [Command(["build", "study", "--offline", "--out", "out", "--figures", "svg"], must="succeed", inspect=written)])


def words_everywhere(dice):
    """Hostile texts in every place where a study or its data have text, and the study otherwise right."""
    tree = hostile.graft(dice, BASE, 0)
    spots = []
    hostile.collect(tree, spots)
    for holder, key in dice.sample(spots, min(len(spots), 12)):
        if key in ("title", "description", "caption", "label", "explained", "published", "note") and isinstance(
                holder.get(key), str):
            holder[key] = hostile.text(dice)
    tree["title"], tree["tables"]["by-group"]["display"]["caption"] = hostile.text(dice), hostile.text(dice)
    lines = ["x,y,g,h,n,d,a b"]
    for i in range(30):
        name = '"' + hostile.text(dice).replace('"', '""') + '"'
        lines.append(f"{i * 7 % 31},{i * i % 17}.5,{name},{'pq'[i % 2]},{i},2024-{i % 12 + 1:02}-11,{i}")
    bib = BIB.replace("Other", hostile.text(dice).replace('"', "").replace("{", "").replace("}", "").replace("\\", ""))
    return Case("hostile words", folder(tree, bib=bib, data="\n".join(lines).encode("utf-8", "surrogatepass")), [
        Command(["build", "study", "--offline", "--out", "out", "--figures",
                 dice.choice(["svg", "png", "pdf"])],
                inspect=written)
    ])


PATHS = [
    "../private.csv", "../../private.csv", "../../../private.csv", "sub/../../private.csv", "./../../private.csv",
    "link.csv", "dir/private.csv", "up/private.csv", "{root}/private.csv", "/etc/passwd", "/proc/self/environ",
    "file:///etc/passwd", "..//..//private.csv", "....//private.csv", "%2e%2e/private.csv", "..\\private.csv",
    "~/private.csv", "nosuch.csv", "", ".", "..", "/", "dir", "pipe.csv", "/dev/zero", "/dev/null", "/dev/stdin",
    "loop.csv", "m.csv/x", "x" * 300 + ".csv", "m.csv\x00", "m\x1b[31m.csv", "study.yml", "../../private.txt",
    "../../private.bib", "../../private.yml"
]


def paths(dice):
    """Every place where a study names a file, and every path that leaves its folder."""
    path = dice.choice(PATHS)
    ending = dice.choice([".csv", ".bib", ".yml", ".txt", ".md"])
    if "private" in path and dice.random() < 0.5:
        path = path.replace(".csv", ending)
    tree = hostile.graft(dice, BASE, 0)
    roll = dice.random()
    report = REPORT
    if roll < 0.35:
        tree["sources"]["s"] = {"path": path}
        tree = {key: tree[key] for key in ("study", "title", "sources")} if dice.random() < 0.7 else tree
        if "analyses" not in tree:
            tree["tables"] = {"all": {"from": "s"}}
            report = "# R\n\n{{table all}}\n"
    elif roll < 0.55:
        tree["sources"]["s"] = dice.choice([{"dataset": path, "file": "private.csv"},
                                            {"dataset": "../../../here/../",
                                             "file": "private.csv"}, {"dataset": "reference",
                                                                      "file": path}, {"dataset": path, "file": path},
                                            {"dataset": "training-disclosures", "file": "../reference/pue.csv"}])
    elif roll < 0.7:
        tree["include"] = [path]
    elif roll < 0.9:
        tree["bibliography"] = path
    else:
        report = REPORT + f"\n\n![x]({path})\n\n[y]({path})\n"
    more = {
        "study/link.csv": LINK + b"../../private.csv", "study/dir": LINK + b"../..", "study/up": LINK + b"..",
        "study/pipe.csv": b"a named pipe", "study/loop.csv": LINK + b"loop.csv"
    }
    if dice.random() < 0.3:
        name = dice.choice(["report.md", "references.bib", "m.csv", "study.yml"])
        more["study/" + name] = LINK + b"../../private" + {
            "report.md": b".txt", "references.bib": b".bib", "m.csv": b".csv", "study.yml": b".yml"
        }[name]
    files = folder(tree, report=report)
    files.update(more)
    return run(dice, "paths", files)


def bibliographies(dice):
    """BibTeX and CSL JSON, odd and broken."""
    tree = hostile.graft(dice, BASE, 0)
    report = REPORT + "".join(
        "\n\n{{cite %s}}" % dice.choice(["key", "other", "nosuch", "", "key, other", "k\u00e9y", "x y"])
        for _ in range(dice.choice([0, 0, 1])))
    if dice.random() < 0.4:
        tree["bibliography"] = "references.json"
        items = [{
            "id": "key", "type": "article-journal", "title": "A", "author": [{"family": "Doe", "given": "J."}],
            "issued": {"date-parts": [[2020, 1]]}
        }, {"id": "other", "type": "book", "title": "B"}]
        data = hostile.as_yaml(hostile.graft(dice, items, dice.choice([0, 1, 2, 5])))
        if dice.random() < 0.3:
            data = hostile.spoil(dice, data)
        return run(dice, "bibliographies", folder(tree, report=report, bib=None, more={"study/references.json": data}))
    n = dice.choice([100, 3000, 100000])
    bib = dice.choice([
        None, b"",
        BIB.encode("utf-16"),
        BIB.replace("ü", "\u00fc").encode("latin-1", "replace").replace(b'\\"u', b"\xfc"), b"@article{" + b"{" * n,
        b"@article{k, title = " + b"{" * n + b"}" * n + b"}", b"@" * n, b"@string{a = a # a}" * 50,
        b'@string{a = "xxxxxxxxxx"}' + b"".join(b"@string{%s = %s # %s # %s # %s # %s}" %
                                                (bytes([98 + i]), *[bytes([97 + i])] * 5)
                                                for i in range(12)) + b"@misc{key, title = l, year = 2020}",
        b"@comment{" * n, b"@article(key, title = {A})",
        b"@article{key, author = {" + b" and ".join([b"A, B"] * min(n, 20000)) + b"}, title = {T}, year = 2020}",
        b"@article{key, title = \"" + b"\\" * n + b"\"}", b"\xff\xfe\x00", b"@misc{key, title={\\" + b"'" * n + b"e}}",
        b"@misc{key, year = {" + b"9" * n + b"}, title={x}}",
        b"@misc{key, url = {javascript:alert(1)}, title={<script>alert(1)</script>}}",
        hostile.spoil(dice, BIB.encode()),
        hostile.spoil_lines(dice, BIB.encode()),
        BIB.replace("10.1000/x", hostile.text(dice)).encode("utf-8", "surrogatepass"),
        BIB.replace("Doe, Jane", hostile.text(dice)).encode("utf-8", "surrogatepass")
    ])
    if dice.random() < 0.1:
        files = folder(tree, report=report, bib=None)
        files["study/references.bib"] = dice.choice(
            [b"a folder", b"a named pipe", LINK + b"references.bib", LINK + b"/dev/zero", LINK + b"nowhere"])
        return run(dice, "bibliographies", files)
    return run(dice, "bibliographies", folder(tree, report=report, bib=bib))


def make_bundled(home):
    """The bundled studies with a line, a word or a byte changed."""
    studies = {}
    for study in sorted((home / "templates").iterdir()):
        if (study / "study.yml").exists():
            studies[study.name] = {path.name: path.read_bytes() for path in sorted(study.iterdir()) if path.is_file()}

    def bundled(dice):
        name = dice.choice(["training-carbon", "hf-preprocessing", "hf-preprocessing", "hub"] + sorted(studies))
        files = {"study/" + path: data for path, data in studies[name].items()}
        for _ in range(dice.choice([1, 1, 1, 2])):
            path = dice.choice(sorted(files))
            files[path] = dice.choice([hostile.spoil_lines, hostile.spoil_lines, hostile.spoil])(dice, files[path])
        case = run(dice, "bundled", files)
        return case

    return bundled


def queries(dice):
    """SQL of a study: endless, writing, attaching, wrong."""
    import sqlite3, tempfile, os
    with tempfile.TemporaryDirectory(prefix="attack-db-") as place:
        base = sqlite3.connect(place + "/t.db")
        base.execute("create table t (x, y, g)")
        base.executemany("insert into t values (?, ?, ?)", [(i, i * i % 17, "ab"[i % 2]) for i in range(40)])
        base.commit()
        base.close()
        with open(place + "/t.db", "rb") as file:
            data = file.read()
    query = dice.choice([
        "select * from t", "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n",
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as x from n",
        "select a.x from t a, t b, t c, t d, t e, t f", "select count(*) as x from t a, t b, t c, t d, t e, t f, t g",
        "select randomblob(1000000000) as x", "select zeroblob(2000000000) as x",
        "select hex(zeroblob(500000000)) as x", "select printf('%.*c', 900000000, 'x') as x",
        "select replace(hex(zeroblob(10000)), '0', hex(zeroblob(10000))) as x", "delete from t", "drop table t",
        "insert into t values (1, 2, 3) returning x", "attach '../../private.csv' as p", "attach 'made.db' as p",
        "select load_extension('x')", "select readfile('../../private.csv') as x",
        "select writefile('made.txt', 'x') as x", "vacuum into 'made.db'", "pragma writable_schema = 1",
        "select 1; select 2", "", ";", "select", "select * from nosuch", "select x, x from t", "select '' as \"\"",
        "select 1 as \"a\x1bb\"", "select x'00ff' as x", "select 9e999 as x", "explain select 1", "begin",
        "select * from pragma_database_list", "select * from sqlite_master",
        hostile.line(dice)
    ])
    tree = {
        "study": "s", "title": "T", "sources": {"s": {"path": "t.db", "query": query}},
        "tables": {"all": {"from": "s", "limit": 5}}
    }

    def untouched(here, outcome):
        """The database is as it was, and no file was made."""
        found = written(here, outcome)
        if (here / "study" / "t.db").read_bytes() != data:
            found.append(("lost", "the query changed the database"))
        found += [("escape", str(path.name)) for path in list(here.rglob("made.*"))]
        return found

    return Case(
        "queries",
        {"study/study.yml": hostile.as_yaml(tree), "study/report.md": b"# R\n\n{{table all}}\n", "study/t.db": data},
        [Command(["build", "study", "--offline", "--out", "out"], inspect=untouched)])
