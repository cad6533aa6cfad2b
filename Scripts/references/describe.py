"""describe."""

import numpy as np
from scipy import stats

from common import *

refs = References("describe")


def lag1(values):
    mean = mp_mean(values)
    deviations = [v - mean for v in mp(values)]
    return mpmath.fsum([a * b for a, b in zip(deviations, deviations[1:])]) / mp_squares(values)


def exact(values):
    n = len(values)
    mean, squares = mp_mean(values), mp_squares(values)
    moment = lambda k: mpmath.fsum([(v - mean) ** k for v in mp(values)]) / n
    sd = mpmath.sqrt(squares / (n - 1))
    found = {
        "n": n, "mean": mean, "sd": sd, "variance": squares / (n - 1),
        "min": min(values), "max": max(values),
        "skewness": moment(3) / moment(2) ** mpf(1.5), "kurtosis": moment(4) / moment(2) ** 2 - 3,
        "lag1_autocorrelation": lag1(values),
    }
    if min(values) > 0:
        found["geometric_mean"] = mpmath.exp(mpmath.fsum([mpmath.log(v) for v in mp(values)]) / n)
    return exact_("moments from their definitions", found)


def library(values):
    x = np.array(values, float)
    found = {
        "mean": x.mean(), "sd": x.std(ddof=1), "variance": x.var(ddof=1),
        "q1": np.quantile(x, 0.25), "median": np.median(x), "q3": np.quantile(x, 0.75),
        "skewness": stats.skew(x), "kurtosis": stats.kurtosis(x),
        "mad": stats.median_abs_deviation(x),
    }
    if x.min() > 0:
        found["geometric_mean"] = stats.gmean(x)
    return scipy_("numpy mean, std(ddof=1), quantile; scipy.stats skew, kurtosis, "
                  "median_abs_deviation, gmean", found)


def in_r(values):
    return r_({"x": values},
              "c(mean(x), sd(x), var(x), quantile(x, c(.25,.5,.75), type=7), mad(x, constant=1),"
              " acf(x, lag.max=1, plot=FALSE)$acf[2], t.test(x)$conf.int)",
              ["mean", "sd", "variance", "q1", "median", "q3", "mad", "lag1_autocorrelation",
               ("mean_ci",)])


for name, values, digits in [
    ("twenty positive values", [abs(v) + 0.5 for v in normal(1, 20, 5, 2)], 13),
    ("thirty skewed values", skewed(2, 30), 13),
    ("forty tied values", tied(3, 40), 13),
    ("heavy tails", heavy(4, 35), 12),
    ("two values", [3, 4.5], 13),
]:
    if len(values) > 2:
        refs.row(name, {"x": values}, exact(values), library(values), in_r(values), digits=digits,
                 at={"mean": 12, "skewness": 11, "kurtosis": 11, "lag1_autocorrelation": 11})
    else:
        refs.row(name, {"x": values}, exact(values), in_r(values), digits=digits)

for name, values in [
    ("NIST's NumAcc3 as doubles", [1000000.2] + [1000000.1, 1000000.3] * 100),
    ("NIST's NumAcc4 as doubles", [10000000.2] + [10000000.1, 10000000.3] * 100),
    ("an offset of 1e9 keeps the spread of 1, 2, 3", [1e9 + 1, 1e9 + 2, 1e9 + 3]),
    ("an offset of 1e9 under thirty whole values", [1e9 + v for v in tied(5, 30, 9)]),
    ("an offset of 1e12 with tenths", [1e12 + 0.1 * v for v in tied(6, 25, 9)]),
    ("tiny values", [v * 1e-140 for v in (1, 2, 4, 8, 16)]),
    ("huge values", [v * 1e150 for v in (1, 2, 4, 8, 16)]),
]:
    source = exact(values)
    if name.startswith("NIST"):
        # Symmetric but for the rounding of the data: a skewness of 1e-12 has no digits.
        del source.values["skewness"]
    refs.row(name, {"x": values}, source, digits=13,
             note="the doubles of the request taken as exact numbers")

values = skewed(7, 23)
for kind in range(1, 10):
    numpy_name = ["inverted_cdf", "averaged_inverted_cdf", "closest_observation",
                  "interpolated_inverted_cdf", "hazen", "weibull", "linear", "median_unbiased",
                  "normal_unbiased"][kind - 1]
    q = np.quantile(values, [0.25, 0.75], method=numpy_name)
    refs.row(f"quantiles of type {kind}", {"x": values, "options": {"quantile_type": kind}},
             r_({"x": values}, f"quantile(x, c(.25,.75), type={kind})", ["q1", "q3"]),
             numpy_(f'quantile(x, [.25, .75], method="{numpy_name}")', {"q1": q[0], "q3": q[1]}),
             digits=13)

with_missing = [None if i in (0, 5, 11) else v for i, v in enumerate(values)]
kept = present(with_missing)
refs.row("missing values are dropped and counted", {"x": with_missing}, exact(kept), library(kept),
         scipy_("count", {"n_missing": 3}), at={"skewness": 11, "kurtosis": 11})

# The median's interval of order statistics: the exact binomial ranks.
for n, level in ((20, 0.95), (47, 0.95), (60, 0.99)):
    values = skewed(10 + n, n)
    tail = (1 - level) / 2
    low = max(k for k in range(n) if stats.binom.cdf(k, n, 0.5) <= tail)
    ordered = sorted(values)
    refs.row(f"interval for the median of {n} values at {level}",
             {"x": values, "options": {"level": level}},
             scipy_("ranks by binom.cdf(k, n, 0.5) <= (1 - level) / 2",
                    {"median_ci": [ordered[low], ordered[n - 1 - low]]}))

x = skewed(22, 60)
ordered = np.array(x)
probabilities = [0.1, 0.25, 0.5, 0.9]
found = {f"quantiles.{p}.ci": list(stats.quantile_test(ordered, p=p).confidence_interval(0.95))
         for p in probabilities}
refs.row("quantiles with their exact binomial intervals",
         {"x": x, "options": {"quantiles": probabilities}},
         scipy_("quantile_test(x, p=p).confidence_interval(0.95)", found),
         r_({"x": x}, "s <- sort(x); unlist(lapply(c(" + ",".join(map(repr, probabilities))
            + "), function(p) c(quantile(x, p), s[qbinom(0.025, 60, p)], "
            "s[qbinom(0.975, 60, p) + 1])))",
            [path for p in probabilities
             for path in (f"quantiles.{p}.value", (f"quantiles.{p}.ci",))],
            call="quantile(x, p), sort(x)[c(qbinom(0.025, n, p), qbinom(0.975, n, p) + 1)]"))
refs.row("an interval that no two values reach", {"x": x[:12], "options": {"quantiles": [0.05]}},
         scipy_("binom.cdf(0, 12, 0.05) = 0.54 > 0.025",
                {"quantiles.0.05.ci": None}))
refs.error("a quantile of zero", {"x": x, "options": {"quantiles": [0]}}, "bad-request", "0 < p < 1")

weights = tied(20, 15, 4)
values = skewed(21, 15)
repeated = [v for v, w in zip(values, weights) for _ in range(w)]
refs.row("weights give the mean and the median of repeated values",
         {"x": values, "weights": weights},
         numpy_("mean(repeat(x, w)), quantile(repeat(x, w), method='averaged_inverted_cdf')",
                {"mean": np.mean(repeated),
                 "median": np.quantile(repeated, 0.5, method="averaged_inverted_cdf"),
                 "q1": np.quantile(repeated, 0.25, method="averaged_inverted_cdf"),
                 "q3": np.quantile(repeated, 0.75, method="averaged_inverted_cdf")}))
w = mp(weights)
mean = mpmath.fsum([a * b for a, b in zip(w, mp(values))]) / sum(w)
refs.row("the variance under weights of reliability", {"x": values, "weights": weights},
         exact_("sum w (x - m)^2 / (sum w - sum w^2 / sum w)",
                {"variance": mpmath.fsum([a * (b - mean) ** 2 for a, b in zip(w, mp(values))])
                 / (sum(w) - sum(a * a for a in w) / sum(w))}),
         r_({"x": values, "w": weights},
            "cov.wt(cbind(x), w / sum(w), method='unbiased')$cov", ["variance"]))

refs.row("a constant column has spread zero", {"x": [2.5] * 6},
         numpy_("mean, std(ddof=1), median",
                {"mean": 2.5, "sd": 0, "variance": 0, "median": 2.5, "mad": 0, "skewness": None,
                 "kurtosis": None, "lag1_autocorrelation": None}),
         note="skewness, kurtosis and autocorrelation are 0/0")
refs.row("one value", {"x": [4]},
         numpy_("mean, median", {"n": 1, "mean": 4, "median": 4, "sd": None, "variance": None}),
         note="no spread with one value")
refs.row("no geometric mean with a zero", {"x": [0, 1, 2, 5]},
         numpy_("mean", {"mean": 2, "geometric_mean": None}),
         note="SciPy gives 0; the mean of logarithms does not exist")
refs.error("an empty sample", {"x": []}, "too-few-observations", "n = 0")
refs.error("only missing values", {"x": [None, None]}, "too-few-observations", "n = 0")
refs.error("a quantile type that does not exist", {"x": [1, 2], "options": {"quantile_type": 10}},
           "bad-request", "types 1 to 9")
refs.write()
