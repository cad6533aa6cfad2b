"""Designs of series."""
import math
import numpy
from designs import *


def remembering(r, distribution=NORMAL):
    """Errors that remember the share r of the one before; their variance is that of the distribution."""
    def draw(rng, n):
        shocks = (distribution(rng, n + 50) - distribution.mean) * math.sqrt(1 - r * r)
        values = numpy.zeros(n + 50)
        for i in range(1, n + 50): values[i] = r * values[i - 1] + shocks[i]
        return values[50:]
    return draw


def independent(distribution): return lambda rng, n: distribution(rng, n) - distribution.mean


def null(name, n, draw_values, nulls=("p_value",)):
    return Design(f"{name}; {n} values", lambda rng, effect: {"x": draw_values(rng, n)}, nulls=nulls, phases=("null",))


def walking(distribution): return lambda rng, n: numpy.cumsum(distribution(rng, n) - distribution.mean)


POISSON = lambda rng, n: rng.poisson(4, n).astype(float)
NO_EFFECT = {"effect_sizes.*": "it has no interval", "estimate.ci": "it has no interval"}
method("acf", *(null(name, n, draw_values, ("band",)) for name, n, draw_values in
                (("normal, independent", 40, NORMAL), ("exponential, independent", 100, EXPONENTIAL), ("counts, independent", 60, POISSON))))
method("ljung-box", null("normal, independent", 40, NORMAL), null("exponential, independent", 100, EXPONENTIAL),
       null("counts, independent", 60, POISSON), unclaimed=NO_EFFECT)
method("adf", null("random walk, normal steps", 50, walking(NORMAL)), null("random walk, exponential steps", 100, walking(EXPONENTIAL)),
       null("random walk, normal steps", 250, walking(NORMAL)))
method("kpss", null("normal, independent", 50, NORMAL), null("normal, remembering 0.5", 100, remembering(0.5)),
       null("exponential, independent", 200, EXPONENTIAL))
method("pettitt", null("normal", 30, NORMAL), null("exponential", 60, EXPONENTIAL), null("counts, tied", 40, POISSON),
       unclaimed=NO_EFFECT)


def seasonal(name, n, period, noise, slope):
    """The slope is that of a whole period."""
    seasons = fixed(name).standard_normal(period) * 3
    def draw(rng, effect):
        trend = slope / period * numpy.arange(n) if effect else 0
        return {"x": numpy.tile(seasons, n // period + 1)[:n] + trend + noise(rng, n), "options": {"period": period}}
    return Design(f"{name}, seasons of {period}; {n} values", draw, {"estimate.ci": slope})


method("seasonal-mann-kendall", seasonal("normal", 40, 4, NORMAL, 0.15), seasonal("exponential", 72, 12, EXPONENTIAL, 0.2),
       seasonal("counts, tied", 48, 4, lambda rng, n: rng.poisson(4, n) * 1.0, 1.0), always={"period": None})


def changing(name, before, after, step, draw_noise):
    def draw(rng, effect):
        return {"x": draw_noise(rng, before + after) + step * (numpy.arange(before + after) >= before)}
    return Design(f"{name}, one step of {step:g}; {before} and {after} values", draw, {"change_points.ci": before}, phases=("effect",))


method("change-points", changing("normal", 30, 30, 1.5, NORMAL), changing("exponential", 40, 60, 2, EXPONENTIAL),
       changing("normal", 50, 50, 1, NORMAL))


def interrupted(name, n, at, noise, unmet=None):
    place = numpy.arange(1, n + 1)
    def draw(rng, effect):
        change = (1.0 + 0.05 * (place - at)) * (place >= at) + 0.02 * place
        return {"y": 2 + (change if effect else 0) + noise(rng, n), "options": {"at": at}}
    truths = {"coefficients.(Intercept).ci": 2, "coefficients.time.ci": 0.02, "coefficients.level.ci": 1.0,
              "coefficients.slope.ci": 0.05, "counterfactual.ci": {str(i): 2 + 0.02 * i for i in place},
              "effect_sizes.*": None}
    return Design(f"{name}, change at {at}; {n} values", draw, truths,
                  ("coefficients.time.p_value", "coefficients.level.p_value", "coefficients.slope.p_value", "f.p_value"), unmet)


method("interrupted-series", interrupted("normal errors", 60, 31, independent(NORMAL)),
       interrupted("errors that remember 0.4", 120, 61, remembering(0.4)),
       interrupted("exponential errors", 48, 37, independent(EXPONENTIAL), "the residuals are not normal"), always={"at": None},
       unclaimed={"coefficients.(Intercept).p_value": "the intercept is 2", "diagnostics.*": "those of ols",
                  "effect_sizes.*": "those of ols"})


def growing(name, n, period, noise, rate):
    def draw(rng, effect):
        return {"x": numpy.exp((rate * numpy.arange(n) if effect else 0) + noise(rng, n)), "options": {"period": period}}
    return Design(f"{name}, period {period}; {n} values", draw,
                  {"estimate.ci": math.exp(rate * period) - 1, "doubling_time_ci": math.log(2) / rate})


method("growth-rate", growing("normal errors", 40, 1, lambda rng, n: 0.3 * rng.standard_normal(n), 0.02),
       growing("errors that remember 0.4", 60, 12, lambda rng, n: 0.3 * remembering(0.4)(rng, n), 0.02),
       growing("errors t with 5 degrees of freedom", 30, 4, lambda rng, n: 0.2 * rng.standard_t(5, n), 0.03))
