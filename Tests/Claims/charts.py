"""Generated figures, and whether their alternative texts say what their rows hold: all series, ends, extremes, the
fitted direction, counts and medians. Read as English; nothing here knows how a text is made.
"""
import math, random, re

from claims import NUMBER, Faults, digits, number, plain, says, sign, LEVEL

NAMES = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota"]


def close(text, value, digits_of=3):
    """Whether a number in words is the value: whole numbers to the last digit, others to three digits at least."""
    said = number(text)
    slack = max(digits(text), abs(value) * 0.5 * 10.0 ** (1 - digits_of)) if "." in text or "e" in text else max(0.5, abs(value) * 0.005)
    return abs(said - value) <= slack * 1.000001 + 1e-12


def year(text): return int(text.replace(",", ""))


def lines(rng, index):
    """Lines of 1 to 9 series: rising, falling, turning, level, with gaps."""
    count, length = rng.choice([1, 1, 2, 3, 5, 6, 7, 9]), rng.choice([2, 3, 6, 12])
    rows = []
    for name in NAMES[:count]:
        kind = rng.choice(["rising", "falling", "turning", "turning", "level", "gaps"])
        start = rng.uniform(-50, 200)
        for i in range(length):
            value = {"rising": start + 3.7 * i, "falling": start - 2.3 * i, "level": round(start)}.get(kind, rng.uniform(-100, 100))
            if kind == "gaps" and rng.random() < 0.3: value = None
            rows.append({"place": 2001 + i, "name": name, "value": value if value is None else round(value, 3)})
    color = ", group: name" if count > 6 else ", color: name" if count > 1 else ""
    return rows, f"layers: [{{ mark: line, x: place, y: value{color} }}]", None


def bars(rng, index):
    count = rng.choice([2, 4, 8, 15])
    rows = [{"place": f"K{i}", "name": "a", "value": rng.choice([rng.randint(1, 9), round(rng.uniform(0.5, 900), 2)])} for i in range(count)]
    return rows, "layers: [{ mark: bar, x: place, y: value }]", None


def boxes(rng, index):
    rows = [{"place": group, "name": "a", "value": round(rng.gauss(10 * k, 3) + (rng.random() < 0.04) * 60, 3)}
            for k, group in enumerate(NAMES[:rng.choice([2, 3, 4])]) for _ in range(rng.choice([5, 9, 40, 120]))]
    return rows, "layers: [{ mark: boxplot, x: place, y: value }]", None


def points(rng, index):
    count, effect = rng.choice([1, 2, 3]), rng.choice([-2, -0.5, 0, 0.5, 2])
    rows = []
    for name in NAMES[:count]:
        for i in range(rng.choice([4, 12, 50])):
            x = round(rng.gauss(0, 1), 4)
            rows.append({"place": x, "name": name, "value": round(effect * x + rng.gauss(0, 1), 4)})
    color = ", color: name" if count > 1 else ""
    return rows, f"layers: [{{ mark: point, x: place, y: value{color} }}]", None


def fits(rng, index):
    effect, n = rng.choice([-1, -0.2, 0, 0.2, 1]), rng.choice([5, 12, 60])
    rows = [{"place": i, "name": "a", "value": round(effect * i * 10 / n + rng.gauss(0, 1), 4)} for i in range(n)]
    return rows, f"layers: [{{ mark: point, x: place, y: value }}, {{ mark: fit, x: place, y: value, model: f{index} }}]", (
        f"f{index}: {{ method: ols, table: p{index}, formula: value ~ place }}")


def shares(rng, index):
    rows = [{"place": 2001 + i, "name": name, "value": rng.randint(1, 40)} for i in range(rng.choice([2, 5])) for name in NAMES[:rng.choice([2, 4])]]
    seen, unique = set(), []
    for row in rows:
        if (row["place"], row["name"]) not in seen: seen.add((row["place"], row["name"])); unique.append(row)
    for row in unique: row["place"] = f"Y{row['place']}"
    return unique, "layers: [{ mark: bar, x: place, y: value, color: name, position: fill }]", None


KINDS = [lines, lines, bars, boxes, points, fits, fits, shares]


def generate(count, seed):
    rng = random.Random(seed)
    return [(KINDS[i % len(KINDS)].__name__, *KINDS[i % len(KINDS)](rng, i)) for i in range(count)]


def csv(rows):
    cell = lambda v: "" if v is None else str(v)
    return "place,name,value\n" + "\n".join(f"{r['place']},{r['name']},{cell(r['value'])}" for r in rows) + "\n"


# --- what each kind must say ---

def check(kind, rows, alt, analysis):
    faults = Faults()
    {"lines": read_lines, "bars": read_bars, "boxes": read_boxes, "points": read_points, "fits": read_fits,
     "shares": read_shares}[kind](rows, plain(alt), analysis, faults)
    return faults


def read_lines(rows, alt, _, faults):
    faults.need(not re.search(r"\b(rises|falls|rose|fell|increas|decreas|grows|grew)", alt), "a line is said to rise or fall without a fit")
    series = {}
    for row in rows: series.setdefault(row["name"], []).append((row["place"], row["value"]))
    series = {name: [p for p in points if p[1] is not None] for name, points in series.items()}
    series = {name: points for name, points in series.items() if points}
    if len(series) > 6:
        last = {name: points[-1][1] for name, points in series.items()}
        said = re.search(rf"(\d+) lines; the last value is lowest in (\w+) \(({NUMBER}) (in|at) [\d,]+\) and highest in (\w+) \(({NUMBER}) (?:in|at)", alt)
        faults.need(said is not None and int(said[1]) == len(series), f"not all of {len(series)} series are told: {alt}")
        if said:
            faults.need(math.isclose(last.get(said[2], math.inf), min(last.values())) and close(said[3], min(last.values())), f"{said[2]} is not lowest")
            faults.need(math.isclose(last.get(said[5], math.inf), max(last.values())) and close(said[6], max(last.values())), f"{said[5]} is not highest")
        return
    for name, points in series.items():
        words = re.search(rf"\. (?:{name}:{'' if len(series) > 1 else '|Value'}) (.*?)\.(?= [A-Z]|$)", alt)
        if not words: faults.append(f"{name} is not told: {alt}"); continue
        text, values = words[1], [v for _, v in points]
        if len(points) == 1:
            faults.need("one value" in text, f"{name} has one value: {text}"); continue
        if len(set(values)) == 1:
            faults.need("stays at" in text, f"{name} does not vary: {text}"); continue
        ends = re.search(rf"begins at ({NUMBER}) (?:in|at) ([\d,]+) and ends at ({NUMBER}) (?:in|at) ([\d,]+)", text)
        if not ends: faults.append(f"{name} has no ends: {text}"); continue
        faults.need(close(ends[1], values[0]) and year(ends[2]) == points[0][0], f"{name} begins at {points[0]}: {text}")
        faults.need(close(ends[3], values[-1]) and year(ends[4]) == points[-1][0], f"{name} ends at {points[-1]}: {text}")
        for word, extreme in (("lowest", min), ("highest", max)):
            said = re.search(rf"{word} at ({NUMBER}) (?:in|at) ([\d,]+)", text)
            inner = extreme(values) != values[0] and extreme(values) != values[-1]
            faults.need((said is not None) == inner, f"{name}: {word} {extreme(values)}: {text}")
            if said and inner: faults.need(close(said[1], extreme(values)) and dict(points)[year(said[2])] == extreme(values), f"{name}: {word} {extreme(values)}: {text}")


def read_bars(rows, alt, _, faults):
    values = {r["place"]: r["value"] for r in rows}
    low, high = min(values.values()), max(values.values())
    if low == high: return faults.need("All" in alt, f"all are {low}: {alt}")
    said = re.search(rf"largest of (\d+) is (\w+) with ({NUMBER})( \(and (\d+) more\))?, the smallest (\w+) with ({NUMBER})( \(and (\d+) more\))?", alt)
    if not said: return faults.append(f"no largest and smallest: {alt}")
    faults.need(int(said[1]) == len(values), f"{said[1]} bars, and not {len(values)}")
    faults.need(values[said[2]] == high and close(said[3], high), f"the largest is {high}: {alt}")
    faults.need(values[said[6]] == low and close(said[7], low), f"the smallest is {low}: {alt}")
    ties = lambda v: sum(x == v for x in values.values()) - 1
    faults.need(int(said[5] or 0) == ties(high) and int(said[9] or 0) == ties(low), f"ties: {alt}")


def quantile(values, p):
    values = sorted(values); h = (len(values) - 1) * p; i = int(h)
    return values[i] + (h - i) * (values[min(i + 1, len(values) - 1)] - values[i])


def read_boxes(rows, alt, _, faults):
    groups = {}
    for row in rows: groups.setdefault(row["place"], []).append(row["value"])
    beyond = 0
    for name, values in groups.items():
        said = re.search(rf"{name} ({NUMBER}) \(n = ([\d,]+)\)", alt)
        if len(values) < 8:
            single = re.search(rf"Single values: [^.]*{name} \(n = ([\d,]+)\)", alt)
            faults.need(single is not None and int(single[1]) == len(values) and not said, f"{name} has {len(values)} values: {alt}")
            continue
        faults.need(said is not None and close(said[1], quantile(values, 0.5)) and int(said[2].replace(",", "")) == len(values),
                    f"{name}: median {quantile(values, 0.5)} of {len(values)}: {alt}")
        q1, q3 = quantile(values, 0.25), quantile(values, 0.75)
        beyond += sum(v < q1 - 1.5 * (q3 - q1) or v > q3 + 1.5 * (q3 - q1) for v in values)
    said = re.search(r"([\d,]+) values? lies? beyond", alt)
    faults.need((int(said[1].replace(",", "")) if said else 0) == beyond, f"{beyond} values lie beyond: {alt}")


def correlation(points):
    mx, my = (sum(v) / len(points) for v in zip(*points))
    sxy = sum((x - mx) * (y - my) for x, y in points)
    return sxy / math.sqrt(sum((x - mx) ** 2 for x, _ in points) * sum((y - my) ** 2 for _, y in points))


def read_points(rows, alt, _, faults):
    groups = {}
    for row in rows: groups.setdefault(row["name"], []).append((row["place"], row["value"]))
    for name, points in groups.items():
        head = name + ": " if len(groups) > 1 else ""
        said = re.search(rf"{head}(\d+) points?; Pearson correlation ({NUMBER})", alt)
        if not said: faults.append(f"{name} is not told: {alt}"); continue
        faults.need(int(said[1]) == len(points), f"{name} has {len(points)} points: {alt}")
        faults.need(abs(number(said[2]) - correlation(points)) <= 0.005001, f"{name}: r = {correlation(points)}: {alt}")


def read_fits(rows, alt, analysis, faults):
    if "error" in analysis: return faults.need("the fit" not in alt, "a fit that is none")
    slope = next(c for c in analysis["coefficients"] if c["term"] == "place")
    p = slope.get("p_adjusted") or slope["p_value"]
    said = re.search(rf"Slope ({NUMBER}) .*?, p ([=<>]) ({NUMBER}); the fit (rises|falls|shows no clear trend)", alt)
    if not said: return faults.append(f"no slope: {alt}")
    faults.need(close(said[1], slope["estimate"]), f"the slope is {slope['estimate']}: {alt}")
    faults.need(says(said[2], said[3], slope["p_value"]), f"p = {slope['p_value']}: {alt}")
    wanted = "shows no clear trend" if p >= LEVEL else "rises" if slope["estimate"] > 0 else "falls"
    faults.need(said[4] == wanted, f"p = {p}, slope {slope['estimate']}: {alt}")
    rest = alt.replace(said[0], "")
    faults.need(not re.search(r"\b(rises|falls|increas|decreas)", rest), f"another direction: {rest}")


def read_shares(rows, alt, _, faults):
    places = []
    for row in rows:
        if row["place"] not in places: places.append(row["place"])
    first, last = sorted(places)[0], sorted(places)[-1]
    total = lambda place: sum(r["value"] for r in rows if r["place"] == place)
    for name in {r["name"] for r in rows}:
        said = re.search(rf"{name}: (\d+) % in (\w+)(?:, (\d+) % in (\w+))?", alt)
        if not said: faults.append(f"{name} is not told: {alt}"); continue
        for share, place in ((said[1], said[2]), (said[3], said[4])):
            if share is None: continue
            value = 100 * sum(r["value"] for r in rows if r["place"] == place and r["name"] == name) / total(place)
            faults.need(abs(int(share) - value) <= 0.5001, f"{name}: {value} % in {place}: {alt}")
        faults.need(said[2] == first and (said[4] or last) == last, f"not the first and last place: {alt}")
