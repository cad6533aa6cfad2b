"""Designs of methods of one, two and several samples."""
import math
import numpy
from designs import *

RATINGS, HIGHER = [0.1, 0.2, 0.3, 0.25, 0.15], [0.05, 0.1, 0.25, 0.3, 0.3]


def pooled(sizes, sds): return math.sqrt(sum((n - 1) * s * s for n, s in zip(sizes, sds)) / (sum(sizes) - len(sizes)))


def two(first, second, sizes, shift, truths, unmet=None, name=None, nulls=("p_value",)):
    """The second sample is moved up by `shift`; both have mean 0 without an effect."""
    def draw(rng, effect):
        return {"samples": [first(rng, sizes[0]) - first.mean,
                            second(rng, sizes[1]) - second.mean + (shift if effect else 0)]}
    name = name or (f"{first.name}" if first is second else f"{first.name}, and {second.name}")
    return Design(f"{name}; {sizes[0]} and {sizes[1]} values", draw, truths, nulls, unmet)


def means(first, second, sizes, shift, **more):
    d = -shift / pooled(sizes, (first.sd, second.sd))
    return two(first, second, sizes, shift,
               {"estimate.ci": -shift, "effect_sizes.cohens-d.ci": d, "effect_sizes.hedges-g.ci": d}, **more)


THREE = normal_of(3)
method("t-test", means(NORMAL, NORMAL, (12, 20), 1),
       means(EXPONENTIAL, EXPONENTIAL, (15, 40), 0.7, unmet="the samples are not normal"),
       means(NORMAL, THREE, (30, 10), 2, unmet="the variances are not equal, as equal_variance and Cohen's d assume"))
method("permutation", means(NORMAL, NORMAL, (12, 20), 1),
       means(EXPONENTIAL, EXPONENTIAL, (15, 40), 0.7, unmet="the samples are not normal, as Cohen's d assumes"),
       means(rounded(1.5), rounded(1.5), (10, 10), 1.0), always={"threads": 1},
       skip={"threads": "the answer is the same"})


def at_bound(first, second, sizes, unmet=None):
    """The difference lies on the upper bound, so that p_high is of a true null hypothesis."""
    bound = 1.0
    d = bound / pooled(sizes, (first.sd, second.sd))
    def draw(rng, effect):
        return {"samples": [first(rng, sizes[0]) - first.mean + bound, second(rng, sizes[1]) - second.mean]}
    return Design(f"{first.name if first is second else first.name + ', and ' + second.name}; {sizes[0]} and {sizes[1]} values", draw,
                  {"estimate.ci": bound, "effect_sizes.*.ci": d}, ("p_value", "p_high"), unmet, phases=("null",))


method("equivalence", at_bound(NORMAL, NORMAL, (25, 30)),
       at_bound(EXPONENTIAL, EXPONENTIAL, (40, 60), "the samples are not normal"),
       at_bound(NORMAL, normal_of(2), (40, 25), "the variances are not equal, as equal_variance and Cohen's d assume"),
       always={"low": -1, "high": 1}, unclaimed={"p_low": "far from the lower bound"})


def paired(name, draw_difference, mean, sd, n, unmet=None):
    def draw(rng, effect):
        common = rng.standard_normal(n) * 2
        return {"x": common + draw_difference(rng, n) - (0 if effect else mean), "y": common}
    return Design(f"differences {name}; {n} pairs", draw,
                  {"estimate.ci": mean, "effect_sizes.*.ci": mean / sd}, unmet=unmet)


method("t-test-paired", paired("normal", lambda rng, n: 0.6 + rng.standard_normal(n), 0.6, 1, 20),
       paired("exponential", lambda rng, n: rng.exponential(size=n) - 0.5, 0.5, 1, 30, "the differences are not normal"),
       paired("t with 3 degrees of freedom", lambda rng, n: 0.7 + rng.standard_t(3, n), 0.7, math.sqrt(3), 25,
              "the differences are not normal"))


def one(name, draw_value, mean, sd, n, unmet=None):
    def draw(rng, effect): return {"x": draw_value(rng, n) - (0 if effect else mean)}
    return Design(f"{name}; {n} values", draw, {"estimate.ci": mean, "effect_sizes.*.ci": mean / sd}, unmet=unmet)


method("t-test-1samp", one("normal", lambda rng, n: 0.5 + rng.standard_normal(n), 0.5, 1, 15),
       one("exponential", lambda rng, n: rng.exponential(size=n), 1, 1, 40, "the values are not normal"),
       one("ratings from 1 to 5", ordinal(RATINGS), 3.15, math.sqrt(11.35 - 3.15**2), 30, "the values are not normal"))


def ranks(first, second, sizes, shift, delta, unmet=None, spread=False):
    """Cliff's delta is of the first sample against the second."""
    return two(first, second, sizes, shift, {
        "estimate.ci": -shift, "effect_sizes.cliffs-delta.ci": delta, "effect_sizes.rank-biserial.ci": delta}, unmet)


def ratings(sizes, estimate):
    def draw(rng, effect):
        return {"samples": [ordinal(RATINGS)(rng, sizes[0]), ordinal(HIGHER if effect else RATINGS)(rng, sizes[1])]}
    delta = superiority(RATINGS, HIGHER)
    return Design(f"ratings from 1 to 5, tied; {sizes[0]} and {sizes[1]} values", draw,
                  {"estimate.ci": estimate, "effect_sizes.*.ci": delta})


NORMAL_DELTA = 2 * normal.cdf(-1 / math.sqrt(2)) - 1
method("mann-whitney", ranks(NORMAL, NORMAL, (12, 20), 1, NORMAL_DELTA),
       ranks(EXPONENTIAL, EXPONENTIAL, (10, 30), 0.7, math.exp(-0.7) - 1),
       ratings((20, 25), difference_median(RATINGS, HIGHER)))


def stochastic(first, second, sizes, shift, delta):
    return two(first, second, sizes, shift, {"estimate.ci": (1 - delta) / 2, "effect_sizes.cliffs-delta.ci": delta})


method("brunner-munzel", stochastic(NORMAL, NORMAL, (12, 20), 1, NORMAL_DELTA),
       stochastic(NORMAL, THREE, (40, 30), 2, 2 * normal.cdf(-2 / math.sqrt(10)) - 1),
       ratings((15, 25), (1 - superiority(RATINGS, HIGHER)) / 2))


def symmetric(distribution, n, centre):
    def draw(rng, effect): return {"x": distribution(rng, n) + (centre if effect else 0)}
    def truths(options, expected):
        return {"estimate.ci": centre, "effect_sizes.rank-biserial.ci": expected("effect_sizes.rank-biserial.value")}
    return Design(f"{distribution.name}; {n} values", draw, truths)


method("wilcoxon", symmetric(NORMAL, 20, 0.5), symmetric(T3, 15, 0.7), symmetric(rounded(1.5), 60, 1.0))

# --- spread and distribution


def several(distributions, sizes, name, unmet=None, shifts=None, truths=None, **more):
    shifts = shifts or [0] * len(sizes)
    def draw(rng, effect):
        return {"samples": [d(rng, n) - d.mean + (s if effect else 0) for d, n, s in zip(distributions, sizes, shifts)]}
    sizes_text = ", ".join(map(str, sizes[:-1])) + f" and {sizes[-1]} values"
    return Design(f"{name}; {sizes_text}", draw, truths, unmet=unmet, **more)


def unmoved(distribution, sizes, unmet=None):
    return several([distribution] * len(sizes), sizes, distribution.name, unmet, phases=("null",))


def rated(sizes):
    return Design(f"ratings from 1 to 5, tied; {', '.join(map(str, sizes[:-1]))} and {sizes[-1]} values",
                  lambda rng, effect: {"samples": [ordinal(RATINGS)(rng, n) for n in sizes]}, phases=("null",))


method("ks", unmoved(NORMAL, (12, 20)), unmoved(EXPONENTIAL, (30, 50)), rated((20, 25)),
       unclaimed={"effect_sizes.ks-distance.ci": "there is none"})
method("bartlett", unmoved(NORMAL, (10, 10, 10)), unmoved(NORMAL, (8, 30)),
       unmoved(EXPONENTIAL, (20, 20, 20), "the samples are not normal"))
for spread in ("levene", "fligner"):
    method(spread, unmoved(NORMAL, (10, 15, 20)), unmoved(EXPONENTIAL, (20, 20, 20)), unmoved(rounded(2), (15, 30)))
for test in ("shapiro-wilk", "anderson-darling", "jarque-bera", "dagostino"):
    method(test, *(Design(f"normal; {n} values", lambda rng, effect, n=n: {"x": rng.standard_normal(n)}, phases=("null",))
                   for n in (10, 50, 400)))

# --- means and locations of several samples


def explained(sizes, shifts, within):
    """Eta squared of the populations, in the shares of the samples."""
    grand = sum(n * m for n, m in zip(sizes, shifts)) / sum(sizes)
    between = sum(n * (m - grand)**2 for n, m in zip(sizes, shifts)) / sum(sizes)
    return between / (between + within**2)


def groups(distributions, sizes, shifts, name, unmet=None):
    share = explained(sizes, shifts, pooled(sizes, [d.sd for d in distributions]))
    return several(distributions, sizes, name, unmet, shifts, {"effect_sizes.*.ci": share})


NORMALS, EXPONENTIALS, SPREADS = [NORMAL] * 3, [EXPONENTIAL] * 3, [normal_of(1), normal_of(2), normal_of(3)]
method("anova", groups(NORMALS, (12, 12, 12), (0, 0.5, 1), "normal"),
       groups(EXPONENTIALS, (20, 20, 20), (0, 0.4, 0.8), "exponential", "the samples are not normal"),
       groups(NORMALS, (6, 12, 24), (0, 0.5, 1), "normal, unbalanced"))
method("welch-anova", groups(NORMALS, (12, 12, 12), (0, 0.5, 1), "normal"),
       groups(EXPONENTIALS, (20, 20, 20), (0, 0.4, 0.8), "exponential", "the samples are not normal"),
       groups(SPREADS, (24, 12, 8), (0, 1, 2), "normal, standard deviations 1, 2 and 3",
              "the variances are not equal, as the intervals of effects assume"))


def ranked(distributions, sizes, shifts, name):
    k, n = len(sizes), sum(sizes)
    def truths(options, expected):
        h = expected("statistic.value")
        return {"effect_sizes.epsilon-squared.ci": h / (n - 1), "effect_sizes.eta-squared-h.ci": (h - k + 1) / (n - k)}
    design = several(distributions, sizes, name, shifts=shifts, truths=truths)
    return design


method("kruskal-wallis", ranked(NORMALS, (10, 10, 10), (0, 0.5, 1), "normal"),
       ranked(EXPONENTIALS, (8, 12, 16), (0, 0.4, 0.8), "exponential"),
       ranked([rounded(1.5)] * 3, (20, 20, 20), (0, 0, 1), "normal, rounded"))


def mean_ranks(distribution, shifts):
    """The mean ranks within blocks, by a large sample."""
    values = numpy.array([distribution(fixed(f"{distribution.name} {i}"), 1_000_000) + s for i, s in enumerate(shifts)])
    return [1 + sum(((other < own) + (other == own) / 2).mean() for j, other in enumerate(values) if j != i)
            for i, own in enumerate(values)]


def blocks(name, distribution, n, shifts):
    r = mean_ranks(distribution, shifts)
    between = {f"{i + 1}-{j + 1}": r[i] - r[j] for i in range(len(r)) for j in range(i + 1, len(r))}
    def draw(rng, effect):
        common = rng.standard_normal(n)
        return {"samples": [distribution(rng, n) + numpy.round(common) + (s if effect else 0) for s in shifts]}
    return Design(f"{name}; {n} blocks of {len(shifts)}", draw,
                  lambda options, expected: {"effect_sizes.kendalls-w.ci": expected("effect_sizes.kendalls-w.value"),
                                             "comparisons.ci": between},
                  ("p_value", "comparisons.p_adjusted", "comparisons.p_value"))


method("friedman", blocks("normal", NORMAL, 12, (0, 0.5, 1)), blocks("exponential", EXPONENTIAL, 20, (0, 0.3, 0.6, 0.9)),
       blocks("normal, rounded", rounded(1), 30, (0, 0, 1)))


def compared(distributions, sizes, name, unmet=None):
    """Equal means: what intervals cover does not depend on the means, and all hypotheses are true."""
    return several(distributions, sizes, name, unmet, truths={"comparisons.ci": 0.0},
                   nulls=("comparisons.p_adjusted",), phases=("null",))


SAME = {"comparisons.p_value": "it is the adjusted one"}
method("tukey-hsd", compared(NORMALS, (10, 10, 10), "normal"),
       compared(EXPONENTIALS, (15, 15, 15), "exponential", "the samples are not normal"),
       compared(NORMALS, (6, 12, 24), "normal, unbalanced"), unclaimed=SAME)
method("dunnett", compared(NORMALS, (10, 10, 10), "normal"),
       compared(EXPONENTIALS, (15, 15, 15), "exponential", "the samples are not normal"),
       compared(NORMALS, (24, 12, 6), "normal, unbalanced"), unclaimed=SAME)
method("games-howell", compared(NORMALS, (10, 10, 10), "normal"),
       compared(EXPONENTIALS, (20, 20, 20), "exponential", "the samples are not normal"),
       compared(SPREADS, (24, 12, 8), "normal, standard deviations 1, 2 and 3"), unclaimed=SAME)


def pairwise(design):
    design.nulls = ("comparisons.p_adjusted", "comparisons.p_value")
    return design


method("dunn", pairwise(unmoved(NORMAL, (10, 10, 10))), pairwise(unmoved(EXPONENTIAL, (8, 12, 16))),
       pairwise(rated((20, 20, 20, 20))))
