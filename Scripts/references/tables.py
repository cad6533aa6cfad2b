"""chi-square, g-test, fisher, mcnemar, proportion."""

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import (confint_proportions_2indep, proportion_confint,
                                          proportions_ztest)

from common import *

ALTERNATIVES = ["two-sided", "less", "greater"]


def r_name(alternative):
    return {"two-sided": "two.sided"}.get(alternative, alternative)


def flat(table):
    return [v for column in zip(*table) for v in column]


TABLES = [
    ("two by two", [[10, 20], [30, 5]]), ("two by two, small", [[3, 1], [2, 6]]),
    ("two by two, differences below one half", [[10, 10], [10, 11]]),
    ("three by four", [[12, 5, 8, 9], [7, 15, 3, 6], [4, 9, 14, 11]]),
    ("two by five", [[5, 9, 14, 3, 8], [10, 4, 6, 12, 7]]), ("a zero cell", [[0, 12, 5], [8, 3, 4]]),
    ("large counts", [[40000, 39000], [38000, 41000]]),
]
HUGE = [[3000, 200], [150, 2500]]

# --- chi-square, g-test ---


def exact_chi(table, yates, likelihood):
    rows, columns = [sum(r) for r in table], [sum(c) for c in zip(*table)]
    total = sum(rows)
    df = (len(rows) - 1) * (len(columns) - 1)
    s = plain_s = mpf(0)
    for r, row in zip(rows, table):
        for c, observed in zip(columns, row):
            e = mpf(r) * c / total
            difference = abs(observed - e)
            plain_s += difference ** 2 / e
            if yates and df == 1:
                difference -= min(mpf(1) / 2, difference)
            if likelihood:
                s += 2 * observed * mpmath.log(observed / e) if observed else 0
            else:
                s += difference ** 2 / e
    v = mpmath.sqrt(plain_s / total / (min(len(rows), len(columns)) - 1))
    return exact_("from the definition; Cramer's V of the uncorrected chi-square",
                  {"statistic": s, "df": df, "p_value": chi_upper(s, df),
                   "effect_sizes.cramers-v.value": v})


refs = References("chi-square")
for name, table in TABLES + [("a p-value below 1e-300", HUGE)]:
    for yates in ((True, False) if len(table) == len(table[0]) == 2 else (True,)):
        k = stats.chi2_contingency(table, correction=yates)
        request = {"table": table}
        if not yates:
            request["options"] = {"yates": False}
        refs.row(name + ("" if yates else ", uncorrected"), request,
                 exact_chi(table, yates, False),
                 scipy_(f"chi2_contingency(table, correction={yates})",
                        {"statistic": k.statistic, "df": k.dof} |
                        ({} if table is HUGE else {"p_value": k.pvalue})),
                 r_({"x": flat(table)},
                    f"k <- suppressWarnings(chisq.test(matrix(x, nrow={len(table)}), "
                    f"correct={'TRUE' if yates else 'FALSE'})); c(k$statistic, k$p.value)"
                    if table is not HUGE else
                    f"suppressWarnings(chisq.test(matrix(x, nrow=2), "
                    f"correct={'TRUE' if yates else 'FALSE'}))$statistic",
                    ["statistic", "p_value"] if table is not HUGE else ["statistic"]),
                 digits=10)
refs.error("an empty column", {"table": [[0, 3], [0, 5]]}, "domain-error", "expected count 0")
refs.error("a negative count", {"table": [[-1, 3], [2, 5]]}, "bad-request", "no count")
refs.error("rows of different lengths", {"table": [[1, 3], [2]]}, "bad-request", "no table")
refs.error("a missing cell", {"table": [[1, None], [2, 3]]}, "bad-request", "no table")
refs.error("an empty table", {"table": []}, "bad-request", "no table")
refs.write()

refs = References("g-test")
for name, table in TABLES:
    k = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    refs.row(name, {"table": table}, exact_chi(table, False, True),
             scipy_('chi2_contingency(table, correction=False, lambda_="log-likelihood")',
                    {"statistic": k.statistic, "df": k.dof, "p_value": k.pvalue}), digits=10)
refs.row("a p-value below 1e-300", {"table": HUGE}, exact_chi(HUGE, False, True), digits=10)
refs.error("an empty row", {"table": [[0, 0], [3, 5]]}, "domain-error", "expected count 0")
refs.write()

# --- fisher ---

refs = References("fisher")


def exact_fisher(table, alternative="two-sided"):
    (a, b), (c, d) = table
    m, n, k = a + b, c + d, a + c
    low, high = max(0, k - n), min(k, m)
    p = {x: mpmath.binomial(m, x) * mpmath.binomial(n, k - x) / mpmath.binomial(m + n, k)
         for x in range(low, high + 1)}
    total = {"two-sided": lambda: mpmath.fsum(
                 [v for v in p.values() if v <= p[a] * (1 + mpf("1e-7"))]),
             "less": lambda: mpmath.fsum([p[x] for x in range(low, a + 1)]),
             "greater": lambda: mpmath.fsum([p[x] for x in range(a, high + 1)])}[alternative]()
    return exact_("sum of hypergeometric probabilities", {"p_value": min(total, 1)})


def fisher_estimate(table, alternative="two-sided", level=0.95):
    """The conditional odds ratio and its interval, in 60 digits."""
    (a, b), (c, d) = table
    m, n, k = a + b, c + d, a + c
    low, high = max(0, k - n), min(k, m)
    weights = {x: mpmath.binomial(m, x) * mpmath.binomial(n, k - x) for x in range(low, high + 1)}

    def expect(log_odds, value):
        odds = mpmath.exp(log_odds)
        w = {x: v * odds ** (x - low) for x, v in weights.items()}
        return mpmath.fsum([value(x) * v for x, v in w.items()]) / mpmath.fsum(w.values())

    def root(function):
        left, right = mpf(-200), mpf(200)
        for _ in range(200):
            middle = (left + right) / 2
            if function(left) * function(middle) <= 0:
                right = middle
            else:
                left = middle
        return mpmath.exp((left + right) / 2)

    estimate = 0 if a == low else None if a == high else root(lambda t: expect(t, lambda x: x) - a)
    tail = (1 - mpf(str(level))) / 2 if alternative == "two-sided" else 1 - mpf(str(level))
    lower = 0 if a == low or alternative == "less" else root(
        lambda t: expect(t, lambda x: x >= a) - tail)
    upper = None if a == high or alternative == "greater" else root(
        lambda t: expect(t, lambda x: x <= a) - tail)
    return exact_("Fisher's non-central hypergeometric distribution",
                  {"estimate": estimate, "estimate.ci": [lower, upper]})


for name, table in [
    ("tea", [[3, 1], [1, 3]]), ("unequal margins", [[10, 2], [3, 15]]),
    ("a zero cell: odds ratio 0", [[0, 6], [5, 3]]),
    ("a zero cell: odds ratio infinite", [[6, 0], [3, 5]]), ("medium", [[25, 40], [61, 33]]),
    ("equal probabilities on both sides", [[5, 5], [5, 5]]),
]:
    infinite = table[0][1] == 0
    sources = [exact_fisher(table), fisher_estimate(table),
               scipy_("fisher_exact(table)", {"p_value": stats.fisher_exact(table).pvalue})]
    if not infinite:
        sources.append(r_({"x": flat(table)},
                          "k <- fisher.test(matrix(x, 2)); c(k$p.value, k$estimate, k$conf.int[1])",
                          ["p_value", "estimate", "low"]))
        sources[-1].values = {"p_value": sources[-1].values["p_value"],
                              "estimate": sources[-1].values["estimate"]}
    refs.row(name, {"table": table}, *sources, digits=10,
             at={"estimate": 3.5 if not infinite and len(sources) == 4 else 10},
             note="R finds the odds ratio to about four digits")
    row = refs.rows[-1]
    row["digits_at"] = {"estimate": 10, "estimate.ci": 10}
table = [[12, 5], [7, 16]]
for alternative in ALTERNATIVES:
    refs.row(f"alternative {alternative} at level 0.9",
             {"table": table, "options": {"alternative": alternative, "level": 0.9}},
             exact_fisher(table, alternative), fisher_estimate(table, alternative, 0.9),
             scipy_(f'fisher_exact(table, alternative="{alternative}")',
                    {"p_value": stats.fisher_exact(table, alternative=alternative).pvalue}),
             r_({"x": flat(table)}, f"fisher.test(matrix(x, 2), alternative="
                f"'{r_name(alternative)}')$p.value", ["p_value"]), digits=10)
table = [[300, 5], [8, 280]]
refs.row("a p-value below 1e-150", {"table": table}, exact_fisher(table), digits=10)
refs.error("three rows", {"table": [[1, 2], [2, 3], [3, 4]]}, "bad-request", "2x2 only")
refs.error("counts that are not whole", {"table": [[1.5, 2], [2, 3]]}, "bad-request", "counts")
refs.error("an empty row", {"table": [[0, 0], [2, 3]]}, "domain-error", "one table only")
refs.write()

# --- mcnemar ---

refs = References("mcnemar")
for name, table, options in [
    ("exact below 25", [[30, 4], [12, 40]], {}), ("exact with 24", [[30, 8], [16, 40]], {}),
    ("asymptotic with 25", [[30, 8], [17, 40]], {}), ("large", [[101, 121], [59, 33]], {}),
    ("b = c", [[5, 6], [6, 9]], {}), ("b = 0", [[5, 0], [9, 9]], {}),
    ("asymptotic without correction", [[101, 121], [59, 33]], {"continuity": False}),
    ("exact on request", [[101, 121], [59, 33]], {"p_method": "exact"}),
    ("asymptotic on request", [[30, 4], [12, 40]], {"p_method": "asymptotic"}),
    ("b = c, asymptotic", [[5, 13], [13, 9]], {}),
    ("b = c on request", [[5, 6], [6, 9]], {"p_method": "asymptotic"}),
    ("b = c + 1", [[5, 14], [13, 9]], {}),
]:
    (_, b), (c, _) = table
    exact = options.get("p_method") == "exact" or (b + c < 25 and "p_method" not in options)
    correction = options.get("continuity", True)
    # statsmodels corrects b = c by 1 all the same, to chi-square 1 / (b + c).
    k = mcnemar(table, exact=exact, correction=correction and b != c)
    request = {"table": table} | ({"options": options} if options else {})
    sources = [statsmodels_(f"mcnemar(table, exact={exact}, correction={correction})",
                            {"statistic": k.statistic, "p_value": k.pvalue})]
    if exact:
        sources.append(r_({"b": [b], "c": [c]}, "binom.test(b, b + c)$p.value", ["p_value"]))
    else:
        sources.append(r_({"x": flat(table)}, "k <- mcnemar.test(matrix(x, 2), "
                          f"correct={'TRUE' if correction else 'FALSE'}); "
                          "c(k$statistic, k$p.value)", ["statistic", "p_value"]))
    refs.row(name, request, *sources, digits=11)
refs.row("a p-value near 1e-200", {"table": [[5, 1000], [10, 7]]},
         exact_("(|b - c| - 1)^2 / (b + c)",
                {"statistic": mpf(989) ** 2 / 1010, "p_value": chi_upper(mpf(989) ** 2 / 1010, 1)}),
         digits=10)
k = mcnemar([[5, 0], [0, 7]], exact=True)
refs.row("no discordant pair", {"table": [[5, 0], [0, 7]]},
         statsmodels_("mcnemar(table, exact=True, correction=True)",
                      {"statistic": k.statistic, "p_value": k.pvalue}), digits=11)
refs.error("three rows", {"table": [[1, 2], [2, 3], [3, 4]]}, "bad-request", "2x2 only")
refs.write()

# --- proportion ---

refs = References("proportion")
for x, n, p0, level in [(7, 20, 0.5, 0.95), (0, 15, 0.5, 0.95), (15, 15, 0.5, 0.95),
                        (480, 1000, 0.55, 0.99), (1, 3, 0.2, 0.9)]:
    low, high = proportion_confint(x, n, alpha=1 - level, method="wilson")
    z, p = proportions_ztest(x, n, value=p0, prop_var=p0)
    refs.row(f"{x} of {n} against {p0} at {level}",
             {"successes": x, "trials": n, "options": {"p0": p0, "level": level}},
             statsmodels_('proportion_confint(method="wilson"), proportions_ztest(prop_var=p0)',
                          {"estimate": x / n, "estimate.ci": [max(low, 0), min(high, 1)],
                           "statistic": z, "p_value": p}),
             r_({"x": [x], "n": [n]},
                f"k <- suppressWarnings(prop.test(x, n, p={p0}, conf.level={level}, "
                "correct=FALSE)); c(k$p.value, k$conf.int)", ["p_value", ("estimate.ci",)]),
             digits=10 if 0 < x < n else 9)
    if x in (0, n):
        refs.rows[-1]["expected"]["estimate.ci"][0 if x == 0 else 1] = 0 if x == 0 else 1
for alternative in ALTERNATIVES:
    z, p = proportions_ztest(9, 25, value=0.5, prop_var=0.5,
                             alternative={"less": "smaller", "greater": "larger"}.get(
                                 alternative, alternative))
    refs.row(f"one proportion, alternative {alternative}",
             {"successes": 9, "trials": 25, "options": {"alternative": alternative}},
             statsmodels_("proportions_ztest(9, 25, value=0.5, prop_var=0.5)",
                          {"statistic": z, "p_value": p}),
             r_({"x": [9]}, "k <- prop.test(x, 25, correct=FALSE, "
                f"alternative='{r_name(alternative)}'); c(k$p.value, k$conf.int)",
                ["p_value", ("estimate.ci",)]), digits=10)
for (x, m), (y, n) in [((15, 40), (9, 35)), ((0, 12), (5, 14)), ((300, 1000), (340, 950)),
                       ((12, 12), (6, 9))]:
    low, high = confint_proportions_2indep(x, m, y, n, method="newcomb", compare="diff")
    z, p = proportions_ztest([x, y], [m, n])
    refs.row(f"{x} of {m} against {y} of {n}", {"successes": [x, y], "trials": [m, n]},
             statsmodels_('confint_proportions_2indep(method="newcomb"), proportions_ztest',
                          {"estimate": x / m - y / n, "estimate.ci": [low, high],
                           "statistic": z, "p_value": p}),
             r_({"x": [x, y], "n": [m, n]},
                "suppressWarnings(prop.test(x, n, correct=FALSE))$p.value", ["p_value"]),
             digits=10)
for alternative in ALTERNATIVES[1:]:
    z, p = proportions_ztest([15, 9], [40, 35],
                             alternative={"less": "smaller", "greater": "larger"}[alternative])
    refs.row(f"two proportions, alternative {alternative}",
             {"successes": [15, 9], "trials": [40, 35], "options": {"alternative": alternative}},
             statsmodels_("proportions_ztest", {"statistic": z, "p_value": p}), digits=10)
z = (mpf("0.9") - mpf("0.1")) / mpmath.sqrt(mpf("0.25") * 2 / 1000)
refs.row("a p-value below 1e-250", {"successes": [900, 100], "trials": [1000, 1000]},
         exact_("pooled z", {"statistic": z, "p_value": 2 * normal_upper(z)}), digits=10)
refs.row("all failures in both", {"successes": [0, 0], "trials": [10, 12]},
         exact_("0 - 0", {"estimate": 0, "p_value": None}), note="the pooled variance is zero")
refs.error("more successes than trials", {"successes": 5, "trials": 4}, "domain-error", "p > 1")
refs.error("no trials", {"successes": 0, "trials": 0}, "too-few-observations", "n = 0")
refs.error("lists of different lengths", {"successes": [1, 2], "trials": [4]}, "bad-request",
           "one or two groups")
refs.error("a missing count", {"successes": [1, None], "trials": [4, 5]}, "bad-request",
           "no count")
refs.write()
