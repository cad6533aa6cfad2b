"""What is asked and not read: nonsense in an option that a command, a method or a chart takes without a word."""

import json

from . import hostile
from .case import Case, Command
from .requests import DATA

#: A call of each method that succeeds.
CALLS = {
    "describe": ["--x", "x"], "pearson": ["--x", "x", "--y", "y"], "spearman": ["--x", "x", "--y", "y"],
    "kendall": ["--x", "x", "--y", "y"], "gini": ["--x", "x"], "t-test": ["--x", "x", "--group", "h"],
    "t-test-paired": ["--x", "x", "--y",
                      "y"], "t-test-1samp": ["--x", "x"], "mann-whitney": ["--x", "x", "--group",
                                                                           "h"], "wilcoxon": ["--x", "x", "--y", "y"],
    "brunner-munzel": ["--x", "x", "--group", "h"], "kruskal-wallis": ["--x", "x", "--group",
                                                                       "g"], "ks": ["--x", "x", "--group", "h"],
    "anova": ["--x", "x", "--group",
              "g"], "welch-anova": ["--x", "x", "--group",
                                    "g"], "bartlett": ["--x", "x", "--group",
                                                       "g"], "fligner": ["--x", "x", "--group",
                                                                         "g"], "dunn": ["--x", "x", "--group", "g"],
    "tukey-hsd": ["--x", "x", "--group", "g"], "levene": ["--x", "x", "--group", "g"], "shapiro-wilk": ["--x", "x"],
    "anderson-darling": ["--x", "x"], "partial-correlation": ["--x", "x", "--y", "y", "--z",
                                                              "n"], "jarque-bera": ["--x",
                                                                                    "x"], "dagostino": ["--x", "x"],
    "chi-square": ["--x", "g", "--group", "h"], "g-test": ["--x", "g", "--group", "h"], "mann-kendall": ["--x", "x"],
    "theil-sen": ["--x", "x", "--y", "y"], "runs": ["--x", "x"], "ols": ["--formula",
                                                                         "y ~ x"], "robust": ["--formula", "y ~ x"],
    "quantile-regression": ["--formula", "y ~ x"], "ridge": ["--formula", "y ~ x"], "poisson": ["--formula", "n ~ x"],
    "permutation": ["--x", "x", "--group",
                    "h"], "bootstrap": ["--x",
                                        "x"], "correlation-matrix": ["--x", "x", "--y", "y", "--z",
                                                                     "n"], "games-howell": ["--x", "x", "--group", "g"]
}
#: Values that mean nothing to any method that reads them.
NONSENSE = [["--group", "no-such-column"], ["--levels", "no-such-level,nor-this"], ["--z", "no-such-column"],
            ["--weights", "no-such-column"], ["--y", "no-such-column"], ["--formula", "no_such ~ column"],
            ["--where", "no_such_column > 1"], ["--alternative", "nonsense"], ["--level", "7"],
            ["--set", "no_such_option=1"], ["--set", "alternative=nonsense"], ["--set", "level=7"],
            ["--x", "no-such-column"]]
STUDY_KEYS = {
    "group": "no-such-column", "levels": ["no-such-level", "nor-this"], "z": {"q": "no-such-column"},
    "weights": "no-such-column", "y": "no-such-column", "formula": "no_such ~ column", "where": "no_such_column > 1",
    "alternative": "nonsense", "level": 7, "successes": "no-such-column", "trials": "no-such-column",
    "cluster": "no-such-column", "options": {"no_such_option": 1}
}


def make_statistics(helps):
    known = [name for name in CALLS if name in helps.methods]

    def statistics(dice):
        method = dice.choice(known)
        base, nonsense = list(CALLS[method]), dice.choice(NONSENSE)
        if nonsense[0] in base and nonsense[0] != "--z":
            at = base.index(nonsense[0])
            del base[at:at + 2]
        if dice.random() < 0.3 and nonsense[0][2:] in STUDY_KEYS:
            return in_study(dice, method, base, nonsense[0][2:])
        return Case(
            "swallowed", {"m.csv": DATA["m.csv"]},
            [Command(["stat", method, "m.csv"] + base + nonsense, must="fail", about=f"{method} {' '.join(nonsense)}")])

    return statistics


def make_told(about):
    def told(here, outcome):
        """What a study asks and its data lack is an error, or a result that is missing with its reason."""
        said = any(word in outcome.stderr for word in (b"no-such", b"no_such", b"nonsense"))
        return [] if outcome.status or said else [("swallowed", f"{about} was accepted without a word")]

    return told


def in_study(dice, method, base, key):
    analysis = {"method": method, "table": "s"}
    for option, value in zip(base[::2], base[1::2]):
        analysis[option[2:]] = value if option != "--z" else {"n": value}
    analysis[key] = STUDY_KEYS[key]
    tree = {"study": "s", "title": "T", "sources": {"s": {"path": "m.csv"}}, "analyses": {"a": analysis}}
    return Case("swallowed", {
        "study/study.yml": hostile.as_yaml(tree), "study/report.md": b"# R\n\n{{test a}}\n",
        "study/m.csv": DATA["m.csv"]
    }, [
        Command(["build", "study", "--offline", "--out", "out"],
                inspect=make_told(f"the key {key} of {analysis['method']}"))
    ])


#: What each mark needs to draw.
MARKS = {
    "line": {"x": "x", "y": "y"}, "step": {"x": "x", "y": "y"}, "point": {"x": "x", "y": "y"},
    "bar": {"x": "g", "y": "y"}, "area": {"x": "x", "y": "y"}, "ribbon": {"x": "x", "ymin": "y", "ymax": "n"},
    "rule": {"y": 3}, "segment": {"x": "x", "y": "y", "xend": "n",
                                  "yend": "n"}, "text": {"x": "x", "y": "y",
                                                         "label": "g"}, "tile": {"x": "g", "y": "h", "color": "n"},
    "boxplot": {"x": "g", "y": "y"}, "violin": {"x": "g", "y": "y"}, "density": {"x": "x"}, "histogram": {"x": "x"},
    "ecdf": {"x": "x"}, "hexbin": {"x": "x", "y": "y"}, "errorbar": {"x": "g", "ymin": "y", "ymax": "n"},
    "pointrange": {"x": "g", "y": "n", "ymin": "y", "ymax": "n"}, "qq": {"x": "x"}, "smooth": {"x": "x", "y": "y"},
    "correlation": {"columns": ["x", "y", "n"]}, "missing-map": {"columns": ["x", "y"]}
}
COLUMNS = [
    "x", "y", "xmin", "xmax", "ymin", "ymax", "xend", "yend", "color", "shape", "size", "group", "label", "weight"
]


def make_charts(helps):
    known = [name for name in MARKS if name in helps.marks]

    def charts(dice):
        mark = dice.choice(known)
        layer = dict(MARKS[mark], mark=mark)
        # A column that is not there is an error for a mark that looks at it, and for one that does not: it was asked for.
        channel = dice.choice(COLUMNS)
        layer[channel] = "no_such_column"
        chart = {"layers": [layer]}
        return Case(
            "swallowed", {"m.csv": DATA["m.csv"], "c.yml": json.dumps(chart).encode()},
            [Command(["plot", "m.csv", "--spec", "c.yml", "-o", "p.svg"], must="fail", about=f"{channel} of {mark}")])

    return charts
