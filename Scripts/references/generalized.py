"""logistic, poisson, negative-binomial, quasi-binomial."""

import numpy as np
import statsmodels.api as sm

from common import *


def columns(seed, n):
    generator = np.random.default_rng(seed)
    return {"dose": [round(float(v), 2) for v in generator.normal(0.5, 1, n)],
            "age": [round(float(v), 1) for v in generator.uniform(1, 10, n)]}


def design(x):
    return np.column_stack([np.ones(len(next(iter(x.values()))))] + [
        np.array(c, float) for c in x.values()])


def terms(x):
    return ["(Intercept)"] + list(x)


def solve(x, y, family, trials=None):
    """Maximum likelihood by Newton's steps in 60 digits; names, estimates, covariance, ln L."""
    rows = [[mpf(1)] + mp(r) for r in zip(*x.values())]
    n, p = len(rows), len(rows[0])
    m = mp(trials) if trials else [mpf(1)] * n
    target = mp(y)
    beta = mpmath.matrix(p, 1)
    if family == "poisson":
        beta[0] = mpmath.log(mpmath.fsum(target) / n)
    for step in range(100):
        eta = [mpmath.fsum([r[i] * beta[i] for i in range(p)]) for r in rows]
        if family == "poisson":
            mean = [mpmath.exp(e) for e in eta]
            weight = mean
        else:
            share = [1 / (1 + mpmath.exp(-e)) for e in eta]
            mean = [k * q for k, q in zip(m, share)]
            weight = [k * q * (1 - q) for k, q in zip(m, share)]
        score, info = mpmath.matrix(p, 1), mpmath.matrix(p, p)
        for r, v, mu, w in zip(rows, target, mean, weight):
            for i in range(p):
                score[i] += r[i] * (v - mu)
                for j in range(p):
                    info[i, j] += w * r[i] * r[j]
        change = mpmath.lu_solve(info, score)
        beta += change
        if max(abs(v) for v in change) < mpf(10) ** -45:
            break
    if family == "poisson":
        likelihood = mpmath.fsum([v * mpmath.log(mu) - mu - mpmath.loggamma(v + 1)
                                  for v, mu in zip(target, mean)])
    else:
        likelihood = mpmath.fsum([v * mpmath.log(q) + (k - v) * mpmath.log(1 - q)
                                  for v, k, q in zip(target, m, share)])
    return beta, info ** -1, likelihood, mean, weight


def exact(x, y, family):
    beta, covariance, likelihood, _, _ = solve(x, y, family)
    found = {"log_likelihood": likelihood, "aic": -2 * likelihood + 2 * len(beta),
             "bic": -2 * likelihood + mpmath.log(len(y)) * len(beta)}
    for i, name in enumerate(terms(x)):
        error = mpmath.sqrt(covariance[i, i])
        found |= {f"coefficients.{name}.estimate": beta[i],
                  f"coefficients.{name}.std_error": error,
                  f"coefficients.{name}.statistic": beta[i] / error,
                  f"coefficients.{name}.p_value": 2 * normal_upper(abs(beta[i] / error))}
    return exact_("Newton's steps in 60 digits", found)


def by_statsmodels(call, fit, x):
    found = {"log_likelihood": fit.llf, "aic": fit.aic, "bic": fit.bic}
    for i, name in enumerate(terms(x)):
        found |= {f"coefficients.{name}.estimate": fit.params[i],
                  f"coefficients.{name}.std_error": fit.bse[i],
                  f"coefficients.{name}.p_value": fit.pvalues[i],
                  f"coefficients.{name}.ci": list(fit.conf_int()[i])}
    return statsmodels_(call, found)


def r_glm(x, y, family):
    # R's standard errors are based on the weights of the step before the last.
    paths = [f"coefficients.{n}.estimate" for n in terms(x)]
    return r_({f"x{i}": c for i, c in enumerate(x.values())} | {"y": y},
              "k <- glm(y ~ " + " + ".join(f"x{i}" for i in range(len(x))) +
              f", family={family}, epsilon=1e-14, maxit=100); "
              "c(coef(k), logLik(k))", paths + ["log_likelihood"],
              call=f"glm(y ~ ., family={family}, epsilon=1e-14)")


# --- logistic ---

refs = References("logistic")
for seed, n in ((1, 40), (2, 150)):
    x = columns(seed, n)
    generator = np.random.default_rng(100 + seed)
    y = [int(generator.random() < 1 / (1 + np.exp(1.2 - 1.1 * a - 0.1 * b)))
         for a, b in zip(*x.values())]
    fit = sm.Logit(y, design(x)).fit(disp=0, tol=1e-14, maxiter=100)
    refs.row(f"{n} rows", {"y": y, "x": x}, exact(x, y, "binomial"),
             by_statsmodels("Logit(y, X).fit(tol=1e-14)", fit, x), r_glm(x, y, "binomial"),
             digits=8)
    if n == 40:
        ci = fit.conf_int(alpha=0.2)
        refs.row("level 0.8", {"y": y, "x": x, "options": {"level": 0.8}},
                 statsmodels_("conf_int(alpha=0.2)", {
                     f"coefficients.{name}.ci": list(ci[i]) for i, name in enumerate(terms(x))}),
                 digits=8)
        far = {"dose": [1e6 + 1000 * v for v in x["dose"]], "age": x["age"]}
        refs.row("an offset of 1e6 in a column", {"y": y, "x": far}, exact(far, y, "binomial"),
                 digits=7)
        gx, gy = {k: list(c) for k, c in x.items()}, list(y)
        gx["dose"][1], gy[7], gx["age"][7] = None, None, None
        kept = without_missing(gy, gx["dose"], gx["age"])
        refs.row("incomplete rows are dropped and counted", {"y": gy, "x": gx},
                 exact({"dose": kept[1], "age": kept[2]}, kept[0], "binomial"),
                 statsmodels_("count", {"n": 38, "n_missing": 2}), digits=8)
        rare = [int(i in (3, 20)) for i in range(40)]
        refs.row("two events in forty", {"y": rare, "x": x}, exact(x, rare, "binomial"), digits=7)
        refs.error("a column twice", {"y": y, "x": {"a": x["age"], "b": x["age"]}},
                   "singular-design", "rank 2 of 3")
line = [-3, -2, -1, -0.5, 0.5, 1, 2, 3]
refs.error("complete separation", {"y": [0, 0, 0, 0, 1, 1, 1, 1], "x": {"x": line}},
           "did-not-converge", "no maximum exists")
refs.error("quasi-complete separation",
           {"y": [0, 0, 0, 0, 1, 1, 1, 1], "x": {"x": [1, 2, 3, 4, 4, 5, 6, 7]}},
           "did-not-converge", "no maximum exists")
refs.error("a constant response", {"y": [1, 1, 1, 1, 1, 1, 1, 1], "x": {"x": line}},
           "constant-input", "no maximum exists")
refs.error("a response that is not 0 or 1", {"y": [0, 1, 2, 0, 1, 1, 0, 1], "x": {"x": line}},
           "domain-error", "y is 0 or 1")
refs.write()

# --- poisson ---

refs = References("poisson")
for seed, n, level in ((11, 40, 0.3), (12, 120, 1.5)):
    x = columns(seed, n)
    generator = np.random.default_rng(100 + seed)
    y = [int(generator.poisson(np.exp(level + 0.5 * a - 0.05 * b))) for a, b in zip(*x.values())]
    fit = sm.Poisson(y, design(x)).fit(disp=0, tol=1e-14, maxiter=100)
    refs.row(f"{n} rows", {"y": y, "x": x}, exact(x, y, "poisson"),
             by_statsmodels("Poisson(y, X).fit(tol=1e-14)", fit, x), r_glm(x, y, "poisson"),
             digits=8)
large = [1000 * v + 500 + i for i, v in enumerate(y)]
refs.row("large counts and tiny p-values", {"y": large, "x": x}, exact(x, large, "poisson"),
         digits=8)
gy = [None if i in (0, 5) else v for i, v in enumerate(y)]
keep = [i for i, v in enumerate(gy) if v is not None]
refs.row("incomplete rows are dropped and counted", {"y": gy, "x": x},
         exact({k: [c[i] for i in keep] for k, c in x.items()}, [y[i] for i in keep], "poisson"),
         statsmodels_("count", {"n": 118, "n_missing": 2}), digits=8)
refs.error("a negative count", {"y": [1, -1, 2, 3], "x": {"x": [1, 2, 3, 5]}}, "domain-error",
           "y >= 0")
refs.error("all counts zero", {"y": [0, 0, 0, 0], "x": {"x": [1, 2, 3, 5]}}, "constant-input",
           "ln 0")
refs.write()

# --- negative-binomial ---

refs = References("negative-binomial")


def exact_nb(x, y, start):
    """Mean and dispersion together by Newton's steps in 40 digits."""
    mpmath.mp.dps = 40
    rows, target = [[mpf(1)] + mp(r) for r in zip(*x.values())], mp(y)
    p = len(rows[0])

    def likelihood(*b):
        k = mpmath.exp(-b[p])
        total = []
        for r, v in zip(rows, target):
            mu = mpmath.exp(mpmath.fsum([r[i] * b[i] for i in range(p)]))
            total.append(mpmath.loggamma(v + k) - mpmath.loggamma(k) - mpmath.loggamma(v + 1)
                         + k * mpmath.log(k / (k + mu)) + v * mpmath.log(mu / (k + mu)))
        return mpmath.fsum(total)

    def derivatives(b):
        h = mpf(10) ** -12
        base = likelihood(*b)
        g, a = mpmath.matrix(p + 1, 1), mpmath.matrix(p + 1, p + 1)
        def at(*moves):
            c = list(b)
            for i, s in moves:
                c[i] += s * h
            return likelihood(*c)
        for i in range(p + 1):
            up, down = at((i, 1)), at((i, -1))
            g[i] = (up - down) / (2 * h)
            a[i, i] = (up - 2 * base + down) / h ** 2
            for j in range(i):
                a[i, j] = a[j, i] = (at((i, 1), (j, 1)) - at((i, 1), (j, -1)) - at((i, -1), (j, 1))
                                     + at((i, -1), (j, -1))) / (4 * h * h)
        return base, g, a

    b = [mpf(float(v)) for v in start[:-1]] + [mpmath.log(mpf(float(start[-1])))]
    for _ in range(12):
        base, g, a = derivatives(b)
        step = mpmath.lu_solve(a, g)
        b = [v - step[i] for i, v in enumerate(b)]
        if max(abs(step[i]) for i in range(p + 1)) < mpf(10) ** -16:
            break
    covariance = (-a) ** -1
    found = {"log_likelihood": base, "alpha": mpmath.exp(b[p])}
    for i, name in enumerate(terms(x)):
        error = mpmath.sqrt(covariance[i, i])
        found |= {f"coefficients.{name}.estimate": b[i], f"coefficients.{name}.std_error": error,
                  f"coefficients.{name}.p_value": 2 * normal_upper(abs(b[i] / error))}
    mpmath.mp.dps = 60
    return exact_("Newton's steps on the NB2 likelihood; observed information", found)


for seed, n, alpha in ((21, 60, 0.7), (22, 150, 0.2)):
    x = columns(seed, n)
    generator = np.random.default_rng(100 + seed)
    mean = [np.exp(1.0 + 0.5 * a - 0.05 * b) for a, b in zip(*x.values())]
    y = [int(generator.poisson(m * generator.gamma(1 / alpha, alpha))) for m in mean]
    fit = sm.NegativeBinomial(y, design(x), loglike_method="nb2").fit(
        disp=0, method="bfgs", gtol=1e-9, maxiter=5000)
    wanted = by_statsmodels("NegativeBinomial(y, X, loglike_method='nb2').fit(method='bfgs', gtol=1e-9)",
                            fit, x)
    refs.row(f"{n} rows", {"y": y, "x": x}, exact_nb(x, y, fit.params), wanted,
             r_({"x0": x["dose"], "x1": x["age"], "y": y},
                "k <- MASS::glm.nb(y ~ x0 + x1, control=glm.control(epsilon=1e-14, maxit=200)); "
                "c(coef(k), k$twologlik/2)",
                [f"coefficients.{t}.estimate" for t in terms(x)] + ["log_likelihood"],
                package="MASS"), digits=6,
             note="aic and bic count the dispersion, as in statsmodels; R conditions its standard "
                  "errors on the dispersion")
refs.error("a negative count", {"y": [1, -1, 2, 3, 4, 6], "x": {"x": [1, 2, 3, 5, 6, 7]}},
           "domain-error", "y >= 0")
refs.write()

# --- quasi-binomial ---

refs = References("quasi-binomial")


def exact_quasi(x, successes, trials):
    beta, covariance, _, mean, weight = solve(x, successes, "binomial", trials)
    n, p = len(successes), len(beta)
    dispersion = mpmath.fsum([(mpf(v) - mu) ** 2 / w
                              for v, mu, w in zip(successes, mean, weight)]) / (n - p)
    found = {"dispersion": dispersion, "df_residual": n - p}
    for i, name in enumerate(terms(x)):
        error = mpmath.sqrt(covariance[i, i] * dispersion)
        t = beta[i] / error
        found |= {f"coefficients.{name}.estimate": beta[i],
                  f"coefficients.{name}.std_error": error, f"coefficients.{name}.statistic": t,
                  f"coefficients.{name}.p_value": 2 * t_upper(abs(t), n - p)}
    return exact_("Newton's steps; Pearson's chi-square / (n - p)", found)


def r_quasi(x, successes, trials):
    paths = [f"coefficients.{n}.{what}" for n in terms(x)
             for what in ("estimate",)]
    return r_({"x0": x["dose"], "x1": x["age"], "s": successes, "m": trials},
              "k <- glm(cbind(s, m - s) ~ x0 + x1, family=quasibinomial, epsilon=1e-14, maxit=100);"
              " coef(k)", paths,
              call="glm(cbind(s, m - s) ~ ., family=quasibinomial, epsilon=1e-14)")


for seed, n in ((31, 30), (32, 60)):
    x = columns(seed, n)
    generator = np.random.default_rng(100 + seed)
    trials = [int(v) for v in generator.integers(5, 40, n)]
    successes = [int(generator.binomial(m, generator.beta(8 * q, 8 * (1 - q)))) for m, q in zip(
        trials, [1 / (1 + np.exp(0.5 - 0.8 * a)) for a in x["dose"]])]
    refs.row(f"{n} rows", {"successes": successes, "trials": trials, "x": x},
             exact_quasi(x, successes, trials), r_quasi(x, successes, trials), digits=8)
gs = [None if i == 3 else v for i, v in enumerate(successes)]
keep = [i for i in range(60) if i != 3]
refs.row("incomplete rows are dropped and counted",
         {"successes": gs, "trials": trials, "x": x},
         exact_quasi({k: [c[i] for i in keep] for k, c in x.items()},
                     [successes[i] for i in keep], [trials[i] for i in keep]),
         statsmodels_("count", {"n": 59, "n_missing": 1}), digits=8)
refs.error("more successes than trials",
           {"successes": [1, 5, 2, 3], "trials": [2, 4, 4, 5], "x": {"x": [1, 2, 3, 5]}},
           "domain-error", "p > 1")
refs.error("no trials given", {"successes": [1, 2, 2, 3], "x": {"x": [1, 2, 3, 5]}},
           "bad-request", "trials")
refs.write()
