"""anova-table, marginal-means."""

import re

import numpy as np

from common import *

R.start()
R.run("suppressPackageStartupMessages({library(car); library(emmeans)}); emm_options(msg.interaction=FALSE)")


def r_version(*packages):
    return ", ".join([R.release] + [f"{p} " + R.text(f"cat(as.character(packageVersion('{p}')))")
                                    for p in packages])


def of_r(name, column):
    return [round(v, 6) for v in R.numbers(f"as.numeric({name}[['{column}']])")]


def labels_of_r(name, column):
    return R.text(f"cat(as.character({name}[['{column}']]), sep='\\n')").split("\n")


def levels(data):
    return {c: list(dict.fromkeys(present(v))) for c, v in data.items()
            if any(isinstance(x, str) for x in v)}


def complete(data, formula):
    used = [c for c in data if re.search(rf"\b{c}\b", formula)]
    return dict(zip(used, without_missing(*[data[c] for c in used])))


def simulated(seed, n, effect=1.0, balanced=False):
    """A response on two factors and a covariate; unbalanced unless asked otherwise."""
    g = np.random.default_rng(seed)
    if balanced:
        kind = ["old", "new"] * (n // 2)
        host = [["a", "b", "c"][i // 2 % 3] for i in range(n)]
    else:
        kind = [["old", "new"][int(v)] for v in g.random(n) < 0.4]
        host = [["a", "b", "c"][int(v)] for v in g.choice(3, n, p=[0.5, 0.3, 0.2])]
    size = [round(float(v), 1) for v in g.normal(20, 5, n)]
    y = [round(effect * ((k == "new") * (1 + (h == "c")) + 0.7 * (h == "b")) + 0.1 * s
               + float(g.normal(0, 1)), 2) for k, h, s in zip(kind, host, size)]
    return {"y": y, "kind": kind, "host": host, "size": size}


TEETH = {"len": of_r("ToothGrowth", "len"), "supp": labels_of_r("ToothGrowth", "supp"),
         "dose": [f"{d:g} mg" for d in of_r("ToothGrowth", "dose")]}
WARP = {"breaks": of_r("warpbreaks", "breaks"), "wool": labels_of_r("warpbreaks", "wool"),
        "tension": labels_of_r("warpbreaks", "tension")}
CARS = {"mpg": of_r("mtcars", "mpg"), "wt": of_r("mtcars", "wt"), "hp": of_r("mtcars", "hp"),
        "cyl": [f"c{int(v)}" for v in of_r("mtcars", "cyl")],
        "am": [["automatic", "manual"][int(v)] for v in of_r("mtcars", "am")]}
MIXED, BALANCED = simulated(1, 40), simulated(2, 36, balanced=True)
FAR = {**MIXED, "y": [round(v + 1e6, 2) for v in MIXED["y"]]}
SMALL = {"y": [3, 5, 4, 8, 9, 7.5, 6], "g": ["a", "a", "b", "b", "c", "c", "c"]}
GAPS = {k: [None if i in gone else v for i, v in enumerate(c)]
        for (k, c), gone in zip(MIXED.items(), ((3, 9), (17,), (21, 9), (30,)))}
COUNTS = simulated(3, 60)
_g = np.random.default_rng(33)
COUNTS["y"] = [int(_g.poisson(math.exp(0.2 + 0.4 * (k == "new") + 0.3 * (h == "c") + 0.03 * s)))
               for k, h, s in zip(COUNTS["kind"], COUNTS["host"], COUNTS["size"])]
COUNTS["late"] = [int(_g.random() < 1 / (1 + math.exp(1.5 - 0.8 * (k == "new") - 0.05 * s)))
                  for k, s in zip(COUNTS["kind"], COUNTS["size"])]

# --- anova-table ---

refs = References("anova-table")


def residual_squares(columns, y):
    """By the normal equations in 60 digits."""
    p, n = len(columns), len(y)
    if not p:
        return mpmath.fsum([v * v for v in y])
    a = mpmath.matrix(p, p)
    b = mpmath.matrix(p, 1)
    for i in range(p):
        b[i] = mpmath.fdot(columns[i], y)
        for j in range(i + 1):
            a[i, j] = a[j, i] = mpmath.fdot(columns[i], columns[j])
    beta = mpmath.lu_solve(a, b)
    return mpmath.fsum([(y[k] - mpmath.fsum([beta[i] * columns[i][k] for i in range(p)])) ** 2
                        for k in range(n)])


def by_definition(kept, response, terms, kind):
    """Sums of squares as differences of residual sums between nested models."""
    n = len(kept[response])
    y = mp(kept[response])
    order = levels(kept)

    def main(name):
        if name not in order:
            return [mp(kept[name])]
        last = order[name][-1]  # sum contrasts; the span of types 1 and 2 does not depend on them
        return [[mpf(1 if v == level else -1 if v == last else 0) for v in kept[name]]
                for level in order[name][:-1]]

    def columns(term):
        out = [[mpf(1)] * n]
        for name in term.split(":"):
            out = [[a * b for a, b in zip(left, right)] for left in out for right in main(name)]
        return out

    blocks = {t: columns(t) for t in terms}
    ones = [[mpf(1)] * n]
    rss = lambda chosen: residual_squares(ones + [c for t in chosen for c in blocks[t]], y)
    full, df = rss(terms), n - 1 - sum(len(b) for b in blocks.values())
    total = mp_squares(kept[response])
    found = {"residual.df": df, "residual.sum_sq": full}
    for index, term in enumerate(terms):
        inside = set(term.split(":"))
        if kind == 1:
            base = terms[:index]
        elif kind == 2:
            base = [t for t in terms if not inside <= set(t.split(":"))]
        else:
            base = [t for t in terms if t != term]
        ss = rss(base) - (rss(base + [term]) if kind != 3 else full)
        f = ss / len(blocks[term]) / (full / df)
        at = f"terms.{term}"
        found |= {f"{at}.df": len(blocks[term]), f"{at}.sum_sq": ss, f"{at}.statistic": f,
                  f"{at}.p_value": f_upper(f, len(blocks[term]), df),
                  f"{at}.partial_eta_squared": ss / (ss + full)}
        omega = (ss - len(blocks[term]) * full / df) / (total + full / df)
        if kind == 1 and omega > 0:
            found[f"{at}.omega_squared"] = omega
    return exact_("differences of residual sums of squares between nested models", found)


def table(data, response, right, terms, kind=None, family=None, call=None):
    formula = f"{response} ~ {right}"
    kept = complete(data, formula)
    rframe("d", kept, levels(kept))
    chosen = kind or 2
    contrasts = "'contr.sum', 'contr.poly'" if chosen == 3 else "'contr.treatment', 'contr.poly'"
    R.run(f"options(contrasts=c({contrasts}))")
    paths = [f"terms.{t}.{w}" for t in terms for w in (
        ("df", "statistic", "p_value") if family else ("df", "sum_sq", "statistic", "p_value"))]
    rows = "c(" + ",".join(f"'{t}'" for t in terms) + ")"
    if family:
        fit = f"glm({formula}, {family}, d, epsilon=1e-14, maxit=100)"
        if chosen == 1:
            code = f"t(as.matrix(anova({fit}, test='Chisq')[{rows}, c('Df', 'Deviance', 'Pr(>Chi)')]))"
            call = f"anova({fit}, test='Chisq')"
        else:
            code = (f"t(as.matrix(Anova({fit}, type={chosen}, test='LR')"
                    f"[{rows}, c('Df', 'LR Chisq', 'Pr(>Chisq)')]))")
            call = f"car::Anova({fit}, type={chosen}, test='LR')"
        sources = []
    else:
        fit = f"lm({formula}, d)"
        code = f"t(as.matrix(anova({fit})[{rows}, c('Df', 'Sum Sq', 'F value', 'Pr(>F)')]))"
        call = f"anova({fit})"
        if chosen != 1:
            code = (f"t(as.matrix(Anova({fit}, type={chosen})"
                    f"[{rows}, c('Df', 'Sum Sq', 'F value', 'Pr(>F)')]))")
            call = f"car::Anova({fit}, type={chosen})"
        sources = [by_definition(kept, response, terms, chosen)]
    r = r_({}, code, paths, call=call, package="car" if chosen != 1 else None)
    R.run("options(contrasts=c('contr.treatment', 'contr.poly'))")
    if data is FAR:
        r.within(6)
    elif not family:
        r.within(8)
    n = len(kept[response])
    used = len(data[response])
    sources += [r, numpy_("count", {"n": n, "n_missing": used - n})]
    options = {}
    if kind:
        options["type"] = kind
    if family:
        options["family"] = family
    request = {"data": {c: data[c] for c in kept}, "formula": formula}
    return request | ({"options": options} if options else {}), sources


TWO = ["kind", "host"]
CROSS = ["kind", "host", "kind:host"]
for name, case in [
    ("one factor", (SMALL, "y", "g", ["g"])),
    ("teeth of guinea pigs, balanced", (TEETH, "len", "supp*dose", ["supp", "dose", "supp:dose"])),
    ("breaks of yarn, balanced", (WARP, "breaks", "wool*tension",
                                  ["wool", "tension", "wool:tension"])),
    ("two factors, unbalanced", (MIXED, "y", "kind+host", TWO)),
    *[(f"an interaction, unbalanced, type {k}", (MIXED, "y", "kind*host", CROSS, k))
      for k in (1, 2, 3)],
    ("the order of terms matters to type 1", (MIXED, "y", "host*kind", ["host", "kind", "host:kind"],
                                              1)),
    *[(f"an interaction, balanced, type {k}", (BALANCED, "y", "kind*host", CROSS, k))
      for k in (1, 2, 3)],
    *[(f"covariance analysis, type {k}", (MIXED, "y", "size+kind+host",
                                          ["size", "kind", "host"], k)) for k in (1, 2, 3)],
    *[(f"a slope for each kind, type {k}", (MIXED, "y", "size*kind", ["size", "kind", "size:kind"], k))
      for k in (1, 2, 3)],
    ("fuel of cars", (CARS, "mpg", "wt+hp+cyl", ["wt", "hp", "cyl"])),
    ("fuel of cars, type 3 with an interaction", (CARS, "mpg", "wt*am+cyl",
                                                  ["wt", "am", "cyl", "wt:am"], 3)),
    ("numbers alone", (CARS, "mpg", "wt+hp", ["wt", "hp"])),
    *[(f"an offset of 1e6 in the response, type {k}", (FAR, "y", "kind*host", CROSS, k))
      for k in (2, 3)],
    *[(f"rows with a missing value are dropped, type {k}", (GAPS, "y", "size+kind*host",
                                                            ["size"] + CROSS, k)) for k in (2, 3)],
    *[(f"counts, type {k}", (COUNTS, "y", "kind*host+size",
                             ["kind", "host", "size", "kind:host"], k, "poisson"))
      for k in (1, 2, 3)],
    *[(f"a binary response, type {k}", (COUNTS, "late", "kind+size", ["kind", "size"], k,
                                        "binomial")) for k in (1, 2, 3)],
]:
    request, sources = table(*case)
    refs.row(name, request, *sources, digits=9 if len(case) < 6 else 7)
CONSTANT = {"y": [2, 2, 2, 2, 2, 2], "g": ["a", "b", "c", "a", "b", "c"]}
refs.error("a constant response", {"data": CONSTANT, "formula": "y ~ g"}, "constant-input", "0/0")
refs.error("as many parameters as rows", {"data": {"y": [1, 2, 4], "g": ["a", "b", "c"]},
                                          "formula": "y ~ g"}, "too-few-observations", "df = 0")
refs.error("a factor with one level", {"data": {"y": [1, 2, 4], "g": ["a", "a", "a"]},
                                       "formula": "y ~ g"}, "singular-design", "one level")
refs.error("a factor twice under two names",
           {"data": {"y": [1, 2, 4, 3, 7, 5], "g": ["a", "a", "b", "b", "c", "c"],
                     "h": ["x", "x", "y", "y", "z", "z"]}, "formula": "y ~ g + h"},
           "singular-design", "rank 3 of 5")
refs.error("no such column", {"data": SMALL, "formula": "y ~ h"}, "bad-request", "h")
refs.error("a type that does not exist", {"data": SMALL, "formula": "y ~ g", "options": {"type": 4}},
           "bad-request", "1, 2, 3")
refs.error("a text as the response", {"data": SMALL, "formula": "g ~ y"}, "bad-request",
           "the response is numbers")
refs.write()

# --- marginal-means ---

refs = References("marginal-means")


def means(data, formula, of, by=(), contrast=None, correction=None, family=None, scale=None,
          level=0.95, means_only=False):
    kept = complete(data, formula)
    order = levels(kept)
    rframe("d", kept, order)
    fit = f"glm({formula}, {family}, d, epsilon=1e-14, maxit=100)" if family else f"lm({formula}, d)"
    spec = "~" + "*".join(of) + ("|" + "*".join(by) if by else "")
    response = scale == "response"
    R.run(f"e <- emmeans({fit}, {spec}); s <- summary(e, level={level}, infer=c(TRUE, FALSE)"
          + (", type='response')" if response else ")"))
    count = int(R.numbers("nrow(s)")[0])
    df = [] if family else ["df"]
    paths = []
    for i in range(count):
        paths += [f"means.{i}.{w}" for w in ("estimate", "std_error", *df)] + [(f"means.{i}.ci",)]
    width = len(by) + len(of)
    drop = ", -(1:%d)" % width
    keep = "[, c(1, 2, %s4, 5)]" % ("" if family else "3, ")
    call = f"emmeans({fit}, {spec})"
    sources = [r_({}, f"t(as.matrix(as.data.frame(s)[{drop}]{keep}))", paths, call=call,
                  package="emmeans")]
    names = {}
    for factor in (*of, *by):
        text = R.text(f"cat(as.character(s[['{factor}']]), sep='\\n')").split("\n")
        names |= {f"means.{i}.{factor}": t for i, t in enumerate(text)}
    sources[0].values |= names
    options = {"of": list(of)} | ({"by": list(by)} if by else {})
    options |= {k: v for k, v in (("contrast", contrast), ("correction", correction),
                                  ("family", family), ("scale", scale)) if v}
    options |= {"level": level} if level != 0.95 else {}
    contrast = contrast or "pairwise"
    at = {}
    if contrast != "none" and not response and not means_only:
        kind = "pairwise" if contrast == "pairwise" else "trt.vs.ctrl1"
        correction = correction or ("tukey" if contrast == "pairwise" else "dunnett")
        adjust = {"dunnett": "mvt"}.get(correction, correction)
        by_ = "c(" + ",".join(f"'{b}'" for b in by) + ")" if by else "NULL"
        R.run(f"set.seed(1); p <- contrast(e, '{kind}', by={by_}); "
              f"a <- summary(p, adjust='{adjust}', level={level}, infer=c(TRUE, TRUE)); "
              "b <- summary(p, adjust='none', infer=c(FALSE, TRUE))")
        rows = int(R.numbers("nrow(a)")[0])
        exact, rough = [], []
        for i in range(rows):
            c = f"comparisons.{i}"
            exact += [f"{c}.{w}" for w in ("estimate", "std_error", *df, "statistic", "p_value")]
            rough += [f"{c}.p_adjusted", (f"{c}.ci",)]
        ratio = "z.ratio" if family else "t.ratio"
        columns = "'estimate', 'SE', " + ("" if family else "'df', ") + f"'{ratio}', 'p.value'"
        limits = "grep('LCL|UCL|lower|upper', names(a))"
        first = r_({}, f"t(as.matrix(as.data.frame(b)[, c({columns})]))", exact,
                   call=f"contrast({call}, '{kind}'), adjust='none'", package="emmeans")
        second = r_({}, f"t(cbind(a$p.value, a[, {limits}]))" if False else
                    f"t(as.matrix(data.frame(a$p.value, as.data.frame(a)[, {limits}])))", rough,
                    call=f"summary(contrast(...), adjust='{adjust}')", package="emmeans")
        for path in list(second.values):
            # emmeans gives Holm's intervals after Bonferroni.
            if correction == "holm" and path.endswith(".ci"):
                del second.values[path]
        if correction == "dunnett":
            for path in list(second.values):
                p = second.values[path]
                if path.endswith("p_adjusted") and p < 0.01:
                    del second.values[path]
                else:
                    at[path] = 2
        elif correction == "tukey":
            at = {path: 5 for path in second.values}
            for path in list(second.values):
                if path.endswith("p_adjusted") and second.values[path] < 1e-7:
                    del second.values[path]
        texts = R.text("cat(as.character(a$contrast), sep='\\n')").split("\n")
        if all(len(t.split(" - ")) == 2 for t in texts) and len(of) == 1:
            first.values |= {f"comparisons.{i}.groups": t.replace("(", "").replace(")", "").split(" - ")
                             for i, t in enumerate(texts)
                             if all(part in order[of[0]] for part in t.split(" - "))}
        sources += [first, second]
    n, used = len(next(iter(kept.values()))), len(next(iter(data.values())))
    sources.append(numpy_("count", {"n": n, "n_missing": used - n}))
    return {"data": {c: data[c] for c in kept}, "formula": formula, "options": options}, sources, at


for name, case, options in [
    ("breaks of yarn by tension", (WARP, "breaks ~ wool + tension", ["tension"]), {}),
    ("breaks of yarn by tension within wool", (WARP, "breaks ~ wool * tension", ["tension"],
                                               ["wool"]), {}),
    ("every cell", (WARP, "breaks ~ wool * tension", ["wool", "tension"]), {}),
    ("teeth by dose against the first", (TEETH, "len ~ supp * dose", ["dose"]),
     {"contrast": "reference"}),
    ("teeth by dose against the first within supplement", (TEETH, "len ~ supp * dose", ["dose"],
                                                           ["supp"]), {"contrast": "reference"}),
    ("a covariate at its mean", (MIXED, "y ~ host + size", ["host"]), {}),
    ("a covariate at its mean, against the first", (MIXED, "y ~ host + size", ["host"]),
     {"contrast": "reference"}),
    ("two factors and a covariate, unbalanced", (MIXED, "y ~ kind + host + size", ["kind"]), {}),
    ("an interaction, unbalanced: factors are weighted equally", (MIXED, "y ~ kind * host", ["host"]),
     {}),
    ("an interaction with the covariate", (MIXED, "y ~ host * size", ["host"]), {}),
    *[(f"correction {c}", (MIXED, "y ~ kind + host + size", ["host"]), {"correction": c})
      for c in ("sidak", "bonferroni", "holm")],
    ("Holm within kinds", (MIXED, "y ~ kind * host", ["host"], ["kind"]), {"correction": "holm"}),
    ("means alone", (MIXED, "y ~ kind * host + size", ["host"], ["kind"]), {"contrast": "none"}),
    ("level 0.8", (MIXED, "y ~ host + size", ["host"]), {"level": 0.8}),
    ("rows with a missing value are dropped", (GAPS, "y ~ kind + host + size", ["host"]), {}),
    ("an offset of 1e6", (FAR, "y ~ kind + host + size", ["host"]), {}),
    ("seven rows", (SMALL, "y ~ g", ["g"]), {}),
    ("cars by cylinders", (CARS, "mpg ~ cyl + wt + hp", ["cyl"]), {}),
    ("cars by gear and cylinders, unequal cells", (CARS, "mpg ~ cyl + am + wt", ["cyl"], ["am"]), {}),
    ("counts on the scale of the link", (COUNTS, "y ~ kind + host + size", ["host"]),
     {"family": "poisson"}),
    ("counts as responses", (COUNTS, "y ~ kind + host + size", ["host"]),
     {"family": "poisson", "scale": "response"}),
    ("shares on the scale of the link", (COUNTS, "late ~ kind + size", ["kind"]),
     {"family": "binomial"}),
    ("shares as responses", (COUNTS, "late ~ kind + size", ["kind"]),
     {"family": "binomial", "scale": "response"}),
]:
    request, sources, at = means(*case, **options)
    refs.row(name, request, *sources, digits=6 if case[0] is FAR or "family" in options else 9,
             at=at or None,
             note="multcomp and emmeans integrate the multivariate t by Monte Carlo"
             if options.get("contrast") == "reference" else None)
refs.error("a number as the factor", {"data": {k: MIXED[k] for k in ("y", "host", "size")},
                                      "formula": "y ~ host + size", "options": {"of": ["size"]}},
           "bad-request", "a factor")
refs.error("a factor that is not in the model",
           {"data": MIXED, "formula": "y ~ host + size", "options": {"of": ["kind"]}},
           "bad-request", "a factor of the formula")
refs.error("no factor named", {"data": SMALL, "formula": "y ~ g"}, "bad-request", "of")
refs.error("an empty cell", {
    "data": {"y": [1, 2, 3, 4, 5, 7], "g": ["a", "a", "b", "b", "a", "b"],
             "h": ["x", "y", "x", "x", "y", "x"]},
    "formula": "y ~ g * h", "options": {"of": ["g"]}}, "singular-design", "b and y never meet")
refs.write()
