"""Designs of associations and of order and trend."""
import math
import numpy
from designs import *

TAU = lambda r: 2 / math.pi * math.asin(r)
RHO = lambda r: 6 / math.pi * math.asin(r / 2)
CUTS = numpy.array([-1.0, -0.2, 0.4, 1.2])


def joint(r, cuts=CUTS):
    """The probabilities of two cut normal variables of correlation r, by quadrature over the first."""
    x = numpy.linspace(-9, 9, 60001)
    edges = [-math.inf, *cuts, math.inf]
    s = math.sqrt(1 - r * r)
    cdf = numpy.vectorize(normal.cdf)
    weight = numpy.exp(-x * x / 2) / math.sqrt(2 * math.pi) * (x[1] - x[0])
    upto = [numpy.zeros(len(x))] + [cdf((c - r * x) / s) for c in cuts] + [numpy.ones(len(x))]
    inside = [(x > a) & (x <= b) for a, b in zip(edges, edges[1:])]
    return [[float((weight * (upto[j + 1] - upto[j]))[rows].sum()) for j in range(len(edges) - 1)] for rows in inside]


def correlated(rng, n, r):
    x, e = rng.standard_normal(n), rng.standard_normal(n)
    return x, r * x + math.sqrt(1 - r * r) * e


def pair(name, n, r, change, estimates, unmet=None):
    def draw(rng, effect):
        x, y = correlated(rng, n, r if effect else 0.0)
        return {"x": change(x), "y": change(y)}
    return Design(f"{name}; {n} pairs", draw, estimates, unmet=unmet)


SAME = lambda x: x
CUT = lambda x: numpy.searchsorted(CUTS, x).astype(float)


def cut_pearson(table):
    p = numpy.array(table)
    value = numpy.arange(p.shape[0])
    a, b = p.sum(1), p.sum(0)
    ma, mb = (value * a).sum(), (value * b).sum()
    return ((numpy.outer(value - ma, value - mb) * p).sum()
            / math.sqrt(((value - ma)**2 * a).sum() * ((value - mb)**2 * b).sum()))


TABLE = joint(0.6)
CUT_RHO, CUT_TAU = cells(TABLE)
# exp(x / 2) of normal variables: (exp(r / 4) - 1) / (exp(1 / 4) - 1)
LOG = lambda r: (math.exp(r / 4) - 1) / (math.exp(0.25) - 1)
HALF = lambda x: numpy.exp(x / 2)
squared = lambda r: {"estimate.ci": r, "effect_sizes.r-squared.ci": r * r}
method("pearson", pair("normal", 30, 0.5, SAME, squared(0.5)),
       pair("lognormal, σ = 0.5", 50, 0.5, HALF, squared(LOG(0.5)), "the columns are not normal"),
       pair("five classes", 40, 0.6, CUT, squared(cut_pearson(TABLE)), "the columns are not normal"))
method("spearman", pair("normal", 30, 0.5, SAME, {"estimate.ci": RHO(0.5)}),
       pair("lognormal", 10, 0.5, numpy.exp, {"estimate.ci": RHO(0.5)}),
       pair("five classes, tied", 40, 0.6, CUT, {"estimate.ci": CUT_RHO}))
method("kendall", pair("normal", 30, 0.5, SAME, {"estimate.ci": TAU(0.5)}),
       pair("lognormal", 12, 0.5, numpy.exp, {"estimate.ci": TAU(0.5)}),
       pair("five classes, tied", 40, 0.6, CUT, {"estimate.ci": CUT_TAU}))

ALL = {"1-2": 0.5, "1-z": 0.3, "2-z": 0.6}
ROOT = numpy.linalg.cholesky(numpy.array([[1, 0.5, 0.3], [0.5, 1, 0.6], [0.3, 0.6, 1]]))


def matrix(name, n, change, of, unmet=None):
    """`of(kind, r)`: the correlation of that kind where normal variables have r."""
    def draw(rng, effect):
        z = rng.standard_normal((3, n))
        x, y, z = change(ROOT @ z if effect else z)
        return {"x": x, "y": y, "z": z}
    def truths(options, expected):
        return {"comparisons.ci": {pair: of(options.get("kind", "pearson"), r) for pair, r in ALL.items()}}
    return Design(f"{name}; {n} rows of 3 columns", draw, truths, ("comparisons.p_adjusted", "comparisons.p_value"), unmet)


def cut_of(kind, r):
    table = joint(r)
    return cut_pearson(table) if kind == "pearson" else cells(table)[0 if kind == "spearman" else 1]


method("correlation-matrix",
       matrix("normal", 30, SAME, lambda kind, r: {"pearson": r, "spearman": RHO(r), "kendall": TAU(r)}[kind]),
       matrix("lognormal, σ = 0.5", 50, HALF, lambda kind, r: {"pearson": LOG(r), "spearman": RHO(r), "kendall": TAU(r)}[kind],
              "the columns are not normal, as Pearson's intervals assume"),
       matrix("five classes, tied", 40, CUT, cut_of, "the columns are not normal, as Pearson's intervals assume"))


def partial(name, n, error, held, unmet=None):
    def draw(rng, effect):
        z = rng.standard_normal((held, n))
        e, f = error(rng, n), error(rng, n)
        y = 0.7 * z.sum(0) + (0.5 * e + math.sqrt(0.75) * f if effect else f)
        return {"x": z.sum(0) + e, "y": y, "z": {f"z{i}": z[i] for i in range(held)}}
    return Design(f"{name}, {held} held constant; {n} rows", draw, {"estimate.ci": 0.5}, unmet=unmet)


method("partial-correlation", partial("normal", 30, NORMAL, 1), partial("normal", 20, NORMAL, 3),
       partial("t with 5 degrees of freedom", 50, T5, 1, "the residuals are not normal"))

# --- order and trend


def trend(name, n, noise, slope, draw_noise):
    def draw(rng, effect): return {"x": draw_noise(rng, n) + (slope * numpy.arange(n) if effect else 0)}
    def truths(options, expected):
        tau = expected("estimate.value")
        return {"estimate.ci": tau, "effect_sizes.tau-b.ci": tau, "sens_slope_ci": slope}
    return Design(f"{name}; {n} values", draw, truths)


method("mann-kendall", trend("normal", 20, NORMAL, 0.1, NORMAL), trend("exponential", 40, EXPONENTIAL, 0.03, EXPONENTIAL),
       trend("counts, tied", 30, None, 1, lambda rng, n: rng.poisson(10, n) * 1.0))


def line(name, n, error, x=None):
    places = numpy.arange(n) if x is None else x
    def draw(rng, effect): return {"x": places * 1.0, "y": places + error(rng, n)}
    return Design(f"{name}; {n} points", draw, {"estimate.ci": 1.0}, phases=("effect",))


method("theil-sen", line("normal errors", 20, lambda rng, n: 4 * rng.standard_normal(n)),
       line("errors t with 3 degrees of freedom", 30, lambda rng, n: 4 * rng.standard_t(3, n)),
       line("rounded errors, tied x", 40, lambda rng, n: numpy.round(2 * rng.standard_normal(n)), numpy.arange(40) // 8))


def order(name, n, draw_value):
    return Design(f"{name}; {n} values", lambda rng, effect: {"x": draw_value(rng, n)}, phases=("null",))


method("runs", order("normal", 20, NORMAL), order("exponential", 45, EXPONENTIAL), order("normal", 100, NORMAL))
