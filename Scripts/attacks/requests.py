"""Requests of statistics: batches, formulas, expressions."""

import json

from . import hostile
from .case import Case, Command

SETTINGS = {
    "alternative": ["two-sided", "less", "greater", "nonsense",
                    1], "level": [0.95, 0.5, 1e-300, 0.9999999999999999, 0, 1, -1, 7,
                                  "x"], "mu": [0, 1e308, -1e308, 5e-324], "equal_variance": [True, False, "yes"],
    "p_method": ["exact", "t", "asymptotic", "auto", "normal",
                 5], "continuity": [True, False], "quantile_type": [1, 7, 9, 0, 10, 1e9], "quantiles": [[0, 0.5, 1], [],
                                                                                                        [2], [-1],
                                                                                                        "0.1,0.9"],
    "correction": ["holm", "bonferroni", "bh", "by", "hochberg", "sidak",
                   "none"], "covariance": ["nonrobust", "HC0", "HC1", "HC2", "HC3", "cluster", "CR2",
                                           "HAC"], "intercept": [True,
                                                                 False], "draws": [1, 10, 1000, 0, -1, 10**7, 2**62],
    "seed": [0, 1, 2**32 - 1, 2**32, -1,
             2**63 - 1], "interval": ["percentile", "basic", "bca"], "statistic": ["mean", "median", "sd", "quantile"],
    "lambda": [0, 1, 1e308, -1, 1e-300], "tau": [0.5, 0, 1, 0.001, 0.999999, -1], "loss": ["huber", "bisquare"],
    "leverage": [True, False], "center": ["median", "mean",
                                          "trimmed"], "yates": [True, False], "p0": [0.5, 0, 1, -1, 2, 1e-300],
    "kind": ["pearson", "spearman",
             "kendall"], "low": [-1, 0, 1e308], "high": [1, 0, -1e308], "block": [1, 3, 10**6,
                                                                                  0], "threads": [0, 1, 4, 1024, -1],
    "model": ["exponential", "power", "logistic", "poisson", "ols", "a * exp(b * x)", "a + b * x",
              "a/0"], "start": [{"a": 1, "b": 1}, {"a": 1e308}, [1, 2], {},
                                {"a": None}], "small": [["x"], [],
                                                        "x"], "groups": [[1, 1, 2, 2, 3, 3], ["a", "b"],
                                                                         "g"], "period": [2, 12, 1, 0, -1, 10**9],
    "lags": [1, 0, 10**9], "horizon": [1, 12, 10**9], "family": ["gaussian", "binomial", "gamma",
                                                                 "poisson"], "of": [["g"]], "by": [["h"]],
    "type": [1, 2, 3, 9], "at": [1, 5, -1], "power": [0.8, 0, 1], "effect": [0.5, 0], "tops": [[0.01],
                                                                                               [2]], "ref": ["a"]
}


def sample(dice):
    """Numbers of one sample: few or many, tied, huge, constant, missing."""
    n = dice.choice([0, 1, 2, 3, 4, 5, 8, 10, 20, 50, 300])
    kind = dice.random()
    if kind < 0.3:
        values = [dice.gauss(0, 1) for _ in range(n)]
    elif kind < 0.5:
        values = [dice.randint(0, 3) for _ in range(n)]
    elif kind < 0.6:
        values = [dice.choice([0, 7, 1e308, -1e308, 5e-324])] * n
    elif kind < 0.75:
        values = [hostile.real(dice) for _ in range(n)]
    elif kind < 0.9:
        scale = 10**dice.uniform(-320, 307)
        values = [dice.gauss(1, 1) * scale for _ in range(n)]
    else:
        values = [1e15 + dice.choice([0, 0.125]) for _ in range(n)]
    return [None if dice.random() < 0.03 else v for v in values]


def options(dice, most=3):
    chosen = {}
    for _ in range(dice.choice([0, 0, 1, 1, 2, most])):
        key = dice.choice(sorted(SETTINGS))
        chosen[key] = dice.choice(SETTINGS[key]) if dice.random() < 0.85 else hostile.value(dice)
    return chosen


def term(dice, depth=0):
    names = [
        "x", "y", "g", "h", "n", "`x`", "`a b`", "nosuch", "1", "0", "-1", "x^2", "x^30", "x^-1", "I(x^3)", "I(x*n)",
        "I(x)", "ln(x)", "log10(x)", "row_number()", "factor(g)", "factor(x)", "factor(g, ref = 'b')",
        "factor(g, ref = 'zz')", "factor(n, ref = 3)", "poly(x, 2)", "poly(x, 30)", "poly(x, 31)", "poly(x, 0)",
        "poly(g, 2)", "case when x > 3 then 1 else 0 end", "'text'", "1/0", "x/0", "offset(x)", "lag(x)", "I(", ")", "",
        "factor()", "poly(x)"
    ]
    roll = dice.random()
    if depth > 3 or roll < 0.6:
        return dice.choice(names)
    if roll < 0.9:
        return term(dice, depth + 1) + dice.choice([" + ", ":", "*", " - ", " * ", "%in%", "/", "^", "|"]) + term(
            dice, depth + 1)
    if roll < 0.96:
        return "(" + term(dice, depth + 1) + ")"
    return hostile.line(dice)


def formula(dice):
    roll = dice.random()
    if roll < 0.05:
        return "y ~ " + "*".join([dice.choice(["x", "n", "g"])] * dice.choice([5, 12, 26, 64, 1000]))
    if roll < 0.09:
        return "y ~ " + "*".join(f"`c{i}`" for i in range(dice.choice([8, 20, 26, 60])))
    if roll < 0.12:
        return "y ~ " + dice.choice(["(", "I(", "-", "+", "x:", "`"]) * dice.choice([10, 1000, 20000]) + "x"
    if roll < 0.14:
        return "y ~ " + dice.choice(["+", ":"]).join(["x"] * dice.choice([100, 5000]))
    left = dice.choice(["y", "y", "y", "ln(y)", "x", "g", "", "y ~ y", "surv(x, n)", "I(y/0)", "n"])
    return left + dice.choice([" ~ ", "~", "~ ", "=", "~~"] if dice.random() < 0.1 else [" ~ "]) + term(dice)


def request(dice, methods):
    """One request as JSON."""
    body = {"id": dice.choice([1, "a", None, hostile.value(dice)]), "method": dice.choice(methods)}
    n = dice.choice([0, 1, 3, 6, 12, 40])
    rows = lambda: [hostile.real(dice) if dice.random() < 0.3 else dice.gauss(0, 1) for _ in range(n)]
    shape = dice.random()
    if shape < 0.3:
        body.update(x=sample(dice), y=sample(dice))
        if dice.random() < 0.5:
            body["y"] = (body["y"] + body["x"])[:len(body["x"])]
    elif shape < 0.55:
        body["samples"] = [sample(dice) for _ in range(dice.choice([0, 1, 2, 2, 2, 3, 5, 40]))]
        if dice.random() < 0.2:
            body["samples"] = {hostile.text(dice): s for s in body["samples"]}
    elif shape < 0.7:
        r, c = dice.choice([(2, 2), (2, 2), (2, 3), (4, 4), (0, 0), (1, 1), (30, 30)])
        top = dice.choice([1, 5, 50, 10**6, 10**9, 10**15, 1e300])
        body["table"] = [[
            dice.choice([0, dice.uniform(0, top), int(dice.uniform(0, min(top, 1e15)))]) for _ in range(c)
        ] for _ in range(r)]
    elif shape < 0.9:
        body["y"] = [dice.choice([0, 1]) if dice.random() < 0.5 else v for v in rows()]
        body["x"] = {
            dice.choice(["a", "b", "c", "x", hostile.text(dice)]): (rows() if dice.random() < 0.7 else
                                                                    [dice.choice("ab")
                                                                     for _ in range(n)])
            for _ in range(dice.choice([1, 2, 3, 12]))
        }
        if dice.random() < 0.3:
            body["formula"] = formula(dice)
        if dice.random() < 0.2:
            body["weights"] = rows()
    elif shape < 0.95:
        body["p_values"] = [
            dice.choice([0, 1, 0.5, -1, 2, 1e-300, None, dice.random()]) for _ in range(dice.choice([0, 1, 3, 100]))
        ]
    else:
        body.update(successes=dice.choice([5, [5, 7], -1, 1e308, "x", []]),
                    trials=dice.choice([10, [10, 20], 0, 3, [0, 0], 1e308]))
    if dice.random() < 0.6:
        body["options"] = options(dice)
    return hostile.graft(dice, body, dice.choice([1, 2])) if dice.random() < 0.2 else body


def make_batch(helps):
    def batch(dice):
        lines = []
        for _ in range(dice.choice([1, 5, 20])):
            line = json.dumps(request(dice, helps.methods), ensure_ascii=dice.random()
                              < 0.5).encode("utf-8", "surrogatepass")
            if dice.random() < 0.05:
                line = hostile.spoil(dice, line).replace(b"\n", b" ")
            if dice.random() < 0.01:
                n = dice.choice([100, 1000, 100000])
                line = dice.choice([
                    b"[" * n, b'{"a":' * n, b'{"id":' + b"[" * n + b"]" * n + b"}",
                    b'{"method":"describe","x":[' + b"1," * n + b"1]}",
                    b'{"method":"spearman","x":[' + b"1" * n + b'],"y":[1]}', b'{"id":"' + b"x" * n + b'"}',
                    b" " * n + b"5", b'{' + b",".join(b'"k%d":1' % i for i in range(n)) + b"}",
                    b'{"method":"describe","x":[1e' + b"9" * 300 + b"]}"
                ])
            lines.append(line)
        data = b"\n".join(lines) + dice.choice([b"\n", b"", b"\n\n", b"\r\n"])
        wanted = sum(1 for line in data.split(b"\n") if line.strip())

        def answered(here, outcome):
            """One answer a request, each of them JSON."""
            answers = outcome.stdout.splitlines()
            if outcome.status in (0, 1) and len(answers) != wanted:
                return [("answers", f"{wanted} requests, {len(answers)} answers")]
            return bad_answers(answers, outcome)

        if dice.random() < 0.5:
            return Case("batch", {"r.jsonl": data}, [Command(["stat", "--batch", "r.jsonl"], inspect=loose)])
        return Case("batch", {}, [Command(["stat", "--batch", "-"], stdin=data, inspect=answered)])

    return batch


def loose(here, outcome):
    """Each answer is JSON."""
    return bad_answers(outcome.stdout.splitlines(), outcome)


def bad_answers(answers, outcome):
    def refuse(word):
        raise ValueError(f"{word} is no JSON")

    errors = 0
    for line in answers:
        try:
            answer = json.loads(line, parse_constant=refuse)
        except (ValueError, RecursionError) as error:
            return [("json", f"an answer is not JSON: {error}: {line[:100]!r}")]
        if "error" in answer:
            errors += 1
            if not answer["error"].get("code") or not answer["error"].get("message"):
                return [("silent", f"an error without code or message: {line[:200]!r}")]
    if outcome.status == 0 and errors:
        return [("status 0", "exit status 0 with an error among the answers")]
    return []


ATOMS = [
    "x", "y", "g", "n", "d", '"a b"', "nosuch", "1", "0", "-1", "2.5e-3", "1e308", "1e309", "9223372036854775807",
    "9223372036854775808", "'a'", "''", "'it''s'", "null", "true", "false", "date '2024-01-31'", "date '0000-00-00'",
    "date '9999-12-31'", "$n", "$nosuch", "count()", "row_number()", "0.1", "'2024-01-01'"
]
CALLS = [
    "abs", "ceil", "floor", "round", "sign", "sqrt", "power", "mod", "exp", "ln", "log", "log10", "log2", "least",
    "greatest", "coalesce", "nullif", "lower", "upper", "trim", "length", "concat", "contains", "starts_with",
    "ends_with", "replace", "substring", "split_part", "regexp_matches", "regexp_extract", "number", "year", "quarter",
    "month", "day", "weekday", "hour", "date", "make_date", "date_trunc", "date_diff", "dict_number", "dict_text",
    "list_length", "list_contains", "sum", "mean", "median", "quantile", "sd", "variance", "min", "max", "first",
    "last", "mode", "share", "geometric_mean", "weighted_mean", "count", "count_if", "rank", "lag", "lead",
    "cumulative_sum", "moving_mean", "moving_median", "share_of_total", "nosuch", "repeat", "lpad"
]


def expression(dice, depth=0):
    roll = dice.random()
    if depth > 4 or roll < 0.3:
        return dice.choice(ATOMS) if dice.random() < 0.93 else hostile.line(dice)
    inner = lambda: expression(dice, depth + 1)
    if roll < 0.5:
        return inner() + dice.choice([
            " + ", " - ", " * ", " / ", " % ", " || ", " = ", " <> ", " < ", " >= ", " and ", " or ", " like ",
            " ilike "
        ]) + inner()
    if roll < 0.78:
        count = dice.choice([0, 1, 1, 2, 2, 3, 4])
        call = dice.choice(CALLS) + "(" + ", ".join(inner() for _ in range(count)) + ")"
        if dice.random() < 0.1:
            call += dice.choice([
                " over (partition by g order by x)", " over ()", " filter (where x > 1)", " over (order by x desc, y)"
            ])
        return call
    return dice.choice([
        lambda: "(" + inner() + ")", lambda: "not " + inner(), lambda: "-" + inner(),
        lambda: inner() + dice.choice([" is null", " is not null"]), lambda: f"{inner()} in ({inner()}, {inner()})",
        lambda: f"{inner()} between {inner()} and {inner()}",
        lambda: f"case when {inner()} then {inner()} else {inner()} end",
        lambda: f"case {inner()} when {inner()} then {inner()} end", lambda:
        f"cast({inner()} as {dice.choice(['double', 'int', 'text', 'bool', 'date', 'timestamp', 'blob', 'text list'])})",
        lambda: f"substring({inner()}, {hostile.number(dice)}, {hostile.number(dice)})",
        lambda: f"round(x, {hostile.number(dice)})", lambda: f"split_part(g, {inner()}, {hostile.number(dice)})",
        lambda: f"make_date({hostile.number(dice)}, {hostile.number(dice)}, {hostile.number(dice)})",
        lambda: f"lag(x, {hostile.number(dice)})", lambda: f"moving_mean(x, {hostile.number(dice)})",
        lambda: f"quantile(x, {hostile.number(dice)})", lambda: "regexp_matches(g, '" + dice.choice([
            "(a+)+$", "(", "[", "\\\\1", "(?=x)", "a{1000000000}", "((((((a*)*)*)*)*)*)*b", "(a|a)*b", "\\p{Z}"
        ]) + "')"
    ])()


def deep(dice):
    """An expression that is nested, or long."""
    n = dice.choice([50, 300, 1000, 20000])
    return dice.choice([
        "(" * n + "x" + ")" * n, "-" * n + "x", "not " * n + "true", " + ".join(["x"] * n), "abs(" * n + "x" + ")" * n,
        "(" * n, "x" * n, "case when true then " * n + "1" + " end" * n, "x in (" + ", ".join(["1"] * n) + ")",
        " and ".join(["x > 1"] * n), "'" + "a" * n + "'"
    ])


DATA = {
    "m.csv": b"x,y,g,h,n,d,a b\n" +
    b"".join(b"%d,%d.5,%s,%s,%d,2024-%02d-11,%d\n" %
             (i * 7 % 31, i * i % 17,
              (b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", b"b", b"c")[i % 3], b"pq"[i % 2:i % 2 + 1], i, i % 12 + 1, i)
             for i in range(30)), "wide.csv": ",".join(["y"] + [f"c{i}" for i in range(60)]).encode() + b"\n" +
    b"".join(",".join(str((i * (j + 3) * 7919) % 101) for j in range(61)).encode() + b"\n" for i in range(80))
}


def make_formulas(helps):
    fits = [
        m for m in helps.methods if m in ("ols", "wls", "robust", "quantile-regression", "ridge", "logistic", "poisson",
                                          "negative-binomial", "quasi-binomial", "nested-f", "likelihood-ratio",
                                          "nonlinear", "glm", "cox", "anova-table", "marginal-means")
    ]

    def formulas(dice):
        text = formula(dice).replace("\x00", "")
        file = "wide.csv" if "`c" in text else "m.csv"
        words = ["stat", dice.choice(fits), file, "--formula", text[:100000]]
        for key, chosen in options(dice, 2).items():
            words += ["--set", f"{key}={json.dumps(chosen)}"]
        return Case("formulas", {file: DATA[file]}, [Command(words + dice.choice([[], ["--json"]]))])

    return formulas


def expressions(dice):
    text = (deep(dice) if dice.random() < 0.06 else expression(dice)).replace("\x00", "")[:120000]
    words = dice.choice([["stat", "describe", "m.csv", "--x", text],
                         ["stat", "describe", "m.csv", "--x", "x", "--where", text],
                         ["stat", "spearman", "m.csv", "--x", text, "--y", "y"],
                         ["stat", "chi-square", "m.csv", "--x", "g", "--group", text],
                         ["plot", "m.csv", "--mark", "point", "--x", text, "--y", "y", "-o", "p.svg"],
                         ["plot", "m.csv", "--mark", "bar", "--x", "g", "--by", text, "-o", "p.svg"]])
    return Case("expressions", {"m.csv": DATA["m.csv"]}, [Command(words)])


def make_methods(helps):
    """Every method on a file, with options that it may or may not have."""
    def method(dice):
        words = ["stat", dice.choice(helps.methods), "m.csv"]
        for option, values in (("--x", ["x", "n", "g", "ln(x)"]), ("--y", ["y", "n",
                                                                           "x"]), ("--group", ["g", "h", "n", "d"]),
                               ("--levels", ["a,b", "p,q", "b", ",",
                                             "nosuch,b"]), ("--z", ["n", "y"]), ("--weights", ["n", "y", "x", "g"]),
                               ("--formula", ["y ~ x", "y ~ x + g",
                                              "n ~ x"]), ("--where", ["x > 3", "x > 99", "false", "g = 'b'"])):
            if dice.random() < {"--x": 0.8, "--y": 0.4, "--group": 0.5}.get(option, 0.15):
                words += [option, dice.choice(values)]
        for key, chosen in options(dice).items():
            words += ["--set", f"{key}={json.dumps(chosen)}"]
        return Case("methods", {"m.csv": DATA["m.csv"]}, [Command(words + dice.choice([[], ["--json"]]))])

    return method
