"""correlation-matrix, equivalence, nested-f, likelihood-ratio, gini."""

import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW, ttost_ind

from common import *

# --- correlation-matrix: pair by pair, adjusted for all pairs ---

refs = References("correlation-matrix")
SCIPY = {"pearson": stats.pearsonr, "spearman": stats.spearmanr, "kendall": stats.kendalltau}


def matrix(columns, kind, correction="holm"):
    """Every two columns over their complete rows, by SciPy and by R."""
    names = list(columns)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1:]]
    values, p_values = {}, []
    for a, b in pairs:
        kept = without_missing(columns[a], columns[b])
        r, p = SCIPY[kind](*kept)[:2]
        p_values.append(p)
        path = f"comparisons.{a} - {b}"
        values |= {f"{path}.statistic": r, f"{path}.p_value": p, f"{path}.n": len(kept[0]),
                   f"{path}.n_missing": len(columns[a]) - len(kept[0])}
    adjusted = multipletests(p_values, method={"holm": "holm", "bh": "fdr_bh"}[correction])[1]
    for (a, b), q in zip(pairs, adjusted):
        values[f"comparisons.{a} - {b}.p_adjusted"] = q
    python = scipy_(f"{kind} of each pair's complete rows, statsmodels multipletests", values)
    in_r = r_({f"v{i}": columns[n] for i, n in enumerate(names)},
              "m <- cor(cbind(" + ",".join(f"v{i}" for i in range(len(names)))
              + f"), use='pairwise.complete.obs', method='{kind}'); t(m)[lower.tri(m)]",
              [f"comparisons.{a} - {b}.statistic" for a, b in pairs],
              call=f"cor(m, use='pairwise.complete.obs', method='{kind}')")
    return python, in_r


a = normal(1, 40)
b = [round(0.6 * v + e, 2) for v, e in zip(a, normal(2, 40))]
c = tied(3, 40)
d = skewed(4, 40)
gaps = {"a": list(a), "b": list(b), "c": list(c), "d": list(d)}
for name, row in (("a", 3), ("b", 3), ("b", 17), ("d", 30), ("d", 31)):
    gaps[name][row] = None
for kind in SCIPY:
    options = {} if kind == "pearson" else {"kind": kind}
    refs.row(f"three columns, {kind}",
             {"x": {"a": a, "b": b, "c": c}} | ({"options": options} if options else {}),
             *matrix({"a": a, "b": b, "c": c}, kind), digits=11)
    refs.row(f"four columns with gaps, {kind}", {"x": gaps, "options": {"kind": kind}},
             *matrix(gaps, kind), scipy_("complete rows", {"n": 36, "n_missing": 4}), digits=11)
refs.row("adjusted by Benjamini and Hochberg", {"x": gaps, "options": {"correction": "bh"}},
         *matrix(gaps, "pearson", "bh"), digits=11)
r = stats.pearsonr(a, b)
refs.row("the interval of a pair", {"z": {"a": a, "b": b}, "options": {"level": 0.9}},
         scipy_("pearsonr(a, b).confidence_interval(0.9)",
                {"comparisons.a - b.estimate.ci": list(r.confidence_interval(0.9))}), digits=11)
refs.error("one column", {"x": {"a": a}}, "bad-request", "no pair")
refs.error("columns of different lengths", {"z": {"a": [1, 2, 3, 4], "b": [1, 2, 3]}},
           "bad-request", "no rows")
refs.error("no pair with three rows", {"x": {"a": [1, None, 2], "b": [None, 2, 3]}},
           "too-few-observations", "one complete row")
refs.error("an unknown kind", {"x": {"a": a, "b": b}, "options": {"kind": "magic"}}, "bad-request",
           "three kinds")
refs.write()

# --- equivalence ---

refs = References("equivalence")


def equivalence(first, second, low, high, level=0.9):
    compare = CompareMeans(DescrStatsW(first), DescrStatsW(second))
    p, below, above = ttost_ind(np.array(first), np.array(second), low, high, usevar="unequal")
    larger = below if below[1] >= above[1] else above
    python = statsmodels_(
        'ttost_ind(x, y, low, high, usevar="unequal"), CompareMeans.tconfint_diff',
        {"p_value": p, "p_low": below[1], "p_high": above[1], "statistic": larger[0],
         "df": larger[2], "estimate.ci": list(compare.tconfint_diff(1 - level, usevar="unequal"))})
    in_r = r_({"x": first, "y": second},
              f"l <- t.test(x, y, mu={low!r}, alternative='greater'); "
              f"h <- t.test(x, y, mu={high!r}, alternative='less'); "
              f"k <- t.test(x, y, conf.level={level!r}); "
              "c(l$p.value, h$p.value, max(l$p.value, h$p.value), l$parameter, "
              "mean(x) - mean(y), k$conf.int)",
              ["p_low", "p_high", "p_value", "df", "estimate", ("estimate.ci",)],
              call="t.test(x, y, mu=low, alternative='greater'), t.test(x, y, mu=high, "
                   "alternative='less'), t.test(x, y)")
    return python, in_r


for name, first, second, low, high in [
    ("equivalent", normal(11, 40, 10, 1), normal(12, 35, 10.1, 1.2), -1, 1),
    ("not equivalent", normal(13, 20, 10, 1), normal(14, 25, 11, 1.5), -0.5, 0.5),
    ("unequal bounds", normal(15, 30, 10, 2), normal(16, 12, 9, 0.5), -0.5, 3),
    ("a bound far away", normal(17, 30, 10, 1), normal(18, 30, 10, 1), -40, 40),
    ("small samples", [1.5, 2, 2.5], [2, 2.25, 3, 1.75], -2, 2),
]:
    refs.row(name, {"samples": [first, second], "options": {"low": low, "high": high}},
             *equivalence(first, second, low, high), digits=10)
first, second = normal(19, 15, 5), normal(20, 18, 5.2)
refs.row("level 0.8", {"samples": [first, second],
                       "options": {"low": -1, "high": 1, "level": 0.8}},
         *equivalence(first, second, -1, 1, 0.8), digits=10)
refs.row("equal variances", {"samples": [first, second[:9]], "options": {"low": -1, "high": 1, "equal_variance": True}},
         r_({"x": first, "y": second[:9]},
            "l <- t.test(x, y, mu=-1, alternative='greater', var.equal=TRUE); "
            "h <- t.test(x, y, mu=1, alternative='less', var.equal=TRUE); "
            "k <- t.test(x, y, conf.level=0.9, var.equal=TRUE); "
            "c(l$p.value, h$p.value, max(l$p.value, h$p.value), l$parameter, k$conf.int)",
            ["p_low", "p_high", "p_value", "df", ("estimate.ci",)]), digits=10)
refs.row("missing values are dropped and counted",
         {"samples": [first + [None], [None, None] + second], "options": {"low": -1, "high": 1}},
         *equivalence(first, second, -1, 1),
         statsmodels_("count", {"n": [15, 18], "n_missing": 3}), digits=10)
refs.error("bounds the wrong way round", {"samples": [[1, 2, 3], [2, 3, 4]],
                                          "options": {"low": 1, "high": -1}}, "bad-request",
           "low < high")
refs.error("no bounds", {"samples": [[1, 2, 3], [2, 3, 4]]}, "bad-request", "low and high")
refs.error("one value", {"samples": [[1], [2, 3, 4]], "options": {"low": -1, "high": 1}},
           "too-few-observations", "no variance")
refs.error("no spread", {"samples": [[1, 1, 1], [2, 2]], "options": {"low": -1, "high": 1}},
           "constant-input", "0/0")
refs.write()

# --- nested models ---


def data(seed, n):
    generator = np.random.default_rng(seed)
    x = {"size": [round(float(v), 2) for v in generator.normal(10, 3, n)],
         "age": [round(float(v), 1) for v in generator.uniform(1, 40, n)],
         "dose": [round(float(v), 2) for v in generator.normal(0, 1, n)]}
    linear = [1 + 0.3 * a - 0.02 * b + 0.4 * c for a, b, c in zip(*x.values())]
    noise = generator.normal(0, 1, n)
    chance = generator.random(n)
    return x, linear, noise, chance, generator


def matrices(x, small):
    def columns(names):
        return np.column_stack([np.ones(len(x["size"]))] + [np.array(x[k], float) for k in names])
    return columns(small), columns(list(x))


refs = References("nested-f")
x, linear, noise, chance, generator = data(31, 50)
y = [round(a + float(e), 2) for a, e in zip(linear, noise)]
r_data = {"y": y, "size": x["size"], "age": x["age"], "dose": x["dose"]}
F_PATHS = ["statistic", "df.0", "df.1", "p_value", "residual_sum_of_squares_small",
           "residual_sum_of_squares"]
for small in (["size"], ["size", "age"], []):
    narrow, wide = matrices(x, small)
    large = sm.OLS(y, wide).fit()
    f, p, df = large.compare_f_test(sm.OLS(y, narrow).fit())
    text = " + ".join(small) or "1"
    refs.row(f"three columns against {text}", {"y": y, "x": x, "options": {"small": text}},
             statsmodels_("OLS(y, X).fit().compare_f_test(OLS(y, X0).fit())",
                          {"statistic": f, "p_value": p, "df.0": df, "df.1": large.df_resid}),
             r_(r_data, f"a <- anova(lm(y ~ {text}), lm(y ~ size + age + dose)); "
                "c(a$F[2], a$Df[2], a$Res.Df[2], a$`Pr(>F)`[2], a$RSS)", F_PATHS,
                call=f"anova(lm(y ~ {text}), lm(y ~ size + age + dose))"), digits=10)
group = [["b", "a", "c"][i % 3] for i in range(50)]
r_group = r_data | {"g": group}
refs.row("a factor and its interaction",
         {"formula": "y ~ size * g", "y": y, "x": {"size": x["size"], "g": group},
          "options": {"small": "size"}},
         r_(r_group, "a <- anova(lm(y ~ size), lm(y ~ size * g)); "
            "c(a$F[2], a$Df[2], a$Res.Df[2], a$`Pr(>F)`[2], a$RSS)", F_PATHS,
            call="anova(lm(y ~ size), lm(y ~ size * g))"),
         statsmodels_("OLS.from_formula('y ~ size * g').compare_f_test", dict(zip(
             ["statistic", "p_value"], sm.OLS.from_formula("y ~ size * g", {
                 "y": y, "size": x["size"], "g": group}).fit().compare_f_test(
                     sm.OLS.from_formula("y ~ size", {"y": y, "size": x["size"]}).fit())[:2]))),
         digits=10)
w = [round(float(v), 2) for v in generator.uniform(0.5, 2, 50)]
refs.row("weights", {"y": y, "x": x, "weights": w, "options": {"small": "size"}},
         r_(r_data | {"w": w}, "a <- anova(lm(y ~ size, weights=w), "
            "lm(y ~ size + age + dose, weights=w)); "
            "c(a$F[2], a$Df[2], a$Res.Df[2], a$`Pr(>F)`[2], a$RSS)", F_PATHS,
            call="anova(lm(y ~ size, weights=w), lm(y ~ size + age + dose, weights=w))"),
         statsmodels_("WLS(y, X, w).fit().compare_f_test", dict(zip(
             ["statistic", "p_value"], sm.WLS(y, matrices(x, [])[1], w).fit().compare_f_test(
                 sm.WLS(y, matrices(x, ["size"])[0], w).fit())[:2]))), digits=10)
gy, gx = list(y), {k: list(v) for k, v in x.items()}
gy[4], gx["dose"][9], gx["size"][20] = None, None, None
kept = without_missing(gy, *gx.values())
kx = dict(zip(gx, kept[1:]))
refs.row("both models rest on the rows of the larger one",
         {"y": gy, "x": gx, "options": {"small": "size"}},
         statsmodels_("compare_f_test of the complete rows", dict(zip(
             ["statistic", "p_value"], sm.OLS(kept[0], matrices(kx, [])[1]).fit().compare_f_test(
                 sm.OLS(kept[0], matrices(kx, ["size"])[0]).fit())[:2])) | {
                     "n": 47, "n_missing": 3}), digits=10)
refs.error("not nested", {"y": y, "x": {"size": x["size"]}, "options": {"small": "I(size^2)"}},
           "bad-request", "another column space")
refs.error("no smaller model", {"y": y, "x": x}, "bad-request", "small")
refs.error("two models of one size", {"y": y, "x": x, "options": {"small": "size + age + dose"}},
           "bad-request", "df = 0")
refs.error("an exact fit", {"y": [1, 2, 3, 4], "x": {"a": [1, 2, 3, 4]},
                            "options": {"small": "1"}}, "domain-error", "F = x/0")
refs.write()

refs = References("likelihood-ratio")
binary = [int(c < 1 / (1 + np.exp(-(v - 3)))) for v, c in zip(linear, chance)]
counts = [int(v) for v in np.random.default_rng(32).poisson(np.exp(np.array(linear) / 3))]
mixed = np.random.default_rng(33)
spread = [int(v) for v in mixed.poisson(np.exp(np.array(linear) / 3) * mixed.gamma(2, 0.5, 50))]
MODELS = {
    "ols": (y, lambda t, m: sm.OLS(t, m).fit(), "lm({})"),
    "logistic": (binary, lambda t, m: sm.Logit(t, m).fit(disp=0, method="newton", tol=1e-14),
                 "glm({}, family=binomial, epsilon=1e-14)"),
    "poisson": (counts, lambda t, m: sm.Poisson(t, m).fit(disp=0, method="newton", tol=1e-14),
                "glm({}, family=poisson, epsilon=1e-14)"),
    "negative-binomial": (spread, lambda t, m: sm.NegativeBinomial(t, m).fit(
        disp=0, method="newton", tol=1e-12, maxiter=200), "MASS::glm.nb({}, epsilon=1e-12)"),
}
for model, (target, fit, call) in MODELS.items():
    for small in (["size"], []):
        narrow, wide = matrices(x, small)
        lower, upper = fit(target, narrow), fit(target, wide)
        ratio = 2 * (upper.llf - lower.llf)
        df = wide.shape[1] - narrow.shape[1]
        text = " + ".join(small) or "1"
        first, second = call.format(f"t ~ {text}"), call.format("t ~ size + age + dose")
        refs.row(f"{model}, three columns against {text}",
                 {"y": target, "x": x, "options": {"model": model, "small": text}},
                 statsmodels_("2 (llf - llf0), scipy.stats.chi2.sf",
                              {"statistic": ratio, "df": df, "p_value": stats.chi2.sf(ratio, df),
                               "log_likelihood": upper.llf, "log_likelihood_small": lower.llf}),
                 r_({"t": target} | r_data, f"k <- lmtest::lrtest({first}, {second}); "
                    "c(k$Chisq[2], k$Df[2], k$`Pr(>Chisq)`[2], k$LogLik[2], k$LogLik[1])",
                    ["statistic", "df", "p_value", "log_likelihood", "log_likelihood_small"],
                    call=f"lrtest({first}, {second})", package="lmtest"),
                 digits=6 if model == "negative-binomial" else 9)
refs.error("no model", {"y": binary, "x": x, "options": {"small": "1"}}, "bad-request", "model")
refs.error("separated outcomes", {"y": [0, 0, 0, 1, 1, 1], "x": {"a": [1, 2, 3, 4, 5, 6]},
                                  "options": {"model": "logistic", "small": "1"}},
           "did-not-converge", "no maximum")
refs.write()

# --- gini ---

refs = References("gini")


def gini(x, level=0.95):
    """G of all pairs, its influence at each value, and a normal interval."""
    v = np.array(x, float)
    n = len(v)
    distance = np.abs(v[:, None] - v[None, :]).mean(axis=1)
    g = distance.mean() / (2 * v.mean())
    influence = (distance - 2 * g * v.mean() - g * (v - v.mean())) / v.mean()
    error = np.sqrt((influence ** 2).sum()) / n
    margin = stats.norm.isf((1 - level) / 2) * error
    python = numpy_("mean |x_i - x_j| / (2 mean), with its influence function",
                    {"estimate": g, "std_error": error, "gini_corrected": g * n / (n - 1),
                     "estimate.ci": [max(g - margin, 0), min(g + margin, 1)]})
    in_r = r_({"x": x}, "c(Hmisc::GiniMd(x) / (2 * mean(x)) * (length(x) - 1) / length(x), "
              "Hmisc::GiniMd(x) / (2 * mean(x)))", ["estimate", "gini_corrected"],
              package="Hmisc")
    return python, in_r


for name, x in [("thirty skewed values", skewed(41, 30)), ("two hundred skewed values",
                                                          skewed(42, 200)),
                ("ties and zeros", [0, 0] + tied(43, 25)), ("heavy tails", [abs(v) for v in
                                                                           heavy(44, 40)]),
                ("two values", [1, 3]), ("tiny values", [1e-200, 3e-200, 7e-200]),
                ("one has all", [0, 0, 0, 0, 5])]:
    refs.row(name, {"x": x}, *gini(x), digits=10)
x = sorted(skewed(45, 20))
shares = np.cumsum(x) / np.sum(x)
refs.row("the Lorenz curve at the deciles", {"x": x},
         numpy_("cumsum(sort(x)) / sum(x)",
                {"lorenz.0.1.share": shares[1], "lorenz.0.5.share": shares[9],
                 "lorenz.0.9.share": shares[17], "lorenz.1.0.share": 1}))
refs.row("level 0.8", {"x": x, "options": {"level": 0.8}}, *gini(x, 0.8), digits=10)
refs.row("missing values are dropped and counted", {"x": x + [None]}, *gini(x),
         numpy_("count", {"n": 20, "n_missing": 1}), digits=10)
refs.row("equal values", {"x": [2.5] * 6}, numpy_("0", {"estimate": 0, "std_error": 0}))
refs.error("a negative value", {"x": [1, -1, 3]}, "domain-error", "shares are positive")
refs.error("nothing but zeros", {"x": [0, 0, 0]}, "domain-error", "0/0")
refs.error("one value", {"x": [3]}, "too-few-observations", "n = 1")
refs.write()

# --- draws ---

refs = References("draws")


def draws(x, level=0.95):
    """Median and middle interval, quantiles of type 7."""
    v = np.array([value for value in x if value is not None], float)
    ends = [(1 - level) / 2, (1 + level) / 2]
    python = numpy_(f"quantile(x, {[0.5] + ends})",
                    {"estimate": np.quantile(v, 0.5), "estimate.ci": list(np.quantile(v, ends))})
    in_r = r_({"x": list(v)}, f"quantile(x, c(0.5), type = 7)", ["estimate"])
    return python, in_r


for name, x in [("forty skewed draws", skewed(51, 40)), ("two hundred skewed draws", skewed(52, 200)),
                ("equal draws", [2.5] * 20), ("negative draws", [-v for v in skewed(53, 31)])]:
    refs.row(name, {"x": x}, *draws(x), digits=12)
x = skewed(54, 60)
refs.row("level 0.9", {"x": x, "options": {"level": 0.9}}, *draws(x, 0.9), digits=12)
refs.row("missing values are dropped and counted", {"x": x + [None]}, *draws(x),
         numpy_("count", {"n": 60, "n_missing": 1}), digits=12)
refs.error("nineteen draws", {"x": list(range(19))}, "too-few-observations", "n < 20")
refs.write()
