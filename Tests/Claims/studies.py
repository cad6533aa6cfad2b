"""Bundled studies on data that were changed: what their reports claim, against rows and results.

Each study is built of data whose values were scaled, whose groups were exchanged or left out, whose trend was turned
round, of which a column is absent or empty, and so on. The sentences of the study of the Hub are all read, and one that
no rule here knows is a fault: a new sentence needs a rule. Of the longer studies the claims are read that data could
make false.
"""
import calendar, csv, datetime, json, math, os, random, re, shutil, subprocess
import claims

MONTHS = [name for name in calendar.month_name if name]
UNITS = {"mg": 1e-3, "g": 1.0, "kg": 1e3, "t": 1e6, "kt": 1e9, "Mt": 1e12, "Gt": 1e15}


def plain(text):
    text = claims.plain(text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"<[^>]+>", "", text)


def body(report):
    """The sentences before the appendix, without captions, tables, figures and lists."""
    text = re.split(r"^## A ", report, maxsplit=1, flags=re.M)[0]
    text = re.sub(r"<details>.*?</details>", "", text, flags=re.S)
    lines = [l for l in text.splitlines() if l.strip() and not re.match(r"(#|\||!\[|\*\*(Figure|Table|Key findings)|<a |- |\[CSV|\*|---|> \[!)", l)]
    return [s for l in lines for s in re.split(r"(?<=\.) (?=[A-Z0-9+-])", plain(l.removeprefix("> "))) if s]


def box(report):
    """The sentences of the key findings, without their links."""
    part = re.search(r"^\*\*Key findings\*\*\n\n((?:- .*\n)+)", report, re.M)
    lines = part[1].splitlines() if part else []
    return [plain(re.sub(r" \(\[[^\]]*\]\(#[^)]*\)\)$", "", line[2:])).replace("’", "'") for line in lines]


def alternatives(report):
    return {m[2]: plain(m[1]) for m in re.finditer(r"^!\[(.*?)\]\(figures/([\w-]+)\.\w+\)", report, re.M)}


def quantity(text, value):
    number, unit = text.rsplit(" ", 1)
    return value is not None and unit in UNITS and rounded(number, value / UNITS[unit])


def rounded(number, value):
    """Whether a number is the value to the digits that are written: of two digits a whole number of three is in tens."""
    zeros = len(number) - len(number.rstrip("0")) if "." not in number else 0
    return claims.reads(number, value) or abs(claims.number(number) - value) <= 0.5 * 10 ** zeros


def quantile(values, p):
    values = sorted(values)
    h = (len(values) - 1) * p
    low = math.floor(h)
    return values[low] + (h - low) * (values[min(low + 1, len(values) - 1)] - values[low])


def trend(analysis, family, name, correlation=False):
    """The words that a result allows: by the corrected p-value of its family."""
    if "error" in analysis: return "gives no result for a trend"
    part = analysis if correlation else next(c for c in analysis["coefficients"] if c["term"] != "(Intercept)")
    estimate = part["estimate"]["value"] if correlation else part["estimate"]
    member = next((m for m in (family or {}).get("members", []) if m["name"] == name), None)
    p = part["p_value"] if member is None else member["p_adjusted"]
    if p is None: return "shows no clear trend"
    # What one test alone would show, and its family does not, is told apart.
    if p >= claims.LEVEL: return "shows no clear trend" + (" after correction for the other tests" if part["p_value"] < claims.LEVEL else "")
    return "rises" if estimate > 0 else "falls"


T = r"(rises|falls|shows no clear trend(?: after correction for the other tests)?)"


# MARK: The study of the Hub

COLUMNS = ["model_id", "created_at", "downloads", "likes", "domain", "tags", "model_size_bytes", "dataset_size_bytes", "co2_eq_emissions"]


def hub_rows(dice, count=420, last=datetime.date(2024, 5, 12)):
    rows, first = [], datetime.date(2021, 3, 1)
    for i in range(count):
        days = (last - first).days
        day = first + datetime.timedelta(days=round(days * dice.random() ** 0.6)) if i else last
        late, domain = (day - first).days / days, dice.choice(["NLP", "NLP", "Computer Vision", "Audio", ""])
        size = math.exp(dice.gauss(18, 1.5))
        reports = dice.random() < 0.75 - 0.45 * late
        grams = math.exp(dice.gauss(2.5, 1) + 0.4 * (math.log(size) - 18) + (1.2 if domain == "NLP" else 0))
        downloads = round(math.exp(dice.gauss(4, 2)))
        rows.append({"model_id": f"m{i}", "created_at": f"{day}T03:04:05Z", "downloads": downloads,
                     "likes": round(downloads ** 0.5 * dice.random()), "domain": domain,
                     "tags": f"['pytorch', 'x{i % 5}']", "model_size_bytes": round(size),
                     "dataset_size_bytes": "" if i % 2 else round(size * dice.random()),
                     "co2_eq_emissions": round(grams, 3) if reports else ""})
    return rows


def hub_cases(seed):
    def base(**options): return hub_rows(random.Random(seed), **options)
    def changed(change):
        rows = base()
        for i, row in enumerate(rows): change(i, row)
        return rows
    def put(name, value): return lambda i, row: row.__setitem__(name, value(i, row))
    exchange = {"NLP": "Computer Vision", "Computer Vision": "NLP"}
    def mirrored(i, row):
        day = datetime.date.fromisoformat(row["created_at"][:10])
        row["created_at"] = f"{datetime.date(2021, 3, 1) + (datetime.date(2024, 5, 12) - day)}T03:04:05Z"
    yield "as it is", base(), ()
    yield "emissions a million times", changed(put("co2_eq_emissions", lambda i, r: r["co2_eq_emissions"] and r["co2_eq_emissions"] * 1e6)), ()
    yield "domains exchanged", changed(put("domain", lambda i, r: exchange.get(r["domain"], r["domain"]))), ()
    yield "time turned round", changed(mirrored), ()
    yield "without vision models", [r for r in base() if r["domain"] != "Computer Vision"], ()
    yield "one domain", changed(put("domain", lambda i, r: "NLP")), ()
    yield "domains in equal numbers", [dict(r, domain=["A", "B"][i % 2]) for i, r in enumerate(base(count=200))], ()
    yield "emissions empty", changed(put("co2_eq_emissions", lambda i, r: "")), ()
    yield "all report", changed(put("co2_eq_emissions", lambda i, r: r["co2_eq_emissions"] or 7)), ()
    yield "emissions all alike", changed(put("co2_eq_emissions", lambda i, r: r["co2_eq_emissions"] and 5)), ()
    yield "no dates", changed(put("created_at", lambda i, r: "")), ()
    yield "some dates", changed(put("created_at", lambda i, r: "" if i % 7 == 1 else "2022-03-02T23:29:04Z" if i % 7 == 2 else r["created_at"])), ()
    yield "ends with a year", base(last=datetime.date(2023, 12, 31)), ()
    yield "one month", changed(put("created_at", lambda i, r: f"2024-02-{1 + i % 20:02}T01:02:03Z")), ()
    yield "likes with downloads turned round", changed(put("likes", lambda i, r: 10000 - min(r["downloads"], 9999))), ()
    yield "three models", base(count=3), ()
    yield "no rows", [], ()
    for name in COLUMNS[2:]: yield f"without {name}", base(), (name,)
    yield "dates and names alone", base(), tuple(COLUMNS[2:])


class Hub:
    """What the rows of a mined file allow one to say."""

    def __init__(self, rows, absent, results):
        self.results, self.analyses, self.family = results, results["analyses"], results["families"].get("questions")
        self.rows = [{c: ("" if c in absent else r[c]) for c in COLUMNS} for r in rows]
        def numbers(name, rows): return [float(r[name]) for r in rows if r[name] != ""]
        self.reporting = [r for r in self.rows if r["co2_eq_emissions"] != ""]
        self.co2 = numbers("co2_eq_emissions", self.rows)
        self.downloads, self.likes = numbers("downloads", self.rows), numbers("likes", self.rows)
        self.dated = [r for r in self.rows if r["created_at"] and r["created_at"] != "2022-03-02T23:29:04Z"]
        self.days = [datetime.date.fromisoformat(r["created_at"][:10]) for r in self.dated]
        self.domains = {}
        for row in self.rows: self.domains[row["domain"]] = self.domains.get(row["domain"], 0) + 1
        self.stated = {k: v for k, v in self.domains.items() if k}

    def month(self, row): return int(row["created_at"][:4]) * 12 + int(row["created_at"][5:7]) - 1

    @property
    def ends_within_month(self):
        last = max(self.days)
        return last.day < calendar.monthrange(last.year, last.month)[1]

    def counts(self):
        """Models of each whole month, those without models too."""
        found = {}
        for row in self.dated: found[self.month(row)] = found.get(self.month(row), 0) + 1
        months = list(range(min(found), max(found) + 1))
        if self.ends_within_month: months = months[:-1]
        return months, [found.get(m, 0) for m in months]

    def medians(self):
        by = {}
        for row in self.dated:
            if row["co2_eq_emissions"] != "": by.setdefault(self.month(row), []).append(float(row["co2_eq_emissions"]))
        large = {m: v for m, v in by.items() if len(v) >= 5}
        return [quantile(large[m], 0.5) for m in sorted(large)], len(by) - len(large)

    def rules(self):
        n, a, f = len(self.rows), self.analyses, self.family
        half = lambda values: quantile(values, 0.5) if values else None
        def slope(id, change):
            part = next(c for c in a[id]["coefficients"] if c["term"] != "(Intercept)")
            return [100 * (math.exp(v) - 1) for v in (part["estimate"], *part["ci"])]
        def changes(m, id): return all(rounded(m[i].lstrip("+"), v) for i, v in zip((2, 3, 4), slope(id, m)))
        def direction(words, x, y):
            lean = claims.sign(claims.covariance(x, y), 1e-6)
            return words.startswith("shows") or {"rises": 1, "falls": -1}.get(words) == lean
        def ranked(m, x, y, id):
            pairs = [(float(r[x]), float(r[y])) for r in self.rows if r[x] != "" and r[y] != ""]
            lean = claims.sign(claims.covariance(claims.ranks([p[0] for p in pairs]), claims.ranks([p[1] for p in pairs])))
            return {"positively": 1, "negatively": -1}[m[3]] == lean and self.p(id) < claims.LEVEL
        def pair(m):
            names = {"model size": "model_size_bytes", "reported emissions": "co2_eq_emissions", "downloads": "downloads", "likes": "likes"}
            ids = {("co2_eq_emissions", "model_size_bytes"): "emissions-size", ("co2_eq_emissions", "downloads"): "emissions-downloads", ("downloads", "likes"): "downloads-likes"}
            x, y = sorted((names[m[1].lower()], names[m[2].lower()]))
            return x, y, ids[x, y]
        def domains(m):
            one, other = ([float(r["co2_eq_emissions"]) for r in self.reporting if r["domain"] == d] for d in (m[2], m[3]))
            return {"higher": 1, "lower": -1}[m[1]] == claims.sign(claims.superiority(one, other)) and self.p("emissions-domain") < claims.LEVEL
        share = lambda part, whole: 100 * part / whole if whole else None
        date = lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}"
        N = r"([\d,]+)"; X = r"([+-]?[\d.,e]+) %"; Q = r"([\d.,]+ \w+)"
        integer = lambda text: int(text.replace(",", ""))
        top = max(self.stated.values(), default=0)
        leaders = [k for k, v in self.stated.items() if v == top]
        medians, small = self.medians() if self.dated else ([], 0)
        whole = self.counts() if self.dated else ([], [])
        indices, ones = [self.month(r) for r in self.dated], [float(r["co2_eq_emissions"] != "") for r in self.dated]
        return [
            (r"The file lists no models\.", lambda m: n == 0),
            (rf"The share of new models that say what their training emitted {T}; the median of what they say {T}\.",
             lambda m: m[1] == trend(a["trend-share"], f, "trend-share") and m[2] == trend(a["trend-median"], f, "trend-median", True)),
            (r"The file says what the training of some of its models emitted\.", lambda m: self.co2),
            (r"Models with a date were created between (\w+ \d+) and (\d+ \w+ \d+); periods that extend beyond that day are counted up to it\.",
             lambda m: m[1] == f"{MONTHS[min(self.days).month - 1]} {min(self.days).year}" and m[2] == date(max(self.days))),
            (rf"For {N} of the models the file does not say when they were created\.", lambda m: integer(m[1]) == n - len(self.dated) > 0),
            (r"Such a model is counted in all that follows but growth and trends\.", lambda m: True),
            (r"The moment that the Hub gave to all models from before it stored dates, 2 March 2022, 23:29:04 UTC, counts as no date\.", lambda m: True),
            (r"The file does not say when its models were created\.", lambda m: not self.dated),
            (r"The file has no emissions of training, and this report says nothing about them\.", lambda m: not self.co2),
            (r"The figure counts the new models of each month; Table S\d+ has those of each year\.", lambda m: True),
            (r"The figure shows the mix of each quarter, Table S\d+ that of all models\.", lambda m: True),
            (r"Figure S\d+ has the other pairs\.", lambda m: True),
            (r"Figure S\d+ shows how often models name each tag\.", lambda m: True),
            (r"The month in which the file ends is not complete: it is a point of its own in the figure and not part of the fit\.",
             lambda m: self.ends_within_month),
            (rf"The number of new models a month {T}: by a negative binomial model it changes by {X} from one month to the next \(95 % interval {X} to {X}\)\.",
             lambda m: m[1] == trend(a["trend-count"], f, "trend-count") and changes(m, "trend-count") and direction(m[1], *whole)),
            (r"A negative binomial model of these counts has no result\.", lambda m: "error" in a["trend-count"]),
            (rf"By a Poisson model the number of new models a month {T}: it changes by {X} from one month to the next \(95 % interval {X} to {X}\)\.",
             lambda m: m[1] == trend(a["trend-count-poisson"], None, "") and changes(m, "trend-count-poisson") and direction(m[1], *whole)),
            (rf"The most common domain is (.+), with {X} of all models; {X} of the models state none\.",
             lambda m: leaders == [m[1]] and claims.reads(m[2], share(top, n)) and claims.reads(m[3], share(n - sum(self.stated.values()), n))),
            (rf"No domain is the most common: {N} have {X} of all models each; {X} of the models state none\.",
             lambda m: integer(m[1]) == len(leaders) > 1 and claims.reads(m[2], share(top, n)) and claims.reads(m[3], share(n - sum(self.stated.values()), n))),
            (rf"The share of new models that report emissions {T}\.",
             lambda m: m[1] == trend(a["trend-share"], f, "trend-share") and direction(m[1], indices, ones)),
            (rf"Counted model by model, the odds that a new model reports change by ()?{X} from one month to the next \(95 % interval {X} to {X}\)\.",
             lambda m: changes(m, "trend-share")),
            (r"The variance of the months is ([\d.e-]+) times that of chance draws of models, and the interval allows for that\.",
             lambda m: claims.reads(m[1], a["trend-share"]["dispersion"])),
            (r"These months do not allow a test for a trend in the share of new models that report emissions\.", lambda m: "error" in a["trend-share"]),
            (r"A point needs at least 30 new models\.", lambda m: True),
            (r"The fit uses every month, weighted by its models\.", lambda m: True),
            (rf"The middle half of the reported figures lies between {Q} and {Q}; the largest is {Q}\.",
             lambda m: all(quantity(m[i], quantile(self.co2, p)) for i, p in ((1, 0.25), (2, 0.75), (3, 1)))),
            (rf"Together they come to {Q}\.", lambda m: quantity(m[1], sum(self.co2))),
            (rf"The monthly median {T}\.", lambda m: m[1] == trend(a["trend-median"], f, "trend-median", True) and (
                m[1].startswith("shows") or {"rises": 1, "falls": -1}[m[1]] == claims.sign(claims.concordance(list(range(len(medians))), medians)))),
            (rf"The {N} months with at least 5 reporting models are used; {N} with fewer are left out\.",
             lambda m: integer(m[1]) == len(medians) and integer(m[2]) == small),
            (r"By the median of all pairwise slopes it changes by \S+ g a month \(95 % interval \S+ to \S+\)\.", lambda m: True),
            (r"Reporting is voluntary, and the figures are used as they are in the file\.", lambda m: True),
            (r"They describe the models whose makers chose to report, not the Hub\.", lambda m: True),
            (r"The median number of downloads is ([\d.,]+), the largest ([\d.,]+) \(Figure S\d+\)\.", lambda m: claims.reads(m[1], half(self.downloads)) and claims.reads(m[2], max(self.downloads))),
            (rf"{X} of the models have no like\.", lambda m: claims.reads(m[1], share(self.likes.count(0), len(self.likes)))),
            (r"Reported emissions tended to be (higher|lower) in ([^:]+) than in ([^:]+): .*", domains),
            (r"There was no evidence that reported emissions (?:differed|tended to differ) between .*", lambda m: self.p("emissions-domain") >= claims.LEVEL),
            (r"([\w ]+) and ([\w ]+) were (positively|negatively) correlated .*", lambda m: ranked(m, *pair(m))),
            (r"There was no evidence of a correlation between ([\w ]+) and ([\w ]+) \(.*", lambda m: self.p(pair(m)[2]) >= claims.LEVEL),
            (r"Emissions and model size: no result \(.*", lambda m: "error" in a["emissions-size"]),
            (r"Downloads and likes: no result \(.*", lambda m: "error" in a["downloads-likes"]),
        ]

    def findings(self):
        """What the box of key findings may say."""
        a, f = self.analyses, self.family
        rho = lambda: a["emissions-size"]["estimate"]["value"]
        delta = lambda: next(e["value"] for e in a["emissions-domain"]["effect_sizes"] if e["name"] == "cliffs-delta")
        part = lambda id: math.exp(next(c for c in a[id]["coefficients"] if c["term"] != "(Intercept)")["estimate"])
        top = max(self.stated.values(), default=0)
        n = len(self.rows)
        return [
            (rf"The share of new models that report emissions {T}: the odds change by (\S+) % a month \(95 % interval .*\)\.",
             lambda m: m[1] == trend(a["trend-share"], f, "trend-share") and rounded(m[2].lstrip("+"), 100 * (part("trend-share") - 1))),
            (rf"The monthly median of reported emissions {T}: it changes by \S+ g a month \(95 % interval .*\)\.",
             lambda m: m[1] == trend(a["trend-median"], f, "trend-median", True)),
            (r"(Larger|Smaller) models emitted more: the rank correlation of emissions with model size is (\S+) \(95 % interval .*\)\.",
             lambda m: self.p("emissions-size") < claims.LEVEL and (rho() > 0) == (m[1] == "Larger") and claims.reads(m[2], rho())),
            (r"Language models tend to emit (more|less) than vision models: Cliff's δ is (\S+)\.",
             lambda m: self.p("emissions-domain") < claims.LEVEL and (delta() > 0) == (m[1] == "more") and claims.reads(m[2], delta())),
            (rf"The number of new models a month {T}: it changes by (\S+) % from one month to the next\.",
             lambda m: m[1] == trend(a["trend-count"], f, "trend-count") and rounded(m[2].lstrip("+"), 100 * (part("trend-count") - 1))),
            (r"The most common domain is (.+), with (\S+) % of all models; \S+ % of the models state none\.",
             lambda m: [k for k, v in self.stated.items() if v == top] == [m[1]] and claims.reads(m[2], 100 * top / n)),
            (r"Half of the models have at most ([\d.,]+) downloads; the most that one has is ([\d.,]+)\.",
             lambda m: claims.reads(m[1], quantile(self.downloads, 0.5)) and claims.reads(m[2], max(self.downloads))),
        ]

    def p(self, id):
        member = next((m for m in self.family["members"] if m["name"] == id), None)
        return self.analyses[id]["p_value"] if member is None else member["p_adjusted"]

    def faults(self, report):
        rules = self.rules()
        for sentence in body(report):
            for pattern, allows in rules:
                match = re.fullmatch(pattern, sentence)
                if match:
                    try: allowed = allows(match)
                    except (KeyError, ValueError, TypeError, ZeroDivisionError, StopIteration) as error: allowed = print(error)
                    if not allowed: yield f"not allowed: {sentence}"
                    break
            else: yield f"no rule reads: {sentence}"
        shown = box(report)
        if len(shown) > 5: yield f"{len(shown)} key findings"
        for sentence in shown:
            found = next(((m, allows) for pattern, allows in self.findings() if (m := re.fullmatch(pattern, sentence))), None)
            if not found: yield f"no rule reads the finding: {sentence}"
            elif not found[1](found[0]): yield f"finding not allowed: {sentence}"
        drawn = {"growth": ("trend-count", "trend-count"), "growth-poisson": ("trend-count-poisson", ""), "reporting-share": ("trend-share", "trend-share")}
        for figure, alt in alternatives(report).items():
            if figure in drawn and "; the fit " in alt:
                words = trend(self.analyses[drawn[figure][0]], self.family, drawn[figure][1])
                if f"; the fit {words}." not in alt: yield f"{figure}: not '{words}': {alt}"
            if re.search(r"\b0 points", alt): yield f"{figure}: tells of nothing: {alt}"
        labels = re.findall(r"^\| (\d{4})((?: from \w+)?)((?: to \w+)?) \|", report, re.M)
        if self.days and labels:
            last = max(self.days)
            ends = f" to {MONTHS[last.month - 1]}" if (last.month, last.day) != (12, 31) else ""
            first = min(self.days)
            if labels[-1][2] != ends: yield f"the last year is '{''.join(labels[-1])}', the file ends on {last}"
            if labels[0][1] != (f" from {MONTHS[first.month - 1]}" if first.month > 1 else ""): yield f"the first year is '{''.join(labels[0])}'"
            if any(label[2] for label in labels[:-1]) or any(label[1] for label in labels[1:]): yield f"a year in the middle is in part: {labels}"
        if re.search(r"\d+ used", report.split("rank-correlations")[-1].split("</details>")[0]) and any(
                c.get("n") != self.analyses["rank-correlations"]["n"] for c in self.analyses["rank-correlations"].get("comparisons", [])):
            yield "pairs of different rows under one number of rows used"


def hub(build, seed, work):
    for i, (name, rows, absent) in enumerate(hub_cases(seed)):
        file = os.path.join(work, f"hub{i}.csv")
        with open(file, "w", newline="", encoding="utf-8") as out:
            writer = csv.DictWriter(out, [c for c in COLUMNS if c not in absent], extrasaction="ignore")
            writer.writeheader(), writer.writerows(rows)
        results, report = build("hub", file)
        yield f"hub, {name}", list(Hub(rows, absent, results).faults(report))


# MARK: The longer studies

def said(report, claim): return re.search(claim, " ".join(body(report)))


def checked(report, rules):
    """Claims that must be made exactly where they are true, and numbers in them that must be those of the results."""
    for claim, truth in rules:
        match = said(report, claim)
        if bool(match) != bool(truth) and not callable(truth): yield f"{'says' if match else 'does not say'}: {claim}"
        if callable(truth) and match and not truth(match): yield f"not allowed: {match[0]}"


def reporting_2023(results, report, table):
    values = {k: v["value"] for k, v in results["values"].items()}
    analyses, family = results["analyses"], results["families"]["complete"]
    adjusted = {m["name"]: m["p_adjusted"] for m in family["members"]}
    ends = lambda id: analyses[id]["estimate"]["ci"] if "estimate" in analyses[id] else [math.nan, math.nan]
    low, high = lambda id: ends(id)[0], lambda id: ends(id)[1]
    effect = values["smallest-effect"]
    given = adjusted["Domain given size"] is not None and adjusted["Domain given size"] < claims.LEVEL
    published = {c["term"]: c["p_value"] for c in analyses["emissions-model-published"].get("coefficients", [])}
    verdicts = [row["verdict"] for row in table("robustness")]
    held, same, undecided, differing = (verdicts.count(v) for v in ("holds", "same direction", "undecided", "differs"))
    performance = [e for id in ("autotrain-accuracy", "autotrain-f1") for e in (low(id), high(id))]
    return checked(report, [
        (r"Most of these reports were written by a machine", values["autotrain-share-overall"] > 50),
        (r"No conclusion changes", values["conclusions-changed"] == 0),
        (r"Both intervals lie within", all(abs(v) < effect for v in performance)),
        (r"Larger models, and models trained on larger data sets, emitted more", low("size") > 0 and low("data") > 0),
        (r"Tests of so few models have little power", analyses["curated-accuracy"].get("n", 30) < 30),
        (r"Corrected within its family it does not", (analyses["training-type"].get("p_value") or 1) < claims.LEVEL <= (adjusted["Training type"] or 0)),
        (r"Neither of the two domain coefficients shows a difference from zero", published and published["is_nlp"] >= claims.LEVEL and published["is_cv"] >= claims.LEVEL),
        (r"at the same size, vision models emitted", given),
        (r"there is no evidence that the two differ at the same size", not given),
        (r"This is a difference that the published regression could not show", given and published and published["is_cv"] >= claims.LEVEL),
        (r"Their ROUGE scores mix", values["rouge-as-shares"] > 0 and values["rouge-as-percentages"] > 0),
        (rf"The share {T}", lambda m: m[1] == trend(analyses["reporting-trend"], family, "Share that reports, trend")),
        (rf"The corrected median {T}", lambda m: m[1].startswith("shows") or (low("emissions-slope") > 0) == (m[1] == "rises")),
        (r"Of (\d+) variants (\d+) hold, (\d+) have the expected direction without reaching that far, (\d+) are undecided, and (\d+) differ",
         lambda m: [int(m[i]) for i in range(1, 6)] == [len(verdicts), held, same, undecided, differing]),
        (r"Of the conclusions that both answer, (\d+) stay and (\d+) change", lambda m: [int(m[1]), int(m[2])] == [values["conclusions-kept"], values["conclusions-changed"]]),
    ])


def training(results, report, table):
    values = {k: v["value"] for k, v in results["values"].items()}
    makers = table("organisation-totals")
    fall = results["analyses"]["per-compute-trend"]
    whole = lambda text: int(text.replace(",", ""))
    return checked(report, [
        (r"Tier 5, metadata alone, is behind ([\d,]+) of the runs", lambda m: whole(m[1]) == values["metadata-runs"] > 0),
        (r"BLOOM lies", (values.get("bloom-gap") or 0) > 1),
        (r"(\S[^.:]*) alone makes up ([\d.]+) % of the expected total", lambda m: m[1].endswith(makers[0]["group"]) and
         float(makers[0]["percent"]) == max(float(r["percent"]) for r in makers) and claims.reads(m[2], float(makers[0]["percent"]))),
        (r"Of ([\d,]+) pairs of tiers ([\d,]+) are equivalent", lambda m: [whole(m[1]), whole(m[2])] == [values["pairs"], values["pairs-equivalent"]]),
        (rf"over this list it {T}", lambda m: m[1] == trend(fall, None, "")),
        (r"[Mm]etered or logged energy, behind ([\d,]+) of the ([\d,]+) reported figures", lambda m: [whole(m[1]), whole(m[2])] == [values["with-metered"], values["with-emissions"]]),
    ])


def changed_file(source, target, change):
    with open(source, newline="", encoding="utf-8") as file: rows = list(csv.DictReader(file))
    names = list(rows[0])
    rows = [row for row in (change(i, dict(row)) for i, row in enumerate(rows)) if row]
    with open(target, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader(), writer.writerows(rows)


def scaled(name, factor): return lambda i, r: {**r, name: repr(float(r[name]) * factor) if r[name] else ""}


def exchanged(name, pairs): return lambda i, r: {**r, name: pairs.get(r[name], r[name])}


def longer(build, home, sets, work):
    """Faults of the two studies with data of their own; the first only where its authors' files are at hand."""
    domains = {"NLP": "Computer Vision", "Computer Vision": "NLP"}
    plans = [("training-carbon", os.path.join(home, "datasets/training-disclosures"), "disclosures.csv", training, [
        ("as it is", lambda i, r: r), ("reports a thousand times", scaled("reported_co2e_kg", 1000)),
        ("without the largest maker", lambda i, r: None if r["organization"].startswith("Meta") else r),
        ("energy bases exchanged", exchanged("energy_basis", {"measured": "assumed-power", "assumed-power": "measured"})),
        ("every other row", lambda i, r: r if i % 2 else None),
    ])]
    if sets and os.path.exists(os.path.join(sets, "hf-carbon-2023/HFCO2.csv")):
        plans.append(("hf-carbon-2023", os.path.join(sets, "hf-carbon-2023"), "HFCO2.csv", reporting_2023, [
            ("as it is", lambda i, r: r), ("emissions ten times", scaled("co2_eq_emissions", 10)),
            ("domains exchanged", exchanged("domain", domains)),
            ("without AutoTrain", exchanged("auto", {"True": "False"})),
            ("two thirds of AutoTrain", lambda i, r: None if r["auto"] == "True" and i % 3 == 0 else r),
            ("sizes turned round", lambda i, r: {**r, "size": repr(1e17 / float(r["size"])) if r["size"] and float(r["size"]) > 0 else r["size"]}),
        ]))
    for study, source, file, check, changes in plans:
        for name, change in changes:
            folder = os.path.join(work, "sets", os.path.basename(source))
            shutil.rmtree(os.path.dirname(folder), ignore_errors=True)
            shutil.copytree(source, folder)
            changed_file(os.path.join(source, file), os.path.join(folder, file), change)
            results, report, table = build(study, os.path.dirname(folder), tables=True)
            yield f"{study}, {name}", list(check(results, report, table))


# MARK: The study that `init` writes

def starter(build, program, seed, work, environment):
    dice = random.Random(seed)
    def rows(count, drift): return [
        {"day": f"{2021 + i // 60}-{1 + i // 5 % 12:02}-0{1 + i % 5}", "kind": "abc"[i % 3], "cost": round(100 + drift * i + dice.gauss(0, 10) + 20 * (i % 3), 2),
         "size": round(dice.random() * 50 + drift * i, 2)} for i in range(count)]
    def write(path, rows):
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader(), writer.writerows(rows)
    source, study = os.path.join(work, "own.csv"), os.path.join(work, "own")
    write(source, rows(180, 0.5))
    subprocess.run([program, "init", study, "--data", source], check=True, capture_output=True, env=environment)
    for name, data in (("as it is", rows(180, 0.5)), ("trend turned round", rows(180, -0.5)), ("no trend", rows(180, 0)), ("fewer rows", rows(40, 1))):
        write(os.path.join(study, "data/own.csv"), data)
        results, report = build(study, None)
        text, analyses, family = " ".join(body(report)), results["analyses"], results["families"].get("first-look")
        text += " " + " ".join(plain(line[2:]) for line in report.splitlines() if line.startswith("- "))
        faults = []
        for m in re.finditer(r"The file has ([\d,]+) rows", text):
            if int(m[1]) != len(data): faults.append(f"{m[0]}, and they are {len(data)}")
        m = re.search(r"(?:[Tt]otal|[Mm]edian|[Mm]ean) \w+ by \w+ (rises|falls|shows no clear trend(?: after correction for the other tests)?|gives no result for a trend)\.", text)
        if not m or m[1] != trend(analyses["trend"], family, "trend", True): faults.append(f"trend: {m and m[0]}")
        m = re.search(r"were (positively|negatively) correlated", text)
        lean = claims.sign(claims.covariance(claims.ranks([r["cost"] for r in data]), claims.ranks([r["size"] for r in data])))
        if m and {"positively": 1, "negatively": -1}[m[1]] != lean: faults.append(m[0])
        yield f"starter, {name}", faults


def generate(program, home, seed, work):
    """Each case with its faults."""
    environment = {**os.environ, "ALMANAC_HOME": home}
    def build(study, data, tables=False):
        out = os.path.join(work, "out")
        shutil.rmtree(out, ignore_errors=True)
        command = [program, "build", study, "--out", out, "--offline", "--quiet", "--figures", "svg"] + (["--data", data] if data else [])
        if study == "training-carbon": command += ["--set", "draws=300"]
        run = subprocess.run(command, capture_output=True, text=True, env=environment)
        if run.returncode: raise SystemExit(f"{' '.join(command)}: exit status {run.returncode}\n{run.stderr}")
        with open(os.path.join(out, "results.json"), encoding="utf-8") as file: results = json.load(file)
        with open(os.path.join(out, "report.md"), encoding="utf-8") as file: report = file.read()
        def table(id):
            with open(os.path.join(out, f"tables/{id}.csv"), newline="", encoding="utf-8") as file: return list(csv.DictReader(file))
        return (results, report, table) if tables else (results, report)
    yield from hub(build, seed, work)
    yield from starter(build, program, seed, work, environment)
    yield from longer(build, home, os.environ.get("ALMANAC_DATASETS"), work)
