"""ols, wls, robust, quantile-regression, ridge."""

import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.diagnostic import het_breuschpagan, linear_reset
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.stats.stattools import durbin_watson, jarque_bera, omni_normtest

from common import *


def columns(seed, n, extra=()):
    generator = np.random.default_rng(seed)
    size = [round(float(v), 2) for v in generator.normal(10, 3, n)]
    age = [round(float(v), 1) for v in generator.uniform(1, 40, n)]
    return {"size": size, "age": age}


def response(seed, x, noise=1.5, digits=2):
    generator = np.random.default_rng(seed)
    return [round(1.5 + 0.8 * a - 0.1 * b + float(e), digits) for a, b, e in
            zip(*x.values(), generator.normal(0, noise, len(next(iter(x.values())))))]


def design(x, intercept=True):
    matrix = np.column_stack([np.array(c, float) for c in x.values()])
    return np.column_stack([np.ones(len(matrix)), matrix]) if intercept else matrix


def terms(x, intercept=True):
    return (["(Intercept)"] if intercept else []) + list(x)


def coefficients(names, fit, only=None):
    found = {}
    for i, name in enumerate(names):
        found |= {f"coefficients.{name}.estimate": fit.params[i],
                  f"coefficients.{name}.std_error": fit.bse[i],
                  f"coefficients.{name}.statistic": fit.tvalues[i],
                  f"coefficients.{name}.p_value": fit.pvalues[i],
                  f"coefficients.{name}.ci": list(fit.conf_int()[i])}
    return found


def exact_ols(x, y, intercept=True, weights=None):
    """Coefficients and standard errors in 60 digits."""
    rows = [([mpf(1)] if intercept else []) + mp(r) for r in zip(*x.values())]
    w = mp(weights) if weights else [mpf(1)] * len(y)
    n, p = len(rows), len(rows[0])
    a = mpmath.matrix(p, p)
    b = mpmath.matrix(p, 1)
    target = mp(y)
    for r, v, k in zip(rows, target, w):
        for i in range(p):
            b[i] += k * r[i] * v
            for j in range(p):
                a[i, j] += k * r[i] * r[j]
    inverse = a ** -1
    beta = inverse * b
    residuals = [v - mpmath.fsum([r[i] * beta[i] for i in range(p)])
                 for r, v in zip(rows, target)]
    rss = mpmath.fsum([k * e * e for k, e in zip(w, residuals)])
    mean = mpmath.fsum([k * v for k, v in zip(w, target)]) / mpmath.fsum(w) if intercept else 0
    total = mpmath.fsum([k * (v - mean) ** 2 for k, v in zip(w, target)])
    df = n - p
    variance = rss / df
    found = {}
    for i, name in enumerate(terms(x, intercept)):
        error = mpmath.sqrt(variance * inverse[i, i])
        found |= {f"coefficients.{name}.estimate": beta[i],
                  f"coefficients.{name}.std_error": error,
                  f"coefficients.{name}.p_value": 2 * t_upper(abs(beta[i] / error), df)}
    model = p - 1 if intercept else p
    f = (total - rss) / model / variance
    found |= {"r_squared": 1 - rss / total, "sigma": mpmath.sqrt(variance), "df_residual": df,
              "f.value": f, "f.p_value": f_upper(f, model, df)}
    return exact_("normal equations in 60 digits", found)


def exact_sandwich(x, y, kind, codes=None):
    """Standard errors of the sandwiches in 60 digits; of CR2 Satterthwaite's degrees of freedom as well."""
    matrix = mpmath.matrix([[mpf(1)] + mp(r) for r in zip(*x.values())])
    n, p = matrix.rows, matrix.cols
    bread = (matrix.T * matrix) ** -1
    e = mpmath.matrix(mp(y)) - matrix * (bread * (matrix.T * mpmath.matrix(mp(y))))
    found, names = {}, terms(x)

    def rows(a, chosen):
        return mpmath.matrix([[a[i, j] for j in range(a.cols)] for i in chosen])

    if kind in ("cluster", "CR2"):
        groups = [[i for i in range(n) if codes[i] == g] for g in dict.fromkeys(codes)]
        hat = mpmath.eye(n) - matrix * bread * matrix.T
        meat, adjusted = mpmath.zeros(p), []
        for group in groups:
            own, rest = rows(matrix, group), rows(e, group)
            if kind == "CR2":
                inner = mpmath.matrix([[hat[i, j] for j in group] for i in group])
                values, basis = mpmath.eigsy(inner)
                roots = mpmath.diag([1 / mpmath.sqrt(v) if v > mpf(10) ** -30 else mpf(0) for v in values])
                adjust = basis * roots * basis.T
                adjusted.append(rows(hat, group).T * adjust * own * bread)
                rest = adjust * rest
            score = own.T * rest
            meat += score * score.T
        factor = mpf(1) if kind == "CR2" else \
            mpf(len(groups)) / (len(groups) - 1) * mpf(n - 1) / (n - p)
        covariance = bread * meat * bread * factor
        for c, name in enumerate(names if kind == "CR2" else []):
            products = [[mpmath.fsum([a[i, c] * b[i, c] for i in range(n)]) for b in adjusted] for a in adjusted]
            trace = mpmath.fsum([products[g][g] for g in range(len(groups))])
            found[f"coefficients.{name}.df"] = trace ** 2 / mpmath.fsum([v * v for line in products for v in line])
    else:
        leverage = [mpmath.fsum([matrix[i, a] * bread[a, b] * matrix[i, b] for a in range(p) for b in range(p)])
                    for i in range(n)]
        power = {"HC0": 0, "HC1": 0, "HC2": 1, "HC3": 2}[kind]
        weights = [e[i] ** 2 / (1 - leverage[i]) ** power for i in range(n)]
        meat = mpmath.matrix(p, p)
        for a in range(p):
            for b in range(p):
                meat[a, b] = mpmath.fsum([w * matrix[i, a] * matrix[i, b] for i, w in enumerate(weights)])
        covariance = bread * meat * bread * (mpf(n) / (n - p) if kind == "HC1" else 1)
    for i, name in enumerate(names):
        found[f"coefficients.{name}.std_error"] = mpmath.sqrt(covariance[i, i])
    return exact_("the sandwich in 60 digits", found)


def summary(fit):
    return {"r_squared": fit.rsquared, "adjusted_r_squared": fit.rsquared_adj,
            "sigma": np.sqrt(fit.scale), "df_residual": fit.df_resid, "f.value": fit.fvalue,
            "f.p_value": fit.f_pvalue, "log_likelihood": fit.llf, "aic": fit.aic, "bic": fit.bic}


def r_lm(x, y, intercept=True, weights=None):
    names = terms(x, intercept)
    paths = [f"coefficients.{name}.{what}" for name in names
             for what in ("estimate", "std_error", "statistic", "p_value")]
    data = {f"x{i}": list(map(float, c)) for i, c in enumerate(x.values())} | {"y": y}
    if weights:
        data["w"] = weights
    formula = "y ~ " + " + ".join(f"x{i}" for i in range(len(x))) + ("" if intercept else " - 1")
    return r_(data, f"k <- lm({formula}{', weights=w' if weights else ''}); s <- summary(k); "
              "c(t(s$coefficients), s$r.squared, s$adj.r.squared, s$sigma, s$fstatistic[1], "
              "logLik(k))", paths + ["r_squared", "adjusted_r_squared", "sigma", "f.value",
                                     "log_likelihood"], call=f"lm({formula})")


COVARIANCES = ["nonrobust", "HC0", "HC1", "HC2", "HC3"]
refs = References("ols")
x = columns(1, 30)
y = response(2, x)
for covariance in COVARIANCES:
    fit = sm.OLS(y, design(x)).fit(cov_type=covariance, use_t=True)
    sources = [statsmodels_(f'OLS(y, X).fit(cov_type="{covariance}", use_t=True)',
                            coefficients(terms(x), fit) | summary(fit))]
    if covariance == "nonrobust":
        sources = [exact_ols(x, y)] + sources + [r_lm(x, y)]
    else:
        sources.append(r_({"x0": x["size"], "x1": x["age"], "y": y},
                          f"sqrt(diag(sandwich::vcovHC(lm(y ~ x0 + x1), type='{covariance}')))",
                          [f"coefficients.{n}.std_error" for n in terms(x)], package="sandwich"))
    refs.row(f"two columns, thirty rows, {covariance}",
             {"y": y, "x": x} | ({} if covariance == "nonrobust" else
                                 {"options": {"covariance": covariance}}), *sources, digits=10)
groups = [f"g{i % 7}" for i in range(30)]
codes = [i % 7 for i in range(30)]
fit = sm.OLS(y, design(x)).fit(cov_type="cluster", cov_kwds={"groups": np.array(codes)}, use_t=True)
df = fit.df_resid
found = {}
for i, name in enumerate(terms(x)):
    found |= {f"coefficients.{name}.estimate": fit.params[i],
              f"coefficients.{name}.std_error": fit.bse[i],
              f"coefficients.{name}.df": 6,
              f"coefficients.{name}.p_value": fit.pvalues[i]}
found |= {"f.value": fit.fvalue, "f.df1": 2, "f.df2": 6, "f.p_value": fit.f_pvalue}
refs.row("clustered by seven names",
         {"y": y, "x": x, "options": {"covariance": "cluster", "groups": groups}},
         statsmodels_('OLS(y, X).fit(cov_type="cluster", use_t=True)', found),
         r_({"x0": x["size"], "x1": x["age"], "y": y, "g": codes},
            "sqrt(diag(sandwich::vcovCL(lm(y ~ x0 + x1), cluster=g, type='HC1')))",
            [f"coefficients.{n}.std_error" for n in terms(x)], package="sandwich"),
         digits=10)


def reduced(x, y, codes, names, weights=None):
    """CR2 and Satterthwaite's degrees of freedom, from the paper's matrices and from clubSandwich.

    Pustejovsky and Tipton (2018), doi:10.1080/07350015.2016.1247004, under a working model of independence and
    equal variances.
    """
    matrix, target, codes = design(x), np.array(y, float), np.array(codes)
    n = len(target)
    weighted = matrix * np.array(weights or [1] * n, float)[:, None]
    bread = np.linalg.inv(weighted.T @ matrix)
    hat = np.eye(n) - matrix @ bread @ weighted.T
    residuals = hat @ target
    meat, adjusted = 0, []
    for g in dict.fromkeys(codes):
        rows = np.where(codes == g)[0]
        values, basis = np.linalg.eigh(hat[rows] @ hat[rows].T)
        roots = np.where(values > 1e-10, 1 / np.sqrt(np.maximum(values, 1e-10)), 0)
        a = basis @ np.diag(roots) @ basis.T
        score = weighted[rows].T @ a @ residuals[rows]
        meat = meat + np.outer(score, score)
        adjusted.append(hat[rows].T @ a @ weighted[rows] @ bread)
    errors = np.sqrt(np.diag(bread @ meat @ bread))
    found = {}
    for i, name in enumerate(names):
        vectors = np.array([a[:, i] for a in adjusted])
        gram = vectors @ vectors.T
        df = np.trace(gram) ** 2 / (gram ** 2).sum()
        t = (bread @ weighted.T @ target)[i] / errors[i]
        found |= {f"coefficients.{name}.std_error": errors[i], f"coefficients.{name}.df": df,
                  f"coefficients.{name}.p_value": 2 * stats.t.sf(abs(t), df)}
    variables = {f"x{i}": list(map(float, c)) for i, c in enumerate(x.values())}
    model = f"lm(y ~ {' + '.join(variables)}{', weights=w' if weights else ''})"
    variables |= {"y": y, "g": codes.tolist()} | ({"w": weights} if weights else {})
    in_r = r_(variables,
              f"k <- clubSandwich::coef_test({model}, vcov='CR2', cluster=g, "
              "test='Satterthwaite'); c(rbind(k$SE, k$df, k$p_Satt))",
              [f"coefficients.{n}.{what}" for n in names for what in ("std_error", "df", "p_value")],
              call=f"coef_test({model}, vcov='CR2', cluster=g)", package="clubSandwich")
    slopes = list(range(2, len(names) + 1))
    count = len(slopes)
    together = r_(variables,
                  f"k <- clubSandwich::Wald_test({model}, vcov='CR2', cluster=g, test='HTZ', "
                  f"constraints=clubSandwich::constrain_zero(2:{len(names)})); "
                  "c(k$Fstat, k$df_num, k$df_denom, k$p_val)",
                  ["f.value", "f.df1", "f.df2", "f.p_value"],
                  call=f"Wald_test({model}, vcov='CR2', cluster=g, test='HTZ', "
                       f"constraints=constrain_zero(2:{len(names)}))", package="clubSandwich")
    if count == 1:
        t = (bread @ weighted.T @ target)[1] / errors[1]
        found |= {"f.value": t * t, "f.df1": 1, "f.df2": found[f"coefficients.{names[1]}.df"],
                  "f.p_value": found[f"coefficients.{names[1]}.p_value"]}
    return numpy_("the sandwich of Pustejovsky and Tipton (2018) by whole matrices", found), in_r, together


refs.row("CR2 with seven clusters",
         {"y": y, "x": x, "options": {"covariance": "CR2", "groups": groups}},
         *reduced(x, y, codes, terms(x)), digits=9)
grouped = [0] * 3 + [1] * 9 + [2] + [3] * 5 + [4] * 12
within = {"size": x["size"], "treated": [float(c in (0, 3)) for c in grouped]}
refs.row("CR2 with five clusters of unlike size and a column that is constant in each",
         {"y": y, "x": within, "groups": grouped, "options": {"covariance": "CR2"}},
         *reduced(within, y, grouped, terms(within)), digits=9)
one = {"size": x["size"]}
refs.row("CR2 of one slope, with seven clusters", {"y": y, "x": one, "groups": groups,
                                                   "options": {"covariance": "CR2"}},
         *reduced(one, y, codes, terms(one)), digits=9)
wide = columns(11, 60) | {"third": normal(12, 60, 3, 1), "fourth": normal(13, 60, -1, 2)}
target, many = response(14, columns(11, 60)), [i * 7 % 12 + (i > 40) for i in range(60)]
refs.row("CR2 of four slopes, with thirteen clusters of unlike size",
         {"y": target, "x": wide, "groups": many, "options": {"covariance": "CR2"}},
         *reduced(wide, target, many, terms(wide)), digits=9)
beside = reduced(x, y, codes, terms(x))
refs.row("CR2 beside the covariance of few clusters",
         {"y": y, "x": x, "groups": groups, "options": {"covariance": "cluster"}},
         *[Source(s.software, s.version, s.call, {f"cr2.{path}": v for path, v in s.values.items()})
           for s in beside], digits=9)
fit = sm.OLS(y, design(x)).fit()
lm, p, _, _ = het_breuschpagan(fit.resid, design(x))
jb, jb_p, _, _ = jarque_bera(fit.resid)
influence = fit.get_influence()
reset = linear_reset(fit, power=3, test_type="fitted", use_f=True)
omnibus, omnibus_p = omni_normtest(fit.resid)
hat, cooks = influence.hat_matrix_diag, influence.cooks_distance[0]
refs.row("diagnostics", {"y": y, "x": x},
         statsmodels_("durbin_watson, jarque_bera, het_breuschpagan, condition_number, "
                      "variance_inflation_factor, omni_normtest, linear_reset(power=3), "
                      "get_influence()",
                      {"diagnostics.durbin_watson": durbin_watson(fit.resid),
                       "diagnostics.jarque_bera.statistic": jb,
                       "diagnostics.jarque_bera.p_value": jb_p,
                       "diagnostics.breusch_pagan.statistic": lm,
                       "diagnostics.breusch_pagan.p_value": p,
                       "diagnostics.condition_number": fit.condition_number,
                       "diagnostics.vif.size": variance_inflation_factor(design(x), 1),
                       "diagnostics.vif.age": variance_inflation_factor(design(x), 2),
                       "diagnostics.omnibus.statistic": omnibus,
                       "diagnostics.omnibus.p_value": omnibus_p,
                       "diagnostics.reset.f": reset.fvalue, "diagnostics.reset.p_value": reset.pvalue,
                       "diagnostics.max_leverage": hat.max(),
                       "diagnostics.max_leverage_row": hat.argmax() + 1,
                       "diagnostics.max_cooks_distance": cooks.max(),
                       "diagnostics.max_cooks_distance_row": cooks.argmax() + 1}),
         r_({"x0": x["size"], "x1": x["age"], "y": y},
            "k <- lm(y ~ x0 + x1); b <- lmtest::bptest(k); t <- lmtest::resettest(k, power=2:3); "
            "c(lmtest::dwtest(k)$statistic, b$statistic, b$p.value, car::vif(k), t$statistic, "
            "t$p.value, max(hatvalues(k)), which.max(hatvalues(k)), max(cooks.distance(k)), "
            "which.max(cooks.distance(k)))",
            ["diagnostics.durbin_watson", "diagnostics.breusch_pagan.statistic",
             "diagnostics.breusch_pagan.p_value", "diagnostics.vif.size", "diagnostics.vif.age",
             "diagnostics.reset.f", "diagnostics.reset.p_value", "diagnostics.max_leverage",
             "diagnostics.max_leverage_row", "diagnostics.max_cooks_distance",
             "diagnostics.max_cooks_distance_row"],
            call="dwtest, bptest, resettest(power=2:3), car::vif, hatvalues, cooks.distance",
            package="lmtest"), digits=9)
fit = sm.OLS(y, design(x, False)).fit()
refs.row("without intercept", {"y": y, "x": x, "options": {"intercept": False}},
         exact_ols(x, y, False), statsmodels_("OLS(y, X).fit()", summary(fit)),
         r_lm(x, y, False), digits=10)
refs.row("the keys of x keep their order", {"y": y, "x": {"z": x["size"], "a": x["age"]}},
         statsmodels_("OLS(y, X).fit().params",
                      {f"coefficients.{i}.{what}": value for i, (name, value) in
                       enumerate(zip(["(Intercept)", "z", "a"],
                                     sm.OLS(y, design(x)).fit().params))
                       for what, value in (("term", name), ("estimate", value))}))
fit = sm.OLS(y, design(x)).fit()
refs.row("level 0.9", {"y": y, "x": x, "options": {"level": 0.9}},
         statsmodels_("conf_int(alpha=0.1)",
                      {f"coefficients.{name}.ci": list(fit.conf_int(alpha=0.1)[i])
                       for i, name in enumerate(terms(x))}), digits=10)
far = {"size": [1e9 + round(v) for v in x["size"]], "age": x["age"]}
refs.row("an offset of 1e9 in a column", {"y": y, "x": far}, exact_ols(far, y), digits=9)
farther = {"size": [1e10 + round(v) for v in x["size"]], "age": x["age"]}
for covariance in COVARIANCES[1:]:
    refs.row(f"an offset of 1e10 in a column, {covariance}",
             {"y": y, "x": farther, "options": {"covariance": covariance}},
             exact_sandwich(farther, y, covariance), digits=9)
for covariance in ("cluster", "CR2"):
    refs.row(f"an offset of 1e10 in a column, {covariance}",
             {"y": y, "x": farther, "groups": groups, "options": {"covariance": covariance}},
             exact_sandwich(farther, y, covariance, groups), digits=9)
far_y = [1e9 + round(v) for v in y]
refs.row("an offset of 1e9 in the response", {"y": far_y, "x": x}, exact_ols(x, far_y), digits=9,
         at={"r_squared": 8})
powers = {f"x{k}": [float(v) ** k for v in range(1, 13)] for k in (1, 2, 3, 4)}
target = [round(3 + 0.5 * v - 0.02 * v ** 3 + e, 2) for v, e in zip(range(1, 13), normal(3, 12))]
refs.row("powers of one variable", {"y": target, "x": powers}, exact_ols(powers, target),
         r_lm(powers, target), digits=9)
# Wampler (1970), doi:10.1080/01621459.1970.10481105: five polynomials of degree 5, sets 3 to 5 with noise.
wampler = {"x" if k == 1 else f"x{k}": [v ** k for v in range(21)] for k in range(1, 6)}
noise = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 1838, -2048,
         2048, -2048, 2523, -2048, 2048, -2048, 759]
for number, factor in ((1, 0), (2, None), (3, 1), (4, 100), (5, 10000)):
    if number == 2:
        target = [round(sum((v / 10) ** k for k in range(6)), 5) for v in range(21)]
    else:
        target = [sum(v ** k for k in range(6)) + factor * e for v, e in enumerate(noise)]
    source = exact_ols(wampler, target)
    if number < 3:
        # Residuals are zero, or the rounding errors of the data: only coefficients have digits.
        source.values = {p: v for p, v in source.values.items() if p.endswith("estimate")}
    refs.row(f"Wampler's set {number}", {"y": target, "x": wampler}, source, digits=12)
steep = {"x": [0.25 * i for i in range(80)]}
target = [3 * v + 0.01 * ((i * 7) % 11 - 5) for i, v in enumerate(steep["x"])]
refs.row("p-values below 1e-200", {"y": target, "x": steep}, exact_ols(steep, target), digits=8,
         at={"f.p_value": 9})
scaled = {"tiny": [v * 1e-12 for v in x["size"]], "huge": [v * 1e12 for v in x["age"]]}
refs.row("columns 24 decades apart", {"y": y, "x": scaled}, exact_ols(scaled, y), digits=10)
gaps = {"size": list(x["size"]), "age": list(x["age"])}
gy = list(y)
gaps["size"][3], gaps["age"][8], gy[8], gy[20] = None, None, None, None
kept = without_missing(gy, gaps["size"], gaps["age"])
refs.row("incomplete rows are dropped and counted", {"y": gy, "x": gaps},
         exact_ols({"size": kept[1], "age": kept[2]}, kept[0]),
         statsmodels_("count", {"n": 27, "n_missing": 3}), digits=10)
refs.row("an exact fit", {"y": [3, 5, 7, 9, 11], "x": {"x": [1, 2, 3, 4, 5]}},
         exact_("1 + 2 x", {"coefficients.(Intercept).estimate": 1, "coefficients.x.estimate": 2,
                            "r_squared": 1}), digits=12)
refs.error("a column twice", {"y": y, "x": {"a": x["size"], "b": x["size"]}}, "singular-design",
           "rank 2 of 3")
refs.error("a constant column beside the intercept", {"y": [1, 2, 4, 3], "x": {"a": [5, 5, 5, 5]}},
           "singular-design", "rank 1 of 2")
refs.error("a constant response", {"y": [2, 2, 2, 2], "x": {"a": [1, 2, 3, 5]}}, "constant-input",
           "R^2 = 0/0")
refs.error("fewer rows than coefficients", {"y": [1, 2], "x": {"a": [1, 3]}},
           "too-few-observations", "n - p = 0")
refs.error("columns of different lengths", {"y": [1, 2, 3], "x": {"a": [1, 3]}}, "bad-request",
           "no rows")
refs.error("no columns", {"y": [1, 2, 3], "options": {"covariance": "HC1"}}, "bad-request", "no x")
refs.error("an unknown covariance", {"y": y, "x": x, "options": {"covariance": "HC9"}},
           "bad-request", "HC0 to HC3")

# An interaction alone has all its indicators; R gives no coefficient to the last, which follows from the others.
G, H, K = ["a", "b"] * 6, ["u", "u", "v", "v", "w", "w"] * 2, ["p", "p", "q", "p", "p", "q", "q", "q", "p", "q", "q", "p"]
RESPONSE = [2.1, 3.4, 1.9, 5.2, 4.4, 6.1, 3.3, 2.8, 7.0, 5.9, 4.1, 3.6]
for formula, names in [
    ("y ~ g:h", ["(Intercept)", "g[a]:h[u]", "g[b]:h[u]", "g[a]:h[v]", "g[b]:h[v]", "g[a]:h[w]"]),
    ("y ~ k + g:h", ["(Intercept)", "k[q]", "g[a]:h[u]", "g[b]:h[u]", "g[a]:h[v]", "g[b]:h[v]", "g[a]:h[w]"]),
    ("y ~ g:h + g:k", ["(Intercept)", "g[a]:h[u]", "g[b]:h[u]", "g[a]:h[v]", "g[b]:h[v]", "g[a]:h[w]", "g[a]:k[q]", "g[b]:k[q]"]),
    ("y ~ g:h - 1", ["g[a]:h[u]", "g[b]:h[u]", "g[a]:h[v]", "g[b]:h[v]", "g[a]:h[w]", "g[b]:h[w]"]),
]:
    refs.row(f"an interaction alone, {formula}", {"y": RESPONSE, "x": {"g": G, "h": H, "k": K}, "formula": formula},
             r_({"y": RESPONSE, "g": G, "h": H, "k": K},
                f"m <- lm({formula}); c(na.omit(coef(m)), summary(m)$coefficients[,2], m$df.residual)",
                [f"coefficients.{n}.estimate" for n in names] + [f"coefficients.{n}.std_error" for n in names]
                + ["df_residual"]), digits=11)
refs.write()

refs = References("wls")
weights = [round(0.5 + float(v), 1) for v in tied(5, 30, 4)]
for covariance in COVARIANCES:
    fit = sm.WLS(y, design(x), weights=weights).fit(cov_type=covariance, use_t=True)
    sources = [statsmodels_(f'WLS(y, X, w).fit(cov_type="{covariance}", use_t=True)',
                            coefficients(terms(x), fit) | summary(fit))]
    if covariance == "nonrobust":
        sources = [exact_ols(x, y, True, weights)] + sources + [r_lm(x, y, True, weights)]
    refs.row(f"two columns, {covariance}",
             {"y": y, "x": x, "weights": weights} | (
                 {} if covariance == "nonrobust" else {"options": {"covariance": covariance}}),
             *sources, digits=10)
uneven = [10.0 ** (i % 7 - 3) for i in range(30)]
refs.row("weights over six decades", {"y": y, "x": x, "weights": uneven},
         exact_ols(x, y, True, uneven), digits=10)
for name, columns_, codes_ in (("CR2 with seven clusters", x, codes), ("CR2 of one slope, with seven clusters", one, codes),
                               ("CR2 with five clusters of unlike size", within, grouped)):
    refs.row(name, {"y": y, "x": columns_, "weights": weights, "groups": codes_, "options": {"covariance": "CR2"}},
             *reduced(columns_, y, codes_, terms(columns_), weights), digits=9)
refs.row("CR2 of weights over six decades",
         {"y": y, "x": x, "weights": uneven, "groups": codes, "options": {"covariance": "CR2"}},
         *reduced(x, y, codes, terms(x), uneven), digits=8)
gw = list(weights)
gw[2] = None
kept = without_missing(gy, gaps["size"], gaps["age"], gw)
refs.row("incomplete rows are dropped and counted", {"y": gy, "x": gaps, "weights": gw},
         exact_ols({"size": kept[1], "age": kept[2]}, kept[0], True, kept[3]),
         statsmodels_("count", {"n": 26, "n_missing": 4}), digits=10)
refs.error("no weights", {"y": y, "x": x}, "bad-request", "wls needs weights")
refs.error("a negative weight", {"y": [1, 2, 4], "x": {"a": [1, 2, 3]}, "weights": [1, -1, 2]},
           "domain-error", "w > 0")
refs.write()

# --- robust ---

refs = References("robust")
CONSISTENCY = mpmath.sqrt(2) * mpmath.erfinv(mpf(1) / 2)


def exact_rlm(x, y, loss, c):
    """Iterated weights to convergence in 30 digits, from least squares, as MASS::rlm does."""
    mpmath.mp.dps = 30
    rows = [[mpf(1)] + mp(r) for r in zip(*x.values())]
    target, n, p = mp(y), len(y), len(rows[0])

    def solve(w):
        a, b = mpmath.matrix(p, p), mpmath.matrix(p, 1)
        for r, v, k in zip(rows, target, w):
            for i in range(p):
                b[i] += k * r[i] * v
                for j in range(p):
                    a[i, j] += k * r[i] * r[j]
        beta = mpmath.lu_solve(a, b)
        return beta, [v - mpmath.fsum([r[i] * beta[i] for i in range(p)])
                      for r, v in zip(rows, target)]

    def median(values):
        ordered = sorted(values)
        return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2

    beta, e = solve([mpf(1)] * n)
    for _ in range(600):
        scale = median([abs(v) for v in e]) / CONSISTENCY
        if loss == "huber":
            w = [min(mpf(1), c * scale / abs(v)) if v else mpf(1) for v in e]
        else:
            w = [max(1 - (v / (c * scale)) ** 2, mpf(0)) ** 2 for v in e]
        new, e = solve(w)
        change = max(abs(new[i] - beta[i]) for i in range(p))
        beta = new
        if change < mpf(10) ** -18:
            break
    scale = median([abs(v) for v in e]) / CONSISTENCY
    mpmath.mp.dps = 60
    return {f"coefficients.{name}.estimate": beta[i] for i, name in enumerate(terms(x))} | {
        "sigma": scale}


for name, spoil in (("clean data", {}), ("four outliers", {2: 60, 9: -40, 17: 80, 23: 45}),
                    ("heavy tails", {i: 3 * v for i, v in enumerate(heavy(6, 30))})):
    bad = [round(v + spoil.get(i, 0), 2) for i, v in enumerate(y)]
    for loss, norm, c, psi in (("huber", sm.robust.norms.HuberT(), mpf("1.345"), "psi.huber"),
                               ("bisquare", sm.robust.norms.TukeyBiweight(), mpf("4.685"),
                                "psi.bisquare")):
        fit = sm.RLM(bad, design(x), M=norm).fit(maxiter=2000, tol=1e-14)
        found = coefficients(terms(x), fit) | {"sigma": fit.scale}
        found = {p: v for p, v in found.items()
                 if p.split(".")[-1] in ("estimate", "std_error", "sigma", "p_value")}
        loose = {f"coefficients.{n}.estimate": 4 for n in terms(x)} | {"sigma": 4}
        rlm = r_({"x0": x["size"], "x1": x["age"], "y": bad},
                 f"k <- MASS::rlm(y ~ x0 + x1, psi=MASS::{psi}, maxit=1000, acc=1e-14); "
                 "c(coef(k), k$s)", list(loose), package="MASS")
        refs.row(f"{name}, {loss}",
                 {"y": bad, "x": x} | ({} if loss == "huber" else {"options": {"loss": loss}}),
                 exact_("weights iterated to convergence, scale MAD / 0.67449 each step",
                        exact_rlm(x, bad, loss, c)),
                 statsmodels_("RLM(y, X, M).fit(maxiter=2000, tol=1e-14)", found), rlm,
                 digits=8, at=loose,
                 note="R divides the MAD by 0.6745 where statsmodels has 0.6744898: four digits")
        # Four digits are asked of R alone.
        refs.rows[-1]["digits_at"] = {p: 7 for p in found if p.endswith("p_value")}
gy2 = [None if i == 4 else v for i, v in enumerate(y)]
kept = [v for i, v in enumerate(y) if i != 4]
kx = {k: [v for i, v in enumerate(c) if i != 4] for k, c in x.items()}
refs.row("incomplete rows are dropped and counted", {"y": gy2, "x": x},
         exact_("weights iterated to convergence", exact_rlm(kx, kept, "huber", mpf("1.345"))),
         statsmodels_("count", {"n": 29, "n_missing": 1}), digits=6)
refs.error("a column twice", {"y": y, "x": {"a": x["size"], "b": x["size"]}}, "singular-design",
           "rank 2 of 3")
refs.error("fewer rows than coefficients", {"y": [1, 2], "x": {"a": [1, 3]}},
           "too-few-observations", "n - p = 0")
refs.write()

# --- quantile-regression ---

refs = References("quantile-regression")


def kernel_errors(x, y, tau, beta):
    """statsmodels' standard errors at exact coefficients: Epanechnikov kernel, Hall-Sheather."""
    X, e = design(x), np.array(y) - design(x) @ beta
    n, p = X.shape
    e[np.argsort(abs(e))[:p]] = 0
    z = stats.norm.ppf(tau)
    h = n ** (-1 / 3) * stats.norm.ppf(0.975) ** (2 / 3) * (
        1.5 * stats.norm.pdf(z) ** 2 / (2 * z ** 2 + 1)) ** (1 / 3)
    spread = np.subtract(*np.percentile(e, [75, 25]))
    h = min(np.std(y), spread / 1.34) * (stats.norm.ppf(tau + h) - stats.norm.ppf(tau - h))
    density = np.sum(np.where(abs(e / h) <= 1, 0.75 * (1 - (e / h) ** 2), 0)) / (n * h)
    # Points on the plane take the larger of both weights.
    d = np.where(e > 0, tau ** 2, np.where(e < 0, (1 - tau) ** 2, max(tau, 1 - tau) ** 2))
    d = d / density ** 2
    inverse = np.linalg.inv(X.T @ X)
    return np.sqrt(np.diag(inverse @ (X.T * d) @ X @ inverse))


for n, tau in ((30, 0.5), (30, 0.25), (80, 0.9), (81, 0.5)):
    x = columns(100 + n, n)
    y = response(101 + n, x, digits=4)
    line = r_({"x0": x["size"], "x1": x["age"], "y": y},
              f"coef(quantreg::rq(y ~ x0 + x1, tau={tau}))",
              [f"coefficients.{n}.estimate" for n in terms(x)], package="quantreg")
    errors = kernel_errors(x, y, tau, np.array(list(line.values.values())))
    sources = [line, numpy_("statsmodels' formula: Epanechnikov kernel, Hall and Sheather's width",
                            {f"coefficients.{n}.std_error": v for n, v in zip(terms(x), errors)})]
    if tau == 0.5:
        fit = sm.QuantReg(y, design(x)).fit(q=tau, p_tol=1e-12, max_iter=5000)
        sources.append(statsmodels_(f"QuantReg(y, X).fit(q={tau}).bse", {
            f"coefficients.{n}.std_error": v for n, v in zip(terms(x), fit.bse)}))
    refs.row(f"tau {tau}, {n} rows", {"y": y, "x": x} | (
        {} if tau == 0.5 else {"options": {"tau": tau}}), *sources, digits=9,
        at={f"coefficients.{n}.std_error": 5 for n in terms(x)},
        note="statsmodels finds the coefficients by iterated weights to about six digits, and "
             "takes the signs of the residuals that are zero from their rounding errors")
single = {"x": [1, 2, 3, 4, 5, 6, 7, 8, 9]}
refs.row("three wild points in nine do not move the median line",
         {"y": [3, 5, 700, 9, 11, -400, 15, 900, 19], "x": single},
         r_({"x": single["x"], "y": [3, 5, 700, 9, 11, -400, 15, 900, 19]},
            "coef(quantreg::rq(y ~ x))", ["coefficients.(Intercept).estimate",
                                          "coefficients.x.estimate"], package="quantreg"))
refs.error("tau outside 0 and 1", {"y": y, "x": x, "options": {"tau": 1.5}}, "bad-request",
           "0 < tau < 1")
refs.error("a column twice", {"y": y, "x": {"a": x["size"], "b": x["size"]}}, "singular-design",
           "rank 2 of 3")
refs.write()

# --- ridge ---

refs = References("ridge")
x = columns(1, 30)
y = response(2, x)


def exact_ridge(x, y, penalty):
    n, p = len(y), len(x)
    means = [mp_mean(c) for c in x.values()]
    centred = [[v - m for v in mp(c)] for c, m in zip(x.values(), means)]
    my = mp_mean(y)
    a, b = mpmath.matrix(p, p), mpmath.matrix(p, 1)
    for i in range(p):
        b[i] = mpmath.fsum([u * (v - my) for u, v in zip(centred[i], mp(y))])
        for j in range(p):
            a[i, j] = mpmath.fsum([u * v for u, v in zip(centred[i], centred[j])])
        a[i, i] += mpf(penalty)
    beta = mpmath.lu_solve(a, b)
    found = {"coefficients.(Intercept).estimate":
             my - mpmath.fsum([beta[i] * means[i] for i in range(p)])}
    return exact_("(X'X + lambda I) b = X'y of centred columns", found | {
        f"coefficients.{name}.estimate": beta[i] for i, name in enumerate(x)})


def ridge_by_rows(x, y, penalty):
    """The same minimum by least squares with rows of the penalty added."""
    n, p = len(y), len(x)
    big = np.vstack([design(x), np.column_stack([np.zeros(p), np.sqrt(penalty) * np.eye(p)])])
    beta = np.linalg.lstsq(big, np.concatenate([y, np.zeros(p)]), rcond=None)[0]
    return numpy_("linalg.lstsq with sqrt(lambda) I below X", {
        f"coefficients.{name}.estimate": beta[i] for i, name in enumerate(terms(x))})


for penalty in (0, 0.1, 10, 1e4):
    refs.row(f"lambda {penalty}", {"y": y, "x": x, "options": {"lambda": penalty}},
             exact_ridge(x, y, penalty), ridge_by_rows(x, y, penalty), digits=9)
twice = {"a": x["size"], "b": x["size"]}
refs.row("a column twice is no obstacle", {"y": y, "x": twice, "options": {"lambda": 1}},
         exact_ridge(twice, y, 1), ridge_by_rows(twice, y, 1), digits=9)
refs.row("an offset of 1e9 in a column", {"y": y, "x": far, "options": {"lambda": 5}},
         exact_ridge(far, y, 5), digits=9)
refs.error("a negative lambda", {"y": y, "x": x, "options": {"lambda": -1}}, "bad-request",
           "no minimum")
refs.write()
