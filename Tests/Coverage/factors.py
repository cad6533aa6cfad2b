"""Designs of generalised models, of factors in models, and of what forecasts promise."""
import math
import numpy
from designs import *
from models import CLUSTERED, binary, columns, overdispersed

ODDS = {"binomial": "odds_ratio_ci", "negative-binomial": "rate_ratio_ci"}


def generalised(name, family, n, response, intercept, slope):
    """Every four rows are a cluster; they do not depend on each other."""
    a, b = columns("glm " + name, n)
    labels = [f"c{row // 4}" for row in range(n)]
    def draw(rng, effect):
        return {"data": {"y": response(rng, intercept + (slope if effect else 0) * a)["y"], "a": a, "b": b, "c": labels},
                "formula": "y ~ a + b", "_family": family}
    truths = {"coefficients.(Intercept).ci": intercept, "coefficients.a.ci": slope, "coefficients.b.ci": 0.0}
    truths |= {f"coefficients.{term}.*ratio_ci": math.exp(value) for term, value in (("a", slope), ("b", 0.0))}
    if family in ODDS:
        truths |= {f"coefficients.{term}.{ODDS[family]}": math.exp(value) for term, value in (("a", slope), ("b", 0.0))}
    return Design(f"{family}, {name}; {n} rows", draw, truths, ("coefficients.a.p_value", "coefficients.b.p_value", "likelihood_ratio.p_value"))


def requested(data, options):
    chosen = {"family": data["_family"]}
    if options.get("covariance") in CLUSTERED: chosen["cluster"] = "c"
    return {"data": data["data"], "formula": data["formula"], "options": chosen}


def positive(rng, linear): return {"y": rng.gamma(2, numpy.exp(linear) / 2)}


method("glm", generalised("half of the rows true", "binomial", 100, binary, 0.0, 0.6),
       generalised("shape 2", "gamma", 60, positive, 1.0, 0.3),
       generalised("mean 5, alpha 0.5", "negative-binomial", 120, overdispersed(0.5), math.log(5), 0.3), fields=requested,
       skip={"family": "each design has its own", "weights_kind": "there are no weights"},
       unclaimed={"coefficients.(Intercept).*": "the intercept is not zero, and its ratio is not asked for",
                  "dispersion_test*": "told where the family holds", "*dispersion*": "told where the family holds"})

# --- factors


def crossed(name, sizes, error, spread=lambda i, j: 1.0):
    """Two factors, of three and of two levels, and a column; only the column has an effect, unless `effect`."""
    cells = [(i, j) for i in range(3) for j in range(2) for _ in range(sizes[i][j])]
    n = len(cells)
    x = fixed("factors " + name).standard_normal(n)
    x -= x.mean()
    sd = numpy.array([spread(i, j) for i, j in cells])
    levels = {"g": [f"g{i}" for i, _ in cells], "h": [f"h{j}" for _, j in cells]}
    gain = numpy.array([0.5 * i for i, _ in cells])
    def draw(rng, effect):
        return {"data": {"y": 1 + 0.5 * x + (gain if effect else 0) + sd * error(rng, n), "x": x, **levels},
                "formula": "y ~ x + g * h"}
    return n, draw


SIZES = {"balanced": ((8, 8), (8, 8), (8, 8)), "unbalanced": ((12, 4), (6, 10), (5, 9)), "small": ((4, 3), (3, 4), (4, 4))}
LAYOUTS = [("balanced, normal errors", "balanced", NORMAL), ("unbalanced, normal errors", "unbalanced", NORMAL),
           ("small and unbalanced, t with 5 degrees of freedom", "small", T5)]


def tested(label, sizes, error):
    n, draw = crossed(label, SIZES[sizes], error)
    return Design(f"{label}; {n} rows", draw, nulls=("terms.g.p_value", "terms.h.p_value", "terms.g:h.p_value"), phases=("null",))


method("anova-table", *[tested(*layout) for layout in LAYOUTS],
       skip={"family": "a linear model"}, unclaimed={"terms.x.p_value": "x has an effect"})


def averaged(label, sizes, error):
    n, draw = crossed(label, SIZES[sizes], error)
    apart = {f"g{i}-g{j}": 0.5 * (i - j) for i in range(3) for j in range(3)}
    return Design(f"{label}; {n} rows", draw, {"comparisons.ci": apart}, ("comparisons.p_value", "comparisons.p_adjusted"))


method("marginal-means", *[averaged(*layout) for layout in LAYOUTS], always={"of": ["g"]},
       skip={"correction": "corrections are those of adjust; asked is the one of each contrast", "scale": "a linear model", "family": "a linear model"},
       unclaimed={"means*": "the comparisons of the means tell how exact they are"})

# --- forecasts


def followed(name, n, series):
    """A series with its next value, moved so that this is 100: the interval of one step ahead should hold it."""
    def draw(rng, effect):
        x = series(rng, n + 1)
        return {"x": x[:n] - x[n] + 100.0}
    return Design(f"{name}; {n} values", draw, {"forecasts.ci": 100.0, "forecasts.*ci": 100.0}, nulls=(), phases=("effect",))


def local(rng, n):
    """A level that wanders, seen with noise."""
    return numpy.cumsum(rng.normal(0, 0.5, n)) + rng.standard_normal(n)


method("forecast", followed("random walk", 60, lambda rng, n: numpy.cumsum(rng.standard_normal(n))),
       followed("a level that wanders, with noise", 40, local),
       followed("independent about a level, t with 5 degrees of freedom", 30, lambda rng, n: rng.standard_t(5, n)),
       always={"horizon": 1})
method("stl", *[followed(name, n, series) for name, n, series in (
    ("independent", 60, lambda rng, n: rng.standard_normal(n)), ("random walk", 60, lambda rng, n: numpy.cumsum(rng.standard_normal(n))),
    ("a level that wanders, with noise", 40, local))], always={"period": 4}, unclaimed={"*": "it has neither interval nor test"})


def simulated(distribution, n):
    """Draws of a quantity, moved so that one more draw is 0: their interval should hold it."""
    def draw(rng, effect):
        x = distribution(rng, n + 1)
        return {"x": x[:n] - x[n]}
    return Design(f"{distribution.name}; {n} draws", draw, {"estimate.ci": 0.0}, phases=("effect",))


method("draws", simulated(NORMAL, 1000), simulated(EXPONENTIAL, 400), simulated(T3, 200))
