"""pearson, spearman, kendall, partial-correlation, theil-sen, mann-kendall."""

import itertools

import numpy as np
from scipy import stats

from common import *

ALTERNATIVES = ["two-sided", "less", "greater"]


def r_name(alternative):
    return {"two-sided": "two.sided"}.get(alternative, alternative)


def related(seed, n, slope, digits=2):
    generator = np.random.default_rng(seed)
    x = generator.normal(10, 3, n)
    y = slope * x + generator.normal(0, 2, n)
    return [round(float(v), digits) for v in x], [round(float(v), digits) for v in y]


# --- pearson ---

refs = References("pearson")


def exact_pearson(x, y, alternative="two-sided", level=0.95):
    n = len(x)
    mx, my = mp_mean(x), mp_mean(y)
    r = mpmath.fsum([(a - mx) * (b - my) for a, b in zip(mp(x), mp(y))]) / mpmath.sqrt(
        mp_squares(x) * mp_squares(y))
    t = r * mpmath.sqrt((n - 2) / ((1 - r) * (1 + r)))
    found = {"statistic": r, "estimate": r, "df": n - 2,
             "p_value": by_alternative(t_upper, t, alternative, n - 2)}
    if n > 3 and alternative == "two-sided":
        z = mpmath.sqrt(2) * mpmath.erfinv(mpf(str(level))) / mpmath.sqrt(n - 3)
        found["estimate.ci"] = [mpmath.tanh(mpmath.atanh(r) - z), mpmath.tanh(mpmath.atanh(r) + z)]
    return exact_("r, t = r sqrt((n - 2) / (1 - r^2)), tanh(atanh r -+ z / sqrt(n - 3))", found)


def r_pearson(x, y, alternative="two-sided", level=0.95):
    return r_({"x": x, "y": y},
              f"k <- cor.test(x, y, alternative='{r_name(alternative)}', conf.level={level}); "
              "c(k$estimate, k$parameter, k$p.value, k$conf.int)",
              ["statistic", "df", "p_value", ("estimate.ci",)])


for name, (x, y) in [
    ("twelve pairs", related(1, 12, 0.4)), ("sixty pairs", related(2, 60, -0.3)),
    ("four pairs", related(3, 4, 0.5)), ("hardly any association", related(4, 40, 0.02)),
    ("heavy tails", (heavy(5, 30), heavy(6, 30))), ("ties", (tied(7, 25), tied(8, 25))),
]:
    k = stats.pearsonr(x, y)
    ci = k.confidence_interval()
    refs.row(name, {"x": x, "y": y}, exact_pearson(x, y),
             scipy_("pearsonr(x, y)", {"statistic": k.statistic, "p_value": k.pvalue,
                                       "estimate.ci": [ci.low, ci.high]}),
             r_pearson(x, y), digits=11)
x, y = related(9, 30, 0.25)
for alternative in ALTERNATIVES:
    k = stats.pearsonr(x, y, alternative=alternative)
    ci = k.confidence_interval(0.9)
    refs.row(f"alternative {alternative} at level 0.9",
             {"x": x, "y": y, "options": {"alternative": alternative, "level": 0.9}},
             exact_pearson(x, y, alternative, 0.9), r_pearson(x, y, alternative, 0.9),
             scipy_(f'pearsonr(x, y, alternative="{alternative}").confidence_interval(0.9)',
                    {"p_value": k.pvalue, "estimate.ci": [ci.low, ci.high]}), digits=11)
x, y = related(10, 50, 30)
refs.row("a p-value near 1e-80", {"x": x, "y": y}, exact_pearson(x, y), digits=10)
x = [i * 0.25 for i in range(120)]
y = [round(v + 0.01 * ((i * 7) % 11 - 5), 2) for i, v in enumerate(x)]
refs.row("a p-value below 1e-200", {"x": x, "y": y}, exact_pearson(x, y), digits=9,
         note="1 - r^2 leaves nine digits of the double r")
x, y = related(11, 25, 0.7)
shifted = [v + 1e9 for v in map(round, x)], [v - 1e9 for v in map(round, y)]
refs.row("offsets of 1e9", {"x": shifted[0], "y": shifted[1]}, exact_pearson(*shifted), digits=11)
x, y = related(12, 14, 0.4)
x[3], y[7], x[9], y[9] = None, None, None, None
cx, cy = without_missing(x, y)
refs.row("incomplete pairs are dropped and counted", {"x": x, "y": y}, exact_pearson(cx, cy),
         scipy_("count", {"n": 11, "n_missing": 3}))
refs.row("a straight line", {"x": [1, 2, 3, 4], "y": [2, 4, 6, 8]},
         scipy_("pearsonr(x, y)", {"statistic": 1, "p_value": 0}))
refs.error("a constant column", {"x": [1, 1, 1, 1], "y": [1, 2, 3, 4]}, "constant-input", "0/0")
refs.error("two complete pairs", {"x": [1, 2, None], "y": [2, 3, 4]}, "too-few-observations",
           "n - 2 = 0")
refs.error("lengths that differ", {"x": [1, 2, 3], "y": [1, 2]}, "bad-request", "no pairs")
refs.write()

# --- spearman ---

refs = References("spearman")


def r_ranked(x, y, alternative="two-sided"):
    return r_({"x": x, "y": y},
              f"k <- cor.test(rank(x), rank(y), alternative='{r_name(alternative)}'); "
              "c(k$estimate, k$p.value)", ["statistic", "p_value"])


for name, (x, y) in [
    ("twelve pairs", related(21, 12, 0.4)), ("eighty pairs", related(22, 80, -0.3)),
    ("ties", (tied(23, 40), tied(24, 40))), ("heavy tails", (heavy(25, 30), heavy(26, 30))),
    ("two levels in x", (tied(27, 20, 2), related(27, 20, 1)[1])),
]:
    k = stats.spearmanr(x, y)
    refs.row(name, {"x": x, "y": y},
             scipy_("spearmanr(x, y)", {"statistic": k.statistic, "estimate": k.statistic,
                                        "p_value": k.pvalue}), r_ranked(x, y))
x, y = related(28, 18, 0.3)
for alternative in ALTERNATIVES:
    k = stats.spearmanr(x, y, alternative=alternative)
    refs.row(f"alternative {alternative}", {"x": x, "y": y, "options": {"alternative": alternative}},
             scipy_(f'spearmanr(x, y, alternative="{alternative}")',
                    {"statistic": k.statistic, "p_value": k.pvalue}), r_ranked(x, y, alternative))


def exact_spearman(x, y, alternative="two-sided"):
    """Over all orders of the mid-ranks, in whole numbers; two-sided twice the smaller tail."""
    a = np.array([int(2 * v) for v in stats.rankdata(x)])
    b = [int(2 * v) for v in stats.rankdata(y)]
    observed = int(a @ np.array(b))
    sums = np.array(list(itertools.permutations(b)), dtype=np.int16).astype(int) @ a
    less, greater = float(np.mean(sums <= observed)), float(np.mean(sums >= observed))
    p = {"two-sided": min(1, 2 * min(less, greater)), "less": less, "greater": greater}[alternative]
    return numpy_("all permutations of rankdata(y); two-sided twice the smaller tail", {"p_value": p})


def pairings(x, y, alternative="two-sided"):
    """SciPy's permutation test of the same; its tails take what rounding makes unequal as equal."""
    ranks = stats.rankdata(y)
    k = stats.permutation_test(
        (stats.rankdata(x),), lambda v: float(np.corrcoef(v, ranks)[0, 1]),
        permutation_type="pairings", n_resamples=np.inf, alternative=alternative)
    return scipy_("permutation_test(rankdata(x), corrcoef with rankdata(y), "
                  f'permutation_type="pairings", n_resamples=inf, alternative="{alternative}")',
                  {"p_value": k.pvalue})


x, y = related(29, 8, 0.4, 4)
for alternative in ALTERNATIVES:
    refs.row(f"exact, alternative {alternative}",
             {"x": x, "y": y, "options": {"p_method": "exact", "alternative": alternative}},
             exact_spearman(x, y, alternative),
             r_({"x": x, "y": y}, "cor.test(x, y, method='spearman', exact=TRUE, alternative="
                f"'{r_name(alternative)}')$p.value", ["p_value"]))
for name, x, y in [("three pairs in order", [1, 2, 3], [4, 5, 9]),
                   ("four pairs", [1, 2, 3, 4], [2, 1, 4, 3]),
                   ("nine pairs", *related(33, 9, -0.5, 4))]:
    refs.row(f"exact by rule, {name}", {"x": x, "y": y}, exact_spearman(x, y), pairings(x, y),
             r_({"x": x, "y": y}, "cor.test(x, y, method='spearman', exact=TRUE)$p.value", ["p_value"]))
for name, x, y in [("three pairs", [1, 2, 2], [1, 2, 3]), ("seven pairs", tied(30, 7), tied(31, 7)),
                   ("eight pairs, few values", tied(34, 8, 2), tied(35, 8, 3)),
                   ("ten pairs", tied(36, 10), related(36, 10, 0.4)[1])]:
    for alternative in ALTERNATIVES if len(x) == 7 else ["two-sided"]:
        refs.row(f"exact with ties, {name}, {alternative}",
                 {"x": x, "y": y, "options": {"alternative": alternative}},
                 exact_spearman(x, y, alternative),
                 *([pairings(x, y, alternative)] if len(x) < 9 else []),
                 note="R offers no exact p with ties")
x, y = related(37, 10, 0.4, 4)
refs.row("t on request", {"x": x, "y": y, "options": {"p_method": "t"}},
         scipy_("spearmanr(x, y)", {"statistic": stats.spearmanr(x, y).statistic,
                                    "p_value": stats.spearmanr(x, y).pvalue}), digits=11)
x = list(range(1, 101))
y = [v + (12 if v % 3 == 0 else 0) + 1e9 for v in x]
rho, n = mpf(stats.spearmanr(x, y).statistic), 100
rx, ry = stats.rankdata(x), stats.rankdata(y)
rho = mpmath.fsum([(mpf(a) - mpf(101) / 2) * (mpf(b) - mpf(101) / 2) for a, b in zip(rx, ry)])
rho = rho / mpmath.sqrt(mp_squares(rx) * mp_squares(ry))
t = rho * mpmath.sqrt((n - 2) / (1 - rho * rho))
refs.row("an offset of 1e9 and a tiny p-value", {"x": x, "y": y},
         exact_("t = rho sqrt((n - 2) / (1 - rho^2))",
                {"statistic": rho, "p_value": 2 * t_upper(t, n - 2)}),
         scipy_("spearmanr(x, y)", {"statistic": stats.spearmanr(x, y).statistic}), digits=11)
x, y = related(32, 10, 0.4)
x[2], y[2], y[8] = None, None, None
cx, cy = without_missing(x, y)
k = stats.spearmanr(cx, cy)
refs.row("incomplete pairs are dropped and counted", {"x": x, "y": y},
         scipy_('spearmanr(x, y, nan_policy="omit") of the complete rows',
                {"statistic": k.statistic, "n": 8, "n_missing": 2}), exact_spearman(cx, cy))
refs.error("a constant column", {"x": [3, 3, 3, 3], "y": [1, 2, 3, 4]}, "constant-input", "0/0")
refs.error("one complete pair", {"x": [1, None], "y": [2, 3]}, "too-few-observations", "n - 2 < 1")
refs.error("exact with 11 pairs",
           {"x": list(range(11)), "y": list(range(11)), "options": {"p_method": "exact"}},
           "bad-request", "exact for n <= 10")
refs.write()

# --- kendall ---

refs = References("kendall")


def kendall(x, y, alternative="two-sided", method="auto"):
    k = stats.kendalltau(x, y, alternative=alternative, method=method)
    return scipy_(f'kendalltau(x, y, alternative="{alternative}", method="{method}")',
                  {"statistic": k.statistic, "estimate": k.statistic, "p_value": k.pvalue})


def r_kendall(x, y, exact, alternative="two-sided"):
    return r_({"x": x, "y": y},
              "k <- cor.test(x, y, method='kendall', continuity=FALSE, "
              f"exact={'TRUE' if exact else 'FALSE'}, alternative='{r_name(alternative)}'); "
              "c(k$estimate, k$p.value)", ["statistic", "p_value"])


for name, (x, y), exact in [
    ("twelve pairs without ties", related(41, 12, 0.4, 4), True),
    ("thirty-three pairs are exact", related(42, 33, 0.2, 4), True),
    ("thirty-four pairs are asymptotic", related(43, 34, 0.2, 4), False),
    ("ties in both", (tied(44, 40), tied(45, 40)), False),
    ("ties in x only", (tied(46, 25, 3), related(46, 25, 1, 4)[1]), False),
    ("ties among few pairs", (tied(47, 8, 4), tied(48, 8, 4)), False),
    ("heavy tails", (heavy(49, 50, 5), heavy(50, 50, 5)), False),
]:
    refs.row(name, {"x": x, "y": y}, kendall(x, y), r_kendall(x, y, exact), digits=11)
x, y = related(51, 15, 0.3, 4)
for alternative in ALTERNATIVES:
    refs.row(f"alternative {alternative}", {"x": x, "y": y, "options": {"alternative": alternative}},
             kendall(x, y, alternative), r_kendall(x, y, True, alternative), digits=11)
    refs.row(f"asymptotic, alternative {alternative}",
             {"x": x, "y": y, "options": {"alternative": alternative, "p_method": "asymptotic"}},
             kendall(x, y, alternative, "asymptotic"), r_kendall(x, y, False, alternative),
             digits=11)
x = list(range(60))
y = list(range(60))
y[10], y[11] = y[11], y[10]
refs.row("one discordant pair among sixty is exact", {"x": x, "y": y}, kendall(x, y),
         exact_("2 (1 + 59) / 60!", {"p_value": 2 * mpf(60) / mpmath.factorial(60)}), digits=11)
x, y = related(52, 60, 0.5, 3)
refs.row("offsets of 1e9 change nothing", {"x": [1e9 + 1000 * v for v in x], "y": y},
         kendall([1000 * v for v in x], y))
x, y = related(53, 12, 0.4)
x[0], y[5] = None, None
cx, cy = without_missing(x, y)
k = stats.kendalltau(cx, cy)
refs.row("incomplete pairs are dropped and counted", {"x": x, "y": y}, kendall(cx, cy),
         scipy_("count", {"n": 10, "n_missing": 2}))
refs.error("a constant column", {"x": [3, 3, 3], "y": [1, 2, 3]}, "constant-input", "0/0")
refs.error("no pairs", {"x": [None, 1], "y": [1, None]}, "too-few-observations", "n = 0")
refs.write()

# --- partial-correlation ---

refs = References("partial-correlation")


def partial(x, y, z, alternative="two-sided"):
    n, k = len(x), len(z)
    design = mpmath.matrix([[1, *row] for row in zip(*[mp(c) for c in z])])
    def residuals(v):
        v = mpmath.matrix(mp(v))
        beta = mpmath.lu_solve(design.T * design, design.T * v)
        return v - design * beta
    a, b = residuals(x), residuals(y)
    r = (a.T * b)[0] / mpmath.sqrt((a.T * a)[0] * (b.T * b)[0])
    df = n - 2 - k
    t = r * mpmath.sqrt(df / (1 - r * r))
    return exact_("r of the residuals on z, t with n - 2 - k",
                  {"statistic": r, "estimate": r, "df": df,
                   "p_value": by_alternative(t_upper, t, alternative, df)})


def r_partial(x, y, z, alternative="two-sided"):
    data = {"x": x, "y": y} | {f"z{i}": c for i, c in enumerate(z)}
    names = " + ".join(f"z{i}" for i in range(len(z)))
    tail = {"two-sided": "2*pt(-abs(t), d)", "less": "pt(t, d)",
            "greater": "pt(t, d, lower.tail=FALSE)"}[alternative]
    return r_(data, f"r <- cor(resid(lm(x ~ {names})), resid(lm(y ~ {names}))); "
              f"d <- length(x) - 2 - {len(z)}; t <- r*sqrt(d/(1-r^2)); c(r, {tail})",
              ["statistic", "p_value"])


x, y = related(61, 30, 0.6)
z, w = normal(62, 30, 5, 2), skewed(63, 30)
refs.row("one variable held", {"x": x, "y": y, "z": {"z": z}}, partial(x, y, [z]),
         r_partial(x, y, [z]), digits=11)
for alternative in ALTERNATIVES:
    refs.row(f"two variables held, alternative {alternative}",
             {"x": x, "y": y, "z": {"z": z, "w": w}, "options": {"alternative": alternative}},
             partial(x, y, [z, w], alternative), r_partial(x, y, [z, w], alternative), digits=11)
big = [1e9 + round(v) for v in z]
refs.row("an offset of 1e9 in the variable held", {"x": x, "y": y, "z": {"z": big}},
         partial(x, y, [big]), digits=11)
mx, mz = list(x), list(z)
mx[4], mz[9], mz[20] = None, None, None
cx, cy, cz = without_missing(mx, y, mz)
refs.row("incomplete rows are dropped and counted", {"x": mx, "y": y, "z": {"z": mz}},
         partial(cx, cy, [cz]), scipy_("count", {"n": 27, "n_missing": 3}), digits=11)
refs.error("x is the variable held", {"x": z, "y": y, "z": {"z": z}}, "constant-input",
           "nothing of x is left")
refs.error("as many variables as degrees of freedom",
           {"x": [1, 2, 4], "y": [2, 1, 5], "z": {"z": [3, 1, 2]}}, "too-few-observations",
           "n - 2 - k = 0")
refs.write()

# --- theil-sen ---

refs = References("theil-sen")


def theil(x, y, level=0.95):
    k = stats.theilslopes(y, x, alpha=level)
    return scipy_(f"theilslopes(y, x, alpha={level})",
                  {"estimate": k.slope, "estimate.ci": [k.low_slope, k.high_slope],
                   "intercept": k.intercept})


for name, (x, y), level in [
    ("twenty points", related(71, 20, 0.7), 0.95),
    ("sixty points at level 0.9", related(72, 60, -0.4), 0.9),
    ("ties in x and y", (tied(73, 30), tied(74, 30)), 0.95),
    ("heavy tails", (normal(75, 40), heavy(76, 40)), 0.99),
    ("an offset of 1e9", (list(range(12)), [1e9 + 3 * i + (i * 5) % 7 for i in range(12)]), 0.95),
]:
    request = {"x": x, "y": y}
    if level != 0.95:
        request["options"] = {"level": level}
    refs.row(name, request, theil(x, y, level))
x, y = related(77, 12, 0.4)
y[1], x[6] = None, None
cx, cy = without_missing(x, y)
refs.row("incomplete pairs are dropped and counted", {"x": x, "y": y}, theil(cx, cy),
         scipy_("count", {"n": 10, "n_missing": 2}))
refs.error("a constant x", {"x": [2, 2, 2], "y": [1, 2, 3]}, "constant-input", "no slope exists")
refs.error("one pair", {"x": [2, None], "y": [1, 2]}, "too-few-observations", "no slope exists")
refs.write()

# --- mann-kendall ---

refs = References("mann-kendall")


def mann_kendall(x, alternative="two-sided"):
    n = len(x)
    s = sum((x[j] > x[i]) - (x[j] < x[i]) for i in range(n) for j in range(i + 1, n))
    ties = [x.count(v) for v in set(x)]
    variance = mpf(n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    z = (s - (s > 0) + (s < 0)) / mpmath.sqrt(variance)
    tau = stats.kendalltau(range(n), x).statistic
    return exact_("S from all pairs, Z = (S -+ 1) / sqrt(Var S); tau of scipy.stats.kendalltau",
                  {"statistic": z, "p_value": min(1, by_alternative(normal_upper, z, alternative)),
                   "estimate": tau})


def r_mann_kendall(x):
    return r_({"x": x},
              "k <- cor.test(seq_along(x), x, method='kendall', exact=FALSE, continuity=TRUE); "
              "c(sign(k$estimate)*k$statistic*sign(k$statistic), k$p.value, k$estimate)",
              ["statistic", "p_value", "estimate"])


for name, x in [
    ("a rising series", [round(v + 0.1 * i, 2) for i, v in enumerate(normal(81, 25))]),
    ("ties", tied(82, 40)), ("no trend", normal(83, 30)),
    ("a falling series with an offset of 1e9",
     [1e9 + round(10 * v - 3 * i) for i, v in enumerate(normal(84, 20))]),
]:
    refs.row(name, {"x": x}, mann_kendall(x), r_mann_kendall(x), digits=11)
x = [round(v + 0.02 * i, 2) for i, v in enumerate(normal(85, 25))]
for alternative in ALTERNATIVES:
    refs.row(f"alternative {alternative}", {"x": x, "options": {"alternative": alternative}},
             mann_kendall(x, alternative), digits=11)
x = list(range(400))
refs.row("four hundred rises in a row", {"x": x}, mann_kendall(x), digits=11)
x = [1, None, 2, 5, 3, None, 8, 9]
refs.row("missing values are dropped and counted", {"x": x}, mann_kendall(present(x)),
         scipy_("count", {"n": 6, "n_missing": 2}))
refs.error("a constant series", {"x": [4, 4, 4, 4]}, "constant-input", "Var S = 0")
refs.error("two values", {"x": [1, 2]}, "too-few-observations", "no trend to speak of")
refs.write()
