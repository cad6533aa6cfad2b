"""shapiro-wilk, anderson-darling, jarque-bera, dagostino, runs."""

import numpy as np
from scipy import stats
from statsmodels.sandbox.stats.runs import runstest_1samp
from statsmodels.stats.diagnostic import normal_ad

from common import *

SAMPLES = [
    ("twenty normal values", normal(1, 20, 5, 2)), ("fifty skewed values", skewed(2, 50)),
    ("ties", tied(3, 40)), ("heavy tails", heavy(4, 30)), ("two hundred normal values",
                                                          normal(5, 200)),
    ("twelve values", normal(6, 12, 0, 1, 3)),
]
OFFSET = [1e9 + v for v in (1, 2, 2, 3, 4, 5, 5, 6, 7, 9, 11, 12)]
PLAIN = [v - 1e9 for v in OFFSET]
GAPS = [3.5, None, 2, 5, 9, 1.5, 4, None, 4.5, 7, 2.5, 3, 6]

# --- shapiro-wilk ---

refs = References("shapiro-wilk")


def shapiro(x):
    k = stats.shapiro(x)
    return scipy_("shapiro(x)", {"statistic": k.statistic, "p_value": k.pvalue})


def r_shapiro(x):
    return r_({"x": x}, "k <- shapiro.test(x); c(k$statistic, k$p.value)",
              ["statistic", "p_value"])


for name, x in SAMPLES + [("three values", [1, 2.5, 7]), ("four values", [1, 2.5, 3, 7]),
                          ("five values", [1, 2.5, 3, 7, 8]), ("six values", [1, 2.5, 3, 7, 8, 20]),
                          ("eleven values", normal(7, 11)), ("uniform values", list(range(30)))]:
    small = stats.shapiro(x).pvalue < 1e-4
    refs.row(name, {"x": x}, r_shapiro(x), shapiro(x), digits=6.5,
             at={"p_value": 4 if small else 5},
             note="Royston's weights are given to six places, so that implementations differ at "
                  "1e-7 of W")
refs.row("an offset of 1e9", {"x": OFFSET}, r_shapiro(PLAIN), digits=6.5, at={"p_value": 5},
         note="expected without the offset")
refs.row("missing values are dropped and counted", {"x": GAPS}, r_shapiro(present(GAPS)),
         scipy_("count", {"n": 11, "n_missing": 2}), digits=6.5, at={"p_value": 5})
refs.error("a constant sample", {"x": [1, 1, 1, 1]}, "constant-input", "0/0")
refs.error("two values", {"x": [1, 2]}, "too-few-observations", "n >= 3")
refs.write()

# --- anderson-darling ---

refs = References("anderson-darling")


def anderson(x):
    n = len(x)
    mean, sd = mp_mean(x), mpmath.sqrt(mp_variance(x))
    z = sorted([(v - mean) / sd for v in mp(x)])
    a = -n - mpmath.fsum([(2 * i + 1) * (mpmath.log(normal_upper(-z[i]))
                                         + mpmath.log(normal_upper(z[n - 1 - i])))
                          for i in range(n)]) / n
    s = a * (1 + mpf("0.75") / n + mpf("2.25") / n ** 2)
    if s < 0.2:
        p = 1 - mpmath.exp(mpf("-13.436") + mpf("101.14") * s - mpf("223.73") * s * s)
    elif s < 0.34:
        p = 1 - mpmath.exp(mpf("-8.318") + mpf("42.796") * s - mpf("59.938") * s * s)
    elif s < 0.6:
        p = mpmath.exp(mpf("0.9177") - mpf("4.279") * s - mpf("1.38") * s * s)
    else:
        p = mpmath.exp(mpf("1.2937") - mpf("5.709") * s + mpf("0.0186") * s * s)
    return exact_("A^2 from its definition; p of D'Agostino and Stephens (1986), table 4.9",
                  {"statistic": a, "p_value": p})


for name, x in SAMPLES:
    k = normal_ad(np.array(x, float))
    n = len(x)
    scaled = k[0] * (1 + 0.75 / n + 2.25 / n ** 2)
    sources = [anderson(x),
               scipy_('anderson(x, "norm").statistic',
                      {"statistic": stats.anderson(np.array(x, float), "norm",
                                                   method="interpolate").statistic})]
    if scaled < 10:
        sources.append(statsmodels_("normal_ad(x)", {"statistic": k[0], "p_value": k[1]}))
        if R.text("cat(requireNamespace('nortest', quietly=TRUE))") == "TRUE":
            sources.append(r_({"x": x}, "k <- nortest::ad.test(x); c(k$statistic, k$p.value)",
                              ["statistic", "p_value"], package="nortest"))
    refs.row(name, {"x": x}, *sources, digits=10)
refs.row("an offset of 1e9", {"x": OFFSET}, anderson(PLAIN), digits=10,
         note="expected without the offset")
refs.row("missing values are dropped and counted", {"x": GAPS}, anderson(present(GAPS)),
         scipy_("count", {"n": 11, "n_missing": 2}))
refs.error("a constant sample", {"x": [1] * 9}, "constant-input", "0/0")
refs.error("one value", {"x": [1]}, "too-few-observations", "no variance")
refs.write()

# --- jarque-bera, dagostino ---

for method, function in (("jarque-bera", stats.jarque_bera), ("dagostino", stats.normaltest)):
    refs = References(method)

    def exact(x):
        n, mean = len(x), mp_mean(x)
        m = lambda k: mpmath.fsum([(v - mean) ** k for v in mp(x)]) / n
        skew, kurtosis = m(3) / m(2) ** mpf(1.5), m(4) / m(2) ** 2
        if method == "jarque-bera":
            s = mpf(n) / 6 * (skew ** 2 + (kurtosis - 3) ** 2 / 4)
            return exact_("n / 6 (g1^2 + g2^2 / 4)",
                          {"statistic": s, "p_value": chi_upper(s, 2)})
        y = skew * mpmath.sqrt(mpf((n + 1) * (n + 3)) / (6 * (n - 2)))
        b = mpf(3 * (n * n + 27 * n - 70) * (n + 1) * (n + 3)) / (
            (n - 2) * (n + 5) * (n + 7) * (n + 9))
        w = -1 + mpmath.sqrt(2 * (b - 1))
        z1 = mpmath.asinh(y / mpmath.sqrt(2 / (w - 1))) / mpmath.sqrt(mpmath.log(w) / 2)
        e = mpf(3 * (n - 1)) / (n + 1)
        var = mpf(24 * n * (n - 2) * (n - 3)) / ((n + 1) ** 2 * (n + 3) * (n + 5))
        x4 = (kurtosis - e) / mpmath.sqrt(var)
        root = mpf(6 * (n * n - 5 * n + 2)) / ((n + 7) * (n + 9)) * mpmath.sqrt(
            mpf(6 * (n + 3) * (n + 5)) / (n * (n - 2) * (n - 3)))
        a = 6 + 8 / root * (2 / root + mpmath.sqrt(1 + 4 / root ** 2))
        inner = (1 - 2 / a) / (1 + x4 * mpmath.sqrt(2 / (a - 4)))
        z2 = (1 - 2 / (9 * a) - mpmath.sign(inner) * mpmath.cbrt(abs(inner))) / mpmath.sqrt(
            2 / (9 * a))
        s = z1 ** 2 + z2 ** 2
        return exact_("D'Agostino (1970), doi:10.1093/biomet/57.3.679; Anscombe and Glynn (1983), "
                      "doi:10.1093/biomet/70.1.227", {"statistic": s, "p_value": chi_upper(s, 2)})

    name = "jarque_bera" if method == "jarque-bera" else "normaltest"
    for label, x in SAMPLES + [("eight values", [1, 2.5, 3, 7, 8, 8.5, 4, 3.25])]:
        k = function(np.array(x, float))
        refs.row(label, {"x": x}, exact(x),
                 scipy_(f"{name}(x)", {"statistic": k.statistic, "p_value": k.pvalue}), digits=10)
    refs.row("an offset of 1e9", {"x": OFFSET}, exact(OFFSET), digits=10)
    refs.row("missing values are dropped and counted", {"x": GAPS}, exact(present(GAPS)),
             scipy_("count", {"n": 11, "n_missing": 2}))
    x = [0.001 * v for v in range(400)] + [900]
    refs.row("one outlier among four hundred", {"x": x}, exact(x), digits=9)
    refs.error("a constant sample", {"x": [1] * 10}, "constant-input", "0/0")
    if method == "dagostino":
        refs.error("seven values", {"x": [1, 2, 3, 5, 6, 8, 9]}, "too-few-observations",
                   "the skewness test needs 8 values")
    refs.error("one value", {"x": [1]}, "too-few-observations", "no variance")
    refs.write()

# --- runs ---

refs = References("runs")


def runs(x, correction):
    z, p = runstest_1samp(np.array(x, float), cutoff="median", correction=correction)
    return statsmodels_(f'runstest_1samp(x, cutoff="median", correction={correction})',
                        {"statistic": z, "p_value": p})


for name, x in [
    ("thirty values are corrected for continuity", normal(11, 30)),
    ("forty-nine values are corrected", normal(12, 49)),
    ("fifty-one values are not corrected", normal(13, 51)), ("ties at the median", tied(14, 40)),
    ("a rising series", list(range(60))), ("an alternating series", [i % 2 for i in range(60)]),
    ("an offset of 1e9", [1e9 + v for v in tied(15, 25, 9)]),
]:
    refs.row(name, {"x": x}, runs(x, True), digits=11)
x = normal(16, 30)
refs.row("without correction", {"x": x, "options": {"continuity": False}}, runs(x, False),
         digits=11)
x = [1, None, 5, 2, 7, 3, None, 9, 4, 8]
refs.row("missing values are dropped and counted", {"x": x}, runs(present(x), True),
         scipy_("count", {"n": 8, "n_missing": 2}))
refs.error("a constant series", {"x": [2, 2, 2]}, "constant-input", "nothing below the median")
refs.error("one value", {"x": [2]}, "too-few-observations", "no runs")
refs.write()
