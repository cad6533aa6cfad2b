"""kruskal-wallis, anova, welch-anova, levene, bartlett, fligner, friedman, dunn, tukey-hsd."""

import itertools

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.oneway import anova_oneway

from common import *

GROUPS = "g <- factor(rep(seq_along(s), lengths(s))); v <- unlist(s); "

THREE = [normal(1, 10, 5, 1), normal(2, 12, 5.5, 1.5), normal(3, 9, 6, 1)]
FIVE = [normal(10 + i, 6 + 2 * i, 0.2 * i, 1 + 0.3 * i) for i in range(5)]
TIED = [tied(20, 15), tied(21, 12), tied(22, 18)]
HEAVY = [heavy(30, 20), heavy(31, 25), heavy(32, 15)]
UNEQUAL = [[1, 2.5], normal(33, 30, 2, 1), normal(34, 4, 3, 1)]
TWO = [normal(35, 8, 1, 1), normal(36, 11, 2, 1)]
OFFSET = [[1e9 + v for v in (1, 2, 3, 4)], [1e9 + v for v in (2, 4, 5)],
          [1e9 + v for v in (5, 6, 8, 9)]]
FAR = [[0.01 * ((i * 7) % 13) for i in range(60)], [3 + 0.01 * ((i * 5) % 11) for i in range(60)],
       [5 + 0.01 * ((i * 3) % 11) for i in range(60)]]
GAPS = [[1, None, 3, 4.5], [2, 5, None, 7, 6], [None, 9, 8, 4]]
CASES = [("three samples", THREE), ("five samples", FIVE), ("ties", TIED), ("heavy tails", HEAVY),
         ("sizes 2, 30 and 4", UNEQUAL), ("two samples", TWO), ("an offset of 1e9", OFFSET)]
SMALL = ("missing values are dropped and counted", GAPS)


def gaps_counted():
    return scipy_("count", {"n": [3, 4, 3], "n_missing": 3})


# --- kruskal-wallis ---

refs = References("kruskal-wallis")


def exact_h(samples):
    values = [v for s in samples for v in s]
    n = len(values)
    ranks = mp(stats.rankdata(values))
    start, total = 0, mpf(0)
    for s in samples:
        r = mpmath.fsum(ranks[start:start + len(s)])
        total += r * r / len(s)
        start += len(s)
    ties = sum(t ** 3 - t for t in (values.count(v) for v in set(values)))
    h = (mpf(12) / (n * (n + 1)) * total - 3 * (n + 1)) / (1 - mpf(ties) / (n ** 3 - n))
    return exact_("H from its definition", {
        "statistic": h, "df": len(samples) - 1, "p_value": chi_upper(h, len(samples) - 1),
        "effect_sizes.epsilon-squared.value": h / (n - 1)})


for name, samples in CASES + [SMALL]:
    kept = [present(s) for s in samples]
    k = stats.kruskal(*kept)
    sources = [exact_h(kept),
               scipy_("kruskal(*samples)", {"statistic": k.statistic, "p_value": k.pvalue}),
               r_({"s": kept}, "k <- kruskal.test(s); c(k$statistic, k$p.value)",
                  ["statistic", "p_value"])]
    if samples is GAPS:
        sources.append(gaps_counted())
    refs.row(name, {"samples": samples}, *sources, digits=11)
samples = [list(range(i * 400, i * 400 + 400)) for i in range(3)]
refs.row("a p-value below 1e-200", {"samples": samples}, exact_h(samples), digits=10)
refs.error("all values equal", {"samples": [[1, 1], [1, 1, 1]]}, "constant-input", "0/0")
refs.error("an empty sample", {"samples": [[1, 2], [None]]}, "too-few-observations", "n = 0")
refs.error("one sample", {"samples": [[1, 2]]}, "bad-request", "several samples")
refs.write()

# --- anova ---

refs = References("anova")


def exact_f(samples):
    values = [v for s in samples for v in s]
    grand = mp_mean(values)
    between = mpmath.fsum([len(s) * (mp_mean(s) - grand) ** 2 for s in samples])
    within = mpmath.fsum([mp_squares(s) for s in samples])
    df1, df2 = len(samples) - 1, len(values) - len(samples)
    f = between / df1 / (within / df2)
    return exact_("F from its definition", {
        "statistic": f, "df": [df1, df2], "p_value": f_upper(f, df1, df2),
        "effect_sizes.eta-squared.value": between / (between + within),
        "effect_sizes.omega-squared.value":
            (between - df1 * within / df2) / (between + within + within / df2)})


for name, samples in CASES + [SMALL, ("a p-value below 1e-100", FAR)]:
    kept = [present(s) for s in samples]
    sources = [exact_f(kept)]
    if samples is not OFFSET and samples is not FAR:
        k = stats.f_oneway(*kept)
        sources += [
            scipy_("f_oneway(*samples)", {"statistic": k.statistic, "p_value": k.pvalue}),
            r_({"s": kept}, GROUPS + "k <- oneway.test(v ~ g, var.equal=TRUE); "
               "c(k$statistic, k$p.value)", ["statistic", "p_value"])]
    if samples is GAPS:
        sources.append(gaps_counted())
    note = None
    if sources[0].values["effect_sizes.omega-squared.value"] < 0:
        del sources[0].values["effect_sizes.omega-squared.value"]
    refs.row(name, {"samples": samples}, *sources, digits=10, note=note)
for name, offset in (("SmLs01", 1), ("SmLs04", 1e6), ("SmLs07", 1e12)):
    cells = [[offset + step / 10 + 0.1 * (-1) ** i * (i > 0) for i in range(21)]
             for step in (4, 3, 5, 5, 6, 4, 3, 5, 4)]
    refs.row(f"like NIST's {name}: differences of tenths on {offset:g}", {"samples": cells},
             exact_f(cells), digits=10)
refs.error("no spread within any sample", {"samples": [[1, 1], [2, 2]]}, "constant-input", "F = inf")
refs.error("all values equal", {"samples": [[1, 1], [1, 1]]}, "constant-input", "0/0")
refs.error("an empty sample", {"samples": [[1, 2], []]}, "too-few-observations", "n = 0")
refs.write()

# --- welch-anova ---

refs = References("welch-anova")
for name, samples in CASES + [SMALL]:
    kept = [present(s) for s in samples]
    k = anova_oneway(kept, use_var="unequal", welch_correction=True)
    n = mp([len(s) for s in kept])
    m, v = [mp_mean(s) for s in kept], [mp_variance(s) for s in kept]
    w = [a / b for a, b in zip(n, v)]
    grand = mpmath.fsum([a * b for a, b in zip(w, m)]) / sum(w)
    count = len(kept)
    lack = mpmath.fsum([(1 - a / sum(w)) ** 2 / (b - 1) for a, b in zip(w, n)])
    f = (mpmath.fsum([a * (b - grand) ** 2 for a, b in zip(w, m)]) / (count - 1)) / (
        1 + 2 * mpf(count - 2) / (count ** 2 - 1) * lack)
    df2 = (count ** 2 - 1) / (3 * lack)
    sources = [exact_("Welch (1951), doi:10.1093/biomet/38.3-4.330",
                      {"statistic": f, "df": [count - 1, df2],
                       "p_value": f_upper(f, count - 1, df2)})]
    if samples is not OFFSET:
        sources += [
            statsmodels_('anova_oneway(samples, use_var="unequal")',
                         {"statistic": k.statistic, "p_value": k.pvalue}),
            r_({"s": kept}, GROUPS + "k <- oneway.test(v ~ g); "
               "c(k$statistic, k$p.value)", ["statistic", "p_value"])]
    if samples is GAPS:
        sources.append(gaps_counted())
    refs.row(name, {"samples": samples}, *sources, digits=10)
refs.error("a constant sample", {"samples": [[1, 1, 1], [2, 3, 4]]}, "constant-input",
           "an infinite weight")
refs.error("one value in a sample", {"samples": [[1], [2, 3, 4]]}, "too-few-observations",
           "no variance")
refs.write()

# --- levene ---

refs = References("levene")
for name, samples in CASES + [SMALL]:
    for center in ("median", "mean", "trimmed"):
        if center != "median" and samples in (OFFSET, HEAVY, TWO, GAPS):
            continue
        kept = [present(s) for s in samples]
        k = stats.levene(*kept, center=center)
        sources = [scipy_(f'levene(*samples, center="{center}")',
                          {"statistic": k.statistic, "p_value": k.pvalue})]
        if center != "trimmed":
            sources.append(r_({"s": kept}, GROUPS + f"d <- abs(v - ave(v, g, FUN={center})); "
                              "k <- anova(lm(d ~ g)); c(k$`F value`[1], k$`Pr(>F)`[1])",
                              ["statistic", "p_value"]))
        if samples is GAPS:
            sources.append(gaps_counted())
        request = {"samples": samples}
        if center != "median":
            request["options"] = {"center": center}
        refs.row(f"{name}, about the {center}", request, *sources, digits=10)
refs.error("no spread", {"samples": [[1, 1], [2, 2]]}, "constant-input", "0/0")
refs.error("an unknown centre", {"samples": [[1, 2], [2, 3]], "options": {"center": "mode"}},
           "bad-request", "median, mean, trimmed")
refs.write()

# --- bartlett, fligner ---

refs = References("bartlett")


def exact_bartlett(samples):
    n = [len(s) for s in samples]
    total, k = sum(n), len(n)
    v = [mp_variance(s) for s in samples]
    pooled = mpmath.fsum([(a - 1) * b for a, b in zip(n, v)]) / (total - k)
    t = (total - k) * mpmath.log(pooled) - mpmath.fsum(
        [(a - 1) * mpmath.log(b) for a, b in zip(n, v)])
    t /= 1 + (mpmath.fsum([mpf(1) / (a - 1) for a in n]) - mpf(1) / (total - k)) / (3 * (k - 1))
    return exact_("Bartlett's formula", {"statistic": t, "df": k - 1,
                                         "p_value": chi_upper(t, k - 1)})


for name, samples in CASES + [SMALL]:
    kept = [present(s) for s in samples]
    sources = [exact_bartlett(kept)]
    if samples is not OFFSET:
        k = stats.bartlett(*[np.array(s, float) for s in kept])
        sources += [scipy_("bartlett(*samples)", {"statistic": k.statistic, "p_value": k.pvalue}),
                    r_({"s": kept}, "k <- bartlett.test(s); c(k$statistic, k$p.value)",
                       ["statistic", "p_value"])]
    if samples is GAPS:
        sources.append(gaps_counted())
    refs.row(name, {"samples": samples}, *sources, digits=9)
refs.error("a constant sample", {"samples": [[1, 1, 1], [2, 3, 4]]}, "constant-input", "log 0")
refs.error("one value in a sample", {"samples": [[1], [2, 3, 4]]}, "too-few-observations",
           "no variance")
refs.write()

refs = References("fligner")
for name, samples in CASES + [SMALL]:
    kept = [present(s) for s in samples]
    k = stats.fligner(*kept, center="median")
    sources = [scipy_('fligner(*samples, center="median")',
                      {"statistic": k.statistic, "p_value": k.pvalue}),
               r_({"s": kept}, "k <- fligner.test(s); c(k$statistic, k$parameter, k$p.value)",
                  ["statistic", "df", "p_value"])]
    if samples is GAPS:
        sources.append(gaps_counted())
    refs.row(name, {"samples": samples}, *sources, digits=10)
refs.error("no spread", {"samples": [[1, 1], [2, 2]]}, "constant-input", "0/0")
refs.write()

# --- friedman ---

refs = References("friedman")
for name, samples in [
    ("three treatments, twelve blocks", [normal(40 + i, 12, 0.4 * i) for i in range(3)]),
    ("five treatments, eight blocks", [normal(50 + i, 8, 0.2 * i) for i in range(5)]),
    ("ties", [tied(60 + i, 20, 4) for i in range(4)]),
    ("an offset of 1e9", [[1e9 + v for v in tied(70 + i, 9, 9)] for i in range(3)]),
]:
    k = stats.friedmanchisquare(*samples)
    refs.row(name, {"samples": samples},
             scipy_("friedmanchisquare(*samples)",
                    {"statistic": k.statistic, "p_value": k.pvalue}),
             r_({"s": samples}, "k <- friedman.test(do.call(cbind, s)); "
                "c(k$statistic, k$parameter, k$p.value)", ["statistic", "df", "p_value"]),
             digits=10)
blocks = [[1, 2, None, 4, 6], [2, 5, 3, 3, 8], [3, 4, 5, None, 7]]
kept = without_missing(*blocks)
k = stats.friedmanchisquare(*kept)
refs.row("incomplete blocks are dropped and counted", {"samples": blocks},
         scipy_("friedmanchisquare of the complete blocks",
                {"statistic": k.statistic, "p_value": k.pvalue, "n_missing": 2}))
samples = [list(range(0, 300)), list(range(1000, 1300)), list(range(2000, 2300)),
           list(range(3000, 3300))]
refs.row("every block in one order", {"samples": samples},
         exact_("b (k - 1)", {"statistic": 900, "df": 3, "p_value": chi_upper(900, 3)}))
refs.error("unequal lengths", {"samples": [[1, 2, 3], [1, 2], [2, 3, 4]]}, "bad-request", "blocks")
refs.error("all values equal", {"samples": [[1, 1], [1, 1], [1, 1]]}, "constant-input", "0/0")
refs.write()

# --- dunn ---

refs = References("dunn")


def dunn(samples, correction="holm"):
    values = [v for s in samples for v in s]
    n = len(values)
    ranks = stats.rankdata(values)
    means, start = [], 0
    for s in samples:
        means.append(mpmath.fsum(mp(ranks[start:start + len(s)])) / len(s))
        start += len(s)
    ties = sum(t ** 3 - t for t in (values.count(v) for v in set(values)))
    variance = mpf(n * (n + 1)) / 12 - mpf(ties) / (12 * (n - 1))
    found, z = {}, []
    for i, j in itertools.combinations(range(len(samples)), 2):
        z.append((means[i] - means[j]) / mpmath.sqrt(
            variance * (mpf(1) / len(samples[i]) + mpf(1) / len(samples[j]))))
    raw = [2 * normal_upper(abs(v)) for v in z]
    names = {"holm": "holm", "bh": "fdr_bh", "bonferroni": "bonferroni", "by": "fdr_by",
             "hochberg": "simes-hochberg", "sidak": "sidak"}
    adjusted = multipletests([float(p) for p in raw], method=names[correction])[1]
    for index, (a, b, c) in enumerate(zip(z, raw, adjusted)):
        found |= {f"comparisons.{index}.statistic": a, f"comparisons.{index}.p_value": b,
                  f"comparisons.{index}.p_adjusted": c}
    return exact_("Dunn (1964), doi:10.1080/00401706.1964.10490181, z of mean ranks with ties; "
                  f'statsmodels multipletests(method="{names[correction]}")', found)


def r_dunn(samples, correction="holm"):
    name = {"bh": "BH", "by": "BY"}.get(correction, correction)
    k = len(samples) * (len(samples) - 1) // 2
    paths = [f"comparisons.{i}.{what}" for i in range(k)
             for what in ("statistic", "p_value", "p_adjusted")]
    return r_({"s": samples},
              GROUPS + "r <- rank(v); n <- length(v); t <- table(v); m <- tapply(r, g, mean); "
              "l <- lengths(s); w <- n*(n+1)/12 - sum(t^3-t)/(12*(n-1)); "
              "ij <- combn(length(s), 2); "
              "z <- (m[ij[1,]]-m[ij[2,]])/sqrt(w*(1/l[ij[1,]]+1/l[ij[2,]])); "
              f"p <- 2*pnorm(-abs(z)); rbind(z, p, p.adjust(p, '{name}'))", paths,
              call=f"2 * pnorm(-abs(z)), p.adjust(p, '{name}')")


for name, samples in CASES[:-2] + [SMALL]:
    kept = [present(s) for s in samples]
    sources = [dunn(kept), r_dunn(kept)]
    if samples is GAPS:
        sources.append(gaps_counted())
    refs.row(name, {"samples": samples}, *sources, digits=10)
for correction in ("bonferroni", "hochberg", "sidak", "bh", "by"):
    sources = [dunn(FIVE, correction)]
    if correction != "sidak":
        sources.append(r_dunn(FIVE, correction))
    refs.row(f"correction {correction}",
             {"samples": FIVE, "options": {"correction": correction}}, *sources, digits=10)
refs.error("all values equal", {"samples": [[1, 1], [1, 1]]}, "constant-input", "0/0")
refs.write()

# --- tukey-hsd ---

refs = References("tukey-hsd")


def tukey(samples, level=0.95):
    k = stats.tukey_hsd(*samples)
    ci = k.confidence_interval(level)
    within = sum(float(mp_squares(s)) for s in samples)
    df = sum(map(len, samples)) - len(samples)
    found = {}
    for index, (i, j) in enumerate(itertools.combinations(range(len(samples)), 2)):
        found |= {f"comparisons.{index}.p_adjusted": k.pvalue[i, j],
                  f"comparisons.{index}.estimate": float(mp_mean(samples[i]) - mp_mean(samples[j])),
                  f"comparisons.{index}.estimate.ci": [ci.low[i, j], ci.high[i, j]]}
    return scipy_(f"tukey_hsd(*samples), confidence_interval({level})", found)


def r_tukey(samples, level=0.95):
    count = len(samples)
    pairs = list(itertools.combinations(range(count), 2))
    paths = []
    for index in range(len(pairs)):
        paths += [f"comparisons.{index}.p_adjusted", f"comparisons.{index}.estimate",
                  (f"comparisons.{index}.estimate.ci",)]
    return r_({"s": samples},
              GROUPS + f"k <- TukeyHSD(aov(v ~ g), conf.level={level})$g; "
              "t(cbind(k[,4], -k[,1], -k[,3], -k[,2]))", paths,
              call=f"TukeyHSD(aov(v ~ g), conf.level={level}), signs turned to first minus second")


for name, samples, level in [("three samples", THREE, 0.95), ("five samples at 0.9", FIVE, 0.9),
                             ("ties", TIED, 0.95), ("sizes 2, 30 and 4", UNEQUAL, 0.99)]:
    request = {"samples": samples}
    if level != 0.95:
        request["options"] = {"level": level}
    source, other = tukey(samples, level), r_tukey(samples, level)
    at = {p: (4 if "p_adjusted" in p else 4.5 if p.endswith("ci") else 10) for p in source.values}
    exact = {p: v for p, v in source.values.items()}
    at = {p: min([a, agreeing_digits(other.values[p], exact[p]) - 0.2]) for p, a in at.items()}
    at = {p: max(round(v, 1), 3) for p, v in at.items()}
    refs.row(name, request, source, other, digits=10, at=at,
             note="the studentized range is integrated numerically; digits as far as SciPy and R "
                  "agree")
kept = [present(s) for s in GAPS]
refs.row("missing values are dropped and counted", {"samples": GAPS}, tukey(kept), gaps_counted(),
         digits=6)
refs.row("two samples equal Student's t test", {"samples": TWO},
         scipy_("ttest_ind(a, b, equal_var=True)",
                {"comparisons.0.p_adjusted": stats.ttest_ind(*TWO).pvalue}), digits=7)
refs.error("no spread within any sample", {"samples": [[1, 1], [2, 2]]}, "constant-input", "q = inf")
refs.write()
