"""Designs of descriptions and of the bootstrap."""
import math
import numpy
from designs import *


def described(name, draw, n, mean, median, ninth):
    return Design(f"{name}; {n} values", lambda rng, effect: {"x": draw(rng, n)},
                  {"mean_ci": mean, "median_ci": median, "quantiles.0.9.ci": ninth}, phases=("effect",))


method("describe",
       described("normal", lambda rng, n: rng.standard_normal(n), 60, 0, 0, normal.inv_cdf(0.9)),
       described("exponential", lambda rng, n: rng.exponential(size=n), 60, 1, math.log(2), math.log(10)),
       described("counts, Poisson with mean 4", lambda rng, n: rng.poisson(4, n).astype(float), 60, 4, 4, 7),
       always={"quantiles": [0.9]})


def concentrated(name, draw, n, gini):
    return Design(f"{name}; {n} values", lambda rng, effect: {"x": draw(rng, n)}, {"estimate.ci": gini}, phases=("effect",))


LOGNORMAL = lambda rng, n: rng.lognormal(size=n)
method("gini", concentrated("exponential", lambda rng, n: rng.exponential(size=n), 100, 0.5),
       concentrated("lognormal", LOGNORMAL, 100, math.erf(0.5)), concentrated("lognormal", LOGNORMAL, 400, math.erf(0.5)))



def held(name, draw, n, gini, theil, ratio, top):
    """`ratio`: the mean square by the squared mean, which Herfindahl's index is of n values, times n; `top`: the part of the top tenth."""
    return Design(f"{name}; {n} values", lambda rng, effect: {"x": draw(rng, n)},
                  {"gini.ci": gini, "theil.ci": theil, "herfindahl.ci": ratio / n, "top.0.1.of_total.ci": top}, phases=("effect",))


LOGNORMAL_TOP = normal.cdf(1 - normal.inv_cdf(0.9))
method("concentration",
       held("exponential", lambda rng, n: rng.exponential(size=n), 100, 0.5, 1 - 0.5772156649015329, 2, 0.1 * (1 + math.log(10))),
       held("lognormal", LOGNORMAL, 100, math.erf(0.5), 0.5, math.e, LOGNORMAL_TOP),
       held("lognormal", LOGNORMAL, 400, math.erf(0.5), 0.5, math.e, LOGNORMAL_TOP), always={"tops": [0.1], "threads": 1})


def tail(name, draw, n, discrete=False):
    return Design(f"{name}; {n} values", lambda rng, effect: {"x": draw(rng, n)}, nulls=("fits.power-law.gof_p_value",), phases=("null",))


method("fit-distribution", tail("power law, exponent 2.5", lambda rng, n: (1 - rng.random(n))**(-1 / 1.5), 50),
       tail("power law, exponent 2.5", lambda rng, n: (1 - rng.random(n))**(-1 / 1.5), 150),
       tail("power law, exponent 3.5", lambda rng, n: (1 - rng.random(n))**(-1 / 2.5), 50),
       always={"gof_draws": 100, "families": ["power-law"]}, skip={"discrete": "these values are not whole"},
       unclaimed={"comparisons.p_value": "where two wrong distributions fit equally well"})

PAIRED = {"pearson", "spearman", "slope", "theil-sen"}


def resampled(distribution, n, truth, r, rho, clusters=20, steps=120):
    """Rows; clusters of five rows, of which three fifths of the variance lies between them; a series that remembers 0.4."""
    def draw(rng, effect):
        x, e = distribution(rng, n), distribution(rng, n) - distribution.mean
        shocks = distribution(rng, steps) - distribution.mean
        series = numpy.zeros(steps)
        for i in range(steps): series[i] = 0.4 * series[i - 1] + shocks[i] if i else shocks[i]
        between = numpy.repeat(distribution(rng, clusters) - distribution.mean, 5)
        within = distribution(rng, 5 * clusters) - distribution.mean
        return {"x": x, "_y": 0.5 * x + e, "_series": series, "_clustered": between + math.sqrt(2 / 3) * within,
                "_clusters": numpy.repeat(numpy.arange(clusters), 5)}
    def truths(options, expected):
        if "block" in options or "groups" in options: return {"estimate.ci": 0.0}
        known = {**truth, "mean": distribution.mean, "median": distribution.median, "sd": distribution.sd, "pearson": r,
                 "spearman": rho, "slope": 0.5, "theil-sen": 0.5}
        return {"estimate.ci": known[options.get("statistic", "mean")]}
    return Design(f"{distribution.name}; {n} rows", draw, truths, phases=("effect",))


def rows(data, options):
    if "block" in options: return {"x": data["_series"]}
    if "groups" in options: return {"x": data["_clustered"], "options": {"groups": data["_clusters"]}}
    return {"x": data["x"], "y": data["_y"]} if options.get("statistic") in PAIRED else {"x": data["x"]}


def simulated_rho(distribution):
    """Spearman's rho of x and x / 2 + e, by a large sample."""
    rng = fixed(distribution.name)
    x = distribution(rng, 2_000_000)
    y = 0.5 * x + distribution(rng, 2_000_000)
    rank = lambda a: numpy.argsort(numpy.argsort(a)).astype(float)
    return float(numpy.corrcoef(rank(x), rank(y))[0, 1])


R = 0.5 / math.sqrt(1.25)
method("bootstrap", resampled(NORMAL, 30, {}, R, 6 / math.pi * math.asin(R / 2)),
       resampled(EXPONENTIAL, 30, {}, R, simulated_rho(EXPONENTIAL)), resampled(T5, 60, {}, R, simulated_rho(T5)),
       fields=rows, always={"threads": 1},
       extra=[{"statistic": s, "interval": i} for s in ("median", "sd", "pearson", "spearman", "slope", "theil-sen")
              for i in ("basic", "bca")] + [{"block": 6}, {"groups": "clusters"}])
