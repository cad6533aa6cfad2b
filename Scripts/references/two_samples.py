"""t-test, t-test-paired, t-test-1samp, mann-whitney, wilcoxon, ks, brunner-munzel."""

import numpy as np
from scipy import stats

from common import *

ALTERNATIVES = ["two-sided", "less", "greater"]


def r_name(alternative):
    return {"two-sided": "two.sided"}.get(alternative, alternative)


def bounded(low, high):
    """An interval of which infinite ends are null."""
    return [v if np.isfinite(v) else None for v in (low, high)]


def t_interval(estimate, error, df, alternative, level):
    tail = (1 - level) / 2 if alternative == "two-sided" else 1 - level
    margin = stats.t.isf(tail, float(df)) * error
    return [None if alternative == "less" else estimate - margin,
            None if alternative == "greater" else estimate + margin]


# --- t-test ---

refs = References("t-test")


def exact_t(a, b, equal=False, alternative="two-sided", level=0.95):
    m, n = len(a), len(b)
    va, vb = mp_variance(a), mp_variance(b)
    pooled = ((m - 1) * va + (n - 1) * vb) / (m + n - 2)
    difference = mp_mean(a) - mp_mean(b)
    if equal:
        error, df = mpmath.sqrt(pooled * (mpf(1) / m + mpf(1) / n)), mpf(m + n - 2)
    else:
        qa, qb = va / m, vb / n
        error = mpmath.sqrt(qa + qb)
        df = (qa + qb) ** 2 / (qa ** 2 / (m - 1) + qb ** 2 / (n - 1))
    t = difference / error
    d = difference / mpmath.sqrt(pooled)
    dof = mpf(m + n - 2)
    j = mpmath.gamma(dof / 2) / (mpmath.sqrt(dof / 2) * mpmath.gamma((dof - 1) / 2))
    return exact_("t, df and p from their definitions; Hedges' exact factor",
                  {"statistic": t, "df": df, "estimate": difference,
                   "p_value": by_alternative(t_upper, t, alternative, df),
                   "estimate.ci": t_interval(difference, error, df, alternative, level),
                   "effect_sizes.cohens-d.value": d, "effect_sizes.hedges-g.value": d * j})


def r_t(a, b, equal=False, alternative="two-sided", level=0.95):
    return r_({"a": a, "b": b},
              f"k <- t.test(a, b, var.equal={'TRUE' if equal else 'FALSE'}, "
              f"alternative='{r_name(alternative)}', conf.level={level}); "
              "c(k$statistic, k$parameter, k$p.value, k$conf.int)",
              ["statistic", "df", "p_value", ("estimate.ci",)])


def scipy_t(a, b, equal=False, alternative="two-sided"):
    k = stats.ttest_ind(a, b, equal_var=equal, alternative=alternative)
    return scipy_(f'ttest_ind(a, b, equal_var={equal}, alternative="{alternative}")',
                  {"statistic": k.statistic, "df": k.df, "p_value": k.pvalue})


for name, a, b in [
    ("ten and fourteen values", normal(1, 10, 5, 1), normal(2, 14, 6, 3)),
    ("sixty and eight values", normal(3, 60, 0, 1), normal(4, 8, 0.5, 4)),
    ("two and two values", [1.5, 2.5], [3.5, 6]),
    ("heavy tails", heavy(5, 25), heavy(6, 30)), ("ties", tied(7, 20), tied(8, 20)),
    ("one sample constant", [2, 2, 2, 2], [1, 3, 4, 6]),
]:
    refs.row(f"Welch, {name}", {"samples": [a, b]}, exact_t(a, b), scipy_t(a, b), r_t(a, b),
             digits=11)
    refs.row(f"Student, {name}", {"samples": [a, b], "options": {"equal_variance": True}},
             exact_t(a, b, True), scipy_t(a, b, True), r_t(a, b, True), digits=11)
a, b = normal(9, 16, 5, 1), normal(10, 12, 5.4, 2)
for alternative in ALTERNATIVES:
    refs.row(f"alternative {alternative} at level 0.9",
             {"samples": [a, b], "options": {"alternative": alternative, "level": 0.9}},
             exact_t(a, b, False, alternative, 0.9), scipy_t(a, b, False, alternative),
             r_t(a, b, False, alternative, 0.9), digits=11)
# Intervals of Cohen's d by the non-central t distribution.
n1, n2 = len(a), len(b)
source = exact_t(a, b, True)
t, d, g = (source.values[p] for p in ("statistic", "effect_sizes.cohens-d.value",
                                      "effect_sizes.hedges-g.value"))


def ncp(target):
    return mpmath.findroot(lambda delta: mpmath.mpf(stats.nct.cdf(t, n1 + n2 - 2, float(delta)))
                           - mpf(target), float(t) - 0.1, solver="secant", tol=1e-22, verify=False)


scale = np.sqrt(n1 * n2 / (n1 + n2))
interval = [float(ncp(0.975)) / scale, float(ncp(0.025)) / scale]
refs.row("intervals of Cohen's d and Hedges' g",
         {"samples": [a, b], "options": {"equal_variance": True}},
         scipy_("nct.cdf(t, df, delta) = 0.975, 0.025; delta / sqrt(m n / (m + n))",
                {"effect_sizes.cohens-d.ci": interval,
                 "effect_sizes.hedges-g.ci": [v * g / d for v in interval]}), digits=8)
for name, a, b in [
    ("an offset of 1e9", [1e9 + v for v in (1, 2, 3, 5)], [1e9 + v for v in (4, 6, 7, 9, 11)]),
    ("a p-value below 1e-100", [0.01 * ((i * 7) % 13) for i in range(80)],
     [5 + 0.01 * ((i * 5) % 11) for i in range(90)]),
    ("a p-value near 1e-300", [0.001 * ((i * 7) % 13) for i in range(90)],
     [5 + 0.001 * ((i * 7) % 13) for i in range(90)]),
    ("huge values", [1e150, 2e150, 4e150], [3e150, 5e150, 9e150]),
    ("tiny values", [1e-150, 2e-150, 4e-150], [3e-150, 5e-150, 9e-150]),
]:
    refs.row(name, {"samples": [a, b]}, exact_t(a, b), digits=10)
a, b = [1.5, None, 2.5, 3, None], [4, 5, 7.5, None]
refs.row("missing values are dropped and counted", {"samples": [a, b]},
         exact_t(present(a), present(b)), scipy_("count", {"n": [3, 3], "n_missing": 3}))
refs.error("both samples constant", {"samples": [[1, 1, 1], [2, 2]]}, "constant-input", "0 variance")
refs.error("one value in a sample", {"samples": [[1], [2, 3]]}, "too-few-observations",
           "no variance")
refs.error("three samples", {"samples": [[1, 2], [2, 3], [3, 4]]}, "bad-request", "two samples")
refs.write()

# --- t-test-1samp, t-test-paired ---


def exact_one(values, mu=0, alternative="two-sided", level=0.95):
    n = len(values)
    error = mpmath.sqrt(mp_variance(values) / n)
    shift = mp_mean(values) - mpf(mu)
    t = shift / error
    return exact_("t = (m - mu) / (s / sqrt(n)), n - 1",
                  {"statistic": t, "df": n - 1, "estimate": shift,
                   "p_value": by_alternative(t_upper, t, alternative, n - 1),
                   "estimate.ci": t_interval(shift, error, n - 1, alternative, level),
                   "effect_sizes.cohens-d.value": t / mpmath.sqrt(n)})


def r_one(values, mu=0, alternative="two-sided", level=0.95):
    return r_({"x": values},
              f"k <- t.test(x, mu={mu}, alternative='{r_name(alternative)}', conf.level={level}); "
              f"c(k$statistic, k$p.value, k$conf.int - {mu})",
              ["statistic", "p_value", ("estimate.ci",)])


refs = References("t-test-1samp")
for name, values, mu in [
    ("twelve values", normal(11, 12, 5, 1), 4.5), ("fifty values about zero", normal(12, 50), 0),
    ("ties", tied(13, 30), 3), ("heavy tails", heavy(14, 40), 0.25), ("two values", [1, 4], 0),
]:
    k = stats.ttest_1samp(values, mu)
    refs.row(name, {"x": values, "options": {"mu": mu}}, exact_one(values, mu),
             scipy_(f"ttest_1samp(x, {mu})", {"statistic": k.statistic, "p_value": k.pvalue}),
             r_one(values, mu), digits=11)
values = normal(15, 20, 0.4)
for alternative in ALTERNATIVES:
    refs.row(f"alternative {alternative} at level 0.99",
             {"x": values, "options": {"alternative": alternative, "level": 0.99}},
             exact_one(values, 0, alternative, 0.99), r_one(values, 0, alternative, 0.99),
             digits=11)
values = [1e9 + v for v in (1, 2, 3, 5, 9)]
refs.row("an offset of 1e9", {"x": values, "options": {"mu": 1e9}}, exact_one(values, 1e9))
values = [5 + 0.001 * ((i * 7) % 13) for i in range(100)]
refs.row("a p-value below 1e-250", {"x": values}, exact_one(values), digits=10)
values = [1, None, 3, 4, None]
refs.row("missing values are dropped and counted", {"x": values}, exact_one(present(values)),
         scipy_("count", {"n": 3, "n_missing": 2}))
refs.error("a constant sample", {"x": [2, 2, 2]}, "constant-input", "0 variance")
refs.error("one value", {"x": [2, None]}, "too-few-observations", "no variance")
refs.write()

refs = References("t-test-paired")
for name, x, y in [
    ("twelve pairs", normal(16, 12, 5, 1), normal(17, 12, 4.5, 1)),
    ("forty pairs with ties", tied(18, 40), tied(19, 40)),
    ("heavy tails", heavy(20, 30), heavy(21, 30)),
]:
    k = stats.ttest_rel(x, y)
    refs.row(name, {"x": x, "y": y},
             scipy_("ttest_rel(x, y)", {"statistic": k.statistic, "df": k.df, "p_value": k.pvalue}),
             r_({"x": x, "y": y},
                "k <- t.test(x, y, paired=TRUE); c(k$statistic, k$p.value, k$estimate, k$conf.int)",
                ["statistic", "p_value", "estimate", ("estimate.ci",)]), digits=11)
x, y = normal(22, 15, 5, 1), normal(23, 15, 4.5, 1)
for alternative in ALTERNATIVES:
    k = stats.ttest_rel(x, y, alternative=alternative)
    refs.row(f"alternative {alternative}",
             {"x": x, "y": y, "options": {"alternative": alternative}},
             scipy_(f'ttest_rel(x, y, alternative="{alternative}")',
                    {"statistic": k.statistic, "p_value": k.pvalue}),
             r_({"x": x, "y": y}, "k <- t.test(x, y, paired=TRUE, "
                f"alternative='{r_name(alternative)}'); c(k$statistic, k$p.value)",
                ["statistic", "p_value"]), digits=11)
x[1], y[1], y[4] = None, None, None
cx, cy = without_missing(x, y)
k = stats.ttest_rel(cx, cy)
refs.row("incomplete pairs are dropped and counted", {"x": x, "y": y},
         scipy_("ttest_rel of the complete pairs",
                {"statistic": k.statistic, "p_value": k.pvalue, "n": 13, "n_missing": 2}))
refs.error("equal differences", {"x": [2, 3, 4], "y": [1, 2, 3]}, "constant-input", "0 variance")
refs.error("one pair", {"x": [2, None], "y": [1, 2]}, "too-few-observations", "no variance")
refs.write()

# --- mann-whitney ---

refs = References("mann-whitney")


def scipy_u(a, b, alternative="two-sided", method="auto", continuity=True):
    k = stats.mannwhitneyu(a, b, alternative=alternative, method=method, use_continuity=continuity)
    found = {"statistic": k.statistic, "p_value": k.pvalue}
    if method == "exact":
        found["p_method"] = "exact"
    delta = 2 * k.statistic / (len(a) * len(b)) - 1
    found["effect_sizes.rank-biserial.value"] = found["effect_sizes.cliffs-delta.value"] = delta
    return scipy_(f'mannwhitneyu(a, b, alternative="{alternative}", method="{method}", '
                  f"use_continuity={continuity})", found)


def r_u(a, b, exact, alternative="two-sided", level=0.95, interval=None, continuity=True):
    wanted = ["statistic", "p_value"]
    code = (f"k <- wilcox.test(a, b, exact={'TRUE' if exact else 'FALSE'}, "
            f"correct={'TRUE' if continuity else 'FALSE'}, "
            f"alternative='{r_name(alternative)}', conf.int=TRUE, conf.level={level}); "
            "c(k$statistic, k$p.value")
    if interval:
        code += ", k$estimate, k$conf.int)"
        wanted += ["estimate", ("estimate.ci",)]
    else:
        code += ")"
    return r_({"a": a, "b": b}, code, wanted)


for name, a, b, exact in [
    ("five and seven values", normal(31, 5, 5, 1, 3), normal(32, 7, 6, 1, 3), True),
    ("eight and thirty values are exact", normal(33, 8, 0, 1, 3), normal(34, 30, 0.5, 1, 3), True),
    ("thirty and eight values are exact", normal(35, 30, 0, 1, 3), normal(36, 8, 0.5, 1, 3), True),
]:
    k = stats.mannwhitneyu(a, b)
    refs.row(name, {"samples": [a, b]}, scipy_u(a, b), scipy_("n <= 8, no ties",
                                                              {"p_method": "exact"}),
             r_u(a, b, exact, interval=True), digits=12)
for name, a, b in [
    ("nine and nine values are asymptotic", normal(37, 9, 0, 1, 3), normal(38, 9, 0.5, 1, 3)),
    ("fifty and forty values", normal(39, 50, 0, 1, 3), normal(40, 40, 0.5, 1, 3)),
    ("ties among small samples", tied(41, 6), tied(42, 7)),
    ("ties", tied(43, 40), tied(44, 35)), ("heavy tails", heavy(45, 30), heavy(46, 25)),
]:
    refs.row(name, {"samples": [a, b]}, scipy_u(a, b), r_u(a, b, False), digits=12)
a, b = normal(47, 7, 5, 1, 3), normal(48, 9, 5.5, 1, 3)
for alternative in ALTERNATIVES:
    refs.row(f"exact, alternative {alternative}",
             {"samples": [a, b], "options": {"alternative": alternative}},
             scipy_u(a, b, alternative), r_u(a, b, True, alternative))
    refs.row(f"asymptotic, alternative {alternative}",
             {"samples": [a, b], "options": {"alternative": alternative, "p_method": "asymptotic"}},
             scipy_u(a, b, alternative, "asymptotic"), r_u(a, b, False, alternative))
refs.row("without continuity correction",
         {"samples": [a, b], "options": {"p_method": "asymptotic", "continuity": False}},
         scipy_u(a, b, "two-sided", "asymptotic", False), r_u(a, b, False, continuity=False))
a, b = normal(49, 14, 5, 1, 3), normal(50, 18, 5.5, 1, 3)
refs.row("exact on request beyond eight values",
         {"samples": [a, b], "options": {"p_method": "exact"}},
         scipy_u(a, b, "two-sided", "exact"), r_u(a, b, True, interval=True))
refs.row("the estimate is the median of all differences",
         {"samples": [tied(51, 20), tied(52, 15)]},
         numpy_("median(subtract.outer(a, b))",
                {"estimate": np.median(np.subtract.outer(tied(51, 20), tied(52, 15)))}))
refs.row("no interval reaches the level", {"samples": [[1.5, 2], [3, 4.25, 9]]},
         scipy_("mannwhitneyu(a, b)", {"statistic": 0, "p_value": 0.2, "p_method": "exact",
                                       "estimate": -2.5, "estimate.ci": None, "n": [2, 3],
                                       "effect_sizes.rank-biserial.value": -1}),
         note="with two and three values the widest interval has level 0.8")
a = [v + 0.25 for v in range(300)]
b = [v + 200.5 for v in range(300)]
u = sum(x > y for x in a for y in b)
z = (mpf(u) - 45000 + mpf(1) / 2) / mpmath.sqrt(mpf(300 * 300 * 601) / 12)
refs.row("a p-value near 1e-60", {"samples": [a, b]},
         exact_("2 Phi((U - mn/2 + 1/2) / sqrt(mn(N+1)/12))",
                {"statistic": u, "p_value": 2 * normal_upper(-z)}), scipy_u(a, b), digits=10)
a, b = list(range(40)), [v + 1000 for v in range(8)]
refs.row("exact and disjoint", {"samples": [a, b]},
         exact_("2 / binomial(48, 8)", {"p_value": 2 / mpmath.binomial(48, 8)}), scipy_u(a, b))
a, b = [1e9 + v for v in (1, 5, 7, 8)], [1e9 + v for v in (2, 3, 9, 11, 12)]
refs.row("an offset of 1e9", {"samples": [a, b]}, scipy_u(a, b), r_u(a, b, True))
refs.row("missing values are dropped and counted", {"samples": [[1, None, 3], [2, 5, None, 7]]},
         scipy_u([1, 3], [2, 5, 7]), scipy_("count", {"n": [2, 3], "n_missing": 2}))
refs.error("all values equal", {"samples": [[2, 2, 2], [2, 2]]}, "constant-input", "no order")
refs.error("an empty sample", {"samples": [[1, 2], [None]]}, "too-few-observations", "n = 0")
refs.error("one sample", {"samples": [[1, 2]]}, "bad-request", "two samples")
refs.write()

# --- wilcoxon ---

refs = References("wilcoxon")


def scipy_w(d, alternative="two-sided", method="auto", correction=False):
    k = stats.wilcoxon(d, alternative=alternative, method=method, correction=correction)
    return scipy_(f'wilcoxon(d, alternative="{alternative}", method="{method}", '
                  f"correction={correction})", {"statistic": k.statistic, "p_value": k.pvalue})


def r_w(d, exact, alternative="two-sided", interval=False, correct=False):
    code = (f"k <- suppressWarnings(wilcox.test(d, exact={'TRUE' if exact else 'FALSE'}, "
            f"correct={'TRUE' if correct else 'FALSE'}, alternative='{r_name(alternative)}', "
            f"conf.int={'TRUE' if interval else 'FALSE'})); c(k$p.value")
    if interval:
        return r_({"d": d}, code + ", k$estimate, k$conf.int)",
                  ["p_value", "estimate", ("estimate.ci",)])
    return r_({"d": d}, code + ")", ["p_value"])


def differences(x, y):
    return [a - b for a, b in zip(x, y)]


for name, d in [
    ("ten values are exact", normal(61, 10, 0.5, 1, 4)),
    ("fifty values are exact", normal(62, 50, 0.2, 1, 5)),
]:
    refs.row(name, {"x": d}, scipy_w(d), scipy_("n <= 50, no ties", {"p_method": "exact"}),
             r_w(d, True, interval=True), digits=11)
for name, d in [
    ("fifty-one values are asymptotic", normal(63, 51, 0.2, 1, 5)),
    ("ties among twenty values", [v - 2.5 for v in tied(64, 20)]),
    ("heavy tails", heavy(65, 80, 5)),
]:
    refs.row(name, {"x": d}, scipy_w(d), r_w(d, False), digits=11)
d = [v - 2 for v in tied(66, 30)]
refs.row("zeros and ties among thirty values", {"x": d}, scipy_w(d), r_w(d, False))
d = [1.5, -0.5, 0.5, 2.5, 3.5, 1.5, -1.5, 2.5, 4.5, 0.5]
refs.row("ties among ten values: all sign permutations", {"x": d}, scipy_w(d),
         digits=11)
d = [v - 2.5 for v in tied(67, 13)]
refs.row("ties among thirteen values: all sign permutations", {"x": d}, scipy_w(d), digits=11)
d = [v - 2.5 for v in tied(68, 14)]
refs.row("ties among fourteen values: normal", {"x": d}, scipy_w(d), r_w(d, False), digits=11)
d = normal(69, 12, 0.4, 1, 4)
for alternative in ALTERNATIVES:
    refs.row(f"exact, alternative {alternative}",
             {"x": d, "options": {"alternative": alternative}}, scipy_w(d, alternative),
             r_w(d, True, alternative), digits=11)
    refs.row(f"asymptotic, alternative {alternative}",
             {"x": d, "options": {"alternative": alternative, "p_method": "asymptotic"}},
             scipy_w(d, alternative, "asymptotic"), r_w(d, False, alternative), digits=11)
refs.row("with continuity correction",
         {"x": d, "options": {"p_method": "asymptotic", "continuity": True}},
         scipy_w(d, "two-sided", "asymptotic", True), r_w(d, False, correct=True), digits=11)
for sign in (1, -1):
    for alternative in ("less", "greater"):
        moved = [sign * v for v in d]
        refs.row(f"with continuity correction, alternative {alternative}, W+ "
                 f"{'above' if sign > 0 else 'below'} its mean",
                 {"x": moved, "options": {"p_method": "asymptotic", "continuity": True,
                                          "alternative": alternative}},
                 scipy_w(moved, alternative, "asymptotic", True),
                 r_w(moved, False, alternative, correct=True), digits=11)
x, y = normal(70, 20, 5, 1, 3), normal(71, 20, 4.5, 1, 3)
k = stats.wilcoxon(x, y)
refs.row("twenty pairs", {"x": x, "y": y},
         scipy_("wilcoxon(x, y)", {"statistic": k.statistic, "p_value": k.pvalue}),
         r_w(differences(x, y), True, interval=True), digits=11)
d = list(range(1, 31))
refs.row("all thirty differences positive", {"x": d},
         exact_("2 / 2^30", {"p_value": mpf(2) / 2 ** 30, "statistic": 0}), scipy_w(d))
d = list(range(1, 1001))
refs.row("a p-value near 1e-165", {"x": d},
         exact_("2 Phi(-sqrt(n(n+1)(2n+1)/24)...)",
                {"p_value": 2 * normal_upper(
                    mpf(1000 * 1001) / 4 / mpmath.sqrt(mpf(1000 * 1001 * 2001) / 24))}), digits=10)
x, y = [5, None, 7, 8.5, 4, 9], [3.5, 1, None, 6, 4.75, 5]
cx, cy = without_missing(x, y)
refs.row("incomplete pairs are dropped and counted", {"x": x, "y": y},
         scipy_w(differences(cx, cy)), scipy_("count", {"n_missing": 2}))
refs.error("all differences zero", {"x": [1, 2], "y": [1, 2]}, "constant-input", "nothing to rank")
refs.error("no values", {"x": [None]}, "too-few-observations", "n = 0")
refs.write()

# --- ks ---

refs = References("ks")


def scipy_ks(a, b, alternative="two-sided", method="auto"):
    k = stats.ks_2samp(a, b, alternative=alternative, method=method)
    return scipy_(f'ks_2samp(a, b, alternative="{alternative}", method="{method}")',
                  {"statistic": k.statistic, "p_value": k.pvalue})


def r_ks(a, b):
    return r_({"a": a, "b": b}, "k <- ks.test(a, b, exact=TRUE); c(k$statistic, k$p.value)",
              ["statistic", "p_value"])


for name, a, b in [
    ("ten and twelve values", normal(81, 10, 0, 1, 4), normal(82, 12, 1, 1, 4)),
    ("sizes without a common factor", normal(83, 23, 0, 1, 4), normal(84, 41, 0.3, 1, 4)),
    ("equal sizes", normal(85, 30, 0, 1, 4), normal(86, 30, 0, 1.8, 4)),
    ("heavy tails", heavy(87, 40, 4), heavy(88, 25, 4)),
]:
    refs.row(name, {"samples": [a, b]}, scipy_ks(a, b), r_ks(a, b), digits=10)
a, b = normal(89, 15, 0, 1, 4), normal(90, 18, 0.7, 1, 4)
for alternative, flipped in [("two-sided", "two-sided"), ("less", "greater"), ("greater", "less")]:
    for method in ("exact", "asymp"):
        refs.row(f"alternative {alternative}, {method}",
                 {"samples": [a, b], "options": {
                     "alternative": alternative,
                     "p_method": "asymptotic" if method == "asymp" else "exact"}},
                 scipy_ks(a, b, flipped, method), digits=10,
                 note="SciPy's alternative is about distribution functions: a first sample that "
                      "tends to be larger has the smaller one")
a, b = tied(91, 20), tied(92, 25)
refs.row("ties: computed as if there were none", {"samples": [a, b]}, scipy_ks(a, b), digits=10,
         note="R's exact p takes the ties into account")
a, b = list(range(40)), [v + 100 for v in range(40)]
refs.row("disjoint samples", {"samples": [a, b]},
         exact_("2 / binomial(80, 40)", {"p_value": 2 / mpmath.binomial(80, 40), "statistic": 1}))
a, b = list(range(300)), [v + 1000 for v in range(300)]
refs.row("a p-value near 1e-179", {"samples": [a, b]},
         exact_("2 / binomial(600, 300)", {"p_value": 2 / mpmath.binomial(600, 300)}), digits=10)
a, b = [1e9 + v for v in (1, 2, 5, 8)], [1e9 + v for v in (3, 4, 6, 9, 10)]
refs.row("an offset of 1e9", {"samples": [a, b]}, scipy_ks(a, b))
refs.row("missing values are dropped and counted", {"samples": [[1, None, 3], [2, 5, None, 7]]},
         scipy_ks([1, 3], [2, 5, 7]), scipy_("count", {"n": [2, 3], "n_missing": 2}))
refs.error("an empty sample", {"samples": [[1, 2], [None]]}, "too-few-observations", "n = 0")
refs.write()

# --- brunner-munzel ---

refs = References("brunner-munzel")


def brunner(a, b, alternative="two-sided"):
    k = stats.brunnermunzel(a, b, alternative=alternative)
    probability = np.mean([(x < y) + 0.5 * (x == y) for x in a for y in b])
    return scipy_(f'brunnermunzel(a, b, alternative="{alternative}")',
                  {"statistic": k.statistic, "p_value": k.pvalue, "estimate": probability})


for name, a, b in [
    ("twelve and ten values", normal(93, 12, 0, 1, 3), normal(94, 10, 0.6, 2, 3)),
    ("ties", tied(95, 25), tied(96, 30)), ("heavy tails", heavy(97, 20), heavy(98, 40)),
    ("an offset of 1e9", [1e9 + v for v in (1, 2, 5, 8)], [1e9 + v for v in (3, 4, 6, 9, 10)]),
]:
    refs.row(name, {"samples": [a, b]}, brunner(a, b), digits=11)
a, b = normal(99, 14, 0, 1, 3), normal(100, 17, 0.5, 1, 3)
for alternative in ALTERNATIVES:
    refs.row(f"alternative {alternative}",
             {"samples": [a, b], "options": {"alternative": alternative}},
             brunner(a, b, alternative), digits=11)
a = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]
b = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
refs.row("pain scores of the authors of the test", {"samples": [a, b]}, brunner(a, b),
         Source("Brunner and Munzel", "2000",
                "doi:10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U, section 4",
                {"statistic": 3.137, "p_value": 0.0058}), digits=11,
         at={"statistic": 3.5, "p_value": 2})
refs.row("missing values are dropped and counted", {"samples": [[1, None, 3, 4], [2, 5, None, 7]]},
         brunner([1, 3, 4], [2, 5, 7]), scipy_("count", {"n": [3, 3], "n_missing": 2}))
refs.error("disjoint samples", {"samples": [[1, 2, 3], [4, 5, 6]]}, "constant-input",
           "no variance of the placements")
refs.error("one value in a sample", {"samples": [[1], [2, 3]]}, "too-few-observations",
           "no variance")
refs.write()
