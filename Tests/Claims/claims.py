"""What a sentence claims, and whether the numbers allow it.

The sentence is read as English, and the numbers from `results.json` and from the rows of the case. Nothing here knows
how a sentence is made.
"""
import math, re

LEVEL = 0.05


def plain(text):
    """The words of Markdown."""
    text = re.sub(r"</?(?:sub|sup|strong|em|span)[^>]*>|<!-- -->", "", text)
    for old, new in (("\u00a0", " "), ("\u202f", " "), ("−", "-"), ("*", ""), ("’", "'"), ("–", "-")): text = text.replace(old, new)
    text = re.sub(r"(-?[\d.]+) × 10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: m[1] + "e" + m[2].translate(
        str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")), text)
    return re.sub(r"\\(.)", r"\1", text)


def number(text):
    text = text.replace(",", "")
    if text in ("∞", "+∞"): return math.inf
    if text == "-∞": return -math.inf
    return float(text)


def digits(text):
    """Half a unit of the last digit of a number as it is written."""
    text = text.replace(",", "").lstrip("-")
    mantissa, _, power = text.partition("e")
    places = len(mantissa.split(".")[1]) if "." in mantissa else 0
    return 0.5 * 10.0 ** (-places + int(power or 0))


def reads(text, value):
    """Whether a printed number is the value, rounded."""
    if text in ("∞", "-∞"): return value is None
    if value is None: return False
    # A number of many digits before the point may be rounded to three.
    slack = digits(text) if "." in text or "e" in text else max(digits(text), 0.5 * 10 ** max(0, len(text.replace(",", "").lstrip("-")) - 3))
    return abs(number(text) - value) <= slack * 1.0000001 + 1e-12 * abs(value)


def says(relation, text, p):
    """Whether "p = 0.029", "p < 0.001" or "p > 0.999" is said of p."""
    if p is None: return False
    if relation == "<": return p < number(text)
    if relation == ">": return p > number(text)
    return abs(p - number(text)) <= digits(text) * 1.0000001


NUMBER = r"-?(?:[\d,]*\.?\d+(?:e-?\d+)?|∞)"
P = re.compile(rf"\bp ([=<>]) ({NUMBER})")
INTERVAL = re.compile(rf"\[({NUMBER}), ({NUMBER})\]( \(two-sided\))?")
CI = re.compile(rf"([\d.]+) % CI \[({NUMBER}), ({NUMBER})\]")
# Any of these claims something of the direction.
DIRECTIONS = re.compile(r"\b(higher|lower|rose|fell|rises|falls|increas\w+|decreas\w+|positively|negatively|above|below)\b", re.I)
EVIDENCE = re.compile(r"\b(evidence|differed|associated|departed|correlated|explained more|was (?:higher|lower)|rose|fell|tended)\b", re.I)


class Faults(list):
    def need(self, truth, words):
        if not truth: self.append(words)


def finite(values): return [v for v in values if v is not None]


def mean(values): return sum(values) / len(values)


def ranks(values):
    order = sorted(range(len(values)), key=lambda i: values[i])
    result, i = [0.0] * len(values), 0
    while i < len(order):
        j = i
        while j + 1 < len(order) and values[order[j + 1]] == values[order[i]]: j += 1
        for k in range(i, j + 1): result[order[k]] = (i + j) / 2
        i = j + 1
    return result


def covariance(x, y):
    mx, my = mean(x), mean(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y))


def sign(value, scale=1.0): return 0 if abs(value) <= 1e-9 * scale else 1 if value > 0 else -1


def complete(rows, *names):
    kept = [r for r in rows if all(r[n] is not None for n in names)]
    return [[float(r[n]) for r in kept] for n in names]


def superiority(first, second): return sum((a > b) - (a < b) for a in first for b in second)


def paired(rows):
    """Values of the two sides of each whole pair."""
    by = {}
    for row in rows: by.setdefault(row["pair"], {})[row["side"]] = row["cost"]
    whole = [d for d in by.values() if d.get("north") is not None and d.get("south") is not None]
    return [d["north"] for d in whole], [d["south"] for d in whole]


def lean(case, result):
    """The direction of the data themselves: 1, -1, 0, or None where the method has none that rows can tell simply."""
    rows, name, method = case["rows"], case["name"], case["method"]
    if method in ("t-test", "permutation", "mann-whitney", "brunner-munzel"):
        first, second = (finite([r["cost"] for r in rows if r["side"] == s]) for s in ("north", "south"))
        return sign(mean(first) - mean(second)) if method in ("t-test", "permutation") else sign(superiority(first, second))
    if method == "t-test-paired" or name == "wilcoxon" or name == "wilcoxon/2":
        first, second = paired(rows) if name.endswith("/2") else complete(rows, "after", "before")
        differences = [a - b for a, b in zip(first, second)]
        return sign(mean(differences)) if method == "t-test-paired" else signed(differences)
    if method == "t-test-1samp": return sign(mean(finite([r["change"] for r in rows])) - 0.25)
    if name == "wilcoxon/3": return signed(finite([r["change"] for r in rows]))
    if method in ("pearson", "spearman", "kendall"):
        x, y = complete(rows, "size", "speed")
        if method == "spearman": x, y = ranks(x), ranks(y)
        if method == "kendall": return sign(concordance(x, y))
        return sign(covariance(x, y))
    if method == "mann-kendall":
        values = finite([r["output"] for r in rows])
        return sign(concordance(list(range(len(values))), values))
    if name == "proportion":
        a, b = (finite([r["passed"] for r in rows if r["side"] == s]) for s in ("north", "south"))
        return sign(mean(a) - mean(b))
    if name == "proportion/2": return sign(mean([float(v) for v in finite([r["passed"] for r in rows])]) - 0.4)
    return None


def signed(differences):
    differences = [d for d in differences if d]
    r = ranks([abs(d) for d in differences])
    return sign(sum((rank + 1) * (1 if d > 0 else -1) for rank, d in zip(r, differences)))


def concordance(x, y):
    return sum(((x[i] > x[j]) - (x[i] < x[j])) * ((y[i] > y[j]) - (y[i] < y[j])) for i in range(len(x)) for j in range(i))


# What a claim of each direction says: words for 1 and for -1, and the pattern that names what is compared.
LOCATED = {m: (r"was (higher|lower) in north than in south" if m in ("t-test", "permutation") else r"tended to be (higher|lower) in north than in south")
           for m in ("t-test", "permutation", "mann-whitney", "brunner-munzel")}
PATTERNS = {
    **LOCATED, "t-test-paired": r"of after was (higher|lower) than that of before", "wilcoxon": r"after tended to be (higher|lower) than before",
    "t-test-paired/2": r"of cost was (higher|lower) in north than in south", "wilcoxon/2": r"cost tended to be (higher|lower) in north than in south",
    "t-test-1samp": r"the mean of change was (higher|lower) than 0\.250?\b", "wilcoxon/3": r"change tended to be (higher|lower) than 0\b",
    "pearson": r"were (positively|negatively) correlated", "spearman": r"were (positively|negatively) correlated",
    "kendall": r"were (positively|negatively) correlated", "partial-correlation": r"were (positively|negatively) correlated at the same depth",
    "mann-kendall": r"output (rose|fell)\b", "ks": r"reached (higher|lower) values in north than in south",
    "runs": r"crossed the median (more|less) often than by chance", "fisher": r"odds ratio of (?:kind and side|side and kind) was (above|below) 1",
    "proportion": r"the share of passed was (higher|lower) in north than in south", "proportion/2": r"the share of passed was (higher|lower) than 0\.40*\b",
}
UP = {"higher": 1, "lower": -1, "positively": 1, "negatively": -1, "rose": 1, "fell": -1, "above": 1, "below": -1, "more": 1, "less": -1}
# What a test without a direction claims.
PLAIN = {
    "kruskal-wallis": r"level differed between dock, field and mine", "anova": r"mean of level differed between dock, field and mine",
    "welch-anova": r"mean of level differed between dock, field and mine", "friedman": r"level differed between dock, field and mine",
    "levene": r"spread of level differed between dock, field and mine", "bartlett": r"spread of level differed between dock, field and mine",
    "fligner": r"spread of level differed between dock, field and mine", "chi-square": r"(?:kind and side|side and kind) were associated",
    "g-test": r"(?:kind and side|side and kind) were associated", "fisher": r"(?:kind and side|side and kind) were associated",
    "mcnemar": r"the shares of (?:repeated and passed|passed and repeated) differed", "ks": r"the distribution of cost differed between north and south",
    "runs": r"the order of output about its median departed from chance", "nested-f": r"the further terms explained more of speed than chance would",
    "equivalence": r"the means of cost in north and south differed by less than the bounds, between -1 and 1",
    "shapiro-wilk": r"skewed departed from a normal distribution", "anderson-darling": r"skewed departed from a normal distribution",
    "jarque-bera": r"skewed departed from a normal distribution", "dagostino": r"skewed departed from a normal distribution",
}
DIFFERED = {
    **{m: "differed between north and south" for m in ("t-test", "permutation", "mann-whitney", "brunner-munzel", "t-test-paired/2", "wilcoxon/2", "proportion")},
    "t-test-paired": "the means of after and before differed", "wilcoxon": "after and before differed",
    "t-test-1samp": r"the mean of change differed from 0\.25", "wilcoxon/3": r"change differed from 0\b", "proportion/2": r"the share of passed differed from 0\.40*\b",
    "mann-kendall": r"a trend in output", "pearson": r"a correlation between", "spearman": r"a correlation between",
            "kendall": r"a correlation between", "partial-correlation": r"a correlation between .* at the same depth"}


def check(case, sentence, trend, block, result, family):
    """What is wrong with a case; empty where nothing is."""
    faults = Faults()
    text = plain(sentence)
    if "error" in result:
        faults.need("no result (" in text, "has no result and does not say so")
        head = text.split(":")[0]
        faults.need(not EVIDENCE.search(head) and not P.search(text), "claims something without a result")
        faults.need(trend is None or "no result" in trend, f"a trend without a result: {trend}")
        return faults
    faults.need("no result" not in text, "hides its result")
    printed(case, text, result, family, faults)
    name, method = case["name"], case["method"]
    head = re.split(r": | \(", text)[0]
    denies, untested = text.startswith("There was no evidence"), "not tested" in text or "does not test its terms" in text
    if method in ("gini", "bootstrap", "describe"):
        faults.need(not EVIDENCE.search(text) and not P.search(text), "claims more than an estimate")
    elif method in ("dunn", "tukey-hsd", "games-howell", "dunnett", "correlation-matrix"):
        pairs(text, result, faults)
    elif "coefficients" in result:
        model(case, text, result, faults)
    else:
        p = decisive(result, family)
        ends = (result.get("estimate") or {}).get("ci")
        if p is None and method == "theil-sen" and ends:
            # A slope that has an interval and no test is judged by its interval, as far as its level reaches.
            claimed = re.search(r"output (rose|fell)\b", head, re.I)
            side = 1 if ends[0] > 0 else -1 if ends[1] < 0 else 0
            level = result["estimate"]["level"]
            wanted = side if side and level >= 1 - LEVEL else 0
            faults.need((UP[claimed[1]] if claimed and not denies and not untested else 0) == wanted, f"{ends} at {level}: {head}")
            faults.need(denies == (side == 0 and level <= 1 - LEVEL), f"{ends} at {level}: {head}")
        elif p is None:
            faults.need(untested and not denies, "claims or denies without a test")
            faults.need(head.startswith("Whether") or not DIRECTIONS.search(head), "claims a direction without a test")
            if case["side"] != "two-sided": direction(case, head, False, result, faults)
        else:
            faults.need(not untested, "calls a test none")
            faults.need(denies == (p >= LEVEL), f"p = {p} is on the other side of {LEVEL}")
            direction(case, head, p < LEVEL, result, faults)
    if trend is not None: tagged(case, trend, result, family, faults)
    robust(block, result, faults)
    return faults


def decisive(result, family):
    adjusted = result.get("p_adjusted")
    return adjusted if adjusted is not None else result.get("p_value")


def direction(case, head, found, result, faults):
    name, method, side = case["name"], case["method"], case["side"]
    pattern = PATTERNS.get(name) or PATTERNS.get(method)
    said = pattern and re.search(pattern, head, re.I)
    if side != "two-sided":
        faults.need(said is not None, f"does not say what was asked for: {head}")
        if said: faults.need(UP[said[1].lower()] == (1 if side == "greater" else -1), f"was asked for {side}, and says {said[1]}")
        return
    if method in PLAIN and name not in ("proportion",):
        faults.need(re.search(PLAIN[method], head, re.I) is not None, f"claims something else: {head}")
        faults.need(not said and not (method != "equivalence" and DIRECTIONS.search(head)), "claims a direction")
        return
    leans = lean(case, result)
    estimate = (result.get("estimate") or {}).get("value")
    if estimate is not None and leans is None: leans = sign(estimate)
    if not found:
        faults.need(not said and not DIRECTIONS.search(head), "denies a direction that was not asked")
        faults.need(re.search(DIFFERED.get(name) or DIFFERED.get(method, "differed"), head) is not None, f"denies something else: {head}")
    elif leans:
        faults.need(said is not None and UP[said[1].lower()] == leans, f"the data point to {leans}: {head}")
    else:
        faults.need(not said, f"claims a direction where the data have none: {head}")


def printed(case, text, result, family, faults):
    """The numbers of a sentence are those of its result."""
    allowed = [result.get("p_value"), result.get("p_adjusted"), (result.get("f") or {}).get("p_value")]
    for row in result.get("coefficients", []) + result.get("comparisons", []): allowed += [row.get("p_value"), row.get("p_adjusted")]
    for relation, value in P.findall(text):
        faults.need(any(says(relation, value, p) for p in allowed if p is not None), f"p {relation} {value} is none of its p-values")
    one_sided = result.get("alternative") in ("less", "greater") or case["method"] == "equivalence"
    if result.get("p_value") is not None and P.search(text):
        faults.need(("(one-sided)" in text) == one_sided, "hides the sides of its p-value")
    members = family and [m for m in family["members"] if m["p_value"] is not None]
    corrected = bool(family) and family["correction"] != "none" and len(members) > 1 and any(
        m["p_adjusted"] is not None and m["address"].startswith(case["id"] + ".") for m in members)
    over = re.search(r"over (\d+) tests: p ([=<>]) (\S+)[;,) ]", text)
    faults.need((over is not None) == corrected, f"corrected or not? {family and family['correction']}")
    if over and members:
        own = [m["p_adjusted"] for m in members if m["address"].startswith(case["id"] + ".")]
        faults.need(int(over[1]) == len(members), f"over {over[1]} tests, and the family has {len(members)}")
        faults.need(any(says(over[2], over[3].rstrip(".,;)"), p) for p in own), "another p-value after correction")
    # The estimate's interval, at its level.
    estimate = result.get("estimate") or {}
    for level, low, high in CI.findall(text):
        ends = [estimate.get("ci")] + [row.get("ci") for row in result.get("coefficients", [])]
        levels = [estimate.get("level"), result.get("level"), case["level"], 0.9 if case["method"] == "equivalence" else None, 0.95]
        wanted = estimate.get("level") or case["level"] or 0.95
        faults.need(abs(float(level) / 100 - wanted) < 1e-9, f"an interval of level {wanted} called {level} %")
        bound = lambda text, value: reads(text, value) or value is None and number(text) in (-1, 0, 1)
        faults.need(any(e and bound(low, e[0]) and bound(high, e[1]) for e in ends), f"[{low}, {high}] is no interval of its result")
    # An interval with one end beside one side, with two beside two.
    for low, high, marked in INTERVAL.findall(text):
        low, high = number(low), number(high)
        open_ended = math.isinf(low) or math.isinf(high)
        faults.need(not (open_ended and marked), "a one-sided interval is called two-sided")
        bounded = low in (-1, 0, 1) or high in (-1, 0, 1) or open_ended
        if one_sided and case["method"] != "equivalence" and P.search(text):
            faults.need(bool(marked) != bounded, f"[{low}, {high}] of a one-sided test {'is' if marked else 'is not'} called two-sided")
        faults.need(not open_ended or one_sided and case["method"] != "equivalence", "a one-sided interval beside a test of both sides")
    for quantity, low in re.findall(rf"((?:odds|risk|rate) ratio)\S* (?:= )?\S+ \[({NUMBER}),", text):
        faults.need(number(low) >= 0, f"an interval of the {quantity} below 0")
    for count in re.findall(r"\bn = ([\d,]+)\)", text):
        n = result.get("n")
        faults.need(int(count.replace(",", "")) == n or isinstance(n, list), f"n = {count}, and not {n}")


def pairs(text, result, faults):
    """So many pairs as have a p-value below the level, by name where they are named."""
    rows = [c for c in result["comparisons"]]
    p = lambda c: c["p_adjusted"] if c.get("p_adjusted") is not None else c.get("p_value")
    found = [c for c in rows if p(c) is not None and p(c) < LEVEL]
    denies = text.startswith("There was no evidence")
    if all(p(c) is None for c in rows):
        faults.need("tested" in text and not denies, "says something of pairs that nobody tested")
        return
    faults.need(denies == (not found), f"{len(found)} pairs differ: {text}")
    stated = re.search(r"(\d+) of (\d+) pairs?", text)
    if stated: faults.need(int(stated[1]) == len(found), f"{stated[1]} pairs, and {len(found)} differ")
    if not denies:
        for names, _, relation, value in re.findall(rf"(\w+ and \w+) \((adjusted )?p ([=<>]) ({NUMBER})", text):
            mine = [c for c in found if " and ".join(c["groups"]) == names]
            faults.need(mine and any(says(relation, value, p(c)) for c in mine), f"{names} do not differ so")
    changed = any(c.get("p_adjusted") != c.get("p_value") for c in rows if c.get("p_value") is not None)
    if "after correction" in text or "adjusted" in text:
        faults.need(changed and len(rows) > 1, "calls corrected what was not")


def model(case, text, result, faults):
    slopes = [c for c in result["coefficients"] if c["term"] != "(Intercept)"]
    p = lambda c: c["p_adjusted"] if c.get("p_adjusted") is not None else (
        result["p_adjusted"] if len(slopes) == 1 and result.get("p_adjusted") is not None else c.get("p_value"))
    found = [c for c in slopes if p(c) is not None and p(c) < LEVEL]
    tested = any(p(c) is not None for c in slopes)
    head = re.split(r": b | \(", text)[0]
    if "fitted exactly" in text:
        faults.need(all(c.get("p_value") is None or abs(c["statistic"]) > 1e6 for c in slopes if c["estimate"]), "calls a fit exact that has errors")
        return
    if len(slopes) == 1:
        one = slopes[0]
        if not tested:
            faults.need(not text.startswith("There was no evidence") and not re.search(r"\b(rose|fell|higher|lower)\b", head), "claims a slope without a test")
            return
        faults.need(text.startswith("There was no evidence") == (not found), f"p = {p(one)}: {head}")
        said = re.search(r"\b(rose|fell|higher|lower)\b", head)
        if found:
            faults.need(said is not None and (said[0] in ("rose", "higher")) == (one["estimate"] > 0), f"the slope is {one['estimate']}: {head}")
        else: faults.need(said is None, "claims a direction without evidence")
        return
    together = (result.get("f") or {}).get("p_value")
    if not tested:
        faults.need("does not test its terms" in text, "says more than a model without tests can")
        return
    named = re.search(r"gave evidence for (.*)", text)
    for c in slopes:
        label = c["term"].replace("[", ": ").rstrip("]").replace("_", " ")
        stated = named is not None and re.search(rf"\b{re.escape(label)} \(b", named[1]) is not None
        faults.need(stated == (c in found), f"{label} with p = {p(c)}: {text}")
    none = not found
    faults.need(("but not for any single term" in text) == (none and together is not None and together < LEVEL), f"F has p = {together}: {text}")
    faults.need(("gave no evidence" in text) == (none and not (together is not None and together < LEVEL)), f"F has p = {together}: {text}")
    faults.need(("its terms together gave none" in text) == (not none and together is not None and together >= LEVEL), f"F has p = {together}")


def tagged(case, trend, result, family, faults):
    """What a trend is said to be: by the p-value that decides, else by the interval."""
    slopes = [c for c in result.get("coefficients", []) if c["term"] != "(Intercept)"]
    p = decisive(result, family)
    estimate = (result.get("estimate") or {}).get("value")
    ci = (result.get("estimate") or {}).get("ci")
    if slopes:
        p = p if result.get("p_adjusted") is not None else slopes[0].get("p_adjusted", None) or slopes[0].get("p_value")
        estimate, ci = slopes[0]["estimate"], slopes[0].get("ci")
    said = 1 if re.search(r"\brises\b", trend) else -1 if re.search(r"\bfalls\b", trend) else 0
    if p is not None:
        found = p < LEVEL
        side = {"less": -1, "greater": 1}.get(case["side"]) if case["method"] == "mann-kendall" else None
        wanted = (side if side else sign(estimate)) if found else 0
        faults.need(said == wanted, f"p = {p}, estimate {estimate}: {trend}")
    elif ci and None not in ci and (case["level"] or 0.95) >= 0.95:
        wanted = 1 if ci[0] > 0 else -1 if ci[1] < 0 else 0
        faults.need(said == wanted, f"{ci}: {trend}")
    else: faults.need(said == 0, f"a trend without a test: {trend}")


def robust(block, result, faults):
    """Whether the method that rests on less says the same is what its p-value says."""
    said = re.search(r"; it (agrees|disagrees)\b", plain(block))
    other = (result.get("robust_alternative") or {}).get("p_value")
    if not said or other is None or result.get("p_value") is None: return
    agrees = (other < LEVEL) == (result["p_value"] < LEVEL)
    faults.need((said[1] == "agrees") == agrees, f"p = {result['p_value']} and {other}: {said[0]}")
