"""Reference rows: requests, expected values and where these come from.

A row may name several sources. Where two give the same value they must agree in the digits that
the row claims; a difference of definition is written in the row's note and asked of one source only.
"""

import importlib.metadata
import json
import math
import pathlib
import subprocess

import mpmath
import numpy
import scipy
import statsmodels

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "References"
mpmath.mp.dps = 60


def agreeing_digits(value, reference):
    """-log10 of the relative error, at most 15; absolute where the reference is zero."""
    if value is None or reference is None or isinstance(reference, str):
        return 15.0 if value == reference else 0.0
    if isinstance(reference, (list, tuple)):
        if len(value) != len(reference):
            return 0.0
        return min((agreeing_digits(a, b) for a, b in zip(value, reference)), default=15.0)
    value, reference = float(value), float(reference)
    if value == reference:
        return 15.0
    error = abs(value - reference)
    if reference != 0:
        error /= abs(reference)
    return 15.0 if error == 0 else max(0.0, min(15.0, -math.log10(error)))


def plain(value):
    """Numbers as JSON takes them: no NumPy types, no NaN, whole counts without a point."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, numpy.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (int, numpy.integer)):
        return int(value)
    number = float(value)
    return number if math.isfinite(number) else None


class Source:
    """A program or a paper, the call, and the values it gives by path; `digits` where the program
    itself gives fewer than the row claims."""

    def __init__(self, software, version, call, values, digits=None):
        self.software, self.version, self.call = software, version, call
        self.values = {path: plain(value) for path, value in values.items()}
        self.digits = digits

    def within(self, digits):
        self.digits = digits
        return self

    def json(self, several):
        entry = {"software": self.software, "version": self.version, "call": self.call}
        if several:
            entry["gives"] = list(self.values)
        if self.digits is not None:
            entry["digits"] = self.digits
        return entry


def scipy_(call, values):
    return Source("SciPy", scipy.__version__, call, values)


def numpy_(call, values):
    return Source("NumPy", numpy.__version__, call, values)


def statsmodels_(call, values):
    return Source("statsmodels", statsmodels.__version__, call, values)


def python_(package, call, values):
    """Of another package of Python, by its name on PyPI."""
    return Source(package, importlib.metadata.version(package), call, values)


def exact_(formula, values):
    """From the formula in 60 digits or in rational numbers."""
    return Source("mpmath", mpmath.__version__, formula, values)


class R:
    """One R process that answers with vectors of doubles."""

    process = None
    release = None

    @classmethod
    def start(cls):
        cls.process = subprocess.Popen(
            ["R", "--vanilla", "--no-echo"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        cls.run("give <- function(v) cat(sprintf('%a', as.double(unlist(v))), sep='\\n')")
        cls.release = cls.text("cat(as.character(getRversion()))")

    @classmethod
    def text(cls, code):
        if cls.process is None:
            cls.start()
        cls.process.stdin.write(code + "\ncat('\\n#end\\n')\n")
        cls.process.stdin.flush()
        lines = []
        while True:
            line = cls.process.stdout.readline()
            if not line:
                raise RuntimeError("R stopped in:\n" + code)
            if line.startswith("#end"):
                return "\n".join(lines).strip()
            lines.append(line.rstrip("\n"))

    @classmethod
    def run(cls, code):
        return cls.text(code)

    @classmethod
    def numbers(cls, code):
        out = []
        for word in cls.text(f"give({{{code}}})").split():
            out.append(math.nan if word in ("NA", "NaN") else float(
                {"Inf": "inf", "-Inf": "-inf"}.get(word) or float.fromhex(word)))
        return out


def rvector(values):
    """A literal of R that reads back to the same doubles."""
    return "c(" + ",".join("NA" if v is None else float(v).hex() for v in values) + ")"


def rframe(name, columns, levels=None):
    """Assigns a data frame of R; texts become factors with levels in order of first appearance."""
    if R.process is None:
        R.start()
    parts = []
    for column, values in columns.items():
        if any(isinstance(v, str) for v in values):
            order = (levels or {}).get(column) or list(dict.fromkeys(present(values)))
            texts = ",".join("NA" if v is None else json.dumps(v) for v in values)
            parts.append(f"{column}=factor(c({texts}), levels=c("
                         + ",".join(json.dumps(v) for v in order) + "))")
        elif any(isinstance(v, bool) for v in values):
            parts.append(f"{column}=c(" + ",".join(
                "NA" if v is None else str(v).upper() for v in values) + ")")
        else:
            parts.append(f"{column}={rvector(values)}")
    R.run(f"{name} <- data.frame({', '.join(parts)}, check.names=FALSE)")


def r_(data, code, paths, call=None, package=None):
    """Values of R: `data` are variables, `code` gives a vector in the order of `paths`."""
    if R.process is None:
        R.start()
    for name, values in data.items():
        if values and isinstance(values[0], (list, tuple)):
            body = "list(" + ",".join(rvector(v) for v in values) + ")"
        elif values and isinstance(values[0], str):
            body = "c(" + ",".join(json.dumps(v) for v in values) + ")"
        else:
            body = rvector(values)
        R.run(f"{name} <- {body}")
    numbers = R.numbers(code)
    flat = []
    for path in paths:
        size = 2 if isinstance(path, tuple) else 1
        part, numbers = numbers[:size], numbers[size:]
        flat.append((path[0], part) if size == 2 else (path, part[0]))
    assert not numbers, f"R gave {len(numbers)} values too many: {code}"
    version = R.release
    if package:
        version += f", {package} " + R.text(f"cat(as.character(packageVersion('{package}')))")
    return Source("R", version, call or code, dict(flat))


class References:
    """The rows of one method, or with `part` rows that are added to those of another script."""

    def __init__(self, method, part=None):
        self.method, self.part, self.rows = method, part, []

    def row(self, name, request, *sources, digits=12, note=None, at=None):
        expected = {}
        for source in sources:
            for path, value in source.values.items():
                claimed = (at or {}).get(path, digits)
                if path in expected:
                    attained = agreeing_digits(value, expected[path])
                    if attained < min(claimed, source.digits or claimed):
                        raise SystemExit(
                            f"{self.method}: '{name}': {path}: {source.software} gives {value}, "
                            f"another source {expected[path]} ({attained:.1f} digits)")
                else:
                    expected[path] = value
        row = self.start(name, request)
        row["expected"] = expected
        row["digits"] = digits
        if at:
            row["digits_at"] = at
        several = len(sources) > 1
        row["source"] = [source.json(several) for source in sources]
        if note:
            row["note"] = note
        self.rows.append(row)

    def error(self, name, request, code, why):
        row = self.start(name, request)
        row["expected_error"] = code
        row["source"] = [{"definition": why}]
        self.rows.append(row)

    def start(self, name, request):
        assert all(row["name"] != name for row in self.rows), name
        return {"name": name, "request": {"method": self.method, **plain(request)}}

    def write(self):
        """To `planned` as long as the file is there, otherwise beside the rows of other methods."""
        file = FOLDER / f"{self.method}.json"
        planned = FOLDER / "planned" / f"{'-'.join(filter(None, (self.method, self.part)))}.json"
        rows = self.rows
        if planned.exists():
            file = planned
        elif self.part:
            names = {row["name"] for row in rows}
            rows = [r for r in json.loads(file.read_text()) if r["name"] not in names] + rows
        text = ",\n".join(
            json.dumps(row, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
            for row in rows)
        FOLDER.mkdir(parents=True, exist_ok=True)
        file.write_text("[\n" + text + "\n]\n")
        print(f"{file.stem}: {len(self.rows)} rows, "
              f"{sum(count(row.get('expected')) for row in self.rows)} values")


def count(value):
    """The values within an expectation."""
    if isinstance(value, dict):
        return sum(map(count, value.values()))
    return sum(map(count, value)) if isinstance(value, list) else int(value is not None)


# --- data -------------------------------------------------------------------------------------


def draw(seed, shape, size, digits=2, **parameters):
    """Rounded draws of a NumPy distribution, as a list."""
    generator = numpy.random.default_rng(seed)
    return [round(float(v), digits) for v in getattr(generator, shape)(size=size, **parameters)]


def normal(seed, size, mean=0.0, sd=1.0, digits=2):
    return draw(seed, "normal", size, digits, loc=mean, scale=sd)


def skewed(seed, size, digits=2):
    return draw(seed, "lognormal", size, digits, mean=1.0, sigma=1.2)


def heavy(seed, size, digits=2):
    return draw(seed, "standard_t", size, digits, df=1.5)


def tied(seed, size, levels=5):
    generator = numpy.random.default_rng(seed)
    return [int(v) for v in generator.integers(1, levels + 1, size)]


def without_missing(*columns):
    """The complete rows of parallel columns."""
    rows = [row for row in zip(*columns) if None not in row]
    return [list(column) for column in zip(*rows)]


def present(values):
    return [v for v in values if v is not None]


# --- tails in 60 digits -----------------------------------------------------------------------

mpf = mpmath.mpf


def mp(values):
    return [mpf(v) for v in values]


def mp_mean(values):
    return mpmath.fsum(mp(values)) / len(values)


def mp_squares(values):
    mean = mp_mean(values)
    return mpmath.fsum([(v - mean) ** 2 for v in mp(values)])


def mp_variance(values):
    return mp_squares(values) / (len(values) - 1)


def normal_upper(z):
    return mpmath.erfc(mpf(z) / mpmath.sqrt(2)) / 2


def t_upper(t, df):
    t, df = mpf(t), mpf(df)
    half = mpmath.betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2
    return half if t >= 0 else 1 - half


def f_upper(f, df1, df2):
    f, df1, df2 = mpf(f), mpf(df1), mpf(df2)
    return mpmath.betainc(df2 / 2, df1 / 2, 0, df2 / (df2 + df1 * f), regularized=True)


def chi_upper(x, df):
    return mpmath.gammainc(mpf(df) / 2, mpf(x) / 2, regularized=True)


def by_alternative(upper, statistic, alternative, *parameters):
    """The p-value of a symmetric statistic."""
    if alternative == "greater":
        return upper(statistic, *parameters)
    if alternative == "less":
        return upper(-statistic, *parameters)
    return 2 * upper(abs(statistic), *parameters)
