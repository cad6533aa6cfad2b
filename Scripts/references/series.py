"""acf, ljung-box, adf, kpss, HAC covariances of ols, interrupted-series, seasonal-mann-kendall, pettitt,
change-points, stl."""

import itertools
import warnings

import numpy as np
import pyhomogeneity
import pymannkendall
import ruptures
from statsmodels.tsa import stattools

from common import *

warnings.simplefilter("ignore")  # that kpss left its table is what a row is about
R.start()
R.run("suppressPackageStartupMessages({library(sandwich); library(tseries); library(strucchange)})")


def walk(seed, n, digits=2):
    """A random walk."""
    return [round(float(v), digits) for v in np.cumsum(np.random.default_rng(seed).normal(size=n))]


def autoregressive(seed, n, phi=0.6, mean=0.0, digits=2):
    g, out, last = np.random.default_rng(seed), [], 0.0
    for _ in range(n):
        last = phi * last + float(g.normal())
        out.append(round(mean + last, digits))
    return out


def monthly(seed, n, period=12, slope=0.05, digits=2):
    g = np.random.default_rng(seed)
    return [round(10 + slope * i + 2 * math.sin(2 * math.pi * i / period) + float(g.normal(0, 0.6)), digits)
            for i in range(n)]


def of_r(name, digits=6):
    return [round(v, digits) for v in R.numbers(f"as.numeric({name})")]


NILE, LYNX, AIR = of_r("Nile"), of_r("lynx"), of_r("AirPassengers")
WALK, NOISE, AR, SHORT = walk(1, 120), normal(2, 80), autoregressive(3, 100), normal(4, 12)
FAR = [round(1e6 + v, 2) for v in AR]
STEPS = tied(5, 60, 4)
SERIES = [("flow of the Nile", NILE), ("trapped lynx", LYNX), ("a random walk", WALK), ("noise", NOISE),
          ("an autoregression", AR), ("twelve values", SHORT), ("an offset of 1e6", FAR),
          ("four levels", STEPS)]

# --- acf ---

refs = References("acf")


def correlations(x, lags):
    """Biased autocorrelations, and partial ones after Durbin and Levinson, in 60 digits."""
    n, mean = len(x), mp_mean(x)
    d = [v - mean for v in mp(x)]
    base = mpmath.fsum([v * v for v in d])
    r = [mpmath.fsum([d[t] * d[t + k] for t in range(n - k)]) / base for k in range(lags + 1)]
    partial, phi = [r[1]], [r[1]]
    for k in range(2, lags + 1):
        top = r[k] - mpmath.fsum([phi[j] * r[k - 1 - j] for j in range(k - 1)])
        last = top / (1 - mpmath.fsum([phi[j] * r[j + 1] for j in range(k - 1)]))
        phi = [phi[j] - last * phi[k - 2 - j] for j in range(k - 1)] + [last]
        partial.append(last)
    return r[1:], partial


for name, x in SERIES:
    for lags in (None, 5) if x is NILE else (None,):
        count_ = lags or min(len(x) - 1, math.floor(10 * math.log10(len(x))))
        r, partial = correlations(x, count_)
        band = mpmath.sqrt(2) * mpmath.erfinv(mpf(95) / 100) / mpmath.sqrt(len(x))
        found = {"band": band}
        for k in range(count_):
            found |= {f"lags.{k}.lag": k + 1, f"lags.{k}.acf": r[k], f"lags.{k}.pacf": partial[k]}
        paths = [f"lags.{k}.{w}" for w in ("acf", "pacf") for k in range(count_)]
        refs.row(name + (f", {lags} lags" if lags else ""),
                 {"x": x} | ({"options": {"lags": lags}} if lags else {}),
                 exact_("the biased autocovariance; Durbin and Levinson", found),
                 r_({"x": x}, f"c(acf(x, {count_}, plot=FALSE)$acf[-1], pacf(x, {count_}, plot=FALSE)$acf)",
                    paths, call="acf(x)$acf, pacf(x)$acf").within(6 if x is FAR else 8),
                 digits=8 if x is FAR else 10)
refs.error("all values equal", {"x": [3] * 20}, "constant-input", "0/0")
refs.error("a missing value", {"x": [1, 2, None, 4, 3, 6]}, "bad-request", "a series has no gaps")
refs.error("one value", {"x": [1]}, "too-few-observations", "n = 1")
refs.error("no lags", {"x": NOISE, "options": {"lags": 0}}, "bad-request", "lags >= 1")
refs.write()

# --- ljung-box ---

refs = References("ljung-box")
for name, x in SERIES:
    for lags in (None, 1, 8):
        if lags and x not in (NILE, AR):
            continue
        used = lags or min(10, len(x) // 5)
        r, n = correlations(x, used)[0], len(x)
        q = n * (n + 2) * mpmath.fsum([v * v / (n - k - 1) for k, v in enumerate(r)])
        refs.row(name + (f", {lags} lags" if lags else ""),
                 {"x": x} | ({"options": {"lags": lags}} if lags else {}),
                 exact_("Ljung and Box (1978), doi:10.1093/biomet/65.2.297",
                        {"statistic": q, "df": used, "p_value": chi_upper(q, used), "lags": used}),
                 r_({"x": x}, f"k <- Box.test(x, {used}, 'Ljung')$statistic; "
                    f"c(k, pchisq(k, {used}, lower.tail=FALSE))",
                    ["statistic", "p_value"], call=f"Box.test(x, {used}, \"Ljung\")").within(6),
                 digits=9)
refs.error("all values equal", {"x": [3] * 20}, "constant-input", "0/0")
refs.error("a missing value", {"x": [1, 2, None, 4, 3, 6, 5, 4, 7, 8]}, "bad-request", "a series has no gaps")
refs.error("more lags than values", {"x": SHORT, "options": {"lags": 12}}, "bad-request", "lags < n")
refs.write()

# --- adf, kpss ---

refs = References("adf")
for name, x in SERIES[:7]:
    for lags in (None, 0, 3):
        if lags is not None and x not in (NILE, WALK):
            continue
        v = np.array(x, float) - (1e6 if x is FAR else 0)
        k = stattools.adfuller(v, regression="c", **({"autolag": "AIC"} if lags is None else
                                                    {"maxlag": lags, "autolag": None}))
        used = k[2]
        sources = [statsmodels_(
            'adfuller(x, regression="c", autolag="AIC")' if lags is None else
            f'adfuller(x, maxlag={lags}, autolag=None)',
            {"statistic": k[0], "p_value": k[1], "lags": used})]
        steps = np.diff(v)
        target = steps[used:]
        design = np.column_stack([v[used:-1], *[steps[used - j:-j] for j in range(1, used + 1)],
                                  np.ones(len(target))])
        # The same regression by R.
        sources.append(r_({"y": list(target), "X": [list(c) for c in design.T]},
                          "summary(lm(y ~ do.call(cbind, X) - 1))$coefficients[1, 3]", ["statistic"],
                          call="lm of the differences on the level, lagged differences and 1: the t of the level"
                          ).within(7))
        refs.row(name + (f", {lags} lags" if lags is not None else ""),
                 {"x": x} | ({"options": {"lags": lags}} if lags is not None else {}), *sources,
                 digits=5 if x is FAR else 8,
                 note="asked of the series without the offset" if x is FAR else None)
refs.error("all values equal", {"x": [3] * 30}, "constant-input", "0/0")
refs.error("three values", {"x": [3, 1, 2]}, "too-few-observations", "n = 3")
refs.error("a missing value", {"x": [1, 2, None, 4, 3, 6, 5, 4, 7, 8]}, "bad-request", "a series has no gaps")
refs.write()

refs = References("kpss")
TABLE = ([0.347, 0.463, 0.574, 0.739], [0.10, 0.05, 0.025, 0.01])


def kpss(x, lags):
    n = len(x)
    mean = mp_mean(x)
    d = [v - mean for v in mp(x)]
    partial = mpmath.fsum([s * s for s in itertools.accumulate(d)])
    variance = mpmath.fsum([v * v for v in d])
    for k in range(1, lags + 1):
        variance += 2 * (1 - mpf(k) / (lags + 1)) * mpmath.fsum([d[t] * d[t - k] for t in range(k, n)])
    statistic = partial / (mpf(n) * n) / (variance / n)
    p = float(np.interp(float(statistic), *TABLE))
    return exact_("Kwiatkowski, Phillips, Schmidt and Shin (1992), doi:10.1016/0304-4076(92)90104-Y; p "
                  "between the values of their table", {"statistic": statistic, "p_value": p, "lags": lags})


for name, x in SERIES:
    v = np.array(x, float) - (1e6 if x is FAR else 0)
    for lags in (None, 0, 4):
        if lags is not None and x not in (NILE, WALK, SHORT):
            continue
        k = stattools.kpss(v, regression="c", nlags="auto" if lags is None else lags)
        refs.row(name + (f", {lags} lags" if lags is not None else ""),
                 {"x": x} | ({"options": {"lags": lags}} if lags is not None else {}),
                 kpss(x, k[2]),
                 statsmodels_(f'kpss(x, regression="c", nlags={"auto" if lags is None else lags!r})'
                              .replace("nlags=auto", 'nlags="auto"'),
                              {"statistic": k[0], "p_value": k[1], "lags": k[2]}).within(7), digits=9)
    if x in (NILE, AR):
        short = int(4 * (len(x) / 100) ** 0.25)
        refs.row(f"{name}, the lags of tseries", {"x": x, "options": {"lags": short}}, kpss(x, short),
                 r_({"x": x}, "k <- kpss.test(x); c(k$statistic, k$p.value, k$parameter)",
                    ["statistic", "p_value", "lags"], call="kpss.test(x)", package="tseries").within(7),
                 digits=9)
refs.error("all values equal", {"x": [3] * 30}, "constant-input", "0/0")
refs.error("a missing value", {"x": [1, 2, None, 4, 3, 6, 5, 4, 7, 8]}, "bad-request", "a series has no gaps")
refs.write()

# --- HAC: ols and interrupted-series ---


def newey_west(rows, y, terms, lags, level=0.95):
    """Least squares and Bartlett's weights in 60 digits, without a correction for small samples."""
    rows, y = [mp(r) for r in rows], mp(y)
    n, p = len(rows), len(rows[0])
    info, score = mpmath.matrix(p, p), mpmath.matrix(p, 1)
    for r, v in zip(rows, y):
        for i in range(p):
            score[i] += r[i] * v
            for j in range(p):
                info[i, j] += r[i] * r[j]
    bread = info ** -1
    beta = bread * score
    u = [[(v - mpmath.fdot(r, beta)) * x for x in r] for r, v in zip(rows, y)]
    meat = mpmath.matrix(p, p)
    for k in range(lags + 1):
        w = 1 - mpf(k) / (lags + 1)
        for i in range(p):
            for j in range(p):
                a = mpmath.fsum([u[t][i] * u[t - k][j] for t in range(k, n)])
                meat[i, j] += w * a
                if k:
                    meat[j, i] += w * a
    cov = bread * meat * bread
    tail = (1 - mpf(repr(level))) / 2
    quantile = mpmath.findroot(lambda q: t_upper(q, n - p) - tail, 2, tol=1e-40)
    found = {}
    for i, term in enumerate(terms):
        error = mpmath.sqrt(cov[i, i])
        at = f"coefficients.{term}"
        found |= {f"{at}.estimate": beta[i], f"{at}.std_error": error, f"{at}.statistic": beta[i] / error,
                  f"{at}.p_value": 2 * t_upper(abs(beta[i] / error), n - p),
                  f"{at}.ci": [beta[i] - quantile * error, beta[i] + quantile * error]}
    return exact_(f"Newey and West (1987), doi:10.2307/1913610, {lags} lags", found)


def newey_west_r(columns, y, terms, lags):
    paths = [f"coefficients.{t}.{w}" for w in ("estimate", "std_error") for t in terms]
    return r_({"y": y, "X": columns},
              f"k <- lm(y ~ do.call(cbind, X)); c(coef(k), sqrt(diag(NeweyWest(k, lag={lags}, prewhite=FALSE, "
              "adjust=FALSE))))", paths, call=f"NeweyWest(lm(y ~ X), lag={lags}, prewhite=FALSE, adjust=FALSE)",
              package="sandwich").within(7)


def automatic(n):
    return math.floor(4 * (n / 100) ** (2 / 9))


refs = References("ols", part="hac")
for name, n, seed, names, given in [
    ("one column", 40, 1, ["a"], None), ("two columns", 100, 2, ["a", "b"], None),
    ("no lags: HC0", 40, 1, ["a"], 0), ("ten lags", 100, 2, ["a", "b"], 10),
    ("eight rows", 8, 3, ["a"], None), ("a hundred and twenty rows", 120, 4, ["a", "b", "c"], None),
    ("level 0.8", 40, 5, ["a"], None),
]:
    x = {c: autoregressive(10 * seed + i, n, 0.5) for i, c in enumerate(names)}
    e = autoregressive(10 * seed + 9, n, 0.7)
    y = [round(1 + sum(x[c][t] * (0.5 + i) for i, c in enumerate(names)) + e[t], 2) for t in range(n)]
    lags, level = automatic(n) if given is None else given, 0.8 if name == "level 0.8" else 0.95
    options = {"covariance": "HAC"} | ({"lags": given} if given is not None else {})
    options |= {"level": level} if level != 0.95 else {}
    terms = ["(Intercept)"] + names
    sources = [newey_west([[1, *r] for r in zip(*x.values())], y, terms, lags, level),
               newey_west_r(list(x.values()), y, terms, lags)]
    refs.row(f"HAC, {name}", {"y": y, "x": x, "options": options}, *sources, digits=9)
refs.error("HAC, more lags than rows", {"y": [1, 2, 4, 3], "x": {"a": [1, 2, 3, 5]},
                                        "options": {"covariance": "HAC", "lags": 4}}, "bad-request", "lags < n")
refs.error("HAC, negative lags", {"y": [1, 2, 4, 3], "x": {"a": [1, 2, 3, 5]},
                                  "options": {"covariance": "HAC", "lags": -1}}, "bad-request", "lags >= 0")
refs.write()

refs = References("interrupted-series")


def release(seed, n, at, level=3.0, slope=0.3, base=10.0):
    e = autoregressive(seed, n, 0.4)
    return [round(base + 0.1 * t + (level + slope * (t - at)) * (t >= at) + e[t - 1], 2)
            for t in range(1, n + 1)]


for name, y, at, given in [
    ("a jump and a turn", release(1, 60, 31), 31, None),
    ("a jump late", release(2, 48, 41), 41, None),
    ("no change", release(3, 80, 40, 0, 0), 40, None),
    ("the flow of the Nile from 1899", NILE, 29, None),
    ("no lags", release(1, 60, 31), 31, 0), ("six lags", release(1, 60, 31), 31, 6),
    ("twelve values", release(4, 12, 7), 7, None),
    ("an offset of 1e6", release(5, 40, 21, base=1e6), 21, None),
    ("a fall to zero", release(6, 200, 120, -5, -0.1), 120, None),
]:
    n = len(y)
    lags = automatic(n) if given is None else given
    columns = [list(range(1, n + 1)), [int(t >= at) for t in range(1, n + 1)],
               [max(0, t - at) for t in range(1, n + 1)]]
    terms = ["(Intercept)", "time", "level", "slope"]
    sources = [newey_west([[1, *r] for r in zip(*columns)], y, terms, lags),
               newey_west_r(columns, y, terms, lags), numpy_("count", {"n": n})]
    options = {"at": at} | ({"lags": given} if given is not None else {})
    refs.row(name, {"y": y, "options": options}, *sources, digits=8)
refs.error("no place of the change", {"y": NOISE}, "bad-request", "at")
refs.error("a change beyond the end", {"y": NOISE, "options": {"at": 100}}, "bad-request", "at <= n")
refs.error("a change at the first value", {"y": NOISE, "options": {"at": 1}}, "bad-request", "at >= 3")
refs.error("one value after the change", {"y": NOISE, "options": {"at": 80}}, "bad-request", "two values after")
refs.error("a missing value", {"y": [1, 2, None, 4, 3, 6, 5, 4, 7, 8], "options": {"at": 5}}, "bad-request",
           "a series has no gaps")
refs.write()

# --- growth-rate ---

refs = References("growth-rate")


def growing(seed, n, rate=0.03, spread=0.1, scale=100.0):
    e = autoregressive(seed, n, 0.4)
    return [round(scale * math.exp(rate * t + spread * v), 4) for t, v in enumerate(e)]


for name, x, period, given, level in [
    ("forty values", growing(1, 40), 1, None, 0.95), ("a year of months", growing(2, 36, 0.01), 12, None, 0.95),
    ("a falling series", growing(3, 30, -0.05), 1, None, 0.95), ("no growth", growing(4, 50, 0), 1, None, 0.95),
    ("no lags", growing(1, 40), 1, 0, 0.95), ("six lags", growing(1, 40), 1, 6, 0.95),
    ("level 0.8", growing(5, 25), 1, None, 0.8), ("values of 1e9", growing(6, 40, scale=1e9), 1, None, 0.95),
    ("five values", growing(7, 5), 1, None, 0.95), ("passengers", AIR, 12, None, 0.95),
]:
    n = len(x)
    lags = automatic(n) if given is None else given
    fit = newey_west([[1, t] for t in range(n)], mp([mpmath.log(mpf(repr(v))) for v in x]), ["(Intercept)", "t"], lags,
                     level).values
    b, ends = fit["coefficients.t.estimate"], fit["coefficients.t.ci"]
    found = {"statistic": fit["coefficients.t.statistic"], "df": n - 2, "p_value": fit["coefficients.t.p_value"],
             "estimate": mpmath.expm1(b * period), "estimate.ci": [mpmath.expm1(e * period) for e in ends],
             "doubling_time": mpmath.log(2) / b,
             "cagr": mpmath.expm1(mpmath.log(mpf(repr(x[-1])) / mpf(repr(x[0]))) * period / (n - 1)), "n": n}
    crosses = ends[0] < 0 < ends[1]
    found["doubling_time_ci"] = None if crosses else [mpmath.log(2) / ends[1], mpmath.log(2) / ends[0]]
    r = r_({"x": x}, f"t <- seq_along(x) - 1; k <- lm(log(x) ~ t); s <- sqrt(NeweyWest(k, lag={lags}, prewhite=FALSE, "
           f"adjust=FALSE)[2, 2]); b <- coef(k)[[2]]; c(b / s, expm1({period} * b), expm1({period} * (b + c(-1, 1) * "
           f"qt({(1 + level) / 2}, {n - 2}) * s)))", ["statistic", "estimate", ("estimate.ci",)],
           call=f"lm(log(x) ~ t); NeweyWest(k, lag={lags}, prewhite=FALSE, adjust=FALSE)", package="sandwich").within(6)
    options = ({"period": period} if period > 1 else {}) | ({"lags": given} if given is not None else {})
    options |= {"level": level} if level != 0.95 else {}
    refs.row(name, {"x": x} | ({"options": options} if options else {}),
             exact_("least squares of ln x on t, Newey and West (1987), doi:10.2307/1913610", found), r, digits=9)
refs.error("zero", {"x": [1, 2, 0, 4, 5]}, "domain-error", "ln x")
refs.error("all values equal", {"x": [3] * 20}, "constant-input", "no growth and no error")
refs.error("two values", {"x": [3, 4]}, "too-few-observations", "n = 2")
refs.error("a missing value", {"x": [1, 2, None, 4, 3, 6, 5, 4, 7, 8]}, "bad-request", "a series has no gaps")
refs.write()

# --- seasonal-mann-kendall ---

refs = References("seasonal-mann-kendall")


def seasonal(x, period):
    s = variance = mpf(0)
    slopes = []
    for season in range(period):
        v = present(x[season::period])
        s += sum((b > a) - (b < a) for a, b in itertools.combinations(v, 2))
        n, ties = len(v), [v.count(u) for u in set(v)]
        variance += mpf(n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
        with_gaps = [(i, u) for i, u in enumerate(x[season::period]) if u is not None]
        slopes += [(mpf(b) - mpf(a)) / (j - i) for (i, a), (j, b) in itertools.combinations(with_gaps, 2)]
    z = (s - (s > 0) + (s < 0)) / mpmath.sqrt(variance)
    slopes.sort()
    m = len(slopes)
    median = slopes[m // 2] if m % 2 else (slopes[m // 2 - 1] + slopes[m // 2]) / 2
    return exact_("Hirsch, Slack and Smith (1982), doi:10.1029/WR018i001p00107",
                  {"statistic": z, "p_value": 2 * normal_upper(abs(z)), "estimate": median})


for name, x, period in [
    ("eight years of months", monthly(1, 96), 12), ("no trend", monthly(2, 60, slope=0), 12),
    ("quarters", monthly(3, 40, 4), 4), ("ties", tied(4, 48, 4), 12),
    ("an unfinished year", monthly(5, 55), 12), ("passengers", AIR, 12),
    ("a falling series", monthly(6, 36, slope=-0.05), 12),
    ("an offset of 1e6", [round(1e6 + v, 2) for v in monthly(7, 48)], 12),
    ("missing values", [None if i in (3, 20, 41) else v for i, v in enumerate(monthly(8, 48))], 12),
]:
    sources = [seasonal(x, period)]
    k = pymannkendall.seasonal_test(np.array([np.nan if v is None else v for v in x], float), period=period)
    p = {"p_value": k.p} if k.p > 1e-6 else {}  # 1 - Phi loses the far tail
    if None not in x:
        sources.append(python_("pymannkendall", f"seasonal_test(x, period={period})",
                               {"statistic": k.z, "estimate": k.slope, **p}).within(7))
    else:
        sources.append(python_("pymannkendall", f"seasonal_test(x, period={period})",
                               {"statistic": k.z, **p}).within(7))
        sources.append(numpy_("count", {"n_missing": 3}))
    refs.row(name, {"x": x, "options": {"period": period}}, *sources, digits=9,
             note="pymannkendall takes slopes over what is left as if nothing were missing"
             if None in x else None)
refs.error("all values equal", {"x": [3] * 36, "options": {"period": 12}}, "constant-input", "the variance is zero")
refs.error("one year", {"x": monthly(1, 12), "options": {"period": 12}}, "too-few-observations",
           "two values in a season")
refs.error("no period", {"x": monthly(1, 36)}, "bad-request", "period")
refs.error("a period of one", {"x": monthly(1, 36), "options": {"period": 1}}, "bad-request", "period >= 2")
refs.write()

# --- pettitt ---

refs = References("pettitt")
for name, x in SERIES + [("a shift after the thirtieth value", normal(1, 30) + normal(2, 25, 3)),
                         ("a fall after the twelfth value", normal(3, 12, 5) + normal(4, 40, 0)),
                         ("two places are equally far", [1, 1, 3, 3, 1, 1, 3, 3]),
                         ("a missing value", [None if i == 4 else v for i, v in enumerate(normal(5, 20))])]:
    kept = present(x)
    n = len(kept)
    ranks = [mpf(sum(u < v for u in kept)) + mpf(kept.count(v) + 1) / 2 for v in kept]
    path = [abs(2 * mpmath.fsum(ranks[:t]) - t * (n + 1)) for t in range(1, n)]
    k = max(path)
    found = {"statistic": k, "estimate": path.index(k) + 1,
             "p_value": min(mpf(1), 2 * mpmath.exp(-6 * k * k / (mpf(n) ** 3 + n * n)))}
    if n < len(x):
        refs.error(name, {"x": x}, "bad-request", "a series has no gaps")
        continue
    sources = [exact_("Pettitt (1979), doi:10.2307/2346729", found)]
    if x is not FAR:
        p = pyhomogeneity.pettitt_test(np.array(x, float), sim=None)
        values = {"statistic": p.U}
        if found["p_value"] < 1:
            values["p_value"] = p.p
        if path.count(k) == 1:
            values["estimate"] = p.cp
        sources.append(python_("pyhomogeneity", "pettitt_test(x, sim=None)", values).within(7))
    refs.row(name, {"x": x}, *sources, digits=10)
refs.error("all values equal", {"x": [3] * 20}, "constant-input", "no value is above another")
refs.error("one value", {"x": [3]}, "too-few-observations", "n = 1")
refs.write()

# --- change-points ---

refs = References("change-points")


def optimal(x, beta):
    """Every partition by dynamic programming: the last value before each change."""
    v = np.array(x, float)
    v = v - v.mean()
    n = len(v)
    d = np.diff(v)
    sigma = 1.4826 * np.median(np.abs(d - np.median(d))) / math.sqrt(2)
    price = beta * sigma ** 2 * math.log(n)
    a, b = np.concatenate([[0], np.cumsum(v)]), np.concatenate([[0], np.cumsum(v * v)])
    best, back = [-price] + [math.inf] * n, [0] * (n + 1)
    for t in range(2, n + 1):
        for s in [0, *range(2, t - 1)]:
            cost = best[s] + price + b[t] - b[s] - (a[t] - a[s]) ** 2 / (t - s)
            if cost < best[t]:
                best[t], back[t] = cost, s
    cuts, t = [], n
    while back[t]:
        t = back[t]
        cuts.append(t)
    return cuts[::-1], price


PIECES = [
    ("one change", normal(1, 30) + normal(2, 30, 4), 2), ("two changes", normal(3, 25) + normal(4, 20, 5) + normal(5, 25, 1), 2),
    ("no change", normal(6, 50), 2), ("the flow of the Nile", NILE, 2),
    ("a dear change", normal(3, 25) + normal(4, 20, 5) + normal(5, 25, 1), 40),
    ("cheap changes", normal(7, 40) + normal(8, 20, 2), 1),
    ("five changes", [round(v + 4 * (i // 15 % 2), 2) for i, v in enumerate(normal(9, 90))], 2),
    ("an offset of 1e6", [round(1e6 + v, 2) for v in normal(1, 30) + normal(2, 30, 4)], 2),
    ("a segment of three values", normal(10, 20) + normal(11, 3, 9) + normal(12, 20), 2),
]
for name, x, beta in PIECES:
    cuts, price = optimal(x, beta)
    edges = [0] + cuts + [len(x)]
    found = {}
    for i, c in enumerate(cuts):
        found[f"change_points.{i}.index"] = c
    if not cuts:
        found["change_points"] = []
    for i, (a, b) in enumerate(zip(edges, edges[1:])):
        found |= {f"segments.{i}.from": a + 1, f"segments.{i}.to": b, f"segments.{i}.mean": mp_mean(x[a:b])}
    v = np.array(x, float) - np.mean(x)
    pelt = ruptures.Pelt(model="l2", jump=1, min_size=2).fit(v.reshape(-1, 1)).predict(pen=price)
    assert pelt[:-1] == cuts, (name, pelt, cuts)
    sources = [exact_("every partition by dynamic programming", found),
               python_("ruptures", 'Pelt(model="l2", jump=1, min_size=2).predict(pen=price)',
                       {f"change_points.{i}.index": c for i, c in enumerate(pelt[:-1])})]
    if cuts and max(np.diff([0] + cuts + [len(x)])) > 3 and "offset" not in name and len(cuts) < 3 \
            and min(np.diff([0] + cuts + [len(x)])) > 9:
        numbers = R.numbers(f"x <- ts({rvector(x)}); b <- breakpoints(x ~ 1, h=8, breaks={len(cuts)}); "
                            f"c(b$breakpoints, t(confint(b)$confint[, c(1, 3), drop=FALSE]))")
        m = len(cuts)
        if [int(w) for w in numbers[:m]] == cuts:
            version = f"{R.release}, strucchange " + R.text("cat(as.character(packageVersion('strucchange')))")
            sources.append(Source("R", version, f"confint(breakpoints(x ~ 1, breaks={m}))",
                                  {f"change_points.{i}.ci": numbers[m + 2 * i:m + 2 * i + 2] for i in range(m)}))
    request = {"x": x} | ({"options": {"penalty": beta}} if beta != 2 else {})
    refs.row(name, request, *[s for s in sources if s.values], digits=9)
refs.error("all values equal", {"x": [3] * 20}, "constant-input", "sigma is zero")
refs.error("three values", {"x": [1, 2, 3]}, "too-few-observations", "two segments of two")
refs.error("a missing value", {"x": [1, 2, None, 4, 3, 6, 5, 4, 7, 8]}, "bad-request", "a series has no gaps")
refs.error("a negative penalty", {"x": NOISE, "options": {"penalty": -1}}, "bad-request", "penalty > 0")
refs.write()

# --- stl ---

refs = References("stl")
for name, x, period, robust in [
    ("passengers", AIR, 12, False), ("logarithms of passengers", [round(math.log(v), 4) for v in AIR], 12, False),
    ("five years of months", monthly(1, 60), 12, False), ("an unfinished year", monthly(2, 55), 12, False),
    ("quarters", monthly(3, 40, 4), 4, False), ("weeks of days", monthly(4, 70, 7), 7, False),
    # Of an even number of values R takes a wrong order statistic for the median distance: psort is given its places in
    # descending order.
    ("three outliers, robust", [v + 15 * (i in (9, 30, 44)) for i, v in enumerate(monthly(5, 59))], 12, True),
    ("passengers, robust", AIR[:143], 12, True),
    ("an offset of 1e6", [round(1e6 + v, 2) for v in monthly(6, 48)], 12, False),
]:
    n = len(x)
    x = [round(v, 4) for v in x]
    shift = 1e6 if x[0] > 1e5 else 0
    flat = R.numbers(f"x <- ts({rvector([v - shift for v in x])}, frequency={period}); "
                     f"k <- stl(x, s.window='periodic', robust={str(robust).upper()})$time.series; "
                     "c(k[, 'trend'], k[, 'seasonal'], k[, 'remainder'])")
    t, s, e = flat[:n], flat[n:2 * n], flat[2 * n:]
    strength = lambda part: max(0.0, 1 - np.var(e) / np.var(np.array(e) + np.array(part)))
    found = {"trend": [v + shift for v in t], "seasonal": s, "remainder": e,
             "strength.trend": strength(t), "strength.seasonal": strength(s)}
    small = 4 if shift else 6
    refs.row(name, {"x": x, "options": {"period": period} | ({"robust": True} if robust else {})},
             Source("R", R.release, f"stl(x, s.window=\"periodic\", robust={str(robust).upper()})", found),
             digits=8 if not shift else 5, at={"remainder": small, "seasonal": small},
             note="asked of the series without the offset" if shift else None)
refs.error("one period and a half", {"x": monthly(1, 18), "options": {"period": 12}}, "too-few-observations",
           "two periods")
refs.error("no period", {"x": monthly(1, 36)}, "bad-request", "period")
refs.error("a missing value", {"x": [None] + monthly(1, 35), "options": {"period": 12}}, "bad-request",
           "a series has no gaps")
refs.write()
