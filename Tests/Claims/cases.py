"""Generated cases: a study of many analyses of made data, of which each sentence is read by claims.py.

Method, direction and size of the effect, number of rows, sidedness, correction, level, and data that give no result.
"""
import json, os, random

SIDES = ["two-sided", "less", "greater"]
SIDED = {
    "t-test", "permutation", "mann-whitney", "brunner-munzel", "t-test-paired", "wilcoxon", "t-test-1samp", "pearson",
    "spearman", "kendall", "partial-correlation", "mann-kendall", "ks", "runs", "fisher", "proportion",
}
# What a method is given. A second form of a method has a number behind its name.
ROLES = {
    "t-test": "x: cost, group: side", "t-test/2": "x: cost, group: side, options: { equal_variance: true }",
    "permutation": "x: cost, group: side", "mann-whitney": "x: cost, group: side", "brunner-munzel": "x: cost, group: side",
    "ks": "x: cost, group: side", "t-test-paired": "x: after, y: before", "wilcoxon": "x: after, y: before",
    "t-test-paired/2": "x: cost, group: side, block: pair", "wilcoxon/2": "x: cost, group: side, block: pair",
    "t-test-1samp": "x: change, options: { mu: 0.25 }", "wilcoxon/3": "x: change",
    "pearson": "x: size, y: speed", "spearman": "x: size, y: speed", "kendall": "x: size, y: speed",
    "partial-correlation": "x: size, y: speed, z: depth", "mann-kendall": "x: output", "theil-sen": "x: moment, y: output",
    "runs": "x: output", "kruskal-wallis": "x: level, group: place", "anova": "x: level, group: place",
    "welch-anova": "x: level, group: place", "levene": "x: level, group: place", "bartlett": "x: level, group: place",
    "fligner": "x: level, group: place", "friedman": "x: level, group: place, block: triple",
    "dunn": "x: level, group: place", "tukey-hsd": "x: level, group: place", "games-howell": "x: level, group: place",
    "dunnett": "x: level, group: place", "chi-square": "x: side, y: kind", "g-test": "x: side, y: kind",
    "fisher": "x: side, y: kind", "mcnemar": "x: passed, y: repeated", "proportion": "x: passed, group: side",
    "proportion/2": "x: passed, options: { p0: 0.4 }", "shapiro-wilk": "x: skewed", "anderson-darling": "x: skewed",
    "jarque-bera": "x: skewed", "dagostino": "x: skewed",
    "equivalence": "x: cost, group: side, options: { low: -1, high: 1 }", "ols": "formula: output ~ moment",
    "ols/2": "formula: cost ~ side", "ols/3": "formula: speed ~ size + depth",
    "ols/4": "formula: output ~ moment, options: { covariance: HC3 }", "ols/5": "formula: level ~ place",
    "ols/6": "formula: speed ~ twin + size", "robust": "formula: output ~ moment",
    "quantile-regression": "formula: output ~ moment", "ridge": "formula: speed ~ size + depth, options: { lambda: 1 }",
    "logistic": "formula: passed ~ chance", "poisson": "formula: count_of ~ moment",
    "nested-f": "formula: speed ~ size + depth, options: { small: speed ~ depth }", "gini": "x: amount",
    "bootstrap": "x: amount, options: { draws: 200 }", "describe": "x: amount",
    "correlation-matrix": "x: size, y: speed, z: [depth, cost]",
}
# Analyses that make one p-value, which a family may hold.
FAMILY = [m for m in ROLES if m.split("/")[0] not in {
    "dunn", "tukey-hsd", "games-howell", "dunnett", "gini", "bootstrap", "describe", "correlation-matrix", "theil-sen",
    "ridge", "robust"} and m not in {"ols/3", "ols/5", "ols/6"}]
WITHOUT_LEVEL = {"equivalence", "anderson-darling", "jarque-bera", "shapiro-wilk", "dagostino", "ks", "runs", "levene", "bartlett",
                 "fligner", "ridge", "dunn", "adjust"}
COLUMNS = ["side", "place", "pair", "triple", "cost", "level", "before", "after", "change", "size", "speed", "depth", "twin",
           "moment", "output", "kind", "passed", "repeated", "skewed", "amount", "chance", "count_of"]


def rows(rng, n, effect, flaw):
    """n rows in which all relations have the direction of `effect`, weak or strong as it is."""
    table = []
    for i in range(n):
        side, noise = ["north", "south"][i % 2], lambda: rng.gauss(0, 1)
        size, before, depth = noise(), noise(), noise()
        level, place = noise() * (1 + abs(effect) * (i % 3)), ["dock", "field", "mine"][i % 3]
        shifted = 1 if side == "north" else 0
        step = (i - n / 2) * 3 / n
        table.append({
            "side": side, "place": place, "pair": i // 2, "triple": i // 3,
            "cost": noise() + effect * shifted, "level": level + effect * (i % 3),
            "before": before, "after": before + effect * 0.5 + noise() * 0.7, "change": 0.25 + effect * 0.5 + noise(),
            "size": size, "speed": effect * size + noise(), "depth": depth, "twin": size + 0.02 * noise(),
            "moment": i, "output": effect * step + noise(),
            "kind": "new" if noise() + effect * (shifted - 0.5) > 0 else "old",
            "passed": noise() + effect * (shifted - 0.5) > 0, "repeated": noise() + effect > 0,
            "skewed": noise() if effect == 0 else rng.expovariate(1) ** (1 + abs(effect)), "amount": rng.expovariate(0.1),
            "chance": size, "count_of": min(200, max(0, round(4 + 2 * effect * step + noise())))})
    for row in table:
        row["passed"] = row["passed"] if row["moment"] % 3 else rng.random() < 1 / (1 + 2.718281828 ** (-effect * row["chance"]))
    numbers = [c for c in COLUMNS if c not in ("side", "place", "pair", "triple", "kind", "passed", "repeated", "moment")]
    for row in table:
        if flaw == "constant":
            for name in numbers: row[name] = 3
            row.update(kind="old", passed=True, repeated=True)
        elif flaw == "empty":
            for name in numbers + ["kind", "passed", "repeated"]: row[name] = None
        elif flaw == "one group":
            row.update(side="north", place="dock")
        elif flaw == "gaps" and rng.random() < 0.15:
            row[rng.choice(numbers)] = None
    return table


def csv(table):
    def cell(value):
        if value is None: return ""
        if isinstance(value, bool): return "true" if value else "false"
        return repr(round(value, 6)) if isinstance(value, float) else str(value)
    return "\n".join([",".join(COLUMNS)] + [",".join(cell(row[c]) for c in COLUMNS) for row in table]) + "\n"


def generate(count, seed):
    """Cases: what is asked, of which table, and the rows of the table."""
    rng, cases, tables = random.Random(seed), [], {}
    methods = sorted(ROLES)
    for index in range(count):
        name = methods[index % len(methods)]
        method = name.split("/")[0]
        effect = rng.choice([0, 0.3, -0.3, 0.9, -0.9, 0.6, -0.6])
        n = rng.choice([6, 12, 12, 30, 60, 60, 240])
        flaw = rng.choice(["none"] * 9 + ["gaps", "gaps", "constant", "empty", "one group"])
        side = rng.choice(SIDES) if method in SIDED else "two-sided"
        family = rng.choice(["holm", "bh", "uncorrected", None, None, None]) if name in FAMILY else None
        level = rng.choice([0.95, 0.95, 0.9, 0.99]) if method not in WITHOUT_LEVEL else None
        table = rows(random.Random(seed * 100_003 + index), n, effect, flaw)
        key = f"t{index}"
        tables[key] = csv(table)
        cases.append({"id": f"c{index}", "name": name, "method": method, "table": key, "side": side, "family": family,
                      "level": level, "rows": table, "effect": effect, "flaw": flaw})
    return cases, tables


def write(cases, tables, folder):
    """A study of these cases: under a heading for each the sentence, the trend where it has one, and the block."""
    lines = ["study: claims", "title: Claims", "sources:"]
    lines += [f"  {key}: {{ path: {key}.csv, types: {{ "
              + ", ".join(f"{c}: " + ("text" if c in ("side", "place", "kind") else "bool" if c in ("passed", "repeated")
                                      else "int" if c in ("pair", "triple", "moment") else "double") for c in COLUMNS)
              + " } }" for key in tables]
    lines.append("analyses:")
    prose = ["# Claims", ""]
    for case in cases:
        extra = "" if case["side"] == "two-sided" else f", alternative: {case['side']}"
        if case["family"]: extra += f", family: {case['family']}"
        if case["level"] and case["level"] != 0.95: extra += f", level: {case['level']}"
        lines.append(f"  {case['id']}: {{ method: {case['method']}, table: {case['table']}, {ROLES[case['name']]}{extra} }}")
        prose += [f"## {case['id']}", "", "{{sentence(" + case["id"] + ")}}", ""]
        if case["method"] in ("mann-kendall", "theil-sen") or case["name"] in ("ols", "ols/4", "robust", "quantile-regression", "poisson"):
            prose += ["It {{trend(" + case["id"] + ")}}.", ""]
        prose += ["{{test " + case["id"] + "}}", ""]
    lines.append("families:")
    for family in sorted({c["family"] for c in cases if c["family"]}):
        lines.append(f"  {family}: {{ correction: {'none' if family == 'uncorrected' else family} }}")
    os.makedirs(folder, exist_ok=True)
    for key, text in tables.items():
        with open(os.path.join(folder, key + ".csv"), "w") as file: file.write(text)
    with open(os.path.join(folder, "study.yml"), "w") as file: file.write("\n".join(lines) + "\n")
    with open(os.path.join(folder, "report.md"), "w") as file: file.write("\n".join(prose) + "\n")
