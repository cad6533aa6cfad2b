"""fit-distribution, concentration."""

import numpy as np
from scipy import optimize, special

from common import *

R.start()
R.run("suppressPackageStartupMessages({library(fitdistrplus); library(poweRlaw)})")


def draws(seed, n, distribution, digits=2, **parameters):
    generator = np.random.default_rng(seed)
    return [max(0.01, round(float(v), digits))
            for v in getattr(generator, distribution)(size=n, **parameters)]


def pareto(seed, n, alpha, low, digits=2):
    g = np.random.default_rng(seed)
    return [round(low * float(u) ** (-1 / (alpha - 1)), digits) for u in g.random(n)]


def mixture(seed, n):
    """A log-normal body below 8, a power-law tail of 2.5 from there."""
    g = np.random.default_rng(seed)
    body = [min(7.9, v) for v in draws(seed, n // 2, "lognormal", mean=1, sigma=0.5)]
    tail = pareto(seed + 1, n - n // 2, 2.5, 8)
    return [float(v) for v in g.permutation(body + tail)]


def zipf(seed, n, alpha=2.3):
    return [int(v) for v in np.random.default_rng(seed).zipf(alpha, n) if v < 10 ** 6]


WORDS = zipf(9, 300)
DATA = [("eighty log-normal values", draws(1, 80, "lognormal", mean=1, sigma=0.8)),
        ("sixty exponential values", draws(2, 60, "exponential", scale=3)),
        ("seventy Weibull values", [max(0.01, round(2.5 * v, 2)) for v in draw(3, "weibull", 70, 6, a=1.7)]),
        ("ninety Gamma values", draws(4, 90, "gamma", shape=2.2, scale=1.5)),
        ("ninety Pareto values", pareto(5, 90, 2.8, 1.5)),
        ("ties", [float(v) for v in tied(6, 40, 6)]),
        ("six values", [0.5, 1.25, 2, 3.5, 4, 9]),
        ("values of 1e9", [round(1e9 * v, 0) for v in draws(7, 50, "gamma", shape=3, scale=1)]),
        ("values of 1e-6", [round(1e-6 * v, 9) for v in draws(8, 50, "gamma", shape=3, scale=1)])]

# --- fit-distribution ---

refs = References("fit-distribution")


def distance(x, cdf):
    """Of Kolmogorov and Smirnov, ties included."""
    n, d = len(x), mpf(0)
    for v in sorted(set(x)):
        f = cdf(mpf(v))
        d = max(d, mpf(sum(u <= v for u in x)) / n - f, f - mpf(sum(u < v for u in x)) / n)
    return d


def fits(x):
    """Maximum likelihood in 60 digits: parameters, ln L and the distribution function."""
    v, n = mp(x), len(x)
    logs = [mpmath.log(u) for u in v]
    total, sum_logs = mpmath.fsum(v), mpmath.fsum(logs)
    mu = sum_logs / n
    sigma = mpmath.sqrt(mpmath.fsum([(u - mu) ** 2 for u in logs]) / n)
    yield ("lognormal", {"mu": mu, "sigma": sigma},
           -sum_logs - n * mpmath.log(sigma * mpmath.sqrt(2 * mpmath.pi)) - mpf(n) / 2,
           lambda u: mpmath.ncdf((mpmath.log(u) - mu) / sigma))
    rate = n / total
    yield ("exponential", {"rate": rate}, n * mpmath.log(rate) - n, lambda u: -mpmath.expm1(-rate * u))

    scaled = [a - max(logs) for a in logs]

    def weibull(k):
        powers = [mpmath.exp(k * a) for a in scaled]
        return mpmath.fdot(powers, scaled) / mpmath.fsum(powers) - 1 / k - mpmath.fsum(scaled) / n

    # By the logarithms of the shapes, which keeps the steps positive.
    shape = mpmath.exp(mpmath.findroot(lambda u: weibull(mpmath.exp(u)),
                                       mpmath.log(mpmath.pi / mpmath.sqrt(6) / sigma), tol=1e-80))
    scale = mpmath.exp(max(logs)) * (mpmath.fsum([mpmath.exp(shape * a) for a in scaled]) / n) ** (1 / shape)
    yield ("weibull", {"shape": shape, "scale": scale},
           n * (mpmath.log(shape) - shape * mpmath.log(scale)) + (shape - 1) * sum_logs - n,
           lambda u: -mpmath.expm1(-(u / scale) ** shape))
    s = mpmath.log(total / n) - mu
    start = (3 - s + mpmath.sqrt((s - 3) ** 2 + 24 * s)) / (12 * s)
    a = mpmath.exp(mpmath.findroot(lambda u: u - mpmath.psi(0, mpmath.exp(u)) - s, mpmath.log(start), tol=1e-80))
    b = a * n / total
    yield ("gamma", {"shape": a, "rate": b},
           n * (a * mpmath.log(b) - mpmath.loggamma(a)) + (a - 1) * sum_logs - b * total,
           lambda u: mpmath.gammainc(a, 0, b * u, regularized=True))
    low = min(v)
    alpha = n / (sum_logs - n * mpmath.log(low))
    yield ("pareto", {"shape": alpha, "scale": low},
           n * (mpmath.log(alpha) + alpha * mpmath.log(low)) - (alpha + 1) * sum_logs,
           lambda u: 1 - (low / u) ** alpha)


for name, x in DATA:
    found, families, n = {}, [], len(x)
    for i, (family, parameters, likelihood, cdf) in enumerate(fits(x)):
        families.append(family)
        count_ = len(parameters)
        at = f"fits.{i}"
        found |= {f"{at}.family": family, **{f"{at}.parameters.{k}": v for k, v in parameters.items()},
                  f"{at}.log_likelihood": likelihood, f"{at}.aic": 2 * count_ - 2 * likelihood,
                  f"{at}.bic": count_ * mpmath.log(n) - 2 * likelihood, f"{at}.ks": distance(x, cdf),
                  f"{at}.support": "all"}
    sources = [exact_("maximum likelihood in 60 digits", found)]
    if "1e" not in name:
        paths, code = [], []
        for i, (family, r, names) in enumerate([("lognormal", "lnorm", ("mu", "sigma")),
                                                ("exponential", "exp", ("rate",)),
                                                ("weibull", "weibull", ("shape", "scale")),
                                                ("gamma", "gamma", ("shape", "rate"))]):
            paths += [f"fits.{i}.parameters.{p}" for p in names] + [f"fits.{i}.log_likelihood"]
            code.append(f"{{k <- fitdist(x, '{r}'); c(k$estimate, k$loglik)}}")
        sources.append(r_({"x": x}, f"c({', '.join(code)})", paths, call="fitdist(x, ...)",
                          package="fitdistrplus").within(2))
    refs.row(name, {"x": x, "options": {"families": families}}, *sources, digits=8)


def tails(x, discrete=False):
    """Clauset, Shalizi and Newman (2009): every value as the lower end, least distance."""
    v = np.sort(np.array(x, float))
    out = []
    for low in np.unique(v)[:-1]:
        t = v[v >= low]
        n, logs = len(t), np.log(t).sum()
        if discrete:
            alpha = optimize.minimize_scalar(
                lambda a: n * math.log(special.zeta(a, low)) + a * logs, bounds=(1.01, 12), method="bounded",
                options={"xatol": 1e-10}).x
            grid = np.arange(low, t[-1] + 1)
            model = 1 - special.zeta(alpha, grid + 1) / special.zeta(alpha, low)
            d = both = np.abs(np.searchsorted(t, grid, "right") / n - model).max()
        else:
            alpha = 1 + n / (logs - n * math.log(low))
            model = 1 - (low / t) ** (alpha - 1)
            d = np.abs(np.arange(n) / n - model).max()  # of plfit and poweRlaw
            both = max(d, np.abs(np.arange(1, n + 1) / n - model).max())
        out.append((d, both, low, alpha, n))
    return out


def power(x, discrete=False):
    every = tails(x, discrete)
    first, second = min(every), min(every, key=lambda e: e[1])
    assert first[2] == second[2], (first, second)
    _, ks, low, alpha, n = first
    t = mp([v for v in x if v >= low])
    logs = mpmath.fsum([mpmath.log(v) for v in t])
    if discrete:
        a = mpmath.findroot(lambda a: n * mpmath.zeta(a, low, 1) / mpmath.zeta(a, low) + logs, alpha, tol=1e-30)
        likelihood = -n * mpmath.log(mpmath.zeta(a, low)) - a * logs
    else:
        a = 1 + n / (logs - n * mpmath.log(mpf(low)))
        likelihood = n * mpmath.log((a - 1) / mpf(low)) - a * (logs - n * mpmath.log(mpf(low)))
    found = {"fits.0.family": "power-law", "fits.0.parameters.alpha": a, "fits.0.parameters.xmin": low,
             "fits.0.n_tail": n, "fits.0.support": "tail", "fits.0.log_likelihood": likelihood, "fits.0.bic": None}
    if discrete:
        found["fits.0.ks"] = ks
    return found, low, a, [v for v in x if v >= low]


def power_r(x, discrete, low):
    kind = "displ" if discrete else "conpl"
    return r_({"x": x}, f"m <- {kind}$new(x); e <- estimate_xmin(m, xmax=Inf); "
              "c(e$xmin, e$pars, sum(x >= e$xmin))",
              ["fits.0.parameters.xmin", "fits.0.parameters.alpha", "fits.0.n_tail"],
              call=f"estimate_xmin({kind}$new(x))", package="poweRlaw").within(3)


TAILS = [("ninety values of a power law", pareto(5, 90, 2.8, 1.5), False),
         ("a power-law tail above a log-normal body", mixture(20, 120), False),
         ("a heavy tail of 1.8", pareto(22, 150, 1.8, 2), False),
         ("frequencies of words", WORDS, True), ("a steep discrete tail", zipf(31, 200, 3.2), True)]
for name, x, discrete in TAILS:
    found, low, alpha, t = power(x, discrete)
    options = {"families": ["power-law"]} | ({"discrete": True} if discrete else {})
    digits = 7
    refs.row(name, {"x": x, "options": options},
             exact_("Clauset, Shalizi and Newman (2009), doi:10.1137/070710111", found),
             power_r(x, discrete, low), digits=digits, at={"fits.0.ks": 6} if discrete else None)
    if discrete:
        continue
    # Vuong (1989) against the exponential and the log-normal, both truncated at xmin.
    v, n = np.array(t), len(t)
    logs = np.log(v / low)
    first = math.log((float(alpha) - 1) / low) - float(alpha) * logs
    rate = 1 / (v - low).mean()
    second = math.log(rate) - rate * (v - low)

    def lognormal(p):
        mu, sigma = p[0], math.exp(p[1])
        return (-np.log(v) - np.log(sigma * math.sqrt(2 * math.pi)) - (np.log(v) - mu) ** 2 / (2 * sigma ** 2)
                - special.log_ndtr(-(math.log(low) - mu) / sigma))

    for family, values in (("exponential", second), ("lognormal", None)):
        if values is None:
            best = optimize.minimize(lambda p: -lognormal(p).sum(), [math.log(low), 0], method="Nelder-Mead",
                                     options={"xatol": 1e-9, "fatol": 1e-10, "maxiter": 20000, "maxfev": 20000})
            values = lognormal(best.x)
            if best.x[0] < -50 or abs((first - values).sum()) < 0.05:
                continue  # the log-normal runs into the power law: the ratio is of rounding
        r = first - values
        z = r.sum() / (math.sqrt(n) * r.std())
        refs.row(f"{name}: against {family}", {"x": x, "options": {"families": ["power-law", family]}},
                 numpy_("Vuong (1989), doi:10.2307/1912557, variance over n",
                        {"comparisons.0.first": "power-law", "comparisons.0.second": family,
                         "comparisons.0.statistic": z, "comparisons.0.p_value": math.erfc(abs(z) / math.sqrt(2))}),
                 digits=6 if family == "exponential" else 3,
                 note="poweRlaw divides the variance by n - 1, the powerlaw of PyPI by n")
refs.error("a negative value", {"x": [1, 2, -3, 4, 5], "options": {"families": ["lognormal"]}}, "domain-error",
           "x > 0")
refs.error("zero", {"x": [1, 2, 0, 4, 5], "options": {"families": ["weibull"]}}, "domain-error", "x > 0")
refs.error("all values equal", {"x": [3] * 12, "options": {"families": ["lognormal"]}}, "constant-input",
           "sigma is zero")
refs.error("one value", {"x": [3], "options": {"families": ["gamma"]}}, "too-few-observations", "n = 1")
refs.error("an unknown family", {"x": [1, 2, 3, 4], "options": {"families": ["cauchy"]}}, "bad-request",
           "six families")
refs.error("discrete with a broken value", {"x": [1, 2, 2.5, 4, 1, 1], "options": {
    "families": ["power-law"], "discrete": True}}, "domain-error", "whole numbers")
refs.write()

# --- concentration ---

refs = References("concentration")
for name, x, tops in [
    ("a hundred log-normal values", skewed(1, 100), None), ("two hundred Pareto values", pareto(2, 200, 2.2, 1), None),
    ("equal shares", [4] * 100, None), ("one has all", [0] * 99 + [7], None),
    ("zeros among them", [0, 0, 0] + skewed(3, 97), None), ("ties", tied(4, 100), None),
    ("ten values, tops of a tenth and a half", [1, 2, 3, 4, 5, 7, 9, 12, 20, 40], [0.1, 0.5]),
    ("values of 1e12", [v * 1e10 for v in skewed(5, 100, 0)], None),
    ("missing values are dropped", [None, None] + skewed(6, 100), None),
]:
    kept = sorted(mp(present(x)))
    n, total = len(kept), mpmath.fsum(kept)
    mean = total / n
    found = {"gini": mpmath.fsum([(2 * (i + 1) - n - 1) * v for i, v in enumerate(kept)]) / (n * total),
             "herfindahl": mpmath.fsum([(v / total) ** 2 for v in kept]),
             "theil": mpmath.fsum([v / mean * mpmath.log(v / mean) for v in kept if v]) / n}
    found = {f"{k}.estimate": v for k, v in found.items()}
    for i, share in enumerate(tops or [0.01, 0.1]):
        count_ = round(share * n)
        found |= {f"top.{i}.share": share, f"top.{i}.of_total.estimate": mpmath.fsum(kept[n - count_:]) / total}
    found |= {"n": n, "n_missing": len(x) - n}
    sources = [exact_("the definitions of the R package ineq, without corrections for n", found)]
    refs.row(name, {"x": x} | ({"options": {"tops": tops}} if tops else {}), *sources, digits=11,
             note="a zero adds nothing to Theil's index" if 0 in x else None)
refs.error("a negative value", {"x": [1, 2, -3, 4]}, "domain-error", "x >= 0")
refs.error("zeros alone", {"x": [0, 0, 0]}, "constant-input", "0/0")
refs.error("nothing", {"x": [None]}, "too-few-observations", "n = 0")
refs.error("a top share of two", {"x": [1, 2, 3], "options": {"tops": [2]}}, "bad-request", "0 to 1")
refs.write()
