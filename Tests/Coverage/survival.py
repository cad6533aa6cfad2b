"""Designs of survival and of stratified and ordered counts."""
import math
import numpy
from designs import *
from samples import HIGHER, RATINGS

OPTIONS = {"time": "t", "event": "e"}


def observed(rng, life, censoring):
    """Times and events of lives, of which some are still there at the end of their observation."""
    end = censoring(rng, len(life))
    return {"t": numpy.minimum(life, end), "e": (life <= end).astype(int)}


UNIFORM = lambda rng, n: 4 * rng.random(n)
LATE = lambda rng, n: numpy.full(n, 2.5)
EARLY = lambda rng, n: rng.exponential(1.5, n)


def lasting(name, n, life, censoring, survival, median):
    """Survival at time 1, and the median."""
    return Design(f"{name}; {n} rows", lambda rng, effect: {"data": observed(rng, life(rng, n), censoring)},
                  {"curves.ci": survival, "medians.ci": median}, phases=("effect",))


method("kaplan-meier",
       lasting("exponential, uniform censoring", 50, lambda rng, n: rng.exponential(size=n), UNIFORM, math.exp(-1), math.log(2)),
       lasting("exponential, a third censored early", 30, lambda rng, n: rng.exponential(size=n), EARLY, math.exp(-1), math.log(2)),
       lasting("Weibull of shape 2, all watched for 2.5", 100, lambda rng, n: rng.weibull(2, n), LATE, math.exp(-1),
               math.sqrt(math.log(2))), always=OPTIONS)


def alike(name, sizes, life, censoring):
    labels = numpy.repeat(numpy.arange(len(sizes)), sizes)
    names = [f"g{label}" for label in labels]
    def draw(rng, effect): return {"data": {**observed(rng, life(rng, sum(sizes)), censoring), "g": names}}
    return Design(f"{name}; {', '.join(map(str, sizes[:-1]))} and {sizes[-1]} rows", draw, phases=("null",))


method("log-rank", alike("exponential, uniform censoring", (30, 30), lambda rng, n: rng.exponential(size=n), UNIFORM),
       alike("exponential, a third censored early", (15, 25, 40), lambda rng, n: rng.exponential(size=n), EARLY),
       alike("Weibull of shape 2, all watched for 2.5", (40, 80), lambda rng, n: rng.weibull(2, n), LATE),
       always={**OPTIONS, "group": "g"}, unclaimed={"effect_sizes.*": "it has no interval"})


def hazards(name, n, censoring, shape, skewed=False):
    rng = fixed("cox " + name)
    a = rng.exponential(size=n) if skewed else rng.standard_normal(n)
    b = rng.standard_normal(n)
    def draw(rng, effect):
        rate = numpy.exp(0.5 * a) if effect else 1
        life = (rng.exponential(size=n) / rate)**(1 / shape)
        return {"data": {**observed(rng, life, censoring), "a": a, "b": b}, "formula": "surv(t, e) ~ a + b"}
    return Design(f"{name}; {n} rows", draw,
                  {"coefficients.a.ci": 0.5, "coefficients.b.ci": 0.0, "coefficients.a.hazard_ratio_ci": math.exp(0.5),
                   "coefficients.b.hazard_ratio_ci": 1.0},
                  ("coefficients.*.p_value", "tests.*.p_value", "proportional_hazards.*.p_value"))


method("cox", hazards("uniform censoring", 60, UNIFORM, 1), hazards("a third censored early, skewed column", 100, EARLY, 1, True),
       hazards("all watched for 2.5, Weibull of shape 2", 40, LATE, 2))

# --- companions of rank tests and of tables


def likely(first, second, sizes, shift, delta):
    def draw(rng, effect):
        return {"samples": [first(rng, sizes[0]) - first.mean, second(rng, sizes[1]) - second.mean + shift]}
    name = first.name if first is second else f"{first.name}, and {second.name}"
    return Design(f"{name}; {sizes[0]} and {sizes[1]} values", draw,
                  {"estimate.ci": (1 + delta) / 2, "effect_sizes.cliffs-delta.ci": delta}, phases=("effect",))


def rated_pair(sizes):
    delta = superiority(RATINGS, HIGHER)
    return Design(f"ratings from 1 to 5, tied; {sizes[0]} and {sizes[1]} values",
                  lambda rng, effect: {"samples": [ordinal(RATINGS)(rng, sizes[0]), ordinal(HIGHER)(rng, sizes[1])]},
                  {"estimate.ci": (1 + delta) / 2, "effect_sizes.cliffs-delta.ci": delta}, phases=("effect",))


method("vargha-delaney", likely(NORMAL, NORMAL, (12, 20), 1, 2 * normal.cdf(-1 / math.sqrt(2)) - 1),
       likely(NORMAL, normal_of(3), (40, 30), 2, 2 * normal.cdf(-2 / math.sqrt(10)) - 1), rated_pair((20, 25)))


def ordered(name, sizes, draw_sample, shifts):
    def draw(rng, effect):
        return {"samples": [draw_sample(rng, n) + (s if effect else 0) for n, s in zip(sizes, shifts)]}
    return Design(f"{name}; {', '.join(map(str, sizes[:-1]))} and {sizes[-1]} values", draw,
                  lambda options, expected: {"estimate.ci": expected("estimate.value")})


method("jonckheere-terpstra", ordered("normal", (10, 10, 10), NORMAL, (0, 0.4, 0.8)),
       ordered("exponential", (8, 12, 16), EXPONENTIAL, (0, 0.3, 0.6)),
       ordered("counts, tied", (15, 15, 15), lambda rng, n: rng.poisson(4, n) * 1.0, (0, 1, 1)))


def successes(blocks, shares):
    """Blocks differ in how easily they succeed."""
    def draw(rng, effect):
        ease = rng.standard_normal(blocks)
        middle = sum(shares) / len(shares)
        return {"samples": [(ease + rng.standard_normal(blocks) < math.sqrt(2) * normal.inv_cdf(p if effect else middle)).astype(int)
                            for p in shares]}
    return Design(f"shares {', '.join(f'{p:g}' for p in shares)}; {blocks} blocks", draw,
                  lambda options, expected: {"effect_sizes.kendalls-w.ci": expected("effect_sizes.kendalls-w.value")})


method("cochran-q", successes(30, (0.4, 0.5, 0.7)), successes(60, (0.5, 0.6, 0.6, 0.75)), successes(100, (0.1, 0.2, 0.2)))


def strata(sizes, shares, ratio):
    """Each stratum has two rows of a size, with the odds ratio in common."""
    def draw(rng, effect):
        tables = []
        for n, p in zip(sizes, shares):
            odds = p / (1 - p) * (ratio if effect else 1)
            a, c = rng.binomial(n, odds / (1 + odds)), rng.binomial(n, p)
            tables.append([[int(a), int(n - a)], [int(c), int(n - c)]])
        return {"tables": tables}
    return Design(f"odds ratio {ratio:g}, {len(sizes)} strata of {', '.join(f'{2 * n}' for n in sizes)} rows", draw,
                  {"estimate.ci": ratio})


method("cochran-mantel-haenszel", strata((20, 30, 40), (0.3, 0.5, 0.4), 2), strata((10,) * 8, (0.2, 0.3, 0.4, 0.5) * 2, 3),
       strata((50, 100), (0.1, 0.2), 2))
