"""glm."""

import numpy as np

from common import *

R.start()
R.run("suppressPackageStartupMessages({library(sandwich); library(clubSandwich); library(MASS)})")


def simulated(seed, n):
    g = np.random.default_rng(seed)
    kind = [["a", "b", "c"][int(v)] for v in g.choice(3, n, p=[0.5, 0.3, 0.2])]
    dose = [round(float(v), 2) for v in g.normal(0.5, 1, n)]
    time = [round(float(v), 1) for v in g.uniform(1, 6, n)]
    eta = [0.3 + 0.5 * d - 0.4 * (k == "b") + 0.3 * (k == "c") for d, k in zip(dose, kind)]
    unit = [f"u{int(v)}" for v in g.integers(0, 9, n)]
    shift = {u: float(g.normal(0, 0.3)) for u in sorted(set(unit))}
    eta = [e + shift[u] for e, u in zip(eta, unit)]
    trials = [int(v) for v in g.integers(3, 12, n)]
    hits = [int(g.binomial(m, 1 / (1 + math.exp(-e)))) for m, e in zip(trials, eta)]
    return {
        "yes": [int(g.random() < 1 / (1 + math.exp(-e))) for e in eta],
        "seen": [int(g.poisson(math.exp(e))) for e in eta],
        "rate": [int(g.poisson(t * math.exp(e - 1))) for e, t in zip(eta, time)],
        "over": [int(g.poisson(math.exp(e + 0.7) * g.gamma(1.4, 1 / 1.4))) for e in eta],
        "cost": [max(0.01, round(float(g.gamma(2, math.exp(e) / 2)), 2)) for e in eta],
        "score": [round(e + float(g.normal(0, 1)), 2) for e in eta],
        "share": [h / m for h, m in zip(hits, trials)], "trials": trials,
        "dose": dose, "kind": kind, "time": time, "logtime": [round(math.log(t), 4) for t in time],
        "unit": unit, "times": [int(v) for v in g.integers(1, 4, n)],
        "worth": [round(float(v), 2) for v in g.uniform(0.5, 2, n)]}


MAIN, SMALL = simulated(1, 50), simulated(2, 14)
TERMS = {"dose": ["dose"], "dose + kind": ["dose", "kind[b]", "kind[c]"],
         "dose * kind": ["dose", "kind[b]", "kind[c]", "dose:kind[b]", "dose:kind[c]"]}


def names(right, order):
    """The terms by the levels as they first appear, the first as reference."""
    second, third = order[1:]
    return [t.replace("[b]", f"[{second}]").replace("[c]", f"[{third}]") for t in TERMS[right]]


LINKS = {"binomial": "logit", "poisson": "log", "gamma": "log", "gaussian": "identity"}


def link(family, eta):
    """Mean, its derivative by eta and the variance function."""
    if family == "binomial":
        mu = 1 / (1 + mpmath.exp(-eta))
        return mu, mu * (1 - mu), mu * (1 - mu)
    if family == "gaussian":
        return eta, mpf(1), mpf(1)
    mu = mpmath.exp(eta)
    return mu, mu, mu if family == "poisson" else mu * mu


def unit_deviance(family, y, mu):
    if family == "gaussian":
        return (y - mu) ** 2
    if family == "gamma":
        return 2 * ((y - mu) / mu - mpmath.log(y / mu))
    part = y * mpmath.log(y / mu) if y else mpf(0)
    if family == "poisson":
        return 2 * (part - (y - mu))
    rest = (1 - y) * mpmath.log((1 - y) / (1 - mu)) if y != 1 else mpf(0)
    return 2 * (part + rest)


def scoring(rows, y, family, weights, offset):
    """Fisher's scoring in 60 digits: coefficients, means, bread, deviance."""
    p, n = len(rows[0]), len(rows)
    beta = mpmath.matrix(p, 1)
    start = mpmath.fdot(weights, y) / mpmath.fsum(weights)
    mean_offset = mpmath.fsum(offset) / n
    beta[0] = {"binomial": lambda: mpmath.log(start / (1 - start)), "gaussian": lambda: start}.get(
        family, lambda: mpmath.log(start))() - mean_offset
    for _ in range(60):
        score, info = mpmath.matrix(p, 1), mpmath.matrix(p, p)
        for r, v, w, o in zip(rows, y, weights, offset):
            mu, slope, variance = link(family, mpmath.fdot(r, beta) + o)
            a, b = w * slope / variance * (v - mu), w * slope * slope / variance
            for i in range(p):
                score[i] += a * r[i]
                for j in range(p):
                    info[i, j] += b * r[i] * r[j]
        change = mpmath.lu_solve(info, score)
        beta += change
        if max(abs(v) for v in change) < mpf(10) ** -40:
            break
    mu = [link(family, mpmath.fdot(r, beta) + o)[0] for r, o in zip(rows, offset)]
    deviance = mpmath.fsum([w * unit_deviance(family, v, m) for w, v, m in zip(weights, y, mu)])
    return beta, mu, info ** -1, deviance


def exact_glm(rows, y, family, terms, weights, offset, covariance, count, cluster, level):
    rows, y = [mp(r) for r in rows], mp(y)
    n, p = len(rows), len(rows[0])
    beta, mu, bread, deviance = scoring(rows, y, family, weights, offset)
    null = scoring([[mpf(1)]] * n, y, family, weights, offset)[3]
    slopes = [link(family, mpmath.fdot(r, beta) + o) for r, o in zip(rows, offset)]
    pearson = mpmath.fsum([w * (v - m) ** 2 / s[2] for w, v, m, s in zip(weights, y, mu, slopes)])
    dispersion = pearson / (count - p)
    found = {"dispersion": dispersion, "deviance": deviance, "null_deviance": null,
             "df_residual": count - p}
    df = count - p if family in ("gamma", "gaussian") else None
    cov = bread * (dispersion if df else 1)
    if covariance != "nonrobust":
        scores = [[w * s[1] / s[2] * (v - m) * x for x in r]
                  for r, v, m, w, s in zip(rows, y, mu, weights, slopes)]
        hats = [w * s[1] ** 2 / s[2] * (mpmath.matrix([r]) * bread * mpmath.matrix(r))[0]
                for r, w, s in zip(rows, weights, slopes)]
        if cluster:
            names = sorted(set(cluster))
            scores = [[mpmath.fsum([s[i] for s, c in zip(scores, cluster) if c == name])
                       for i in range(p)] for name in names]
            factor = mpf(len(names)) / (len(names) - 1) * mpf(n - 1) / (n - p)
            df = len(names) - 1
        else:
            factor = mpf(n) / (n - p) if covariance == "HC1" else mpf(1)
            power = {"HC2": 1, "HC3": 2}.get(covariance)
            if power:
                scores = [[v / (1 - h) ** (mpf(power) / 2) for v in s] for s, h in zip(scores, hats)]
        meat = mpmath.matrix(p, p)
        for s in scores:
            for i in range(p):
                for j in range(p):
                    meat[i, j] += s[i] * s[j]
        cov = bread * meat * bread * factor
    tail = (1 - mpf(repr(level))) / 2
    quantile = mpmath.findroot(lambda q: (t_upper(q, df) if df else normal_upper(q)) - tail, 2, tol=1e-40)
    for i, term in enumerate(terms):
        error = mpmath.sqrt(cov[i, i])
        z = beta[i] / error
        at = f"coefficients.{term}"
        found[f"{at}.ci"] = [beta[i] - quantile * error, beta[i] + quantile * error]
        found |= {f"{at}.estimate": beta[i], f"{at}.std_error": error, f"{at}.statistic": z,
                  f"{at}.p_value": 2 * (t_upper(abs(z), df) if df else normal_upper(abs(z)))}
    return exact_(f"Fisher's scoring in 60 digits, {covariance} covariance", found)


def case(data, response, right, family, weights=None, kind=None, covariance="nonrobust",
         cluster=None, offset=None, level=0.95, terms=None):
    used = [response] + [c for c in ("dose", "kind") if c in right]
    used += [c for c in (weights, cluster, offset) if c]
    kept = dict(zip(used, without_missing(*[data[c] for c in used])))
    order = {"kind": ["a", "b", "c"]} if "kind" in kept else {}
    if order:
        order["kind"] = list(dict.fromkeys(present(data["kind"])))
    rframe("d", kept, order)
    terms = ["(Intercept)"] + (terms or (names(right, order["kind"]) if order else TERMS[right]))
    formula = f"{response} ~ {right}" + (f" + offset({offset})" if offset else "")
    rfamily = {"gamma": "Gamma('log')"}.get(family, family)
    frame = "d"
    repeat = kept[weights] if kind == "frequency" else [1] * len(kept[response])
    if kind == "frequency":
        frame = "d[rep(seq_len(nrow(d)), d$%s),]" % weights
    extra = f", weights={weights}" if kind == "prior" else ""
    fit = f"glm({formula}, {rfamily}, {frame}{extra}, epsilon=1e-14, maxit=100)"
    p = len(terms)
    R.run(f"k <- {fit}; k <- glm({formula}, {rfamily}, {frame}{extra}, epsilon=1e-14, maxit=100, "
          "start=coef(k))")
    flat = R.numbers("t(model.matrix(k))")
    rows = [flat[i:i + p] for i in range(0, len(flat), p)]
    y = [v for v, times in zip(kept[response], repeat) for _ in range(times)]
    n = len(y)
    w = mp(kept[weights]) if kind == "prior" else [mpf(1)] * n
    o = [mpf(v) for v, times in zip(kept[offset], repeat) for _ in range(times)] if offset else [mpf(0)] * n
    c = [v for v, times in zip(kept[cluster], repeat) for _ in range(times)] if cluster else None
    sources = []
    if covariance != "CR2":
        sources.append(exact_glm(rows, y, family, terms, w, o, covariance, n, c, level))
    matrix = {"nonrobust": "vcov(k)", "cluster": f"vcovCL(k, ~{cluster}, type='HC1')",
              "CR2": f"vcovCR(k, d${cluster}, 'CR2')"}.get(
                  covariance, f"vcovHC(k, type='{covariance}')")
    paths = [f"coefficients.{t}.{what}" for what in ("estimate", "std_error") for t in terms]
    code = f"coef(k), sqrt(diag({matrix}))"
    if covariance == "CR2":
        paths += [f"coefficients.{t}.p_value" for t in terms]
        code += f", coef_test(k, vcov={matrix}, test='Satterthwaite')$p_Satt"
    if covariance == "nonrobust":
        quantile = (f"qt({(1 + level) / 2!r}, df.residual(k))" if family in ("gamma", "gaussian")
                    else f"qnorm({(1 + level) / 2!r})")
        paths += ["deviance", "null_deviance", "aic"] + [(f"coefficients.{t}.ci",) for t in terms]
        code += (f", deviance(k), k$null.deviance, AIC(k), t(cbind(coef(k) - {quantile}*sqrt(diag(vcov(k))), "
                 f"coef(k) + {quantile}*sqrt(diag(vcov(k)))))")
    r = r_({}, f"c({code})", paths, call=f"{fit}; {matrix}",
           package="clubSandwich" if covariance == "CR2" else None if covariance == "nonrobust"
           else "sandwich")
    if covariance == "CR2":
        for path in list(r.values):  # of no use as a relative number
            if path.endswith("p_value") and r.values[path] < 1e-9:
                del r.values[path]
    sources.append(r.within(6) if covariance != "CR2" else r)
    sources.append(numpy_("count", {"n_missing": len(data[response]) - len(kept[response])}))
    options = {"family": family}
    options |= {"covariance": covariance} if covariance != "nonrobust" else {}
    options |= {"cluster": cluster} if cluster else {}
    options |= {"weights": weights, "weights_kind": kind} if weights else {}
    options |= {"level": level} if level != 0.95 else {}
    return {"data": {k: data[k] for k in used}, "formula": formula, "options": options}, sources


refs = References("glm")
RESPONSES = {"binomial": "yes", "poisson": "seen", "gamma": "cost", "gaussian": "score"}
for family, response in RESPONSES.items():
    for right in ("dose", "dose + kind", "dose * kind"):
        request, sources = case(MAIN, response, right, family)
        refs.row(f"{family}, {right}", request, *sources, digits=8)
    for covariance in ("HC0", "HC1", "HC2", "HC3"):
        request, sources = case(MAIN, response, "dose + kind", family, covariance=covariance)
        refs.row(f"{family}, {covariance}", request, *sources, digits=8)
    request, sources = case(MAIN, response, "dose + kind", family, covariance="cluster", cluster="unit")
    refs.row(f"{family}, clusters", request, *sources, digits=8)
    request, sources = case(MAIN, response, "dose", family, covariance="CR2", cluster="unit")
    refs.row(f"{family}, CR2", request, *sources, digits=6)
    request, sources = case(MAIN, response, "dose", family, weights="times", kind="frequency")
    refs.row(f"{family}, frequency weights", request, *sources, digits=8,
             note="as the rows repeated" if family == "binomial" else None)
    if family != "binomial":
        request, sources = case(MAIN, response, "dose", family, weights="worth", kind="prior")
        if family == "poisson":  # R warns that counts with broken weights have no likelihood
            for s in sources:
                s.values.pop("aic", None)
        refs.row(f"{family}, prior weights", request, *sources, digits=8)
    request, sources = case(SMALL, response, "dose", family, level=0.8)
    refs.row(f"{family}, fourteen rows, level 0.8", request, *sources, digits=8)
    gaps = {**MAIN, response: [None if i in (4, 8) else v for i, v in enumerate(MAIN[response])],
            "dose": [None if i in (8, 20) else v for i, v in enumerate(MAIN["dose"])],
            "kind": [None if i == 30 else v for i, v in enumerate(MAIN["kind"])]}
    request, sources = case(gaps, response, "dose + kind", family)
    refs.row(f"{family}, rows with a missing value are dropped", request, *sources, digits=8)
    far = {**MAIN, "dose": [round(v + 1e5, 2) for v in MAIN["dose"]]}
    request, sources = case(far, response, "dose", family)
    refs.row(f"{family}, an offset of 1e5 in a column", request, sources[0], sources[-1], digits=6)
request, sources = case(MAIN, "share", "dose + kind", "binomial", weights="trials", kind="prior")
refs.row("shares weighted by their trials", request, *sources, digits=8)
request, sources = case(MAIN, "rate", "dose + kind", "poisson", offset="logtime")
# R's null model keeps the offset.
refs.row("rates with an offset", request, *sources, digits=8)
request, sources = case(MAIN, "rate", "dose", "poisson", offset="logtime", covariance="HC1")
refs.row("rates with an offset, HC1", request, *sources, digits=8)

# --- the negative binomial: dispersion and coefficients together ---


def negative_binomial(data, right):
    used = ["over"] + [c for c in ("dose", "kind") if c in right]
    kept = {c: data[c] for c in used}
    terms = ["(Intercept)"] + (names(right, list(dict.fromkeys(data["kind"]))) if "kind" in right else TERMS[right])
    rframe("d", kept, {"kind": list(dict.fromkeys(data["kind"]))} if "kind" in kept else None)
    R.run(f"k <- glm.nb(over ~ {right}, d, control=glm.control(epsilon=1e-14, maxit=200))")
    start = R.numbers("c(coef(k), -log(k$theta))")
    p = len(terms)
    flat = R.numbers("t(model.matrix(k))")
    rows = [mp(flat[i:i + p]) for i in range(0, len(flat), p)]
    y = mp(kept["over"])
    mpmath.mp.dps = 40

    def derivatives(b):
        """Gradient and Hessian by (beta, ln alpha), alpha = 1 / k; the chain rule on ln k = -ln alpha."""
        k = mpmath.exp(-b[p])
        g, a, total = mpmath.matrix(p + 1, 1), mpmath.matrix(p + 1, p + 1), mpf(0)
        known = {}
        for r, v in zip(rows, y):
            mu = mpmath.exp(mpmath.fdot(r, b[:p]))
            if v not in known:
                known[v] = [mpmath.loggamma(v + k) - mpmath.loggamma(k) - mpmath.loggamma(v + 1),
                            mpmath.psi(0, v + k) - mpmath.psi(0, k),
                            mpmath.psi(1, v + k) - mpmath.psi(1, k)]
            lg, d1, d2 = known[v]
            total += lg + k * mpmath.log(k / (k + mu)) + v * mpmath.log(mu / (k + mu))
            by_k = d1 + mpmath.log(k / (k + mu)) + 1 - (k + v) / (k + mu)
            by_kk = d2 + 1 / k - 1 / (k + mu) - 1 / (k + mu) + (k + v) / (k + mu) ** 2
            slope = k * (v - mu) / (k + mu)
            curve = -k * mu * (k + v) / (k + mu) ** 2
            cross = mu * (v - mu) / (k + mu) ** 2
            g[p] += -k * by_k
            a[p, p] += k * by_k + k * k * by_kk
            for i in range(p):
                g[i] += slope * r[i]
                a[i, p] += -k * cross * r[i]
                for j in range(p):
                    a[i, j] += curve * r[i] * r[j]
        for i in range(p):
            a[p, i] = a[i, p]
        return total, g, a

    b = [mpf(v) for v in start]
    for _ in range(12):
        total, g, a = derivatives(b)
        step = mpmath.lu_solve(a, g)
        b = [v - step[i] for i, v in enumerate(b)]
        if max(abs(step[i]) for i in range(p + 1)) < mpf(10) ** -25:
            break
    total, g, a = derivatives(b)
    covariance = (-a) ** -1
    found = {"alpha": mpmath.exp(b[p]), "log_likelihood": total, "aic": -2 * total + 2 * (p + 1)}
    for i, term in enumerate(terms):
        error = mpmath.sqrt(covariance[i, i])
        found |= {f"coefficients.{term}.estimate": b[i], f"coefficients.{term}.std_error": error,
                  f"coefficients.{term}.statistic": b[i] / error,
                  f"coefficients.{term}.p_value": 2 * normal_upper(abs(b[i] / error))}
    mpmath.mp.dps = 60
    sources = [exact_("Newton's steps on the NB2 likelihood in 40 digits; observed information", found),
               r_({}, "c(coef(k), logLik(k), AIC(k), 1/k$theta)",
                  [f"coefficients.{t}.estimate" for t in terms] + ["log_likelihood", "aic", "alpha"],
                  call=f"glm.nb(over ~ {right})", package="MASS").within(6)]
    return {"data": kept, "formula": f"over ~ {right}",
            "options": {"family": "negative-binomial"}}, sources


for name, data, right in (("negative binomial", MAIN, "dose"), ("negative binomial, a factor", MAIN,
                                                              "dose + kind")):
    request, sources = negative_binomial(data, right)
    refs.row(name, request, *sources, digits=7,
             note="R conditions its standard errors on the dispersion, so they are not asked of it")

BASE = {"y": [0, 1, 0, 1, 1, 0, 1, 0], "x": [1, 2, 3, 4, 2, 5, 6, 1]}
for name, data, options, code, why in [
    ("no family", BASE, {}, "bad-request", "family"),
    ("an unknown family", BASE, {"family": "cauchy"}, "bad-request", "the five families"),
    ("binomial of 2", {**BASE, "y": [0, 1, 2, 1, 1, 0, 1, 0]}, {"family": "binomial"}, "domain-error",
     "0 to 1"),
    ("poisson of -1", {**BASE, "y": [0, 1, -1, 1, 1, 0, 1, 0]}, {"family": "poisson"}, "domain-error",
     "y >= 0"),
    ("gamma of 0", BASE, {"family": "gamma"}, "domain-error", "y > 0"),
    ("negative binomial of -1", {**BASE, "y": [0, 1, -1, 1, 1, 0, 1, 0]},
     {"family": "negative-binomial"}, "domain-error", "y >= 0"),
    ("complete separation", {"y": [0, 0, 0, 0, 1, 1, 1, 1], "x": [-4, -3, -2, -1, 1, 2, 3, 4]},
     {"family": "binomial"}, "did-not-converge", "no maximum exists"),
    ("a constant column", {**BASE, "x": [3] * 8}, {"family": "binomial"}, "singular-design", "rank 1 of 2"),
    ("negative weights", {**BASE, "w": [1, 1, -1, 1, 1, 1, 1, 1]},
     {"family": "binomial", "weights": "w", "weights_kind": "prior"}, "domain-error", "w >= 0"),
    ("weights without their kind", {**BASE, "w": [1] * 8}, {"family": "binomial", "weights": "w"},
     "bad-request", "weights_kind"),
    ("broken frequencies", {**BASE, "w": [1.5] * 8},
     {"family": "poisson", "weights": "w", "weights_kind": "frequency"}, "domain-error",
     "whole numbers"),
    ("clusters without a column", BASE, {"family": "binomial", "covariance": "cluster"}, "bad-request",
     "cluster"),
    ("two rows", {"y": [1, 2], "x": [1, 2]}, {"family": "gaussian"}, "too-few-observations", "df = 0"),
]:
    request = {"data": data, "formula": "y ~ x"}
    refs.error(name, request | ({"options": options} if options else {}), code, why)
refs.write()
