"""Designs of counts and shares, and of corrections of p-values."""
import math
import numpy
from designs import *


def table(name, n, null, effect, odds=True):
    """A multinomial sample of n over the cells of a table of probabilities."""
    null, effect_p = numpy.array(null), numpy.array(effect)
    row, column = effect_p.sum(1), effect_p.sum(0)
    expected = numpy.outer(row, column)
    v = math.sqrt(((effect_p - expected)**2 / expected).sum() / (min(effect_p.shape) - 1))
    truths = {"estimate.ci": v}
    if effect_p.shape == (2, 2):
        (a, b), (c, d) = effect_p
        p, q = a / (a + b), c / (c + d)
        truths |= {"effect_sizes.odds-ratio.ci": a * d / (b * c), "effect_sizes.risk-ratio.ci": p / q,
                   "effect_sizes.risk-difference.ci": p - q}
    def draw(rng, effect):
        p = effect_p if effect else null
        return {"table": rng.multinomial(n, p.ravel()).reshape(p.shape)}
    return Design(f"{name}; {n} observations", draw, truths)


HALVES = ([[0.25, 0.25], [0.25, 0.25]], [[0.32, 0.18], [0.18, 0.32]])
RARE = ([[0.12, 0.48], [0.08, 0.32]], [[0.06, 0.54], [0.14, 0.26]])
WIDE_ROW, WIDE_COLUMN = numpy.array([0.5, 0.3, 0.2]), numpy.array([0.4, 0.3, 0.2, 0.1])
WIDE = numpy.outer(WIDE_ROW, WIDE_COLUMN)
TURNED = WIDE + 0.03 * numpy.array([[1, 0, 0, -1], [0, 0, 0, 0], [-1, 0, 0, 1]])
for name in ("chi-square", "g-test"):
    method(name, table("2 by 2", 80, *HALVES), table("2 by 2, small counts", 40, *RARE), table("3 by 4", 150, WIDE, TURNED))


def exact(*arguments):
    design = table(*arguments)
    design.truths = {"estimate.ci": design.truths["effect_sizes.odds-ratio.ci"]}
    return design


method("fisher", exact("2 by 2", 80, *HALVES), exact("2 by 2, small counts", 40, *RARE),
       exact("2 by 2", 400, *HALVES))


def changes(n, stay, first, second):
    """First and second: the shares of the two kinds of change."""
    both = (first + second) / 2
    def draw(rng, effect):
        a, b = (first, second) if effect else (both, both)
        return {"table": rng.multinomial(n, [stay, a, b, 1 - stay - a - b]).reshape(2, 2)}
    return Design(f"{first:.0%} and {second:.0%} change; {n} pairs", draw, {"estimate.ci": first / second})


method("mcnemar", changes(60, 0.4, 0.2, 0.1), changes(150, 0.3, 0.3, 0.2), changes(40, 0.6, 0.1, 0.05))


def share(n, p, null):
    def draw(rng, effect): return {"successes": rng.binomial(n, p if effect else null), "trials": n, "options": {"p0": null}}
    h = 2 * math.asin(math.sqrt(p)) - 2 * math.asin(math.sqrt(null))
    return Design(f"one share of {p:g}, of {null:g} under the null hypothesis; {n} trials", draw,
                  {"estimate.ci": p, "effect_sizes.cohens-h.ci": h})


def shares(sizes, p, q):
    both = (p + q) / 2
    def draw(rng, effect):
        a, b = (p, q) if effect else (both, both)
        return {"successes": [rng.binomial(sizes[0], a), rng.binomial(sizes[1], b)], "trials": list(sizes)}
    truths = {"estimate.ci": p - q, "effect_sizes.risk-difference.ci": p - q, "effect_sizes.risk-ratio.ci": p / q,
              "effect_sizes.odds-ratio.ci": p / (1 - p) / (q / (1 - q)),
              "effect_sizes.cohens-h.ci": 2 * math.asin(math.sqrt(p)) - 2 * math.asin(math.sqrt(q))}
    return Design(f"two shares, {p:g} and {q:g}; {sizes[0]} and {sizes[1]} trials", draw, truths)


method("proportion", share(40, 0.3, 0.5), shares((30, 50), 0.2, 0.45), shares((40, 80), 0.1, 0.2))


def several_p(name, m, correlation, true_nulls):
    """p-values of z tests, of which the first have true null hypotheses."""
    def draw(rng, effect):
        z = math.sqrt(1 - correlation) * rng.standard_normal(m) + math.sqrt(correlation) * rng.standard_normal()
        z[true_nulls:] += 3
        return {"p_values": [2 * normal.cdf(-abs(value)) for value in z]}
    design = Design(f"{name}; {m} p-values", draw, nulls=("adjusted",), phases=("null",))
    design.true_nulls = true_nulls
    return design


method("adjust", several_p("independent, all hypotheses true", 10, 0, 10),
       several_p("correlated by 0.5, all hypotheses true", 20, 0.5, 20),
       several_p("independent, half of the hypotheses true", 20, 0, 10))
