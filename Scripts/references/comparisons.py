"""games-howell, dunnett."""

import itertools

import numpy as np
from scipy import optimize, special, stats

from common import *

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)


def panels(edges):
    """Nodes and weights of Gauss and Legendre on the intervals between `edges`."""
    edges = np.asarray(edges, float)
    half = np.diff(edges) / 2
    return ((edges[:-1] + half)[:, None] + half[:, None] * NODES).ravel(), (
        half[:, None] * WEIGHTS).ravel()


def spread(df):
    """Nodes of s = sqrt(chi-square / df) and their probabilities, by panels of ln s."""
    low, high = np.log(stats.chi2.ppf(1e-18, df) / df) / 2, np.log(stats.chi2.isf(1e-18, df) / df) / 2
    x, w = panels(np.linspace(low, high, max(4, math.ceil((high - low) / 1.5)) + 1))
    density = (df / 2 * np.log(df) - special.gammaln(df / 2) - (df / 2 - 1) * np.log(2)
               + df * x - df * np.exp(2 * x) / 2)
    return np.exp(x), w * np.exp(density)


def range_upper(q, k, df):
    """P(studentised range > q), with the relative accuracy kept in the tail."""
    s, probability = spread(df)
    z, w = panels(np.linspace(-9, 12, 22))
    top = special.ndtr(z)
    below = special.ndtr(z[None, :] - q * s[:, None])
    inner = top ** (k - 1) * -np.expm1((k - 1) * np.log1p(-np.minimum(below / top, 1)))
    return float(probability @ (inner @ (w * np.exp(-z * z / 2))) * k / np.sqrt(2 * np.pi))


def range_quantile(p, k, df):
    start = math.sqrt(2) * stats.t.isf(p / (k * (k - 1)), df)
    return math.exp(optimize.newton(lambda x: math.log(range_upper(math.exp(x), k, df) / p),
                                    math.log(start), tol=1e-12))


def pairs(samples):
    return list(itertools.combinations(range(len(samples)), 2))


THREE = [normal(1, 10, 5, 1), normal(2, 12, 5.5, 2.5), normal(3, 9, 6.5, 1)]
FIVE = [normal(10 + i, 6 + 2 * i, 0.6 * i, 1 + 0.3 * i) for i in range(5)]
TIED = [tied(20, 15), tied(21, 12), [v + 1 for v in tied(22, 18)]]
SMALLEST = [[1.5, 2.5], [3.25, 5], [4, 9.5]]
UNEQUAL = [normal(33, 40, 2, 1), [1, 2.5, 2], normal(34, 6, 5, 3)]
TWO = [normal(35, 8, 1, 1), normal(36, 11, 2, 1)]
OFFSET = [[1e9 + v for v in (1, 2, 3, 4)], [1e9 + v for v in (2, 4, 5)],
          [1e9 + v for v in (5, 6, 8, 9)]]
NEGATIVE = [[-v for v in s] for s in FIVE[:3]]
GAPS = [[1, None, 3, 4.5], [2, 5, None, 7, 6], [None, 9, 8, 4]]
# Weights of dried plants under control and two treatments (Dobson 1983), R's `PlantGrowth`.
PLANTS = [[4.17, 5.58, 5.18, 6.11, 4.50, 4.61, 5.17, 4.53, 5.33, 5.14],
          [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
          [6.31, 5.12, 5.54, 5.50, 5.37, 5.29, 4.92, 6.15, 5.80, 5.26]]
# Counts of blood cells under control and two drugs (Dunnett 1955, doi:10.1080/01621459.1955.10501294).
BLOOD = [[7.40, 8.50, 7.20, 8.24, 9.84, 8.32], [9.76, 8.80, 7.68, 9.36],
         [12.80, 9.68, 12.16, 9.20, 10.55]]
CASES = [("three samples", THREE), ("five samples", FIVE), ("ties", TIED),
         ("sizes 40, 3 and 6", UNEQUAL), ("two samples", TWO), ("an offset of 1e9", OFFSET),
         ("negative values", NEGATIVE), ("two values in each", SMALLEST),
         ("growth of plants", PLANTS), ("counts of blood cells", BLOOD),
         ("missing values are dropped and counted", GAPS)]

# --- games-howell ---

refs = References("games-howell")


def welch(samples):
    for i, j in pairs(samples):
        a, b = (mp_variance(samples[g]) / len(samples[g]) for g in (i, j))
        yield (mp_mean(samples[i]) - mp_mean(samples[j]), mpmath.sqrt(a + b),
               (a + b) ** 2 / (a * a / (len(samples[i]) - 1) + b * b / (len(samples[j]) - 1)))


def games_howell(samples, level=0.95):
    found, k = {}, len(samples)
    for index, (difference, error, df) in enumerate(welch(samples)):
        t = difference / error
        half = range_quantile(1 - level, k, float(df)) / math.sqrt(2) * float(error)
        found |= {f"comparisons.{index}.estimate": difference,
                  f"comparisons.{index}.statistic": t, f"comparisons.{index}.df": df,
                  f"comparisons.{index}.p_adjusted":
                      range_upper(float(abs(t)) * math.sqrt(2), k, float(df)),
                  f"comparisons.{index}.ci": [float(difference) - half, float(difference) + half]}
    return exact_("Games and Howell (1976), doi:10.3102/10769986001002113; the studentised range by "
                  "Gauss-Legendre quadrature", found)


def by_scipy(samples, level=0.95):
    k = stats.tukey_hsd(*samples, equal_var=False)
    ci = k.confidence_interval(level)
    found = {}
    for index, (i, j) in enumerate(pairs(samples)):
        found |= {f"comparisons.{index}.estimate": k.statistic[i, j],
                  f"comparisons.{index}.p_adjusted": k.pvalue[i, j],
                  f"comparisons.{index}.ci": [ci.low[i, j], ci.high[i, j]]}
    return scipy_(f"tukey_hsd(*samples, equal_var=False), confidence_interval({level})", found)


def by_r(samples, level=0.95):
    paths = []
    for index in range(len(pairs(samples))):
        paths += [f"comparisons.{index}.p_adjusted", (f"comparisons.{index}.ci",)]
    return r_({"s": samples},
              "ij <- combn(length(s), 2); unlist(apply(ij, 2, function(g) { "
              "k <- t.test(s[[g[1]]], s[[g[2]]]); h <- k$stderr*qtukey("
              f"{level}, length(s), k$parameter)/sqrt(2); d <- k$estimate[1]-k$estimate[2]; "
              "c(ptukey(abs(k$statistic)*sqrt(2), length(s), k$parameter, lower.tail=FALSE), d-h, d+h)}))",
              paths, call="ptukey(abs(t.test(a, b)$statistic) * sqrt(2), k, df, lower.tail=FALSE)")


for name, samples in CASES:
    kept = [present(s) for s in samples]
    sources = [games_howell(kept)]
    if samples is not OFFSET:
        digits = 2 if samples is SMALLEST else 4 if min(map(len, kept)) < 4 else 6
        sources.append(by_scipy(kept).within(digits))
        if samples is not SMALLEST:  # R's ptukey needs two degrees of freedom
            sources.append(by_r(kept).within(digits))
    if samples is GAPS:
        sources.append(scipy_("count", {"n": [3, 4, 3], "n_missing": 3}))
    note = None
    if samples is SMALLEST:
        note = "R and SciPy lose digits of the studentised range near one degree of freedom"
    refs.row(name, {"samples": samples}, *sources, digits=8, note=note)
for level in (0.8, 0.99):
    refs.row(f"level {level}", {"samples": THREE, "options": {"level": level}},
             games_howell(THREE, level), by_scipy(THREE, level).within(6),
             by_r(THREE, level).within(6), digits=8)
refs.error("a constant sample", {"samples": [[1, 1, 1], [2, 3, 4], [1, 2, 3]]}, "constant-input",
           "no variance")
refs.error("one value in a sample", {"samples": [[1], [2, 3, 4], [1, 2, 3]]},
           "too-few-observations", "no variance")
refs.error("an empty sample", {"samples": [[1, 2], [None], [1, 2, 3]]}, "too-few-observations",
           "n = 0")
refs.error("one sample", {"samples": [[1, 2, 3]]}, "bad-request", "several samples")
refs.write()

# --- dunnett ---

refs = References("dunnett")


def dunnett_upper(t, loadings, df):
    """P(max |T| > t) of the multivariate t with correlations l_i l_j, by two quadratures."""
    s, probability = spread(df)
    z, w = panels(np.linspace(-9.5, 9.5, 20))
    w = w * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    outside = np.zeros((len(s), len(z)))
    for l in loadings:
        root = np.sqrt(1 - l * l)
        u = l * z[None, :] / root
        a = t * s[:, None] / root
        out = special.ndtr(u - a) + special.ndtr(-u - a)
        outside = outside + np.log1p(-np.minimum(out, 1 - 1e-16))
    return float(probability @ (-np.expm1(outside) @ w))


def dunnett(samples, level=0.95):
    n = [len(s) for s in samples]
    df = sum(n) - len(n)
    variance = mpmath.fsum([mp_squares(s) for s in samples]) / df
    loadings = [math.sqrt(m / (m + n[0])) for m in n[1:]]
    critical = optimize.newton(lambda t: math.log(dunnett_upper(t, loadings, df) / (1 - level)),
                               stats.t.isf((1 - level) / (2 * len(loadings)), df), tol=1e-12)
    found, claims = {}, {}
    for index in range(len(samples) - 1):
        difference = mp_mean(samples[index + 1]) - mp_mean(samples[0])
        error = mpmath.sqrt(variance * (mpf(1) / n[0] + mpf(1) / n[index + 1]))
        half = critical * float(error)
        p = dunnett_upper(float(abs(difference / error)), loadings, df)
        at = f"comparisons.{index}"
        found |= {f"{at}.estimate": difference, f"{at}.std_error": error,
                  f"{at}.statistic": difference / error, f"{at}.df": df,
                  f"{at}.p_adjusted": p,
                  f"{at}.ci": [float(difference) - half, float(difference) + half]}
        # The method promises p to 1e-6.
        claims |= {f"{at}.p_adjusted": max(1, min(6, math.floor(6 + math.log10(p)))),
                   f"{at}.ci": 6}
    return exact_("Dunnett (1955), doi:10.1080/01621459.1955.10501294; the multivariate t by two "
                  "Gauss-Legendre quadratures", found), claims


def dunnett_r(samples, level=0.95):
    paths = []
    for index in range(len(samples) - 1):
        at = f"comparisons.{index}"
        paths += [f"{at}.estimate", f"{at}.std_error", f"{at}.statistic", f"{at}.p_adjusted",
                  (f"{at}.ci",)]
    return r_({"s": samples},
              "g <- factor(rep(seq_along(s), lengths(s))); v <- unlist(s); set.seed(1); "
              "k <- multcomp::glht(lm(v ~ g), linfct=multcomp::mcp(g='Dunnett')); "
              "a <- mvtnorm::GenzBretz(maxpts=1e5, abseps=1e-5, releps=0); "
              "m <- summary(k, test=multcomp::adjusted('single-step', maxpts=1e5, abseps=1e-5, releps=0))$test; "
              f"i <- confint(k, level={level}, maxpts=1e5, abseps=1e-5, releps=0)$confint; "
              "t(cbind(m$coefficients, m$sigma, m$tstat, m$pvalues, i[, 2:3]))", paths,
              call="summary(glht(lm(v ~ g), linfct=mcp(g=\"Dunnett\")), abseps=1e-5)",
              package="multcomp")


for name, samples in CASES + [("nine treatments", [normal(50 + i, 8, 0.15 * i, 1) for i in range(10)]),
                              ("a p-value of 1e-9 beside one of 0.5",
                               [normal(70, 12, 0, 1), normal(71, 12, 4, 1), normal(72, 12, 0.3, 1)])]:
    kept = [present(s) for s in samples]
    exact, claims = dunnett(kept)
    sources = [exact]
    if samples is not OFFSET:
        monte_carlo = dunnett_r(kept).within(3)
        for index in range(len(kept) - 1):
            at = f"comparisons.{index}.p_adjusted"
            if exact.values[at] < 0.01:  # 1e-6 is not three digits of these
                del monte_carlo.values[at]
        sources.append(monte_carlo)
        k = stats.dunnett(*kept[1:], control=kept[0], rng=np.random.default_rng(1))
        sources.append(scipy_("dunnett(*samples, control=control, rng=default_rng(1))", {
            f"comparisons.{i}.p_adjusted": p for i, p in enumerate(k.pvalue) if p > 0.01}).within(2))
    if samples is GAPS:
        sources.append(scipy_("count", {"n": [3, 4, 3], "n_missing": 3}))
    refs.row(name, {"samples": samples}, *[s for s in sources if s.values], digits=9, at=claims,
             note="SciPy and multcomp integrate by Monte Carlo" if samples is THREE else None)
for level in (0.8, 0.99):
    exact, claims = dunnett(THREE, level)
    refs.row(f"level {level}", {"samples": THREE, "options": {"level": level}}, exact,
             dunnett_r(THREE, level).within(2), digits=9, at=claims)
refs.row("a constant sample beside others",
         {"samples": [[1, 1, 1], [2, 3, 4], [1, 2, 3.5]]}, dunnett([[1, 1, 1], [2, 3, 4], [1, 2, 3.5]])[0],
         digits=5)
refs.error("no spread within any sample", {"samples": [[1, 1], [2, 2], [3, 3]]}, "constant-input",
           "no variance")
refs.error("an empty sample", {"samples": [[1, 2], [None], [1, 2, 3]]}, "too-few-observations",
           "n = 0")
refs.error("the control alone", {"samples": [[1, 2, 3]]}, "bad-request", "a treatment")
refs.write()
