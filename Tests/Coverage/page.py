"""docs/coverage.md, from the results."""
import re, textwrap

POINTS = 1.5
LETTERS = "ABC"

INTRODUCTION = """# Coverage and error rates

An interval of level 0.95 should hold the truth in 95 of 100 samples, and a test at 0.05 should reject a true null hypothesis in 5
of 100. Theory promises this of large samples, or of normal ones. This page says how often it happens: for every interval and every
p-value of every method, with each choice among its options, in three designs, of which some are harder than theory asks for.
`Scripts/simulate-coverage` draws the samples, 2,000 of each design unless a method says otherwise, asks the program and makes this
page. The designs are in `Tests/Coverage`; what is true in them is known by formula, or by a simulation far larger than this one. The
random numbers are fixed.

## How to read the tables

Rates are in percent. A rate of 2,000 samples has a standard error of 0.5 points at a nominal rate of 5 or of 95 (0.7 at 90).

| | means |
| --- | --- |
| 94.6 | as it should be: within two standard errors of the nominal rate |
| 93.9° | beyond two standard errors, but within 1.5 points |
| *98.2* | cautious by more than 1.5 points: an interval that is wider than it need be, or a test that rejects too seldom, as exact tests of few or tied values must |
| **91.3** | an interval that covers less, or a test that rejects more, by more than 1.5 points |
| **91.3**ⁿ | the same; a note in the result says so |
| **91.3**ᵃ | the same; the result calls an assumption doubtful or violated, in most samples |
| 94.6 (12) | 12 percent of the samples have no such interval or test; the rate is that of the others |

A *test* is the rate at which a true null hypothesis is rejected at 0.05. *Together* speaks of all pairs of a result at once; of the
corrections `bh` and `by` it is the share of false rejections among all. The letters A, B and C are the designs; *not met* names
what a method, or a part of its result, assumes and the design does not keep.
"""


NAMES = {
    "p_value": "test", "adjusted": "tests, together", "comparisons.p_adjusted": "tests of pairs, together",
    "comparisons.p_value": "test of each pair", "band": "each value beyond the band", "curves.ci": "interval of the curve at time 1",
    "medians.ci": "interval of the median", "median_ci": "interval of the median", "mean_ci": "interval of the mean",
    "change_points.ci": "interval of the change", "counterfactual.ci": "interval of each value without the change",
    "sens_slope_ci": "interval of Sen's slope", "doubling_time_ci": "interval of the doubling time"}


def words(path, together):
    """The name of a quantity."""
    if path in NAMES: return NAMES[path]
    if path == "comparisons.ci": return "intervals of pairs, together" if together else "interval of each pair"
    if path == "estimate.ci": return "interval of the estimate"
    if path in ("p_low", "p_high"): return f"test, `{path}`"
    kind, name = ("test" if path.endswith("p_value") else "interval"), re.sub(r"[._](ci|p_value)$", "", path)
    name = re.sub(r"coefficients\.", "", re.sub(r"^effect_sizes\.", "", name))
    return f"{kind}, `{name}`"


def choice(options, default):
    if not options: return default
    return ", ".join(f"`{k}={str(v).lower() if isinstance(v, bool) else v}`" for k, v in options.items())


def telling(row, path=""):
    """The notes of a result that speak of its rates; of clusters they speak for coefficients, not for effects."""
    return [note for note, share in row["notes"].items()
            if share >= 0.45 and re.search(r"cover|reject|rough|does not account|too (small|often|narrow)", note)
            and not ("clusters" in note and path.startswith("effect_sizes"))]


def judge(quantity):
    """How a rate stands to its nominal one: '', '°', 'cautious' or 'worse'."""
    rate, nominal = quantity["measured"], quantity["nominal"]
    error = (nominal * (1 - nominal) / quantity["runs"])**0.5
    off = rate - nominal
    if abs(off) <= 2 * error: return ""
    if abs(off) * 100 <= POINTS: return "°"
    return "worse" if (off < 0) == quantity["interval"] else "cautious"


def told(row, path):
    return "ⁿ" if telling(row, path) else "ᵃ" if row["doubtful"] >= 0.5 else ""


def cell(row, path):
    quantity = row and row["quantities"].get(path)
    if not quantity or quantity["measured"] is None: return ""
    rate, verdict = f"{100 * quantity['measured']:.1f}", judge(quantity)
    without = quantity["without"] / (quantity["runs"] + quantity["without"])
    tail = f" ({100 * without:.0f})" if without >= 0.005 else ""
    if verdict == "cautious": return f"*{rate}*{tail}"
    if verdict == "worse": return f"**{rate}**{told(row, path)}{tail}"
    return rate + verdict + tail


def table(found, entry, designs, together):
    """Rows of equal rates are one row, whichever options or quantities they are of."""
    listed, paths = [], []
    for row in found["rows"]:
        if row["options"] not in listed: listed.append(row["options"])
        paths += [path for path in row["quantities"] if path not in paths]
    by = {(str(row["options"]), row["design"]): row for row in found["rows"]}
    merged = {}
    for path in paths:
        for options in listed:
            rows = [by.get((str(options), design)) for design in designs]
            cells = tuple(cell(row, path) for row in rows)
            if not any(cells): continue
            nominal = next(row["quantities"][path]["nominal"] for row in rows if row and path in row["quantities"])
            merged.setdefault((path, nominal, cells), []).append(choice(options, entry.default))
    joined = {}
    for (path, nominal, cells), chosen in merged.items():
        together_here = together or any("nemenyi" in name for name in chosen)
        joined.setdefault((nominal, cells, tuple(chosen)), []).append(words(path, together_here))
    count = len(listed)
    lines = [f"| rate | options | nominal | {' | '.join(LETTERS[:len(designs)])} |", "| --- | --- " + "| ---: " * (len(designs) + 1) + "|"]
    for (nominal, cells, chosen), names in joined.items():
        options = "all" if len(chosen) == count > 1 else "; ".join(chosen)
        lines.append(f"| {'; '.join(names)} | {options} | {100 * nominal:g} | {' | '.join(cells)} |")
    return lines if joined else []


def section(found, entry, together):
    lines = [f"### {found['method']}", ""]
    designs = []
    for row in found["rows"]:
        if row["design"] not in designs: designs.append(row["design"])
    body = table(found, entry, designs, together)
    if not body:
        reason = next(iter(entry.unclaimed.values()), "")
        return lines + [f"No intervals and no tests: {reason}.", ""]
    for letter, design in zip(LETTERS, designs):
        unmet = next((row["unmet"] for row in found["rows"] if row["design"] == design and row["unmet"]), None)
        lines.append(f"- {letter}: {design}" + (f". *Not met:* {unmet}" if unmet else ""))
    fewer = {f"{count} of {choice(row['options'], entry.default)} in {LETTERS[designs.index(row['design'])]}": 1
             for row in found["rows"] if not row["errors"] for quantity in row["quantities"].values()
             if (count := quantity["runs"] + quantity["without"]) < found["runs"] and quantity["runs"]}
    if found["runs"] != 2000: lines.append(f"- {found['runs']:,} samples of each" + "".join(f"; {text}" for text in fewer))
    failed = {}
    for row in found["rows"]:
        for code, count in row["errors"].items():
            share = 100 * count / found["runs"]
            if share >= 0.5: failed[f"{code} in {share:.0f} percent of the samples of {LETTERS[designs.index(row['design'])]}"] = 1
    if failed: lines.append("- No result: " + "; ".join(failed))
    notes = {}
    for row in found["rows"]:
        for note in telling(row): notes.setdefault(re.sub(r"\d+ (clusters t)\(\d+\)", r"… \1(…)", note), set()).add(designs.index(row["design"]))
    lines += ["", *body, ""]
    for note, places in notes.items():
        lines += [f"Note ({', '.join(LETTERS[i] for i in sorted(places))}): “{note}”.", ""]
    return lines


def summary(all_found, entries, simultaneous):
    """How many rates are how, and the worst of those that no result tells of."""
    counts, silent = dict.fromkeys(["", "°", "cautious", "ⁿ", "ᵃ", "untold"], 0), {}
    for found in all_found:
        for row in found["rows"]:
            for path, quantity in row["quantities"].items():
                if quantity["measured"] is None: continue
                verdict = judge(quantity)
                if verdict == "worse": verdict = told(row, path) or "untold"
                counts[verdict] += 1
                if verdict != "untold": continue
                key = found["method"], words(path, found["method"] in simultaneous)
                off = abs(quantity["measured"] - quantity["nominal"])
                options = choice(row["options"], entries[found["method"]].default)
                if off > silent.get(key, (0,))[0]:
                    silent[key] = off, f"{100 * quantity['measured']:.1f}", f"{100 * quantity['nominal']:g}", options, row["design"]
    total, worse = sum(counts.values()), counts["ⁿ"] + counts["ᵃ"] + counts["untold"]
    text = (f"Of {total:,} rates {counts['']:,} are as they should be, {counts['°']:,} are within 1.5 points of that, and "
            f"{counts['cautious']:,} are cautious. In {worse:,} an interval covers less or a test rejects more, by over 1.5 points: a note in "
            f"the result says so for {counts['ⁿ']:,} of them, and an assumption in doubt for {counts['ᵃ']:,}. For {counts['untold']:,} the "
            "result says nothing; of these here is the worst of each kind:")
    lines = ["## In short", "", *textwrap.wrap(text, 128), "",
             "| method | rate | measured | nominal | options | design |", "| --- | --- | ---: | ---: | --- | --- |"]
    lines += [f"| {method} | {name} | {rate} | {nominal} | {options} | {design} |"
              for (method, name), (_, rate, nominal, options, design) in silent.items()]
    return lines + [""]


def page(all_found, entries, simultaneous):
    lines = INTRODUCTION.split("\n") + summary(all_found, entries, simultaneous) + ["## Methods", ""]
    for found in all_found: lines += section(found, entries[found["method"]], found["method"] in simultaneous)
    return "\n".join(lines).rstrip() + "\n"
