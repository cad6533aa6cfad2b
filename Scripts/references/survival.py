"""kaplan-meier, log-rank, cox."""

import numpy as np

from common import *

SURVIVAL = "suppressPackageStartupMessages(library(survival)); "


def of_r(name, *columns, rows=None, texts=None):
    """Columns of a data set that comes with R; `texts` names levels of a coded column."""
    out = {}
    for column in columns:
        code = f"as.numeric(survival::{name}[['{column}']])" + (f"[1:{rows}]" if rows else "")
        values = [None if math.isnan(v) else int(v) if v == int(v) else round(v, 10)
                  for v in R.numbers(code)]
        out[column] = [texts[column][v] for v in values] if texts and column in texts else values
    return out


R.start()
R.run(SURVIVAL)
LUNG = of_r("lung", "time", "status", "age", "sex", "ph.ecog", "ph.karno", "wt.loss", "inst",
            texts={"sex": {1: "male", 2: "female"}})
LUNG["status"] = [s == 2 for s in LUNG["status"]]
LUNG = {key.replace("ph.", ""): value for key, value in LUNG.items()}
AML = of_r("aml", "time", "status", "x", texts={"x": {1: "Maintained", 2: "Nonmaintained"}})
OVARIAN = of_r("ovarian", "futime", "fustat", "age", "rx", "ecog.ps",
               texts={"rx": {1: "first", 2: "second"}, "ecog.ps": {1: "good", 2: "poor"}})
OVARIAN = {"time": OVARIAN["futime"], "event": OVARIAN["fustat"], "age": OVARIAN["age"],
           "rx": OVARIAN["rx"], "ecog": OVARIAN["ecog.ps"]}


def simulated(seed, n, steps=12):
    """Tied times of three groups in two sites."""
    g = np.random.default_rng(seed)
    group = [["low", "middle", "high"][i % 3] for i in range(n)]
    site = [["north", "south"][int(v)] for v in g.integers(0, 2, n)]
    age = [round(float(v), 1) for v in g.normal(50, 10, n)]
    rate = [math.exp(0.4 * ["low", "middle", "high"].index(a) + 0.02 * (b - 50)
                     + (0.5 if c == "south" else 0)) for a, b, c in zip(group, age, site)]
    life = [g.exponential(steps / r) for r in rate]
    end = g.uniform(2, 2 * steps, n)
    time = [max(1, math.ceil(min(a, b))) for a, b in zip(life, end)]
    event = [int(a <= b) for a, b in zip(life, end)]
    return {"time": time, "event": event, "group": group, "site": site, "age": age,
            "unit": [f"u{i % 10}" for i in range(n)]}


TIED, SMALL = simulated(1, 60), simulated(2, 9, 4)
GAPS = {**TIED, "time": [None if i in (2, 30) else v for i, v in enumerate(TIED["time"])],
        "event": [None if i == 7 else v for i, v in enumerate(TIED["event"])],
        "group": [None if i == 11 else v for i, v in enumerate(TIED["group"])]}
FAR = {"time": [1e6 + v for v in AML["time"]], "status": AML["status"], "x": AML["x"]}


def complete(data, *columns):
    rows = without_missing(*[data[c] for c in columns])
    return dict(zip(columns, rows)) if rows else None


# --- kaplan-meier ---

refs = References("kaplan-meier")


def curve_by_hand(time, event, level=0.95, tau=None):
    """The product limit, Greenwood's variance and log-log bands in 60 digits."""
    z = -mpmath.sqrt(2) * mpmath.erfinv(mpf(2) * (1 - mpf(level)) / 2 - 1)
    s, green = mpf(1), mpf(0)
    out = {key: [] for key in ("time", "at_risk", "events", "censored", "survival", "ci")}
    for t in sorted(set(time)):
        risk = sum(v >= t for v in time)
        dead = sum(v == t and bool(e) for v, e in zip(time, event))
        lost = sum(v == t and not e for v, e in zip(time, event))
        s *= 1 - mpf(dead) / risk
        if dead and risk > dead:
            green += mpf(dead) / (mpf(risk) * (risk - dead))
        band = None
        if 0 < s < 1:
            width = z * mpmath.sqrt(green) / mpmath.log(s)
            band = sorted([s ** mpmath.exp(width), s ** mpmath.exp(-width)])
        for key, value in zip(out, (t, risk, dead, lost, s, band)):
            out[key].append(value)
    rmean = None
    if tau is not None:
        knots = [t for t in out["time"] if t < tau]
        edges, heights = [0] + knots + [tau], [mpf(1)] + out["survival"][:len(knots)]
        area = [h * (mpf(b) - mpf(a)) for h, a, b in zip(heights, edges, edges[1:])]
        variance = mpf(0)
        for i, t in enumerate(knots):
            d, r = out["events"][i], out["at_risk"][i]
            if d and r > d:
                variance += mpmath.fsum(area[i + 1:]) ** 2 * d / (mpf(r) * (r - d))
        rmean = (mpmath.fsum(area), mpmath.sqrt(variance))
    return out, rmean


def kaplan(data, time, event, group=None, level=0.95, tau=None):
    columns = [time, event] + ([group] if group else [])
    kept = complete(data, *columns)
    names = list(dict.fromkeys(present(data[group]))) if group else [None]
    hand, medians = {}, {}
    rframe("d", kept, {group: names} if group else None)
    for i, name in enumerate(names):
        chosen = [j for j in range(len(kept[time])) if name is None or kept[group][j] == name]
        curve, rmean = curve_by_hand([kept[time][j] for j in chosen],
                                     [kept[event][j] for j in chosen], level, tau)
        hand |= {f"curves.{i}.{key}": value for key, value in curve.items()}
        if name is not None:
            hand |= {f"curves.{i}.group": name, f"medians.{i}.group": name}
        if rmean:
            hand |= {f"rmean.{i}.estimate": rmean[0], f"rmean.{i}.std_error": rmean[1]}
        where = f"[d${group}=='{name}',]" if name is not None else ""
        fit = f"survfit(Surv({time},{event})~1, d{where}, conf.type='log-log', conf.int={level})"
        numbers = R.numbers(f"k <- {fit}; q <- quantile(k, 0.5); c(q$quantile, q$lower, q$upper)")
        q = [None if math.isnan(v) else v for v in numbers]
        medians |= {f"medians.{i}.median": q[0], f"medians.{i}.ci": q[1:]}
        flat = R.numbers(f"c(k$time, k$n.risk, k$n.event, k$n.censor, k$surv)")
        m = len(flat) // 5
        for j, key in enumerate(("time", "at_risk", "events", "censored", "survival")):
            medians[f"curves.{i}.{key}"] = flat[j * m:(j + 1) * m]
        bounds = R.numbers("c(k$lower, k$upper)")
        medians[f"curves.{i}.ci"] = [
            None if not 0 < s < 1 else [a, b]
            for s, a, b in zip(flat[4 * m:], bounds[:m], bounds[m:])]
        if tau is not None:
            r = R.numbers(f"survival:::survmean(k, rmean={tau})$matrix[c('rmean','se(rmean)')]")
            medians |= {f"rmean.{i}.estimate": r[0], f"rmean.{i}.std_error": r[1]}
    version = f"{R.release}, survival " + R.text("cat(as.character(packageVersion('survival')))")
    call = (f'survfit(Surv({time}, {event}) ~ {group or 1}, conf.type="log-log", conf.int={level})'
            '; quantile(k, 0.5)')
    sources = [exact_("Kaplan and Meier (1958), doi:10.1080/01621459.1958.10501452; Greenwood's "
                      "variance, bands on log(-log S)", hand), Source("R", version, call, medians)]
    missing = len(data[time]) - len(kept[time])
    if missing:
        sources.append(numpy_("count", {"n_missing": missing}))
    options = {"time": time, "event": event} | ({"group": group} if group else {})
    options |= ({"level": level} if level != 0.95 else {}) | ({"tau": tau} if tau else {})
    return {"data": {c: data[c] for c in columns}, "options": options}, sources


ALL_SEEN = {"time": [3, 1, 4, 1, 5, 9, 2, 6], "event": [1] * 8}
HALF = {"time": [1, 2, 3, 4], "event": [True, True, True, True]}
CASES = [
    ("remission in leukaemia, two groups", AML, "time", "status", "x", {}),
    ("remission in leukaemia, restricted mean to 30", AML, "time", "status", "x", {"tau": 30}),
    ("an offset of 1e6 in the times", FAR, "time", "status", "x", {}),
    ("lung cancer, one curve", {k: v[:120] for k, v in LUNG.items()}, "time", "status", None, {}),
    ("lung cancer by sex, level 0.8", {k: v[:80] for k, v in LUNG.items()}, "time", "status", "sex",
     {"level": 0.8, "tau": 365}),
    ("ovarian cancer, the second median is not reached", OVARIAN, "time", "event", "rx",
     {"tau": 500}),
    ("three groups and tied times", TIED, "time", "event", "group", {"tau": 10}),
    ("nine values in three groups", SMALL, "time", "event", "group", {}),
    ("rows with a missing time, event or group are dropped", GAPS, "time", "event", "group", {}),
    ("nothing censored", ALL_SEEN, "time", "event", None, {"tau": 5}),
    ("the median is the middle of a stretch at one half", HALF, "time", "event", None, {}),
    ("nobody has the event", {"time": [3, 1, 4], "event": [0, 0, 0]}, "time", "event", None, {}),
    ("one value", {"time": [2.5], "event": [1]}, "time", "event", None, {}),
    ("fractions of a day and times that are equal but for rounding",
     {"time": [0.1, 0.25, 0.3, 0.3, 0.75, 1.5], "event": [1, 0, 1, 1, 0, 1]}, "time", "event",
     None, {}),
]
for name, data, time, event, group, options in CASES:
    request, sources = kaplan(data, time, event, group, **options)
    refs.row(name, request, *sources, digits=10,
             note="bounds where the survival is 1 or 0 are null; R repeats the last ones or gives NA"
             if data is ALL_SEEN else None)
pair = {"time": [1, 2, 3], "event": [1, 0, 1]}
refs.error("no such column", {"data": pair, "options": {"time": "time", "event": "died"}},
           "bad-request", "died")
refs.error("an event of 2", {"data": {"time": [1, 2, 3], "event": [1, 2, 1]},
                             "options": {"time": "time", "event": "event"}},
           "domain-error", "true, false, 1 or 0")
refs.error("a negative time", {"data": {"time": [1, -2, 3], "event": [1, 0, 1]},
                               "options": {"time": "time", "event": "event"}},
           "domain-error", "times are not negative")
refs.error("every row is incomplete", {"data": {"time": [None, 2], "event": [1, None]},
                                       "options": {"time": "time", "event": "event"}},
           "too-few-observations", "n = 0")
refs.error("no event named", {"data": pair, "options": {"time": "time"}}, "bad-request", "event")
refs.write()

# --- log-rank ---

refs = References("log-rank")


def log_rank(data, time, event, group, strata=None):
    """Mantel's test summed over strata, in 60 digits."""
    columns = [time, event, group] + ([strata] if strata else [])
    kept = complete(data, *columns)
    names = [g for g in dict.fromkeys(present(data[group])) if g in kept[group]]
    k = len(names)
    seen, wanted = [0] * k, [mpf(0)] * k
    v = mpmath.matrix(k - 1, k - 1)
    for stratum in (dict.fromkeys(kept[strata]) if strata else [None]):
        rows = [(t, bool(e), names.index(g)) for t, e, g, *z in zip(*kept.values())
                if stratum is None or z[0] == stratum]
        for t in sorted({r[0] for r in rows if r[1]}):
            risk = [sum(r[0] >= t and r[2] == i for r in rows) for i in range(k)]
            dead = [sum(r[0] == t and r[1] and r[2] == i for r in rows) for i in range(k)]
            n, d = sum(risk), sum(dead)
            for i in range(k):
                seen[i] += dead[i]
                wanted[i] += mpf(d) * risk[i] / n
            if n > 1:
                for i in range(k - 1):
                    for j in range(k - 1):
                        v[i, j] += mpf(d) * (n - d) / (n - 1) * risk[i] / n * (
                            (i == j) - mpf(risk[j]) / n)
    u = mpmath.matrix([seen[i] - wanted[i] for i in range(k - 1)])
    chi = (u.T * mpmath.lu_solve(v, u))[0]
    found = {"statistic": chi, "df": k - 1, "p_value": chi_upper(chi, k - 1)}
    for i, name in enumerate(names):
        found |= {f"groups.{i}.group": name, f"groups.{i}.n": kept[group].count(name),
                  f"groups.{i}.observed": seen[i], f"groups.{i}.expected": wanted[i]}
    rframe("d", kept, {group: names})
    formula = f"Surv({time},{event})~{group}" + (f"+strata({strata})" if strata else "")
    paths = ["statistic", "p_value"] + [f"groups.{i}.{w}" for w in ("observed", "expected")
                                        for i in range(k)]
    sources = [
        exact_("Mantel (1966); the hypergeometric variance at each time", found),
        r_({}, f"k <- survdiff({formula}, d); "
           f"c(k$chisq, pchisq(k$chisq, {k - 1}, lower.tail=FALSE), rowSums(as.matrix(k$obs)), "
           "rowSums(as.matrix(k$exp)))", paths, call=f"survdiff({formula})", package="survival")]
    missing = len(data[time]) - len(kept[time])
    if missing:
        sources.append(numpy_("count", {"n_missing": missing}))
    options = {"time": time, "event": event, "group": group}
    options |= {"strata": strata} if strata else {}
    return {"data": {c: data[c] for c in columns}, "options": options}, sources


for name, case in [
    ("remission in leukaemia", (AML, "time", "status", "x")),
    ("an offset of 1e6 in the times", (FAR, "time", "status", "x")),
    ("lung cancer by sex", (LUNG, "time", "status", "sex")),
    ("lung cancer by sex within performance", ({k: v[:150] for k, v in LUNG.items()}, "time",
                                               "status", "sex", "ecog")),
    ("ovarian cancer", (OVARIAN, "time", "event", "rx")),
    ("three groups and tied times", (TIED, "time", "event", "group")),
    ("three groups within sites", (TIED, "time", "event", "group", "site")),
    ("nine values in three groups", (SMALL, "time", "event", "group")),
    ("rows with a missing value are dropped", (GAPS, "time", "event", "group")),
    ("rows with a missing value are dropped, within sites",
     (GAPS, "time", "event", "group", "site")),
]:
    request, sources = log_rank(*case)
    refs.row(name, request, *sources, digits=10)
COLUMNS = {"time": "time", "event": "event", "group": "group"}
refs.error("one group", {"data": {**pair, "group": ["a", "a", "a"]}, "options": COLUMNS},
           "bad-request", "two groups")
refs.error("no events", {"data": {"time": [1, 2, 3, 4], "event": [0] * 4,
                                  "group": ["a", "b", "a", "b"]}, "options": COLUMNS},
           "constant-input", "the variance is zero")
refs.error("no group named", {"data": pair, "options": {"time": "time", "event": "event"}},
           "bad-request", "group")
refs.write()

# --- cox ---

refs = References("cox")


def efron(rows, start, stop, event, strata, terms):
    """Newton's steps on Efron's partial likelihood in 40 digits."""
    mpmath.mp.dps = 40
    n, p = len(rows), len(rows[0])
    means = [mpmath.fsum([mpf(r[i]) for r in rows]) / n for i in range(p)]
    x = [[mpf(v) - m for v, m in zip(r, means)] for r in rows]
    moments = []
    for stratum in dict.fromkeys(strata):
        inside = [i for i in range(n) if strata[i] == stratum]
        for t in sorted({stop[i] for i in inside if event[i]}):
            moments.append(([i for i in inside if start[i] < t <= stop[i]],
                            [i for i in inside if event[i] and stop[i] == t]))

    def derivatives(beta):
        risk = [mpmath.exp(mpmath.fdot(r, beta)) for r in x]
        total, g, info = mpf(0), mpmath.matrix(p, 1), mpmath.matrix(p, p)
        for at_risk, dead in moments:
            def sums(chosen):
                one = [mpmath.fsum([risk[i] * x[i][a] for i in chosen]) for a in range(p)]
                two = [[mpmath.fsum([risk[i] * x[i][a] * x[i][b] for i in chosen]) for b in range(p)]
                       for a in range(p)]
                return mpmath.fsum([risk[i] for i in chosen]), one, two
            s0, s1, s2 = sums(at_risk)
            d0, d1, d2 = sums(dead)
            for i in dead:
                total += mpmath.fdot(x[i], beta)
            for k in range(len(dead)):
                c = mpf(k) / len(dead)
                f0 = s0 - c * d0
                f1 = [u - c * v for u, v in zip(s1, d1)]
                total -= mpmath.log(f0)
                for a in range(p):
                    g[a] -= f1[a] / f0
                    for b in range(p):
                        info[a, b] += (s2[a][b] - c * d2[a][b]) / f0 - f1[a] * f1[b] / f0 ** 2
            for i in dead:
                for a in range(p):
                    g[a] += x[i][a]
        return total, g, info

    beta = [mpf(0)] * p
    null, g, info = derivatives(beta)
    score = (g.T * mpmath.lu_solve(info, g))[0]
    for _ in range(30):
        total, g, info = derivatives(beta)
        step = mpmath.lu_solve(info, g)
        beta = [b + v for b, v in zip(beta, step)]
        if max(abs(v) for v in step) < mpf(10) ** -18:
            break
    total, g, info = derivatives(beta)
    cov = info ** -1
    wald = (mpmath.matrix([beta]) * info * mpmath.matrix(beta))[0]
    found = {"log_likelihood": total}
    for name, value in (("likelihood_ratio", 2 * (total - null)), ("wald", wald), ("score", score)):
        found |= {f"tests.{name}": value, f"tests.{name}.df": p, f"tests.{name}.p_value": chi_upper(value, p)}
    for i, term in enumerate(terms):
        error = mpmath.sqrt(cov[i, i])
        at = f"coefficients.{term}"
        found |= {f"{at}.estimate": beta[i], f"{at}.std_error": error, f"{at}.statistic": beta[i] / error,
                  f"{at}.p_value": 2 * normal_upper(abs(beta[i] / error)),
                  f"{at}.hazard_ratio": mpmath.exp(beta[i])}
    mpmath.mp.dps = 60
    return exact_("Efron (1977), doi:10.1080/01621459.1977.10480613: Newton's steps in 40 digits", found)


def cox(data, left, right, terms, strata=None, cluster=None, level=0.95, zph=None, digits=7):
    """`terms` are the names of the coefficients, `zph` those of the tests."""
    used = [c for c in data]
    kept = dict(zip(used, without_missing(*data.values())))
    levels = {c: list(dict.fromkeys(present(v))) for c, v in data.items()
              if any(isinstance(x, str) for x in v)}
    rframe("d", kept, levels)
    formula = f"Surv({left})~{right}" + (f"+strata({strata})" if strata else "")
    extra = f", cluster={cluster}" if cluster else ""
    R.run(f"k <- coxph({formula}, d, ties='efron'{extra}, control=coxph.control(eps=1e-14, "
          "iter.max=100)); m <- summary(k, conf.int=" + str(level) + ")")
    paths, code = [], []
    for term, i in zip(terms, range(1, len(terms) + 1)):
        at = f"coefficients.{term}"
        paths += [f"{at}.estimate", f"{at}.std_error", f"{at}.statistic", f"{at}.p_value",
                  f"{at}.hazard_ratio", (f"{at}.hazard_ratio_ci",), (f"{at}.ci",)]
        error = "robust se" if cluster else "se(coef)"
        code.append(f"m$coefficients[{i}, c('coef', '{error}', 'z', 'Pr(>|z|)', 'exp(coef)')], "
                    f"m$conf.int[{i}, 3:4], log(m$conf.int[{i}, 3:4])")
    tests = {"wald": "waldtest"} if cluster else {
        "likelihood_ratio": "logtest", "wald": "waldtest", "score": "sctest"}
    for name, key in tests.items():
        paths += [f"tests.{name}", f"tests.{name}.df", f"tests.{name}.p_value"]
        value = "k$wald.test" if name == "wald" else f"m${key}[1]"  # summary rounds Wald's
        code.append(f"{value}, m${key}[2], pchisq({value}, m${key}[2], lower.tail=FALSE)")
    paths += ["log_likelihood", "concordance"]
    code.append("k$loglik[2], k$concordance['concordance']")
    for name in zph if zph is not None else terms:
        paths += [f"proportional_hazards.{name}.statistic", f"proportional_hazards.{name}.p_value"]
        code.append(f"z$table['{name}', c('chisq', 'p')]")
    if zph != []:
        paths += ["proportional_hazards.GLOBAL.statistic", "proportional_hazards.GLOBAL.p_value"]
        code.append("z$table['GLOBAL', c('chisq', 'p')]")
        R.run("z <- cox.zph(k, transform='km', terms=TRUE, global=TRUE)")
    sources = [r_({}, "c(" + ", ".join(code) + ")", paths,
                  call=f'coxph({formula}, ties="efron"{extra}, control=coxph.control(eps=1e-14)); '
                       'cox.zph(k, transform="km")', package="survival"),
               numpy_("count", {"n": len(kept[used[0]]),
                                "n_missing": len(data[used[0]]) - len(kept[used[0]])})]
    if not cluster:
        flat = R.numbers("t(model.matrix(k))")
        p = len(terms)
        times = [c.strip() for c in left.split(",")]
        n = len(kept[times[-1]])
        sources.insert(0, efron([flat[i:i + p] for i in range(0, len(flat), p)],
                                kept[times[0]] if len(times) == 3 else [-1] * n, kept[times[-2]],
                                kept[times[-1]], kept[strata] if strata else [0] * n, terms))
    options = ({"strata": strata} if strata else {}) | ({"cluster": cluster} if cluster else {})
    options |= {"level": level} if level != 0.95 else {}
    request = {"data": data, "formula": f"surv({left}) ~ {right}"}
    if options:
        request["options"] = options
    return request, sources, digits


def pick(data, *names, rows=None):
    return {n: data[n][:rows] for n in names}


LUNG["event"] = LUNG.pop("status")
START = {"start": [], "stop": [], "event": [], "treated": [], "age": []}
generator = np.random.default_rng(5)
for subject in range(25):
    age, change, end = [round(float(v), 1) for v in (
        generator.normal(40, 8), generator.uniform(2, 8), generator.exponential(9) + 0.5)]
    dead = int(generator.random() < 0.7)
    if change < end:
        spells = [(0, change, 0, 0), (change, end, dead, 1)]
    else:
        spells = [(0, end, dead, 0)]
    for a, b, e, x in spells:
        for key, value in zip(START, (a, b, e, x, age)):
            START[key].append(value)

for name, case in [
    ("remission in leukaemia", cox(pick(AML, "time", "status", "x"), "time, status", "x",
                                   ["x[Nonmaintained]"], zph=["x"])),
    ("ovarian cancer, age and treatment", cox(pick(OVARIAN, "time", "event", "age", "rx"),
                                              "time, event", "age+rx", ["age", "rx[second]"],
                                              zph=["age", "rx"])),
    ("ovarian cancer within performance", cox(OVARIAN, "time, event", "age+rx",
                                              ["age", "rx[second]"], strata="ecog",
                                              zph=["age", "rx"])),
    ("lung cancer with missing values", cox(
        pick(LUNG, "time", "event", "age", "sex", "ecog", "wt.loss"), "time, event",
        "age+sex+ecog+wt.loss", ["age", "sex[female]", "ecog", "wt.loss"],
        zph=["age", "sex", "ecog", "wt.loss"])),
    ("lung cancer, level 0.8", cox(pick(LUNG, "time", "event", "age", rows=100), "time, event",
                                   "age", ["age"], level=0.8)),
    ("lung cancer, clusters by institution", cox(
        pick(LUNG, "time", "event", "age", "sex", "inst", rows=120), "time, event", "age+sex",
        ["age", "sex[female]"], cluster="inst", zph=[])),
    ("three groups and many ties", cox(pick(TIED, "time", "event", "group", "age"), "time, event",
                                       "group+age", ["group[middle]", "group[high]", "age"],
                                       zph=["group", "age"])),
    ("many ties within sites", cox(pick(TIED, "time", "event", "group", "age", "site"),
                                   "time, event", "group+age",
                                   ["group[middle]", "group[high]", "age"], strata="site",
                                   zph=["group", "age"])),
    ("many ties and clusters", cox(pick(TIED, "time", "event", "group", "age", "unit"),
                                   "time, event", "group+age",
                                   ["group[middle]", "group[high]", "age"], cluster="unit",
                                   zph=[])),
    ("an interaction with a number", cox(pick(TIED, "time", "event", "site", "age"), "time, event",
                                         "site*age", ["site[south]", "age", "site[south]:age"]
                                         if TIED["site"][0] == "north" else
                                         ["site[north]", "age", "site[north]:age"], zph=[])),
    ("rows with a missing value are dropped", cox(pick(GAPS, "time", "event", "group", "age"),
                                                  "time, event", "group+age",
                                                  ["group[middle]", "group[high]", "age"],
                                                  zph=["group", "age"])),
    ("an offset of 1e6 in a covariate", cox(
        {"time": OVARIAN["time"], "event": OVARIAN["event"],
         "age": [1e6 + round(v) for v in OVARIAN["age"]]}, "time, event", "age", ["age"], digits=6)),
    ("spells with a beginning and an end", cox(START, "start, stop, event", "treated+age",
                                               ["treated", "age"], zph=["treated", "age"])),
]:
    request, sources, digits = case
    refs.row(name, request, *sources, digits=digits)

TEN = {"time": list(range(1, 11)), "event": [1, 0] * 5}
for name, extra, formula, code, why in [
    ("no events", {"event": [0] * 10, "x": [1, 2, 4, 3, 6, 5, 8, 7, 9, 9]}, "surv(time, event) ~ x",
     "constant-input", "no likelihood"),
    ("a constant covariate", {"x": [3] * 10}, "surv(time, event) ~ x", "singular-design", "rank 0"),
    ("a covariate twice", {"x": [1, 2, 4, 3, 6, 5, 8, 7, 9, 9], "z": [2, 4, 8, 6, 12, 10, 16, 14, 18, 18]},
     "surv(time, event) ~ x + z", "singular-design", "rank 1 of 2"),
    ("the event belongs to the largest value at every time",
     {"event": [1] * 10, "x": [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]}, "surv(time, event) ~ x",
     "did-not-converge", "no maximum exists"),
    ("no such column", {"x": [1] * 10}, "surv(time, event) ~ y", "bad-request", "y"),
    ("no survival on the left", {"x": [1, 2, 4, 3, 6, 5, 8, 7, 9, 9]}, "time ~ x", "bad-request",
     "surv(...)"),
]:
    refs.error(name, {"data": {**TEN, **extra}, "formula": formula}, code, why)
refs.write()
