"""Companions of rank tests: comparisons after friedman, cochran-mantel-haenszel, cochran-q,
jonckheere-terpstra, vargha-delaney, and the interval of Cliff's delta of mann-whitney."""

import itertools

import numpy as np
from scipy import special, stats
from statsmodels.stats.multitest import multipletests

from common import *

NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)


def range_upper(q, k):
    """P(range of k standard normals > q)."""
    edges = np.linspace(-9, 12, 22)
    half = np.diff(edges) / 2
    z = ((edges[:-1] + half)[:, None] + half[:, None] * NODES).ravel()
    w = (half[:, None] * WEIGHTS).ravel() * np.exp(-z * z / 2)
    top = special.ndtr(z)
    inner = top ** (k - 1) * -np.expm1((k - 1) * np.log1p(-np.minimum(special.ndtr(z - q) / top, 1)))
    return float(inner @ w * k / np.sqrt(2 * np.pi))


# --- friedman: comparisons ---

refs = References("friedman", part="comparisons")


def mean_ranks(samples):
    ranks = np.array([stats.rankdata(block) for block in zip(*samples)])
    return [mpmath.fsum(mp(column)) for column in ranks.T], mpmath.fsum(mp((ranks ** 2).ravel()))


def nemenyi(samples):
    k, b = len(samples), len(samples[0])
    sums, _ = mean_ranks(samples)
    found = {}
    for index, (i, j) in enumerate(itertools.combinations(range(k), 2)):
        q = (sums[i] - sums[j]) / b / mpmath.sqrt(mpf(k * (k + 1)) / (6 * b))
        found |= {f"comparisons.{index}.estimate": (sums[i] - sums[j]) / b,
                  f"comparisons.{index}.statistic": q,
                  f"comparisons.{index}.p_adjusted": range_upper(
                      float(abs(q)) * math.sqrt(2), k)}
    r = r_({"s": samples},
           "m <- do.call(cbind, s); r <- colMeans(t(apply(m, 1, rank))); k <- ncol(m); "
           "ij <- combn(k, 2); q <- abs(r[ij[1,]] - r[ij[2,]])/sqrt(k*(k+1)/(6*nrow(m))); "
           "ptukey(q*sqrt(2), k, Inf, lower.tail=FALSE)",
           [f"comparisons.{i}.p_adjusted" for i in range(k * (k - 1) // 2)],
           call="ptukey(sqrt(2) * (R_i - R_j) / sqrt(k(k+1)/(6b)), k, Inf, lower.tail=FALSE)")
    return [exact_("Nemenyi (1963); Demšar (2006), Journal of Machine Learning Research 7, 1-30",
                   found), r.within(5)]


def conover(samples):
    """The t of Conover (1999), Practical Nonparametric Statistics, with b - 1 times k - 1 df."""
    k, b = len(samples), len(samples[0])
    sums, squares = mean_ranks(samples)
    df = (b - 1) * (k - 1)
    c = mpf(b * k * (k + 1) ** 2) / 4
    t1 = (k - 1) * mpmath.fsum([(r - mpf(b * (k + 1)) / 2) ** 2 for r in sums]) / (squares - c)
    error = mpmath.sqrt(2 * b * (squares - c) / df * (1 - t1 / (b * (k - 1))))
    found, raw = {}, []
    for index, (i, j) in enumerate(itertools.combinations(range(k), 2)):
        t = (sums[i] - sums[j]) / error
        raw.append(2 * t_upper(abs(t), df))
        found |= {f"comparisons.{index}.statistic": t, f"comparisons.{index}.df": df,
                  f"comparisons.{index}.p_value": raw[-1]}
    for index, p in enumerate(multipletests([float(p) for p in raw], method="holm")[1]):
        found[f"comparisons.{index}.p_adjusted"] = p
    return [exact_("Conover (1999), Practical Nonparametric Statistics, 5.8; Holm", found)]


BLOCKS = [
    ("three treatments, twelve blocks", [normal(40 + i, 12, 0.8 * i) for i in range(3)]),
    ("five treatments, eight blocks", [normal(50 + i, 8, 0.4 * i) for i in range(5)]),
    ("ties", [tied(60 + i, 20, 4) for i in range(4)]),
    ("an offset of 1e9", [[1e9 + v for v in tied(70 + i, 9, 9)] for i in range(3)]),
    ("ten treatments, thirty blocks", [normal(80 + i, 30, 0.2 * i) for i in range(10)]),
]
for name, samples in BLOCKS:
    refs.row(f"Nemenyi, {name}", {"samples": samples, "options": {"comparisons": "nemenyi"}},
             *nemenyi(samples), digits=8)
    refs.row(f"Conover, {name}", {"samples": samples, "options": {"comparisons": "conover"}},
             *conover(samples), digits=9)
    k, b = len(samples), len(samples[0])
    statistic = stats.friedmanchisquare(*samples).statistic
    refs.row(f"Kendall's W, {name}", {"samples": samples},
             scipy_("friedmanchisquare(*samples).statistic / (b (k - 1))",
                    {"effect_sizes.kendalls-w.value": statistic / (b * (k - 1))}), digits=9)
refs.write()

# --- cochran-mantel-haenszel ---

refs = References("cochran-mantel-haenszel")


def mantel(tables, correct=True):
    arrays = [[[mpf(v) for v in row] for row in t] for t in tables]
    observed = expected = variance = mpf(0)
    r = s = pr = ps_qr = qs = mpf(0)
    for (a, b), (c, d) in arrays:
        n = a + b + c + d
        observed += a
        expected += (a + b) * (a + c) / n
        variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
        p, q, x, y = (a + d) / n, (b + c) / n, a * d / n, b * c / n
        r, s = r + x, s + y
        pr, ps_qr, qs = pr + p * x, ps_qr + p * y + q * x, qs + q * y
    gap = abs(observed - expected)
    if correct and gap >= mpf(1) / 2: gap -= mpf(1) / 2
    statistic = gap ** 2 / variance
    found = {"statistic": statistic, "df": 1, "p_value": chi_upper(statistic, 1)}
    if r and s:
        error = mpmath.sqrt(pr / (2 * r * r) + ps_qr / (2 * r * s) + qs / (2 * s * s))
        z = mpmath.sqrt(2) * mpmath.erfinv(mpf(95) / 100)
        found |= {"estimate": r / s, "estimate.ci": [r / s * mpmath.exp(-z * error),
                                                     r / s * mpmath.exp(z * error)]}
    return exact_("Mantel and Haenszel (1959), doi:10.1093/jnci/22.4.719; interval of Robins, Breslow "
                  "and Greenland (1986), doi:10.2307/2531052", found)


def mantel_r(tables, correct=True):
    # R's interval takes the same variance.
    flat = [v for t in tables for v in (t[0][0], t[1][0], t[0][1], t[1][1])]
    return r_({"x": flat}, f"k <- mantelhaen.test(array(x, c(2, 2, {len(tables)})), "
              f"correct={str(correct).upper()}); c(k$statistic, k$p.value, k$estimate, k$conf.int)",
              ["statistic", "p_value", "estimate", ("estimate.ci",)],
              call=f"mantelhaen.test(x, correct={str(correct).upper()})")


g = np.random.default_rng(90)
# Admissions to six departments of Berkeley in 1973 by sex (Bickel, Hammel and O'Connell 1975,
# doi:10.1126/science.187.4175.398), R's `UCBAdmissions`.
BERKELEY = [[[512, 313], [89, 19]], [[353, 207], [17, 8]], [[120, 205], [202, 391]],
            [[138, 279], [131, 244]], [[53, 138], [94, 299]], [[22, 351], [24, 317]]]
TABLES = [
    ("admissions to Berkeley", BERKELEY),
    ("three small strata", [[[3, 5], [6, 2]], [[4, 1], [2, 7]], [[1, 3], [2, 2]]]),
    ("a stratum of zeros in a cell", [[[0, 5], [6, 2]], [[4, 1], [2, 7]]]),
    ("eight strata", [[[int(v) for v in g.integers(1, 30, 2)] for _ in range(2)] for _ in range(8)]),
    ("a large effect", [[[90, 10], [8, 95]], [[60, 5], [3, 70]]]),
    ("one stratum", [[[12, 5], [7, 16]]]),
    ("half a count from what is expected", [[[5, 5], [5, 5]], [[3, 4], [4, 5]]]),
]
for name, tables in TABLES:
    for correct in (True, False):
        sources = [mantel(tables, correct)]
        if len(tables) > 1:  # R refuses one stratum
            sources.append(mantel_r(tables, correct))
        request = {"tables": tables}
        if not correct:
            request["options"] = {"yates": False}
        refs.row(name + ("" if correct else ", without correction"), request, *sources, digits=10)
refs.error("a stratum that is not 2 by 2", {"tables": [[[1, 2, 3], [4, 5, 6]]]}, "bad-request", "2x2")
refs.error("empty margins", {"tables": [[[0, 0], [3, 4]], [[0, 0], [2, 2]]]}, "constant-input",
           "the variance is zero")
refs.error("a negative count", {"tables": [[[-1, 2], [3, 4]]]}, "domain-error", "counts")
refs.error("no tables", {"tables": []}, "bad-request", "tables")
refs.write()

# --- cochran-q ---

refs = References("cochran-q")


def cochran(samples):
    k = len(samples)
    columns = [mpf(sum(s)) for s in samples]
    rows = [mpf(sum(block)) for block in zip(*samples)]
    total = mpmath.fsum(rows)
    q = (k - 1) * (k * mpmath.fsum([c * c for c in columns]) - total ** 2) / (
        k * total - mpmath.fsum([r * r for r in rows]))
    return [exact_("Cochran (1950), doi:10.2307/2332378",
                   {"statistic": q, "df": k - 1, "p_value": chi_upper(q, k - 1)}),
            r_({"s": samples}, "k <- friedman.test(do.call(cbind, s)); c(k$statistic, k$parameter, "
               "k$p.value)", ["statistic", "df", "p_value"],
               call="friedman.test: of zeros and ones the two are one")]


def shares(seed, n, *p):
    h = np.random.default_rng(seed)
    return [[int(v) for v in h.random(n) < q] for q in p]


for name, samples in [
    ("three treatments, twelve blocks", shares(1, 12, 0.3, 0.5, 0.8)),
    ("five treatments, thirty blocks", shares(2, 30, 0.3, 0.4, 0.4, 0.6, 0.8)),
    ("two treatments: McNemar without correction", shares(3, 25, 0.3, 0.7)),
    ("blocks that are all alike add nothing", [[1, 0, 1, 0, 1, 1], [1, 0, 0, 0, 1, 1],
                                              [1, 0, 0, 1, 0, 1]]),
    ("four treatments, 200 blocks", shares(4, 200, 0.5, 0.5, 0.5, 0.6)),
]:
    refs.row(name, {"samples": samples}, *cochran(samples), digits=10)
gaps = shares(5, 14, 0.3, 0.5, 0.8)
gaps[0][2] = gaps[2][9] = gaps[1][9] = None
refs.row("incomplete blocks are dropped and counted", {"samples": gaps},
         *cochran(without_missing(*gaps)), scipy_("count", {"n_missing": 2}), digits=10)
refs.error("a value of 2", {"samples": [[0, 1, 2], [1, 1, 0]]}, "domain-error", "0 and 1")
refs.error("all values equal", {"samples": [[1, 1], [1, 1], [1, 1]]}, "constant-input", "0/0")
refs.error("unequal lengths", {"samples": [[1, 0, 1], [1, 0]]}, "bad-request", "blocks")
refs.write()

# --- jonckheere-terpstra ---

refs = References("jonckheere-terpstra")


def jonckheere(samples, alternative="two-sided"):
    """J = sum of P(x < y) counts over ordered pairs; the variance with ties (Hollander and Wolfe)."""
    j = mpmath.fsum([(a < b) + mpf(a == b) / 2 for s, t in itertools.combinations(samples, 2)
                     for a in s for b in t])
    values = [v for s in samples for v in s]
    n, sizes = len(values), [len(s) for s in samples]
    ties = [values.count(v) for v in set(values)]
    mean = mpf(n * n - sum(m * m for m in sizes)) / 4
    total = lambda f, counts: mpmath.fsum([f(mpf(c)) for c in counts])
    first = lambda c: c * (c - 1) * (2 * c + 5)
    second = lambda c: c * (c - 1) * (c - 2)
    third = lambda c: c * (c - 1)
    variance = (first(mpf(n)) - total(first, sizes) - total(first, ties)) / 72
    if n > 2:
        variance += total(second, sizes) * total(second, ties) / (36 * second(mpf(n)))
    variance += total(third, sizes) * total(third, ties) / (8 * third(mpf(n)))
    z = (j - mean) / mpmath.sqrt(variance)
    return exact_("Jonckheere (1954), doi:10.2307/2333011; Terpstra (1952); variance with ties of "
                  "Hollander and Wolfe (1999), no continuity correction",
                  {"statistic": j, "p_value": by_alternative(normal_upper, z, alternative)})


for name, samples in [
    ("three samples", [normal(1, 10, 5, 1), normal(2, 12, 5.5, 1.5), normal(3, 9, 6, 1)]),
    ("five samples", [normal(10 + i, 6 + 2 * i, 0.2 * i, 1) for i in range(5)]),
    ("ties", [tied(20, 15), tied(21, 12), tied(22, 18)]),
    ("an offset of 1e9", [[1e9 + v for v in tied(70 + i, 12, 9)] for i in range(3)]),
    ("a falling trend", [normal(30, 14, 3), normal(31, 11, 2), normal(32, 12, 1)]),
]:
    for alternative in ("two-sided", "greater", "less"):
        request = {"samples": samples, "options": {"method": "asymptotic"}}
        if alternative != "two-sided":
            request["options"]["alternative"] = alternative
        refs.row(f"{name}, {alternative}", request, jonckheere(samples, alternative), digits=10,
                 note="greater: values grow with the order of the samples"
                 if alternative == "greater" else None)
gaps = [[1, None, 3, 4.5], [2, 5, None, 7, 6], [None, 9, 8, 4]]
refs.row("missing values are dropped and counted",
         {"samples": gaps, "options": {"method": "asymptotic"}},
         jonckheere([present(s) for s in gaps]), scipy_("count", {"n": [3, 4, 3], "n_missing": 3}),
         digits=10)
refs.error("all values equal", {"samples": [[1, 1], [1, 1, 1], [1]]}, "constant-input", "0/0")
refs.error("an empty sample", {"samples": [[1, 2], [None], [3, 4]]}, "too-few-observations", "n = 0")
refs.write()

# --- vargha-delaney, and Cliff's delta in mann-whitney ---


def cliff(a, b, level=0.95):
    """Delta and its interval after Feng and Cliff (2004), in 60 digits."""
    n, m = len(a), len(b)
    d = [[mpf((x > y) - (x < y)) for y in b] for x in a]
    delta = mpmath.fsum([v for row in d for v in row]) / (n * m)
    end, exact = abs(delta) == 1, delta
    rows = [mpmath.fsum(row) / m for row in d]
    columns = [mpmath.fsum([row[j] for row in d]) / n for j in range(m)]
    s_rows = mpmath.fsum([(r - delta) ** 2 for r in rows]) / (n - 1)
    s_columns = mpmath.fsum([(c - delta) ** 2 for c in columns]) / (m - 1)
    if end:
        delta *= mpf(n * m - 1) / (n * m)
    s_both = (mpmath.fsum([v ** 2 for row in d for v in row]) - n * m * delta ** 2) / ((n - 1) * (m - 1))
    variance = ((m - 1) * s_rows + (n - 1) * s_columns + s_both) / (n * m)
    tail = (1 - mpf(repr(level))) / 2
    guess = stats.t.isf(float(tail), n + m - 2)
    t = mpmath.findroot(lambda q: t_upper(q, n + m - 2) - tail, guess, tol=1e-40)
    half = t * mpmath.sqrt(variance) * mpmath.sqrt((1 - delta ** 2) ** 2 + t * t * variance)
    bottom = 1 - delta ** 2 + t * t * variance
    ci = [(delta - delta ** 3 - half) / bottom, (delta - delta ** 3 + half) / bottom]
    return exact, ([ci[0], exact] if exact == 1 else [exact, ci[1]] if exact == -1 else ci)


PAIRS = [
    ("eight and eleven values", [normal(35, 8, 1, 1), normal(36, 11, 2, 1)]),
    ("ties", [tied(20, 15), tied(21, 12)]),
    ("zeros and ones", [[0, 0, 1, 1, 1, 0, 1], [0, 0, 0, 1, 0]]),
    ("heavy tails", [heavy(30, 20), heavy(31, 25)]),
    ("thirty and forty values", [normal(33, 30, 2.5, 1), normal(34, 40, 2, 2)]),
    ("an offset of 1e9", [[1e9 + v for v in tied(40, 9, 9)], [1e9 + v for v in tied(41, 7, 9)]]),
    ("the same values twice", [[1, 2, 3, 4], [1, 2, 3, 4]]),
    ("two and three values", [[1.5, 4], [3, 9, 2.25]]),
]
ENDS = [("every first value is greater", [list(range(13, 25)), list(range(1, 13))]),
        ("every first value is smaller", [[1, 2, 3, 4], [5, 6, 7]])]
GAPS = [[1, None, 3, 4.5, 8], [2, 5, None, 7, 6]]
refs = References("vargha-delaney")
FENG = ("Vargha and Delaney (2000), doi:10.3102/10769986025002101; interval of Feng and Cliff (2004), "
        "Journal of Modern Applied Statistical Methods 3(2)")
for name, (a, b) in PAIRS:
    for level in (0.95, 0.8) if len(a) > 10 else (0.95,):
        delta, ci = cliff(a, b, level)
        options = {"options": {"level": level}} if level != 0.95 else {}
        refs.row(name + ("" if level == 0.95 else f", level {level}"), {"samples": [a, b], **options},
                 exact_(FENG, {"estimate": (delta + 1) / 2, "estimate.ci": [(v + 1) / 2 for v in ci],
                               "p_value": None, "n": [len(a), len(b)], "n_missing": 0}), digits=11)
delta, ci = cliff(*[present(s) for s in GAPS])
refs.row("missing values are dropped and counted", {"samples": GAPS},
         exact_(FENG, {"estimate": (delta + 1) / 2, "estimate.ci": [(v + 1) / 2 for v in ci],
                       "n": [4, 4], "n_missing": 2}), digits=11)
refs.row("every first value is greater", {"samples": [[5, 6, 7], [1, 2, 3, 4]]},
         exact_("1", {"estimate": 1}))
refs.row("every first value is smaller", {"samples": [[1, 2, 3, 4], [5, 6, 7]]},
         exact_("0", {"estimate": 0}))
refs.error("an empty sample", {"samples": [[1, 2], [None]]}, "too-few-observations", "n = 0")
refs.error("three samples", {"samples": [[1, 2], [3], [4, 5]]}, "bad-request", "two samples")
refs.write()

refs = References("mann-whitney", part="cliff")
for name, (a, b) in PAIRS + ENDS:
    delta, ci = cliff(a, b)
    refs.row(f"Cliff's delta, {name}", {"samples": [a, b]},
             exact_("Feng and Cliff (2004); the variance of effsize's "
                    "use.unbiased=FALSE", {"effect_sizes.cliffs-delta.value": delta,
                                           "effect_sizes.cliffs-delta.ci": ci}), digits=11)
refs.write()
