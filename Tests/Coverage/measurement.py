"""How often tests reject what is true, and how often intervals hold the truth."""
import fnmatch, json, re, zlib
import numpy
import program as almanac
from quantities import TOGETHER, covers, level, quantities, rejects

EXPECTED_RUNS = 20000


def variants(program, name, entry):
    """Sets of options: the default, every other value that the program lists, each alone, and those that the designs add."""
    made = [{}]
    for option, values in almanac.choices(program, name).items():
        if option in entry.skip: continue
        required = option in entry.always and entry.always[option] is None
        if required: made = []
        made += [{option: value} for value in values]
    return made + entry.extra


def plain(value):
    if isinstance(value, numpy.ndarray): return value.tolist()
    if isinstance(value, numpy.generic): return value.item()
    if isinstance(value, dict): return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list): return [plain(v) for v in value]
    return value


class Tally:
    """Counts of one quantity of one set of options in one design."""

    def __init__(self, nominal, interval):
        self.nominal, self.interval, self.judged, self.hits, self.without = nominal, interval, 0, 0.0, 0

    def add(self, events, together):
        """The events of one run: of several together all must cover, or one reject; else their share counts."""
        known = [event for event in events if event is not None]
        if not known:
            self.without += 1
            return
        self.judged += 1
        if together: self.hits += all(known) if self.interval else any(known)
        else: self.hits += sum(known) / len(known)


class Measurement:
    """One design of a method, with all sets of options."""

    def __init__(self, program, name, entry, index):
        self.program, self.name, self.entry, self.index = program, name, entry, index
        self.design = entry.designs[index]
        self.known = {}

    def draws(self, effect, runs, stream=0):
        for run in range(runs):
            yield self.design.draw(
                numpy.random.default_rng([zlib.crc32(self.name.encode()), self.index, int(effect), stream, run]), effect)

    def line(self, data, options):
        fields = self.entry.fields(data, options)
        if fields is None: return None
        options = {**{k: v for k, v in self.entry.always.items() if v is not None}, **options, **plain(fields.pop("options", {}))}
        return json.dumps({"method": self.name, "options": options, **plain(fields)})

    def expected(self, path, options):
        """The mean of a number of the result over many further samples: what an unbiased estimate estimates."""
        if path not in self.known:
            total, count = 0.0, 0
            lines = (self.line(data, options) for data in self.draws(True, EXPECTED_RUNS, stream=1))
            for answer in almanac.answers(self.program, lines):
                node = answer.get("result")
                for key in path.split("."):
                    if isinstance(node, list): node = next((item for item in node if item["name"] == key), None)
                    elif node is not None: node = node.get(key)
                if node is not None:
                    total, count = total + node, count + 1
            self.known[path] = total / count
        return self.known[path]

    def matches(self, path, patterns): return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)

    def measure(self, options, runs, samples):
        """The rows of one set of options; None where the program does not offer it for this design."""
        design, tallies, errors, notes, doubtful, unknown = self.design, {}, {}, {}, 0, {}
        truths = design.truths(options, lambda path: self.expected(path, options)) if callable(design.truths) \
            else design.truths
        for phase in design.phases:
            tests, intervals = phase == design.phases[0], phase == design.phases[-1]
            lines = [self.line(data, options) for data in samples[phase]]
            if lines[0] is None: return None
            for data, answer in zip(samples[phase], almanac.answers(self.program, lines)):
                if "error" in answer:
                    error = answer["error"]
                    if error["code"] == "bad-request" and options: return {"refused": error["message"]}
                    if error["code"] == "bad-request": raise SystemExit(f"{self.name}, {design.name}: {error['message']}")
                    errors[error["code"]] = errors.get(error["code"], 0) + 1
                    continue
                result = answer["result"]
                for note in result.get("notes", []):
                    note = re.sub(r"^\d+ ", "… ", note)
                    notes[note] = notes.get(note, 0) + 1
                doubtful += any(a["verdict"] in ("doubtful", "violated") for a in result.get("assumptions", []))
                self.count(result, data, options, tests and design.nulls, intervals and truths, tallies, unknown)
        for path, kind in unknown.items():
            if path not in tallies and not self.matches(path, [*truths, *self.entry.unclaimed]):
                raise SystemExit(f"{self.name}, {design.name}, {options}: {kind} '{path}' has no truth; "
                                 "give it one, or say in 'unclaimed' why it has none")
        asked = runs * len(design.phases)
        return {
            "options": options, "design": design.name, "unmet": design.unmet,
            "quantities": {path: {"interval": t.interval, "nominal": t.nominal, "runs": t.judged, "without": t.without,
                                  "measured": round(t.hits / t.judged, 5) if t.judged else None}
                           for path, t in tallies.items()},
            "errors": errors, "doubtful": round(doubtful / asked, 3),
            "notes": {note: round(count / asked, 3) for note, count in notes.items() if count >= 0.1 * asked}}

    def wrongly(self, adjusted, options):
        """Of adjusted p-values: whether a true hypothesis is rejected; of those of a false discovery rate, the share of the rejected."""
        rejected = [rejects(p) for p in adjusted]
        false = sum(rejected[:self.design.true_nulls])
        return false / max(sum(rejected), 1) if options.get("correction") in ("bh", "by") else false > 0

    def count(self, result, data, options, nulls, truths, tallies, unknown):
        gathered = {}
        for path, case, kind, value in quantities(result):
            # Without a correction each test keeps the level, not all together.
            uncorrected = options.get("correction") == "none" and (path == "comparisons.p_adjusted" or kind == "family")
            if uncorrected: continue
            if kind == "interval":
                pattern = next((p for p in truths or {} if fnmatch.fnmatchcase(path, p)), None)
                if pattern is None or truths[pattern] is None:
                    if pattern is None: unknown[path] = "interval"
                    continue
                truth = truths[pattern]
                if callable(truth): truth = truth(data)
                if isinstance(truth, dict): truth = truth[case]
                event = None if value is None else covers(value, truth)
                if path == "change_points.ci":
                    # Of several changes that are found, the nearest is that of the truth.
                    far, _ = nearest = (abs(int(case) - truth), event)
                    known = gathered.setdefault(path, (kind, [], [nearest]))
                    if far <= known[2][0][0]: known[2][0], known[1][:] = nearest, [event]
                    continue
            elif nulls and self.matches(path, nulls):
                if kind == "family": event = self.wrongly(value, options)
                elif kind == "beyond": event = value
                else: event = None if value is None else rejects(value)
            else:
                unknown[path] = "p-value"
                continue
            gathered.setdefault(path, (kind, []))[1].append(event)
        for path, (kind, events, *_) in gathered.items():
            interval = kind == "interval"
            tally = tallies.setdefault(path, Tally(level(result) if interval else 0.05, interval))
            together = self.name in TOGETHER or options.get("comparisons") == "nemenyi"
            tally.add(events, path == "comparisons.p_adjusted" or (path == "comparisons.ci" and together))


def simulate(program, name, entry, runs, report):
    """All rows of a method, as its file of results holds them."""
    rows, refused = [], {}
    listed = variants(program, name, entry)
    for index, design in enumerate(entry.designs):
        work = Measurement(program, name, entry, index)
        samples = {phase: list(work.draws(phase == "effect", runs)) for phase in design.phases}
        for options in listed:
            row = work.measure(options, runs, samples)
            if row is None: continue
            if "refused" in row: refused[json.dumps(options)] = row["refused"]
            else: rows.append(row)
        report(f"{name}: {design.name}")
    return {"method": name, "runs": runs, "rows": rows, "refused": refused}
