"""Designs of models. The columns are fixed in each design, and rows are drawn about them."""
import math
import numpy
from designs import *

COEFFICIENTS = ("*coefficients.a.p_value", "*coefficients.b.p_value")


def columns(name, n, skewed=False):
    """Two columns, which go together a little."""
    rng = fixed(name)
    a = rng.exponential(size=n) if skewed else rng.standard_normal(n)
    return a - a.mean(), 0.4 * a + rng.standard_normal(n)


def explained(x, weights, slopes, variance, within=None):
    """The share of variance that the slopes explain beyond the columns `within`, of rows with these weights."""
    n = len(x[0])
    root = numpy.sqrt(weights)
    rest = numpy.column_stack([numpy.ones(n)] + list(within or [])) * root[:, None]
    mean = sum(s * c for s, c in zip(slopes, x)) * root
    left = mean - rest @ numpy.linalg.lstsq(rest, mean, rcond=None)[0]
    signal = left @ left
    return signal / (signal + n * variance)


CLUSTERED = {"cluster", "CR2"}


def linear(name, n, error, variance, unmet=None, clusters=None, weights=None, checks=(),
           label=None):
    """y = 1 + 0.4 a + error; b has no effect. Every four rows are a cluster, whether or not rows depend on each other."""
    a, b = columns(name, n)
    labels = numpy.repeat(numpy.arange(n), 5)[:n] if clusters else numpy.arange(n) // 4
    if clusters:
        a = numpy.repeat(a[: n // 5], 5)
    weights = numpy.ones(n) if weights is None else weights(fixed(name + " weights"), n)
    def draw(rng, effect):
        e = error(rng, n, a) / numpy.sqrt(weights)
        slope = 0.4 if effect else 0.0
        return {"y": 1 + slope * a + e, "x": {"a": a, "b": b}, "_clusters": labels, "_weights": weights}
    r = explained((a,), weights, (0.4,), variance) if variance else None
    truths = {"*coefficients.(Intercept).ci": 1.0, "*coefficients.a.ci": 0.4, "*coefficients.b.ci": 0.0,
              "effect_sizes.r-squared.ci": r, "effect_sizes.cohens-f2.ci": r and r / (1 - r)}
    return Design(f"{label or name}; {n} rows", draw, truths, COEFFICIENTS + ("*f.p_value",) + tuple(checks), unmet)


def requested(data, options):
    fields = {"y": data["y"], "x": data["x"]}
    if "_weighted" in data: fields["weights"] = data["_weights"]
    if options.get("covariance", "cluster") in CLUSTERED: fields["groups"] = data["_clusters"]
    return fields


def spread(rng, n, a): return rng.standard_normal(n) * (0.4 + 0.8 * numpy.abs(a))
def within_clusters(rng, n, a):
    return numpy.repeat(rng.standard_normal(n // 5), 5) * math.sqrt(0.5) + math.sqrt(0.5) * rng.standard_normal(n)


CHECKS = tuple(f"diagnostics.{test}.p_value" for test in ("jarque_bera", "breusch_pagan", "omnibus", "reset"))
UNKNOWN = {"*coefficients.(Intercept).p_value": "the intercept is 1", "diagnostics.*": "told where the model holds"}
NO_INTERCEPT = {"intercept": "another model"}
DEPENDENT = {
    "unmet": "the residuals are not independent, as all but cluster and CR2 assume, and the intervals of effects",
    "label": "clusters of 5 dependent rows, of which a is the same within each", "clusters": True}
WITHIN = "clusters of 5 rows that depend on each other, with a of the clusters"
method("ols", linear("normal errors", 40, lambda rng, n, a: rng.standard_normal(n), 1, checks=CHECKS),
       linear("errors that vary more with a", 80, spread, None, label="errors that vary more where a is far from its mean",
              unmet="the residuals do not have one variance, as nonrobust and the intervals of effects assume"),
       linear(WITHIN, 100, within_clusters, None, **DEPENDENT), fields=requested, skip=NO_INTERCEPT, unclaimed=UNKNOWN,
       default="with clusters given")


def weighted(*arguments, **more):
    design = linear(*arguments, **more)
    draw = design.draw
    design.draw = lambda rng, effect: {**draw(rng, effect), "_weighted": True}
    return design


COUNTS = lambda rng, n: rng.integers(1, 21, n).astype(float)
method("wls", weighted("normal errors, weights from 1 to 20", 40, lambda rng, n, a: 2 * rng.standard_normal(n), 4, weights=COUNTS),
       weighted("exponential errors, weights from 1 to 20", 80, lambda rng, n, a: 2 * (rng.exponential(size=n) - 1), 4, weights=COUNTS,
                unmet="the residuals are not normal"),
       weighted(WITHIN, 100, within_clusters, None, **DEPENDENT), fields=requested, skip=NO_INTERCEPT, unclaimed=UNKNOWN,
       default="with clusters given")


def shift(name, n, error, intercept=1.0, unmet=None):
    a, b = columns(name, n)
    def draw(rng, effect):
        return {"y": 1 + (0.4 * a if effect else 0) + error(rng, n, a), "x": {"a": a, "b": b}}
    def truths(options, expected):
        beyond = intercept(options) if callable(intercept) else intercept
        return {"coefficients.(Intercept).ci": beyond, "coefficients.a.ci": 0.4, "coefficients.b.ci": 0.0}
    return Design(f"{name}; {n} rows", draw, truths, COEFFICIENTS, unmet)


def contaminated(rng, n, a): return rng.standard_normal(n) * numpy.where(rng.random(n) < 0.1, 6, 1)


method("robust", shift("normal errors", 40, lambda rng, n, a: rng.standard_normal(n)),
       shift("errors t with 3 degrees of freedom", 60, lambda rng, n, a: rng.standard_t(3, n)),
       shift("normal errors, a tenth of them six times as large", 40, contaminated),
       skip=NO_INTERCEPT, unclaimed=UNKNOWN)

T3_NINTH = 1.6377443536962102
method("quantile-regression",
       shift("normal errors", 100, lambda rng, n, a: rng.standard_normal(n),
             lambda options: 1 + (normal.inv_cdf(options["tau"]) if "tau" in options else 0)),
       shift("errors t with 3 degrees of freedom", 100, lambda rng, n, a: rng.standard_t(3, n),
             lambda options: 1 + (T3_NINTH if "tau" in options else 0)),
       shift("exponential errors", 200, lambda rng, n, a: rng.exponential(size=n),
             lambda options: 1 - math.log(1 - options.get("tau", 0.5))),
       skip=NO_INTERCEPT, extra=[{"tau": 0.9}], unclaimed=UNKNOWN)
method("ridge", *(shift(name, 40, lambda rng, n, a: rng.standard_normal(n)) for name in ("one", "two", "three")),
       skip=NO_INTERCEPT, unclaimed={"*": "ridge estimates are biased on purpose: they have no intervals"})

# --- generalised linear models


def generalised(name, n, response, intercept, slope, ratio, unmet=None, nulls=(), skewed=False, fields=None):
    a, b = columns(name, n, skewed)
    def draw(rng, effect):
        linear = intercept + (slope if effect else 0) * a
        return {**response(rng, linear), "x": {"a": a, "b": b}}
    truths = {"coefficients.(Intercept).ci": intercept, "coefficients.a.ci": slope, "coefficients.b.ci": 0.0,
              f"coefficients.a.{ratio}": math.exp(slope), f"coefficients.b.{ratio}": 1.0}
    return Design(f"{name}; {n} rows", draw, truths, COEFFICIENTS + ("likelihood_ratio.p_value", "f.p_value") + nulls, unmet)


def binary(rng, linear): return {"y": (rng.random(len(linear)) < 1 / (1 + numpy.exp(-linear))).astype(int)}
def counted(rng, linear): return {"y": rng.poisson(numpy.exp(linear))}
def overdispersed(alpha):
    return lambda rng, linear: {"y": rng.poisson(numpy.exp(linear) * rng.gamma(1 / alpha, alpha, len(linear)))}


def grouped(trials, times):
    """Successes in bundles of `times` that succeed or fail together: that many times the binomial variance."""
    def response(rng, linear):
        size = trials(len(linear))
        return {"successes": times * rng.binomial(size // times, 1 / (1 + numpy.exp(-linear))), "trials": size}
    return response


method("logistic", generalised("half of the rows true", 100, binary, 0.0, 0.6, "odds_ratio_ci"),
       generalised("half of the rows true", 40, binary, 0.0, 0.8, "odds_ratio_ci"),
       generalised("a tenth of the rows true", 250, binary, -2.2, 0.6, "odds_ratio_ci"), skip=NO_INTERCEPT,
       unclaimed=UNKNOWN)
method("poisson", generalised("mean 5", 40, counted, math.log(5), 0.2, "rate_ratio_ci"),
       generalised("mean 0.7", 80, counted, math.log(0.7), 0.3, "rate_ratio_ci"),
       generalised("mean 2, skewed column", 60, counted, math.log(2), 0.2, "rate_ratio_ci", skewed=True), skip=NO_INTERCEPT,
       unclaimed=UNKNOWN)
method("negative-binomial", generalised("mean 5, alpha 0.5", 100, overdispersed(0.5), math.log(5), 0.3, "rate_ratio_ci"),
       generalised("mean 5, alpha 1", 50, overdispersed(1), math.log(5), 0.4, "rate_ratio_ci"),
       generalised("mean 1, alpha 0.5", 200, overdispersed(0.5), 0.0, 0.3, "rate_ratio_ci"), skip=NO_INTERCEPT,
       unclaimed=UNKNOWN)
method("quasi-binomial",
       generalised("20 trials a row, four times the binomial variance", 40, grouped(lambda n: numpy.full(n, 20), 4), 0.0, 0.5,
                   "odds_ratio_ci"),
       generalised("4 to 120 trials a row, four times the binomial variance", 40,
                   grouped(lambda n: 4 * (1 + fixed("trials").integers(0, 30, n)), 4), -1.0, 0.4, "odds_ratio_ci"),
       generalised("10 trials a row, binomial", 20, grouped(lambda n: numpy.full(n, 10), 1), 0.5, 0.5, "odds_ratio_ci"),
       skip=NO_INTERCEPT, unclaimed=UNKNOWN)

# --- comparisons of models and curves


def nested(name, n, error, variance, unmet=None, skewed=False):
    """The larger model adds b."""
    a, b = columns(name, n, skewed)
    def draw(rng, effect): return {"y": 1 + 0.4 * a + (0.4 * b if effect else 0) + error(rng, n), "x": {"a": a, "b": b},
                                   "formula": "a + b", "options": {"small": "a"}}
    share = explained((b,), numpy.ones(n), (0.4,), variance, within=[a])
    return Design(f"{name}; {n} rows", draw, {"effect_sizes.partial-eta-squared.ci": share,
                                              "effect_sizes.cohens-f2.ci": share / (1 - share)}, unmet=unmet)


method("nested-f", nested("normal errors", 30, NORMAL, 1),
       nested("errors t with 5 degrees of freedom", 60, T5, 5 / 3, "the residuals are not normal"),
       nested("normal errors, skewed column", 25, NORMAL, 1, skewed=True))


def likelihood(n):
    a, b = columns(f"likelihood {n}", n)
    draws = {"ols": lambda rng, linear: {"y": linear + rng.standard_normal(len(linear))}, "logistic": binary,
             "poisson": counted, "negative-binomial": overdispersed(0.5)}
    def draw(rng, effect):
        linear = 0.5 + 0.4 * a
        return {"_responses": {model: make(rng, linear)["y"] for model, make in draws.items()}, "x": {"a": a, "b": b}}
    return Design(f"the model holds; {n} rows", draw, phases=("null",))


method("likelihood-ratio", likelihood(40), likelihood(100), likelihood(400), always={"model": None},
       unclaimed={"effect_sizes.pseudo-r-squared.ci": "it has no interval"},
       fields=lambda data, options: {"y": data["_responses"][options["model"]], "x": data["x"], "formula": "a + b",
                                     "options": {"small": "a"}})


def curve(name, n, error, model, mean, parameters, low, high, unmet=None, start=None):
    x = numpy.linspace(low, high, n)
    options = {"model": model, **({"start": start} if start else {})}
    def draw(rng, effect): return {"y": mean(x) + error(rng, n), "x": {"t": x}, "options": options}
    return Design(f"{name}; {n} rows", draw, {f"coefficients.{k}.ci": v for k, v in parameters.items()}, unmet=unmet,
                  phases=("effect",))


method("nonlinear",
       curve("exponential curve, normal errors", 25, lambda rng, n: 0.4 * rng.standard_normal(n), "exponential",
             lambda t: 2 * numpy.exp(0.5 * t), {"a": 2, "b": 0.5}, 0, 3),
       curve("power curve, errors t with 5 degrees of freedom", 40, lambda rng, n: 0.5 * rng.standard_t(5, n), "power",
             lambda t: 2 * t**0.7, {"a": 2, "b": 0.7}, 0.5, 8, "the residuals are not normal"),
       curve("saturation, an expression, normal errors", 30, lambda rng, n: 0.3 * rng.standard_normal(n), "v * t / (k + t)",
             lambda t: 5 * t / (2 + t), {"v": 5, "k": 2}, 0.3, 10, start={"v": 4, "k": 1}),
       unclaimed={"coefficients.*.p_value": "no parameter is 0"})
