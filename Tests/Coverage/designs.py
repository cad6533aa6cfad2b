"""What a design is, and the distributions that designs draw from."""
import math, zlib
import numpy
from statistics import NormalDist

METHODS = {}
normal = NormalDist()


class Design:
    """How samples are drawn, and what is then true.

    `draw(rng, effect)` makes the fields of a request; names with an underscore are for `fields` of the method alone. The
    p-values that match `nulls` are of true null hypotheses where `effect` is false; `truths` (a dictionary by path, or a
    function of the options and of `expected`, see Measurement) hold where it is true. A design without null hypothesis or without
    effect names the one phase that it has. `unmet` tells the assumptions of the method that do not hold.
    """

    def __init__(self, name, draw, truths=None, nulls=("p_value",), unmet=None, phases=("null", "effect")):
        self.name, self.draw, self.truths, self.nulls = name, draw, truths or {}, nulls
        self.unmet, self.phases = unmet, phases


class Entry:
    """The designs of a method.

    `skip` names options whose values change no interval and no test, or the question, with the reason; `extra` adds sets of
    options to those that the program lists; `always` are options of every request; `unclaimed` matches what has no design,
    with the reason. `default` names the request without options.
    """

    def __init__(self, designs, fields=None, extra=(), skip=None, always=None, unclaimed=None, default="default"):
        self.designs, self.extra, self.skip, self.always = designs, list(extra), skip or {}, always or {}
        self.fields = fields or (lambda data, options: {k: v for k, v in data.items() if not k.startswith("_")})
        self.unclaimed, self.default = unclaimed or {}, default


def method(name, *designs, **more):
    if len(designs) != 3: raise SystemExit(f"{name}: {len(designs)} designs, not 3")
    METHODS[name] = Entry(designs, **more)


def fixed(name):
    """Random numbers for what a design holds fixed."""
    return numpy.random.default_rng(zlib.crc32(name.encode()))


class Distribution:
    def __init__(self, name, draw, mean=0.0, sd=1.0, median=0.0):
        self.name, self.draw, self.mean, self.sd, self.median = name, draw, mean, sd, median

    def __call__(self, rng, n): return self.draw(rng, n)


NORMAL = Distribution("normal", lambda rng, n: rng.standard_normal(n))
EXPONENTIAL = Distribution("exponential", lambda rng, n: rng.exponential(size=n), 1.0, 1.0, math.log(2))
T3 = Distribution("t with 3 degrees of freedom", lambda rng, n: rng.standard_t(3, n), 0.0, math.sqrt(3), 0.0)
T5 = Distribution("t with 5 degrees of freedom", lambda rng, n: rng.standard_t(5, n), 0.0, math.sqrt(5 / 3), 0.0)


def normal_of(sd): return Distribution(f"normal, standard deviation {sd:g}", lambda rng, n: sd * rng.standard_normal(n), 0, sd)


def rounded(sd):
    """Normal values rounded to whole numbers: symmetric, tied."""
    p = {k: normal.cdf((k + 0.5) / sd) - normal.cdf((k - 0.5) / sd) for k in range(-60, 61)}
    return Distribution("normal, rounded", lambda rng, n: numpy.round(sd * rng.standard_normal(n)) + 0.0, 0,
                        math.sqrt(sum(k * k * q for k, q in p.items())))


def ordinal(p):
    """Ratings from 1 to 5 with these probabilities."""
    p = numpy.array(p)
    return lambda rng, n: 1.0 + rng.choice(len(p), size=n, p=p)


def superiority(p, q):
    """P(X > Y) - P(X < Y) of two distributions over the same ordered values."""
    return sum(p[i] * q[j] * ((i > j) - (i < j)) for i in range(len(p)) for j in range(len(q)))


def difference_median(p, q):
    """The median of X - Y."""
    table = {}
    for i, a in enumerate(p):
        for j, b in enumerate(q): table[i - j] = table.get(i - j, 0) + a * b
    total = 0
    for value in sorted(table):
        total += table[value]
        if total > 0.5: return value


def cells(table):
    """rho and tau-b of a table of probabilities, exactly."""
    p = numpy.array(table) / numpy.sum(table)
    row, column = p.sum(1), p.sum(0)
    upper = lambda a: numpy.concatenate([[0], numpy.cumsum(a)[:-1]])
    ranks = lambda a: upper(a) + a / 2
    r, c = ranks(row), ranks(column)
    mean = lambda a, weight: (a * weight).sum()
    rho = (mean(numpy.outer(r, c), p) - mean(r, row) * mean(c, column)) / math.sqrt(
        (mean(r**2, row) - mean(r, row)**2) * (mean(c**2, column) - mean(c, column)**2))
    s = 0.0
    for i in range(p.shape[0]):
        for j in range(p.shape[1]):
            s += p[i, j] * (p[i + 1:, j + 1:].sum() + p[:i, :j].sum() - p[i + 1:, :j].sum() - p[:i, j + 1:].sum())
    return rho, s / math.sqrt((1 - (row**2).sum()) * (1 - (column**2).sum()))
