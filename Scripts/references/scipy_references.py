"""Writes Tests/References/scipy.json: requests, and what SciPy, NumPy and statsmodels answer.

    python3 -m venv .venv && .venv/bin/pip install scipy statsmodels
    .venv/bin/python Scripts/references/scipy_references.py

Every row holds the request, the expected values by their path in the answer, the call that made
them, and the digits in which both must agree. DO NOT EDIT the file that it writes.
"""

import json
import pathlib
import platform
import warnings

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats import contingency_tables, diagnostic, multitest, proportion
from statsmodels.stats import outliers_influence, stattools
from statsmodels.sandbox.stats import runs

warnings.simplefilter("ignore")
SOFTWARE = (
    f"SciPy {scipy.__version__}, NumPy {np.__version__}, statsmodels {statsmodels.__version__}, "
    f"Python {platform.python_version()}"
)
ROWS = []
generator = np.random.RandomState(20240607)


def values(count, digits=4, ties=False, scale=1.0, shift=0.0):
    draws = generator.standard_normal(count) * scale + shift
    return [float(v) for v in np.round(draws, 0 if ties else digits)]


def number(value):
    value = float(value)
    return None if np.isnan(value) or np.isinf(value) else value


def row(name, request, call, expected, digits=12):
    ROWS.append(
        {
            "id": name,
            "request": request,
            "software": SOFTWARE,
            "call": call,
            "digits": digits,
            "expected": {path: number(value) for path, value in expected.items()},
        }
    )


def request(method, options=None, **data):
    answer = {"method": method, **data}
    if options:
        answer["options"] = options
    return answer


def alternatives(name, method, call, compute, data, options=None, digits=12):
    for alternative in ["two-sided", "less", "greater"]:
        row(
            f"{name}/{alternative}",
            request(method, {**(options or {}), "alternative": alternative}, **data),
            f"{call}, alternative='{alternative}'",
            compute(alternative),
            digits,
        )


def describe(name, x):
    a = np.array(x)
    m = a - a.mean()
    quartiles = np.quantile(a, [0.25, 0.5, 0.75])
    row(
        f"describe/{name}",
        request("describe", x=x),
        "np.mean, np.std(ddof=1), np.quantile, stats.skew, stats.kurtosis, stats.median_abs_deviation",
        {
            "n": len(x),
            "mean": a.mean(),
            "sd": a.std(ddof=1),
            "variance": a.var(ddof=1),
            "min": a.min(),
            "q1": quartiles[0],
            "median": quartiles[1],
            "q3": quartiles[2],
            "max": a.max(),
            "skewness": stats.skew(a),
            "kurtosis": stats.kurtosis(a),
            "mad": stats.median_abs_deviation(a),
            "geometric_mean": stats.gmean(a) if a.min() > 0 else np.nan,
            "lag1_autocorrelation": (m[:-1] * m[1:]).sum() / (m * m).sum(),
        },
    )


def describes():
    describe("normal", values(31))
    describe("positive", [abs(v) + 0.1 for v in values(40, scale=3)])
    describe("ties", values(25, ties=True, scale=2))
    x = values(11)
    methods = {
        1: "inverted_cdf", 2: "averaged_inverted_cdf", 3: "closest_observation",
        4: "interpolated_inverted_cdf", 5: "hazen", 6: "weibull", 7: "linear",
        8: "median_unbiased", 9: "normal_unbiased",
    }  # fmt: skip
    for kind, method in methods.items():
        quartiles = np.quantile(x, [0.25, 0.75], method=method)
        row(
            f"describe/quantile type {kind}",
            request("describe", {"quantile_type": kind}, x=x),
            f"np.quantile(x, q, method='{method}')",
            {"q1": quartiles[0], "q3": quartiles[1]},
        )


def correlations():
    x = values(24)
    y = [a * 0.4 + b for a, b in zip(x, values(24))]
    tied_x = values(24, ties=True, scale=2)
    tied_y = [round(a * 0.5 + b) for a, b in zip(tied_x, values(24, scale=2))]
    for label, a, b in [("plain", x, y), ("ties", tied_x, tied_y)]:

        def pearson(alternative):
            answer = stats.pearsonr(a, b, alternative=alternative)
            interval = answer.confidence_interval(0.9)
            return {
                "statistic": answer.statistic, "p_value": answer.pvalue,
                "estimate.ci.0": interval.low, "estimate.ci.1": interval.high,
            }  # fmt: skip

        data = {"x": a, "y": b}
        alternatives(
            f"pearson/{label}", "pearson", "stats.pearsonr(x, y)", pearson, data, {"level": 0.9})
        alternatives(
            f"spearman/{label}", "spearman", "stats.spearmanr(x, y)",
            lambda alt: dict(
                zip(["statistic", "p_value"], stats.spearmanr(a, b, alternative=alt))), data)
        alternatives(
            f"kendall/{label}", "kendall", "stats.kendalltau(x, y)",
            lambda alt: dict(
                zip(["statistic", "p_value"], stats.kendalltau(a, b, alternative=alt))), data)
    long_x = values(60)
    long_y = [a * 0.2 + b for a, b in zip(long_x, values(60))]
    row(
        "kendall/asymptotic without ties", request("kendall", x=long_x, y=long_y),
        "stats.kendalltau(x, y)",
        dict(zip(["statistic", "p_value"], stats.kendalltau(long_x, long_y))))
    steep = list(range(40))
    row(
        "kendall/one pair out of order",
        request("kendall", x=steep, y=[1, 0] + steep[2:]), "stats.kendalltau(x, y)",
        dict(zip(["statistic", "p_value"], stats.kendalltau(steep, [1, 0] + steep[2:]))), 11)
    x9, y9 = values(8, ties=True, scale=2), values(8, ties=True, scale=2)
    exact = stats.permutation_test(
        (x9,), lambda a: stats.spearmanr(a, y9).statistic, permutation_type="pairings",
        n_resamples=np.inf, alternative="greater")
    row(
        "spearman/exact with ties",
        request("spearman", {"p_method": "exact", "alternative": "greater"}, x=x9, y=y9),
        "stats.permutation_test(permutation_type='pairings', alternative='greater')",
        {"statistic": exact.statistic, "p_value": exact.pvalue})


def t_tests():
    a, b = values(13, scale=2, shift=1), values(17)

    def fields(answer, level=0.95):
        interval = answer.confidence_interval(level)
        return {
            "statistic": answer.statistic, "p_value": answer.pvalue, "df": answer.df,
            "estimate.ci.0": interval.low, "estimate.ci.1": interval.high,
        }  # fmt: skip

    alternatives(
        "t-test/welch", "t-test", "stats.ttest_ind(equal_var=False)",
        lambda alt: fields(stats.ttest_ind(a, b, equal_var=False, alternative=alt)),
        {"samples": [a, b]})
    alternatives(
        "t-test/student", "t-test", "stats.ttest_ind(equal_var=True)",
        lambda alt: fields(stats.ttest_ind(a, b, alternative=alt)), {"samples": [a, b]},
        {"equal_variance": True})
    alternatives(
        "t-test-1samp", "t-test-1samp", "stats.ttest_1samp(x, 0.3)",
        lambda alt: {
            k: v for k, v in fields(stats.ttest_1samp(a, 0.3, alternative=alt)).items()
            if "ci" not in k}, {"x": a}, {"mu": 0.3})
    alternatives(
        "t-test-paired", "t-test-paired", "stats.ttest_rel(x, y)",
        lambda alt: fields(stats.ttest_rel(a, b[:13], alternative=alt)), {"x": a, "y": b[:13]})
    row(
        "t-test/far tail", request("t-test", {"equal_variance": True}, samples=[
            [v * 0.01 for v in values(60)], [v * 0.01 + 50 for v in values(60)]]),
        "stats.ttest_ind", {}, 9)
    last = ROWS[-1]
    answer = stats.ttest_ind(*last["request"]["samples"])
    last["expected"] = {"statistic": answer.statistic, "p_value": answer.pvalue}


def rank_tests():
    cases = {
        "exact": (values(7), values(12, shift=0.7)),
        "ties": (values(15, ties=True, scale=2), values(22, ties=True, scale=2, shift=1)),
        "large": (values(40), values(33, shift=0.4)),
        "small with ties": ([1.0, 2, 2, 3], [2.0, 4, 5, 5, 6]),
    }
    for label, (a, b) in cases.items():
        alternatives(
            f"mann-whitney/{label}", "mann-whitney", "stats.mannwhitneyu(x, y)",
            lambda alt: dict(
                zip(["statistic", "p_value"], stats.mannwhitneyu(a, b, alternative=alt))),
            {"samples": [a, b]})
        alternatives(
            f"brunner-munzel/{label}", "brunner-munzel", "stats.brunnermunzel(x, y)",
            lambda alt: dict(
                zip(["statistic", "p_value"], stats.brunnermunzel(a, b, alternative=alt))),
            {"samples": [a, b]}, digits=11)
        alternatives(
            f"ks/{label}", "ks", "stats.ks_2samp(x, y)",
            lambda alt: {
                "statistic": stats.ks_2samp(a, b, alternative=alt).statistic,
                "p_value": stats.ks_2samp(a, b, alternative=alt).pvalue}
            , {"samples": [a, b]}, digits=10)
    pairs = {
        "exact": (values(18), values(18, shift=0.5)),
        "normal": (values(70), values(70, shift=0.2)),
        "ties": (values(30, ties=True, scale=3), values(30, ties=True, scale=3, shift=1)),
        "few with ties": (values(10, ties=True, scale=2), values(10, ties=True, scale=3, shift=1)),
    }
    for label, (a, b) in pairs.items():
        def signed(alt):
            answer = stats.wilcoxon(a, b, alternative=alt)
            return {"statistic": answer.statistic, "p_value": answer.pvalue}
        alternatives(
            f"wilcoxon/{label}", "wilcoxon", "stats.wilcoxon(x, y)", signed, {"x": a, "y": b},
            {"correction": False} if False else None)


def several_samples():
    plain = [values(9), values(12, shift=0.5), values(7, scale=2)]
    tied = [values(9, ties=True, scale=2), values(12, ties=True, scale=2, shift=1), values(10, ties=True, scale=3)]
    for label, samples in [("plain", plain), ("ties", tied)]:
        data = {"samples": samples}
        pair = ["statistic", "p_value"]
        row(f"kruskal-wallis/{label}", request("kruskal-wallis", **data), "stats.kruskal",
            dict(zip(pair, stats.kruskal(*samples))))
        row(f"anova/{label}", request("anova", **data), "stats.f_oneway",
            dict(zip(pair, stats.f_oneway(*samples))))
        row(f"welch-anova/{label}", request("welch-anova", **data), "stats.f_oneway(equal_var=False)",
            dict(zip(pair, stats.f_oneway(*samples, equal_var=False))))
        for center in ["median", "mean", "trimmed"]:
            row(f"levene/{label} {center}", request("levene", {"center": center}, **data),
                f"stats.levene(center='{center}')",
                dict(zip(pair, stats.levene(*samples, center=center))))
        row(f"bartlett/{label}", request("bartlett", **data), "stats.bartlett",
            dict(zip(pair, stats.bartlett(*samples))))
        row(f"fligner/{label}", request("fligner", **data), "stats.fligner",
            dict(zip(pair, stats.fligner(*samples))))
        tukey = stats.tukey_hsd(*samples)
        row(f"tukey-hsd/{label}", request("tukey-hsd", **data), "stats.tukey_hsd",
            {"comparisons.0.p_adjusted": tukey.pvalue[0, 1],
             "comparisons.1.p_adjusted": tukey.pvalue[0, 2],
             "comparisons.2.p_adjusted": tukey.pvalue[1, 2],
             "comparisons.0.estimate.ci.0": tukey.confidence_interval().low[0, 1]}, 7)
    blocks = [values(12, ties=True, scale=2) for _ in range(4)]
    row("friedman", request("friedman", samples=blocks), "stats.friedmanchisquare",
        dict(zip(["statistic", "p_value"], stats.friedmanchisquare(*blocks))))


def normality():
    samples = {
        "3 values": values(3), "8 values": values(8), "11 values": values(11), "normal": values(50),
        "skewed": [float(np.round(np.exp(v), 4)) for v in values(80)], "ties": values(40, ties=True, scale=3),
        "large": values(2000),
    }  # fmt: skip
    for label, x in samples.items():
        shapiro = stats.shapiro(x)
        row(f"shapiro-wilk/{label}", request("shapiro-wilk", x=x), "stats.shapiro",
            {"statistic": shapiro.statistic}, 7)
        row(f"shapiro-wilk/{label} p", request("shapiro-wilk", x=x), "stats.shapiro",
            {"p_value": shapiro.pvalue}, 5)
        row(f"jarque-bera/{label}", request("jarque-bera", x=x), "stats.jarque_bera",
            dict(zip(["statistic", "p_value"], stats.jarque_bera(x))), 11)
        if len(x) >= 8:
            row(f"dagostino/{label}", request("dagostino", x=x), "stats.normaltest",
                dict(zip(["statistic", "p_value"], stats.normaltest(x))), 10)
            statistic, p = diagnostic.normal_ad(np.array(x))
            row(f"anderson-darling/{label}", request("anderson-darling", x=x),
                "statsmodels.stats.diagnostic.normal_ad", {"statistic": statistic, "p_value": p}, 9)


def tables():
    cases = {
        "2x2": [[10, 20], [30, 5]], "2x2 near": [[12, 11], [10, 11]], "3x2": [[5, 9], [11, 3], [8, 8]],
        "3x4": [[12, 5, 9, 4], [6, 8, 10, 7], [3, 9, 2, 11]],
    }  # fmt: skip
    for label, table in cases.items():
        for yates in [True, False]:
            answer = stats.chi2_contingency(table, correction=yates)
            row(f"chi-square/{label} yates {yates}",
                request("chi-square", {"yates": yates}, table=table),
                f"stats.chi2_contingency(correction={yates})",
                {"statistic": answer.statistic, "p_value": answer.pvalue, "df": answer.dof,
                 "estimate.value": stats.contingency.association(np.array(table), "cramer")})
        answer = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
        row(f"g-test/{label}", request("g-test", table=table),
            "stats.chi2_contingency(correction=False, lambda_='log-likelihood')",
            {"statistic": answer.statistic, "p_value": answer.pvalue})
    for label, table in {"plain": [[8, 2], [1, 5]], "larger": [[30, 12], [18, 25]]}.items():
        alternatives(
            f"fisher/{label}", "fisher", "stats.fisher_exact",
            lambda alt: {"p_value": stats.fisher_exact(table, alternative=alt).pvalue},
            {"table": table})
        odds = stats.contingency.odds_ratio(table)
        interval = odds.confidence_interval(0.95)
        row(f"fisher/{label} odds ratio", request("fisher", table=table),
            "stats.contingency.odds_ratio",
            {"estimate.value": odds.statistic, "estimate.ci.0": interval.low,
             "estimate.ci.1": interval.high}, 8)
    for label, table in {"exact": [[10, 5], [12, 7]], "asymptotic": [[30, 25], [10, 40]]}.items():
        answer = contingency_tables.mcnemar(table, exact=table[0][1] + table[1][0] < 25)
        row(f"mcnemar/{label}", request("mcnemar", table=table), "statsmodels mcnemar",
            {"statistic": answer.statistic, "p_value": answer.pvalue})
    for successes, trials in [(7, 20), (0, 15), (50, 50), (501, 1000)]:
        low, high = proportion.proportion_confint(successes, trials, method="wilson")
        row(f"proportion/{successes} of {trials}",
            request("proportion", successes=successes, trials=trials),
            "proportion_confint(method='wilson')",
            {"estimate.value": successes / trials, "estimate.ci.0": low, "estimate.ci.1": high}, 11)
    low, high = proportion.confint_proportions_2indep(15, 40, 9, 45, method="newcomb")
    z, p = proportion.proportions_ztest([15, 9], [40, 45])
    row("proportion/two", request("proportion", successes=[15, 9], trials=[40, 45]),
        "confint_proportions_2indep(method='newcomb'), proportions_ztest",
        {"estimate.ci.0": low, "estimate.ci.1": high, "statistic": z, "p_value": p}, 11)


def trends():
    x = values(30)
    y = [0.3 * a + b for a, b in zip(x, values(30))]
    for label, a, b in [("plain", x, y), ("ties", [round(v) for v in x], [round(2 * v) for v in y])]:
        answer = stats.theilslopes(b, a, 0.9)
        row(f"theil-sen/{label}", request("theil-sen", {"level": 0.9}, x=a, y=b),
            "stats.theilslopes(y, x, 0.9)",
            {"estimate.value": answer.slope, "estimate.ci.0": answer.low_slope,
             "estimate.ci.1": answer.high_slope, "intercept": answer.intercept})
    for count in [30, 80]:
        series = values(count)
        z, p = runs.runstest_1samp(series, cutoff="median")
        row(f"runs/{count} values", request("runs", x=series),
            "runstest_1samp(x, cutoff='median')", {"statistic": z, "p_value": p})


def adjustments():
    p = [0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 1e-8, 0.9]
    names = {
        "bonferroni": "bonferroni", "holm": "holm", "hochberg": "simes-hochberg", "sidak": "sidak",
        "bh": "fdr_bh", "by": "fdr_by",
    }  # fmt: skip
    for correction, name in names.items():
        answer = multitest.multipletests(p, method=name)[1]
        row(f"adjust/{correction}", request("adjust", {"correction": correction}, p_values=p),
            f"multipletests(method='{name}')",
            {f"adjusted.{i}": v for i, v in enumerate(answer)})


def fit_fields(fit, names, z=False):
    expected = {}
    interval = np.asarray(fit.conf_int())
    for i, name in enumerate(names):
        expected[f"coefficients.{name}.estimate"] = np.asarray(fit.params)[i]
        expected[f"coefficients.{name}.std_error"] = np.asarray(fit.bse)[i]
        expected[f"coefficients.{name}.statistic"] = np.asarray(fit.tvalues)[i]
        expected[f"coefficients.{name}.p_value"] = np.asarray(fit.pvalues)[i]
        expected[f"coefficients.{name}.ci.0"] = interval[i, 0]
        expected[f"coefficients.{name}.ci.1"] = interval[i, 1]
    return expected


def regressions():
    n = 50
    size, age = values(n, shift=3), values(n, scale=2)
    y = [1 + 0.5 * a - 0.2 * b + e for a, b, e in zip(size, age, values(n, scale=0.5))]
    weights = [round(abs(v) + 0.2, 3) for v in values(n)]
    groups = [i % 9 for i in range(n)]
    columns = {"size": size, "age": age}
    exog = sm.add_constant(np.column_stack([size, age]))
    names = ["(Intercept)", "size", "age"]
    for kind in ["nonrobust", "HC0", "HC1", "HC2", "HC3"]:
        fit = sm.OLS(y, exog).fit(cov_type=kind, use_t=True)
        expected = fit_fields(fit, names) | {
            "r_squared": fit.rsquared, "adjusted_r_squared": fit.rsquared_adj,
            "sigma": np.sqrt(fit.mse_resid), "df_residual": fit.df_resid,
            "f.value": np.squeeze(fit.fvalue), "f.p_value": np.squeeze(fit.f_pvalue),
            "log_likelihood": fit.llf, "aic": fit.aic, "bic": fit.bic,
            "diagnostics.durbin_watson": stattools.durbin_watson(fit.resid),
            "diagnostics.jarque_bera.statistic": stattools.jarque_bera(fit.resid)[0],
            "diagnostics.omnibus.statistic": stattools.omni_normtest(fit.resid)[0],
            "diagnostics.breusch_pagan.statistic": diagnostic.het_breuschpagan(fit.resid, exog)[0],
            "diagnostics.breusch_pagan.p_value": diagnostic.het_breuschpagan(fit.resid, exog)[1],
            "diagnostics.condition_number": fit.condition_number,
            "diagnostics.vif.size": outliers_influence.variance_inflation_factor(exog, 1),
            "diagnostics.reset.f": float(np.squeeze(
                diagnostic.linear_reset(sm.OLS(y, exog).fit(), power=3, use_f=True).fvalue)),
        }  # fmt: skip
        row(f"ols/{kind}", request("ols", {"covariance": kind}, y=y, x=columns),
            f"sm.OLS(y, X).fit(cov_type='{kind}', use_t=True)", expected, 9)
    fit = sm.OLS(y, exog).fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    row("ols/cluster", request("ols", {"covariance": "cluster"}, y=y, x=columns, groups=groups),
        "sm.OLS(y, X).fit(cov_type='cluster')",
        {f"coefficients.{name}.std_error": fit.bse[i] for i, name in enumerate(names)}, 10)
    fit = sm.OLS(y, exog[:, 1:]).fit()
    row("ols/no intercept", request("ols", {"intercept": False}, y=y, x=columns),
        "sm.OLS(y, X without constant).fit()",
        fit_fields(fit, names[1:]) | {"r_squared": fit.rsquared, "f.value": fit.fvalue,
                                      "adjusted_r_squared": fit.rsquared_adj}, 10)
    fit = sm.WLS(y, exog, weights=weights).fit()
    row("wls", request("wls", y=y, x=columns, weights=weights), "sm.WLS(y, X, weights).fit()",
        fit_fields(fit, names) | {
            "r_squared": fit.rsquared, "log_likelihood": fit.llf, "aic": fit.aic,
            "f.value": fit.fvalue}, 10)
    for label, norm in [("huber", sm.robust.norms.HuberT()), ("bisquare", sm.robust.norms.TukeyBiweight())]:
        fit = sm.RLM(y, exog, M=norm).fit(tol=1e-13, maxiter=500)
        row(f"robust/{label}", request("robust", {"loss": label} if label != "huber" else None, y=y, x=columns),
            f"sm.RLM(y, X, M={type(norm).__name__}()).fit(tol=1e-13)",
            {f"coefficients.{name}.estimate": fit.params[i] for i, name in enumerate(names)}
            | {f"coefficients.{name}.std_error": fit.bse[i] for i, name in enumerate(names)}, 8)
    for tau in [0.25, 0.5, 0.9]:
        fit = sm.QuantReg(y, exog).fit(q=tau, p_tol=1e-12, max_iter=10000)
        row(f"quantile-regression/{tau}", request("quantile-regression", {"tau": tau}, y=y, x=columns),
            f"sm.QuantReg(y, X).fit(q={tau})",
            {f"coefficients.{name}.estimate": fit.params[i] for i, name in enumerate(names)}, 5)
        row(f"quantile-regression/{tau} errors",
            request("quantile-regression", {"tau": tau}, y=y, x=columns),
            f"sm.QuantReg(y, X).fit(q={tau})",
            {f"coefficients.{name}.std_error": fit.bse[i] for i, name in enumerate(names)}, 4)
    eta = np.array([-1 + 0.4 * a + 0.5 * b for a, b in zip(size, age)])
    binary = [int(v) for v in (generator.uniform(size=n) < 1 / (1 + np.exp(-eta)))]
    fit = sm.Logit(binary, exog).fit(disp=0, tol=1e-14)
    row("logistic", request("logistic", y=binary, x=columns), "sm.Logit(y, X).fit()",
        fit_fields(fit, names) | {"log_likelihood": fit.llf, "aic": fit.aic, "bic": fit.bic}, 9)
    counts = [int(v) for v in generator.poisson(np.exp(0.2 + 0.3 * np.array(age)))]
    fit = sm.Poisson(counts, exog).fit(disp=0, tol=1e-14)
    row("poisson", request("poisson", y=counts, x=columns), "sm.Poisson(y, X).fit()",
        fit_fields(fit, names) | {"log_likelihood": fit.llf, "aic": fit.aic, "bic": fit.bic}, 9)
    mean = np.exp(1 + 0.3 * np.array(age))
    over = [int(v) for v in generator.negative_binomial(2, 2 / (2 + mean))]
    fit = sm.NegativeBinomial(over, exog).fit(disp=0, method="newton", maxiter=200, tol=1e-14)
    row("negative-binomial", request("negative-binomial", y=over, x=columns),
        "sm.NegativeBinomial(y, X).fit(method='newton')",
        {f"coefficients.{name}.estimate": fit.params[i] for i, name in enumerate(names)}
        | {f"coefficients.{name}.std_error": fit.bse[i] for i, name in enumerate(names)}
        | {"log_likelihood": fit.llf, "alpha": fit.params[-1], "aic": fit.aic}, 6)
    x1, x2, z = values(30), values(30), values(30)
    r = np.linalg.inv(np.corrcoef([x1, x2, z]))
    partial = -r[0, 1] / np.sqrt(r[0, 0] * r[1, 1])
    t = partial * np.sqrt(27 / (1 - partial**2))
    row("partial-correlation", request("partial-correlation", x=x1, y=x2, z={"z": z}),
        "-P[0, 1] / sqrt(P[0, 0] P[1, 1]), P = inv(np.corrcoef); t with n - 3",
        {"statistic": partial, "p_value": 2 * stats.t.sf(abs(t), 27)}, 10)


if __name__ == "__main__":
    for part in [describes, correlations, t_tests, rank_tests, several_samples, normality, tables,
                 trends, adjustments, regressions]:
        part()
    target = pathlib.Path(__file__).parents[2] / "Tests" / "References" / "scipy.json"
    target.write_text("[\n" + ",\n".join(json.dumps(r) for r in ROWS) + "\n]\n")
    print(f"{len(ROWS)} rows in {target}")
