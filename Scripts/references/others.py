"""adjust, permutation, bootstrap, nonlinear."""

import itertools

import numpy as np
from scipy.optimize import curve_fit
from statsmodels.stats.multitest import multipletests

from common import *

# --- adjust ---

refs = References("adjust")
NAMES = {"bonferroni": ("bonferroni", "bonferroni"), "holm": ("holm", "holm"),
         "hochberg": ("simes-hochberg", "hochberg"), "sidak": ("sidak", None),
         "bh": ("fdr_bh", "BH"), "by": ("fdr_by", "BY")}
generator = np.random.default_rng(1)
FAMILIES = {
    "nine values": [0.01, 0.04, 0.03, 0.2, 0.9, 0.005, 0.04, 0.5, 0.06],
    "ties, zero and one": [0.02, 0.02, 0, 1, 0.5, 0.02, 1],
    "one value": [0.03],
    "forty values": [round(float(v) ** 3, 6) for v in generator.random(40)],
    "tiny values": [1e-200, 1e-12, 3e-12, 1e-300, 0.5],
}
for correction, (python, r) in NAMES.items():
    for name, p in FAMILIES.items():
        sources = []
        if correction == "sidak":
            sources.append(exact_("1 - (1 - p)^m", {"adjusted": [
                -mpmath.expm1(len(p) * mpmath.log1p(-mpf(v))) if v < 1 else 1 for v in p]}))
        if correction != "sidak" or name != "tiny values":
            sources.append(statsmodels_(f'multipletests(p, method="{python}")',
                                        {"adjusted": list(multipletests(p, method=python)[1])}))
        if r:
            values = r_({"p": p}, f"p.adjust(p, '{r}')", ["p"] * 0 + [f"p{i}" for i in range(len(p))],
                        call=f"p.adjust(p, '{r}')")
            values.values = {"adjusted": list(values.values.values())}
            sources.append(values)
        refs.row(f"{correction}, {name}",
                 {"p_values": p, "options": {"correction": correction}}, *sources, digits=11)
p = [0.01, None, 0.04, 0.3]
kept = multipletests(present(p), method="holm")[1]
refs.row("holm is the default, and missing values do not count", {"p_values": p},
         statsmodels_('multipletests(method="holm") of the values present',
                      {"adjusted": [kept[0], None, kept[1], kept[2]], "n_missing": 1}))
refs.error("a value above 1", {"p_values": [0.1, 1.2]}, "domain-error", "p <= 1")
refs.error("no values", {"p_values": []}, "too-few-observations", "m = 0")
refs.error("an unknown correction", {"p_values": [0.1], "options": {"correction": "magic"}},
           "bad-request", "six names")
refs.write()

# --- permutation: exact where there are fewer arrangements than draws ---

refs = References("permutation")


def permutation(a, b, alternative="two-sided"):
    pooled = a + b
    observed = float(mp_mean(a) - mp_mean(b))
    origin = float(np.mean(pooled).round())
    pooled = [v - origin for v in pooled]
    total = hits = 0
    scale = 1e-12 * max(abs(v) for v in pooled)
    for chosen in itertools.combinations(range(len(pooled)), len(a)):
        s = sum(pooled[i] for i in chosen)
        d = s / len(a) - (sum(pooled) - s) / len(b)
        hits += {"two-sided": abs(d) >= abs(observed) - scale, "greater": d >= observed - scale,
                 "less": d <= observed + scale}[alternative]
        total += 1
    return numpy_("all arrangements of the pooled values",
                  {"statistic": observed, "estimate": observed, "p_value": hits / total,
                   "p_method": "exact"})


for name, a, b in [
    ("five and six values", normal(1, 5, 5), normal(2, 6, 6)),
    ("ties", tied(3, 5), tied(4, 6)), ("three and four values", [1.5, 2, 7], [3, 4.25, 9, 11]),
    ("disjoint", [1, 2, 3, 4], [11, 12, 13, 14]),
    ("an offset of 1e9", [1e9 + v for v in (1, 2, 5, 8)], [1e9 + v for v in (3, 4, 6, 9, 10)]),
]:
    refs.row(name, {"samples": [a, b]}, permutation(a, b))
a, b = normal(5, 6, 5), normal(6, 5, 5.5)
for alternative in ("less", "greater"):
    refs.row(f"alternative {alternative}",
             {"samples": [a, b], "options": {"alternative": alternative}},
             permutation(a, b, alternative))
a, b = [1, None, 3.5, 4], [2, 6, None, 7.25, 8]
refs.row("missing values are dropped and counted", {"samples": [a, b]},
         permutation(present(a), present(b)),
         numpy_("count", {"n": [3, 4], "n_missing": 2}))
a, b = normal(7, 9, 5), normal(8, 8, 5.8)
source = permutation(a, b)
source.values["p_value"], source.values["p_method"] = source.values["p_value"], "resampled"
refs.row("9,999 draws come near all arrangements", {"samples": [a, b]}, source, digits=12,
         at={"p_value": 1}, note="24,310 arrangements; the draws scatter by a few percent")
refs.error("all values equal", {"samples": [[1, 1], [1, 1]]}, "constant-input", "one arrangement")
refs.error("an empty sample", {"samples": [[1, 2], [None]]}, "too-few-observations", "n = 0")
refs.write()

# --- bootstrap: estimates exactly, ends of intervals by many more draws of another program ---

refs = References("bootstrap")
x = skewed(11, 60)
data = np.array(x)
draws = np.random.default_rng(2024).choice(data, (100_000, len(x)))
for statistic, function in (("mean", np.mean), ("median", np.median), ("sd", lambda v, axis=None:
                                                                      np.std(v, axis=axis, ddof=1))):
    estimate = float(function(data))
    low, high = np.quantile(function(draws, axis=1), [0.025, 0.975])
    for interval, ends in (("percentile", [low, high]),
                           ("basic", [2 * estimate - high, 2 * estimate - low])):
        options = {} if (statistic, interval) == ("mean", "percentile") else {
            "statistic": statistic, "interval": interval}
        refs.row(f"{statistic}, {interval}", {"x": x} | ({"options": options} if options else {}),
                 numpy_("quantiles of 100,000 resamples", {"estimate": estimate,
                                                           "estimate.ci": ends}),
                 digits=12, at={"estimate.ci": 0.9},
                 note="2,000 draws leave a few percent in the ends")
from scipy import stats
k = stats.bootstrap((data,), np.mean, n_resamples=50_000, method="BCa", rng=7)
refs.row("mean, bca", {"x": x, "options": {"interval": "bca"}},
         scipy_('bootstrap((x,), mean, method="BCa", n_resamples=50000)',
                {"estimate": data.mean(), "estimate.ci": [k.confidence_interval.low,
                                                          k.confidence_interval.high]}),
         digits=12, at={"estimate.ci": 0.9})
refs.error("bca of a median", {"x": x, "options": {"interval": "bca", "statistic": "median"}},
           "bad-request", "not consistent")
refs.error("no values", {"x": [None]}, "too-few-observations", "n = 0")
refs.write()

# --- nonlinear ---

refs = References("nonlinear")


def nonlinear(x, y, names, function, start, r_formula, paths=None):
    x, y = np.array(x, float), np.array(y, float)
    found, covariance = curve_fit(function, x, y, p0=start, ftol=1e-15, xtol=1e-15, gtol=1e-15,
                                  maxfev=20000)
    values = {}
    for i, name in enumerate(names):
        values |= {f"coefficients.{name}.estimate": found[i],
                   f"coefficients.{name}.std_error": np.sqrt(covariance[i, i])}
    python = scipy_("curve_fit(f, x, y, ftol=xtol=gtol=1e-15)", values)
    starts = ", ".join(f"{n}={float(s)!r}" for n, s in zip(names, start))
    in_r = r_({"x": x.tolist(), "y": y.tolist()},
              f"k <- nls(y ~ {r_formula}, start=list({starts}), "
              "control=nls.control(maxiter=500, tol=1e-7)); c(t(summary(k)$coefficients[,1:4]), "
              "summary(k)$sigma)",
              [f"coefficients.{n}.{what}" for n in names
               for what in ("estimate", "std_error", "statistic", "p_value")] + ["sigma"],
              call=f"nls(y ~ {r_formula}, start=list({starts}))")
    return python, in_r


x = [float(v) for v in range(1, 21)]
noise = normal(21, 20, 0, 0.1, 3)
growth = [round(2 * np.exp(0.15 * v) + e, 3) for v, e in zip(x, noise)]
refs.row("an expression: growth", {"y": growth, "x": {"x": x}, "options": {
    "model": "a * exp(b * x)", "start": {"a": 1, "b": 0.1}}},
    *nonlinear(x, growth, ["a", "b"], lambda x, a, b: a * np.exp(b * x), [1, 0.1], "a*exp(b*x)"),
    digits=6)
refs.row("the same from a start far away", {"y": growth, "x": {"x": x}, "options": {
    "model": "a * exp(b * x)", "start": {"a": 5, "b": 0.01}}},
    *nonlinear(x, growth, ["a", "b"], lambda x, a, b: a * np.exp(b * x), [1, 0.1], "a*exp(b*x)"),
    digits=6)
decay = [round(5 * np.exp(-0.3 * v) + 1 + e / 4, 3) for v, e in zip(x, noise)]
refs.row("an expression: decay to a level", {"y": decay, "x": {"t": x}, "options": {
    "model": "a * exp(-b * t) + c", "start": {"a": 4, "b": 0.2, "c": 0.5}}},
    *nonlinear(x, decay, ["a", "b", "c"], lambda x, a, b, c: a * np.exp(-b * x) + c,
               [4, 0.2, 0.5], "a*exp(-b*x)+c"), digits=6)
saturation = [round(8 * v / (3 + v) + e, 3) for v, e in zip(x, noise)]
refs.row("an expression: saturation", {"y": saturation, "x": {"x": x}, "options": {
    "model": "vmax * x / (k + x)", "start": {"vmax": 5, "k": 1}}},
    *nonlinear(x, saturation, ["vmax", "k"], lambda x, v, k: v * x / (k + x), [5, 1],
               "vmax*x/(k+x)"), digits=6)
for name, y, function, start, formula, names in [
    ("exponential", growth, lambda x, a, b: a * np.exp(b * x), [1, 0.1], "a*exp(b*x)", "ab"),
    ("power", [round(1.7 * v ** 1.3 + e, 3) for v, e in zip(x, noise)],
     lambda x, a, b: a * x ** b, [1, 1], "a*x^b", "ab"),
    ("logistic", [round(9 / (1 + np.exp(-0.6 * (v - 8))) + e / 3, 3) for v, e in zip(x, noise)],
     lambda x, a, b, c: a / (1 + np.exp(-b * (x - c))), [8, 0.5, 7], "a/(1+exp(-b*(x-c)))", "abc"),
]:
    refs.row(f"the model called {name}", {"y": y, "x": {"x": x}, "options": {"model": name}},
             *nonlinear(x, y, list(names), function, start, formula), digits=6)
gaps = list(growth)
gaps[3], gaps[11] = None, None
kept = [[a, b] for a, b in zip(x, gaps) if b is not None]
sources = nonlinear([a for a, _ in kept], [b for _, b in kept], ["a", "b"],
                    lambda x, a, b: a * np.exp(b * x), [1, 0.1], "a*exp(b*x)")
refs.row("incomplete rows are dropped and counted", {"y": gaps, "x": {"x": x}, "options": {
    "model": "exponential"}}, *sources, scipy_("count", {"n": 18, "n_missing": 2}), digits=6)
refs.error("a model without start", {"y": growth, "x": {"x": x}, "options": {
    "model": "a * exp(b * x)"}}, "bad-request", "start")
refs.error("an expression that does not parse", {"y": growth, "x": {"x": x}, "options": {
    "model": "a * exp(b * x", "start": {"a": 1, "b": 1}}}, "bad-request", "parenthesis")
refs.error("fewer rows than parameters", {"y": [1], "x": {"x": [2]}, "options": {
    "model": "a * exp(b * x)", "start": {"a": 1, "b": 1}}}, "too-few-observations", "n - p < 0")
refs.write()
