"""Specifications of charts, and the gallery's with changes."""

import json

from . import hostile
from .case import Case, Command
from .requests import DATA, expression
from .verdict import picture_problems

MAPPINGS = [
    "x", "y", "xmin", "xmax", "ymin", "ymax", "xend", "yend", "color", "shape", "size", "label", "group", "weight"
]
CHOICES = {
    "position": ["stack", "group", "fill",
                 "identity"], "summary": ["none", "count", "sum", "mean", "median", "mean-interval",
                                          "quartiles"], "method": ["loess", "spline"], "on": ["data", "axis"],
    "points": ["none", "outliers", "all"], "correlation": ["pearson", "spearman", "kendall"],
    "sort": ["ascending", "descending"], "dash": ["solid", "dashed",
                                                  "dotted"], "values": [True, False], "horizontal": [True, False]
}
EXTREMES = [
    0, -1, 1, 2, 0.5, 0.999999, 7, 1000, 1001, 1e6, 1e9, 1e18, 1e19, 1e300, 1e308, -1e308, 5e-324, 1e-300, 2.5, 30, 0.1,
    100
]
SCALE = {
    "type": ["linear", "log", "sqrt", "symlog", "time", "category",
             "ordinal"], "base": [2, 10, 2.718281828459045, 1, 1.0000000000000002,
                                  1e308], "threshold": [0, -1, 1e-300, 1, 1e308], "zero": [True, False],
    "format": ["plain", "si", "percent", "bytes",
               "power"], "missing": [True, False], "palette": ["viridis", "blues", "diverging"],
    "period": ["year", "quarter", "month", "day"], "order": [["a", "b"], [], ["a", "a"],
                                                             ["nosuch"]], "labels": [{"a": "A"},
                                                                                     {}], "ticks": [[], [0, 1],
                                                                                                    [1e308, -1e308],
                                                                                                    [5, 5, 5],
                                                                                                    list(range(5000))]
}


def place(dice):
    """What a channel is mapped to."""
    roll = dice.random()
    if roll < 0.65:
        return dice.choice(["x", "y", "n", "g", "h", "d", "a b", "x", "y"])
    if roll < 0.8:
        return dice.choice([
            "ln(x)", "x / 0", "x * 1e308", "x * 1e308 * 10", "cast(d as date)", "x - x", "null", "'a'",
            "case when x > 9 then 'p' else 'q' end", "true", "x * 1e-320", "1e15 + x", "date '2024-01-31'",
            "cast(null as date)"
        ])
    if roll < 0.9:
        return dice.choice(EXTREMES)
    return expression(dice, 2) if dice.random() < 0.7 else hostile.value(dice)


def layer(dice, marks):
    chosen = {"mark": dice.choice(marks)}
    for name in MAPPINGS:
        if dice.random() < {"x": 0.9, "y": 0.75, "color": 0.35}.get(name, 0.12):
            chosen[name] = place(dice)
    for name, values in CHOICES.items():
        if dice.random() < 0.12:
            chosen[name] = dice.choice(values)
    for name in ("bins", "binwidth", "bandwidth", "level", "opacity"):
        if dice.random() < 0.1:
            chosen[name] = dice.choice(EXTREMES)
    if dice.random() < 0.1:
        chosen["where"] = dice.choice(["x > 3", "false", "x > 1e9", "g = 'b'", expression(dice, 2)])
    if dice.random() < 0.1:
        chosen["columns"] = dice.choice([["x", "y"], ["x"], [], ["nosuch"], ["g", "h"], ["x"] * 200])
    if dice.random() < 0.05:
        chosen["name"] = hostile.text(dice)
    return chosen


def scale(dice):
    chosen = {}
    for name, values in SCALE.items():
        if dice.random() < (0.6 if name == "type" else 0.12):
            chosen[name] = dice.choice(values)
    for name in ("min", "max", "middle"):
        if dice.random() < 0.15:
            chosen[name] = dice.choice(EXTREMES)
    for name in ("title", "unit"):
        if dice.random() < 0.1:
            chosen[name] = hostile.text(dice)
    return chosen


def chart(dice, marks, depth=0):
    body = {"layers": [layer(dice, marks) for _ in range(dice.choice([1, 1, 1, 2, 3]))]}
    if dice.random() < 0.5:
        body["scales"] = {
            axis: scale(dice)
            for axis in dice.sample(["x", "y", "color", "shape", "size"], dice.choice([1, 1, 2, 5]))
        }
    if dice.random() < 0.2:
        body["facet"] = dice.choice([{"by": place(dice)}, {"rows": "g",
                                                           "columns": "h"}, {"by": "n", "wrap": dice.choice(EXTREMES)},
                                     {"by": "g", "free": "both", "order": ["b"]}, {}])
    if dice.random() < 0.15:
        body["guides"] = {
            "legend": dice.choice(["auto", "none", "top", "right", "bottom", "direct"]),
            "grid": dice.choice(["none", "x", "y", "both"])
        }
    if dice.random() < 0.2:
        body["annotations"] = [
            dice.choice([{"text": hostile.text(dice), "x": place(dice), "y": place(dice)},
                         {"text": hostile.text(dice), "corner": "top-left"}]) for _ in range(dice.choice([1, 2, 30]))
        ]
    if dice.random() < 0.2:
        body["size"] = dice.choice([
            "single", "slide", {"width": 30}, {"width": 2000, "height": 2000},
            {"width": dice.choice(EXTREMES), "height": dice.choice(EXTREMES)}
        ])
    for name in ("title", "subtitle", "note", "alt"):
        if dice.random() < 0.08:
            body[name] = hostile.text(dice)
    if depth == 0 and dice.random() < 0.05:
        body = {
            "panels": [chart(dice, marks, 1) for _ in range(dice.choice([1, 2, 4]))],
            "columns": dice.choice([1, 2, 0, -1, 10**9])
        }
    return body


def drawn(here, outcome):
    """The picture is a picture."""
    if outcome.status != 0:
        return []
    found = []
    for path in here.glob("p.*"):
        data = path.read_bytes()
        if path.suffix == ".svg":
            found += picture_problems(data, path.name)
        elif not data.startswith({".png": b"\x89PNG", ".pdf": b"%PDF"}[path.suffix]):
            found.append(("picture", f"{path.name} is none"))
    return found or ([] if list(here.glob("p.*")) else [("picture", "exit status 0 and no picture")])


def make(helps):
    def charts(dice):
        body = chart(dice, helps.marks)
        if dice.random() < 0.15:
            body = hostile.graft(dice, body, dice.choice([1, 2]))
        data = hostile.as_yaml(body)
        if dice.random() < 0.03:
            data = hostile.yaml_trick(dice)
        elif dice.random() < 0.05:
            data = hostile.spoil(dice, data)
        ending = dice.choice(["svg"] * 8 + ["png", "png", "pdf"])
        words = ["plot", "m.csv", "--spec", "c.yml", "-o", "p." + ending] + dice.choice([[], [], ["--strict"],
                                                                                         ["--outlines"], ["-v"]])
        return Case("charts", {"m.csv": DATA["m.csv"] if dice.random() < 0.8 else odd(dice), "c.yml": data},
                    [Command(words, inspect=drawn)])

    return charts


def odd(dice):
    """Rows for a chart: none, one, constant, huge, missing, of odd names."""
    cells = dice.choice([
        lambda i: "1e308", lambda i: "-1e308" if i % 2 else "1e308", lambda i: "0", lambda i: "", lambda i: "5e-324",
        lambda i: str(i), lambda i: str(10**15 + i), lambda i: hostile.number(dice)
    ])
    rows = dice.choice([0, 1, 2, 3, 50])
    dates = dice.choice(["2024-01-31", "0001-01-01", "9999-12-31", ""])
    lines = ["x,y,g,h,n,d,a b"]
    for index in range(rows):
        name = json.dumps(hostile.line(dice), ensure_ascii=False).replace('\\"', '""').replace("\\\\", "\\")
        lines.append(f"{cells(index)},{cells(index + 1)},{name},{dice.choice('pq')},{index},{dates},{cells(index)}")
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def make_gallery(home):
    """The gallery's specifications, which draw, with something changed in them."""
    folder = home / "figures" / "gallery"
    specifications = {path.name: json.loads(path.read_text()) for path in sorted((folder / "specs").glob("*.json"))}
    tables = {f"gallery/data/{path.name}": path.read_bytes() for path in sorted((folder / "data").glob("*.csv"))}
    models = (folder / "models.json").read_bytes()

    def gallery(dice):
        name = dice.choice(sorted(specifications))
        tree = hostile.graft(dice, specifications[name], dice.choice([1, 1, 2, 3]))
        files = dict(tables)
        if dice.random() < 0.2:
            path = dice.choice(sorted(files))
            files[path] = hostile.spoil_lines(dice, files[path])
        files["gallery/models.json"] = models
        files["gallery/specs/" + name] = hostile.as_yaml(tree)
        if dice.random() < 0.4:
            return Case("gallery", files, [Command(["gallery", "gallery", "--out", "drawn"])])
        table = str(specifications[name].get("table", "models")) + ".csv"
        tree = {key: part for key, part in tree.items() if key != "table"} if isinstance(tree, dict) else tree
        data = tables.get("gallery/data/" + table, tables["gallery/data/models.csv"])
        return Case("gallery", {"m.csv": data, "c.yml": hostile.as_yaml(tree)},
                    [Command(["plot", "m.csv", "--spec", "c.yml", "-o", "p.svg"], inspect=drawn)])

    return gallery
