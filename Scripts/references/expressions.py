"""What DuckDB answers to every function and aggregate of the expressions, over nasty and random values.

Writes Tests/References/sql/expressions.json. A case is an expression of ours, the same in DuckDB's SQL, and the answer to each row (or the
one answer of an aggregate). Where DuckDB raises an error, or gives NaN or infinity for finite values, the answer is null: what is no number
is missing here (docs/expressions.md). `differs` says why another answer is meant; the test then requires that there is one.
"""

import datetime
import json
import math
import pathlib
import random

import duckdb

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "References" / "sql"
random.seed(20260601)
LOWEST, HIGHEST = -(2**63), 2**63 - 1

TEXTS = [
    "", " ", "a", "Ab cD", "  padded\t", "it's", 'say "no"', "100%", "a_b", "a\\b", "é", "e\u0301", "cafe\u0301 au lait", "ß", "ẞ", "İi", "ΑΣ",
    "ﬁn", "👩‍👩‍👧‍👦", "🇩🇪🇫🇷", "👍🏽", "日本語", "a\u200bb", "a\nb", "line\r\nend", "1", "-1.5", "1e400", "0x10", " 7 ", "1_000", "nan", "inf",
    "2024-02-29", "2023-02-29", "2024-1-5", "2024-12-31 23:59:59", "true", "T", "a,b,,c", ",", "abcabc", "aaa", "x" * 300, "null", None,
]
PARTS = ["", "a", "b", "\u0301", "e", "é", "👩", "\u200d", "%", "_", ",", "bc", "A", "\n", None]
NUMBERS = [
    0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 2.675, 1.005, 0.1, 0.3, 1e-300, 5e-324, 1e300, -1e300, 1.7976931348623157e308,
    9007199254740993.0, 4503599627370497.5, 123456.789, -123456.789, 1e15, 1e16, 1e22, 3.0, -3.0, 10.0, 1000.0, math.pi, None,
]
WHOLE = [0, 1, -1, 2, 3, -3, 5, 7, 10, 15, 25, 100, -100, 2**31, -(2**31), 2**53 + 1, 10**18, HIGHEST, HIGHEST - 1, LOWEST, LOWEST + 1, None]
DATES = [
    "1970-01-01", "1969-12-31", "2024-02-29", "2023-02-28", "2000-02-29", "1900-03-01", "2024-12-31", "2025-01-01", "2024-12-30", "2021-01-03",
    "2021-01-04", "0001-01-01", "9999-12-31", "2024-03-31", "2024-04-30", None,
]
TIMES = [
    "1970-01-01 00:00:00", "1969-12-31 23:59:59.999999", "2024-02-29 12:34:56.789", "2024-12-31 23:59:59", "2000-01-01 00:00:00.000001",
    "1900-02-28 06:07:08", None,
]


def pairs(first, second, count):
    """Every value of the first beside one of the second, then random pairs."""
    rows = [(a, random.choice(second)) for a in first] + [(random.choice(first), b) for b in second]
    return rows + [(random.choice(first), random.choice(second)) for _ in range(count)]


TABLES = {
    "texts": (
        {"t": "VARCHAR", "u": "VARCHAR", "n": "BIGINT"},
        [(t, u, random.choice([-2, -1, 0, 1, 2, 3, 5, 400])) for t, u in pairs(TEXTS, PARTS, 120)],
    ),
    "numbers": ({"x": "DOUBLE", "y": "DOUBLE"}, pairs(NUMBERS, NUMBERS, 150)),
    "whole": ({"i": "BIGINT", "j": "BIGINT"}, pairs(WHOLE, WHOLE, 150)),
    "dates": (
        {"d": "DATE", "e": "DATE", "s": "TIMESTAMP", "n": "BIGINT"},
        [(d, e, random.choice(TIMES), random.choice([0, 1, -1, 31, 366, -800])) for d, e in pairs(DATES, DATES, 60)],
    ),
    "unix": (
        {"x": "DOUBLE", "i": "BIGINT"},
        [(0.0, 0), (1.5, 1), (-1.5, -1), (1700000000.0, 1700000000123), (1700000000.123456, -1), (253402300799.0, 253402300799999),
         (-62135596800.0, -62135596800000), (0.0000019, 999), (1e300, HIGHEST), (-1e300, LOWEST), (None, None)],
    ),
    "parts": (
        {"y": "DOUBLE", "m": "DOUBLE", "d": "DOUBLE"},
        [(y, m, d) for y in (2024, 2023, 1900, 2000, 1, 9999) for m in (0, 1, 2, 12, 13) for d in (0, 1, 28, 29, 30, 31, 32)],
    ),
    "lists": (
        {"l": "VARCHAR[]", "v": "VARCHAR"},
        [(l, v) for l in ([], ["a"], ["a", "b", "a"], ["é"], ["e\u0301", ""], [" "], None) for v in ("a", "b", "", "é", None)],
    ),
    "groups": (
        {"k": "BIGINT", "g": "VARCHAR", "x": "DOUBLE", "w": "DOUBLE", "i": "BIGINT", "t": "VARCHAR", "c": "BOOLEAN"},
        [
            (
                k, random.choice(["a", "b", None]), random.choice([None, 1.0, 2.0, 2.0, 3.5, -4.0, 0.0, 1e9, 0.1]),
                random.choice([None, 1.0, 2.0, 0.5]), random.choice([None, 1, 2, -3, HIGHEST, -HIGHEST]),
                random.choice([None, "x", "y", "É", "e\u0301", "", "10", "9"]), random.choice([True, False, None]),
            )
            for k in range(60)
        ],
    ),
}

HALF = "halves away from zero, as people round; DuckDB's cast rounds half to even"
TRIM = "white space of every kind, line ends too; DuckDB takes plain spaces"
NEGATIVE = "places below 1 lie before the text, as in the SQL standard; in DuckDB they count from the end"
CASE = "full case mapping of Unicode (ß to SS, the last sigma); DuckDB maps letter by letter"
CONCAT = "a missing part makes the whole missing, as with ||; DuckDB's concat passes over it"
EMPTY = "an empty separator splits nothing; DuckDB splits into letters"
NUMERIC = "numbers as they are written by people: no underscores, no hexadecimal digits, and what is too large is missing"
ISO = "ISO 8601 with two digits for month and day; DuckDB takes one"
WHOLE_TEXT = "a double that is whole is written without .0"
FLAGS = "1 and 0, true and false; DuckDB takes t, f, yes and no as well"

# table, our expression, DuckDB's, why they differ
CASES = [
    ("texts", "lower(t)", "lower(t)", CASE),
    ("texts", "upper(t)", "upper(t)", CASE),
    ("texts", "trim(t)", "trim(t)", TRIM),
    ("texts", "length(t)", "length(t)", None),
    ("texts", "t || u", "t || u", None),
    ("texts", "concat(t, u, n)", "concat(t, u, n)", CONCAT),
    ("texts", "contains(t, u)", "contains(t, u)", None),
    ("texts", "starts_with(t, u)", "starts_with(t, u)", None),
    ("texts", "ends_with(t, u)", "ends_with(t, u)", None),
    ("texts", "replace(t, u, '<>')", "replace(t, u, '<>')", None),
    ("texts", "replace(t, 'a', u)", "replace(t, 'a', u)", None),
    ("texts", "levenshtein(t, u)", "levenshtein(t, u)", None),
    ("texts", "substring(t, n)", "substring(t, n)", NEGATIVE),
    ("texts", "substring(t, 2, 3)", "substring(t, 2, 3)", None),
    ("texts", "substring(t, 1, n)", "substring(t, 1, greatest(n, 0))", None),
    ("texts", "split_part(t, u, n)", "split_part(t, u, n)", EMPTY),
    ("texts", "split_part(t, ',', n)", "split_part(t, ',', n)", None),
    ("texts", "t = u", "t = u", None), ("texts", "t < u", "t < u", None), ("texts", "t >= 'a'", "t >= 'a'", None),
    ("texts", "t in ('a', 'é', null)", "t in ('a', 'é', null)", None),
    ("texts", "t like 'a%'", "t like 'a%'", None), ("texts", "t like '_'", "t like '_'", None),
    ("texts", "t like '%\\%'", "t like '%\\%' escape '\\'", None), ("texts", "t like 'a\\_b'", "t like 'a\\_b' escape '\\'", None),
    ("texts", "t ilike 'A%'", "t ilike 'A%'", None), ("texts", "t not like '%a%'", "t not like '%a%'", None),
    ("texts", "cast(t as double)", "try_cast(t as double)", NUMERIC),
    ("texts", "cast(t as int)", "try_cast(t as bigint)", HALF),
    ("texts", "cast(t as date)", "try_cast(t as date)", ISO),
    ("texts", "cast(t as bool)", "try_cast(t as boolean)", FLAGS),
    ("texts", "coalesce(t, u, 'none')", "coalesce(t, u, 'none')", None),
    ("texts", "nullif(t, u)", "nullif(t, u)", None),
    ("texts", "least(t, u)", "least(t, u)", None), ("texts", "greatest(t, u)", "greatest(t, u)", None),
    ("texts", "case when t is null then 'x' when length(t) > 3 then u else t end",
     "case when t is null then 'x' when length(t) > 3 then u else t end", None),
]
for pattern in [
    "a", "^a", "b$", "a|b", "a.b", "(a)(b)?", "[a-c]+", "[^a-c]", "\\d+", "\\w+", "\\s", "\\D", "\\W", "\\S+", "\\bab", "a{2}", "a{1,2}", "a*", "a+?",
    "(?i)AB", "(?s)a.b", "(?m)^b", "é", "[é-ÿ]", "\\.", "^$", "(?:a|ab)(c|bcd)?", "[[:alpha:]]+", "[[:digit:][:space:]]", "\\x41", "\\p{L}", "(a|b)*c",
    "[\\d,]+", "[a\\-z]", "\\n", "\\t", "x{300}", "(?i:a)b", "^\\s*\\S", "[^\\w\\s]",
]:
    quoted = pattern.replace("'", "''")
    CASES.append(("texts", f"regexp_matches(t, '{quoted}')", f"regexp_matches(t, '{quoted}')", None))
    CASES.append(("texts", f"regexp_extract(t, '{quoted}', 0)", f"regexp_extract(t, '{quoted}', 0)", None))
CASES += [("texts", "regexp_extract(t, '(a)(b)?', 2)", "regexp_extract(t, '(a)(b)?', 2)", None)]
for f in ["abs(x)", "ceil(x)", "floor(x)", "round(x)", "sqrt(x)", "exp(x)", "ln(x)", "log(x)", "log10(x)", "log2(x)", "sign(x)", "-x",
          "x + y", "x - y", "x * y", "x / y", "x % y", "power(x, y)", "power(x, 2)", "least(x, y)", "greatest(x, y)", "coalesce(x, y)", "nullif(x, y)",
          "x < y", "x = y", "x <> y", "x >= y", "x between -1 and 3", "x not in (1, 2.5)", "x is null", "x > 1 and y > 1", "x > 1 or y > 1",
          "not (x > 1)", "case when x > y then x else y end"]:
    CASES.append(("numbers", f, f, None))
CASES += [
    ("numbers", "mod(x, y)", "x % y", None),
    ("numbers", "round(x, 2)", "round(x, 2)", "judged on the decimal digits that are printed; DuckDB multiplies first"),
    ("numbers", "round(x, -1)", "round(x, -1)", None),
    ("numbers", "cast(x as int)", "try_cast(x as bigint)", HALF),
    ("numbers", "cast(x as text)", "cast(x as varchar)", WHOLE_TEXT),
]
for f in ["abs(i)", "ceil(i)", "floor(i)", "round(i)", "sign(i)", "-i", "i + j", "i - j", "i * j", "i % j", "least(i, j)", "greatest(i, j)",
          "coalesce(i, j)", "nullif(i, j)", "i < j", "i = j", "i between -3 and 10", "i in (1, 2, 3)", "cast(i as text)"]:
    CASES.append(("whole", f, f.replace("as text", "as varchar"), None))
CASES += [
    ("whole", "i / j", "i / j", None), ("whole", "cast(i as double)", "cast(i as double)", None), ("whole", "cast(i as bool)", "cast(i as boolean)", None),
    ("whole", "round(i, -2)", "round(i, -2)", None), ("whole", "i + 0.5", "i + 0.5::double", None),
]
for f in ["year", "quarter", "month", "day", "hour"]:
    CASES += [("dates", f"{f}(d)", f"{f}(d)", None), ("dates", f"{f}(s)", f"{f}(s)", None)]
CASES += [
    ("dates", "weekday(d)", "isodow(d)", None), ("dates", "weekday(s)", "isodow(s)", None),
    ("dates", "d - e", "d - e", None), ("dates", "d + n", "d + n::int", None), ("dates", "d - n", "d - n::int", None),
    ("dates", "d < e", "d < e", None), ("dates", "d = s", "d = s", None), ("dates", "s >= d", "s >= d", None),
    ("dates", "d > date '2000-01-01'", "d > date '2000-01-01'", None),
    ("dates", "cast(s as date)", "cast(s as date)", None), ("dates", "date(s)", "cast(s as date)", None), ("dates", "cast(d as timestamp)", "cast(d as timestamp)", None),
    ("dates", "cast(d as text)", "cast(d as varchar)", None),
    ("dates", "cast(s as text)", "cast(s as varchar)", "ISO 8601 with T and Z, as files have it"),
    ("dates", "least(d, e)", "least(d, e)", None), ("dates", "coalesce(d, e)", "coalesce(d, e)", None),
    ("unix", "to_timestamp(x)", "to_timestamp(x)::timestamp", None), ("unix", "epoch_ms(i)", "epoch_ms(i)", None),
    ("parts", "make_date(y, m, d)", "make_date(y::int, m::int, d::int)", None),
]
CASES += [
    ("lists", "list_length(l)", "len(l)", None), ("lists", "list_contains(l, 'a')", "list_contains(l, 'a')", None),
    ("lists", "list_contains(l, v)", "list_contains(l, v)", "of an unknown entry nothing is known; DuckDB knows that an empty list has it not"),
]
for unit in ["day", "week", "month", "quarter", "year"]:
    CASES += [
        ("dates", f"date_trunc('{unit}', d)", f"cast(date_trunc('{unit}', d) as date)", None),
        ("dates", f"date_trunc('{unit}', s)", f"cast(date_trunc('{unit}', s) as date)", None),
        ("dates", f"date_diff('{unit}', d, e)", f"date_diff('{unit}', d, e)",
         "weeks begin on Monday; DuckDB counts spans of seven days" if unit == "week" else None),
    ]
for unit in ["hour", "minute", "second"]:
    CASES += [
        ("dates", f"date_trunc('{unit}', s)", f"date_trunc('{unit}', s)", None),
        ("dates", f"date_diff('{unit}', s, d)", f"date_diff('{unit}', s, d::timestamp)", None),
    ]
WINDOWS = [
    ("row_number() over (partition by g order by k)", "row_number() over (partition by g order by k)"),
    ("rank() over (partition by g order by x)", "rank() over (partition by g order by x nulls last)"),
    ("rank() over (order by t desc)", "rank() over (order by t desc nulls last)"),
    ("lag(x) over (order by k)", "lag(x) over (order by k)"), ("lag(t, 3) over (partition by g order by k)", "lag(t, 3) over (partition by g order by k)"),
    ("lead(i, 2) over (order by k)", "lead(i, 2) over (order by k)"),
    ("cumulative_sum(x) over (partition by g order by k)",
     "case when x is not null then sum(x) over (partition by g order by k rows unbounded preceding) end"),
    ("moving_mean(x, 2) over (order by k)", "case when count(x) over w = 2 then avg(x) over w end"),
    ("moving_median(x, 2) over (order by k)", "case when count(x) over w = 2 then median(x) over w end"),
    ("share_of_total(x) over (partition by g)", "x / nullif(sum(x) over (partition by g), 0)"),
]
AGGREGATES = [
    ("count()", "count(*)"), ("count(x)", "count(x)"), ("count(distinct x)", "count(distinct x)"), ("count(distinct t)", "count(distinct t)"),
    ("count_if(c)", "count_if(c)"), ("sum(x)", "fsum(x)"), ("sum(i)", "try_cast(sum(i) as bigint)"), ("mean(x)", "favg(x)"), ("mean(i)", "avg(i)"),
    ("median(x)", "median(x)"), ("quantile(x, 0.9)", "quantile_cont(x, 0.9)"), ("quantile(x, 0)", "quantile_cont(x, 0)"), ("sd(w)", "stddev_samp(w)"),
    ("variance(w)", "var_samp(w)"), ("min(x)", "min(x)"), ("max(x)", "max(x)"), ("min(t)", "min(t)"), ("max(t)", "max(t)"), ("min(i)", "min(i)"), ("max(i)", "max(i)"),
    ("first(x)", "(list(x order by k) filter (where x is not null))[1]"), ("last(t)", "(list(t order by k desc) filter (where t is not null))[1]"),
    ("share(c)", "avg(case when c then 1e0 when not c then 0e0 end)"), ("geometric_mean(w)", "exp(avg(ln(w)))"),
    ("mode(x) filter (where x = 2 or k < 4)", "mode(x) filter (where x = 2 or k < 4)"),
    ("weighted_mean(x, w)", "sum(x * w) / sum(case when x is not null then w end)"), ("sum(x) filter (where c)", "fsum(x) filter (where c)"),
    ("count(distinct i) filter (where x > 0)", "count(distinct i) filter (where x > 0)"), ("sum(x) / count()", "fsum(x) / count(*)"),
]


def plain(value):
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, datetime.datetime):
        text = value.isoformat(timespec="microseconds")
        return text.rstrip("0").rstrip(".") + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str) and value.endswith(" (BC)"):
        # The year before 1 is 0 in ISO 8601.
        year = 1 - int(value[:4])
        return ("-" if year < 0 else "") + f"{abs(year):04}" + value[4:10]
    return value


def literal(value, type_):
    if value is None:
        return f"null::{type_}"
    if isinstance(value, list):
        return "[" + ", ".join(literal(item, "VARCHAR") for item in value) + f"]::{type_}"
    if type_ == "DOUBLE":
        return f"'{value!r}'::double"
    return "'" + str(value).replace("'", "''") + f"'::{type_}"


def answers(connection, columns, rows, sql):
    result = []
    for row in rows:
        source = ", ".join(f"{literal(v, t)} as {c}" for v, (c, t) in zip(row, columns.items()))
        try:
            result.append(plain(connection.execute(f"select {sql} from (select {source})").fetchone()[0]))
        except duckdb.Error as error:
            if isinstance(error, (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)):
                raise
            result.append(None)
    return result


def main():
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    cases = []
    for table, ours, theirs, differs in CASES:
        columns, rows = TABLES[table]
        try:
            values = answers(connection, columns, rows, theirs)
        except duckdb.Error as error:
            print(ours, error)
            continue
        case = {"table": table, "expression": ours, "duckdb": theirs, "answers": values}
        if differs:
            case["differs"] = differs
        cases.append(case)
    columns, rows = TABLES["groups"]
    connection.execute("create table groups (" + ", ".join(f"{c} {t}" for c, t in columns.items()) + ")")
    connection.executemany("insert into groups values (?, ?, ?, ?, ?, ?, ?)", rows)
    for ours, theirs in WINDOWS:
        found = connection.execute(
            f"select {theirs} from groups window w as (order by k rows 1 preceding) order by k").fetchall()
        cases.append({"table": "groups", "expression": ours, "duckdb": theirs, "answers": [plain(row[0]) for row in found]})
    for ours, theirs in AGGREGATES:
        for key in ("", "g"):
            tail = " group by g order by g nulls last" if key else ""
            found = connection.execute(f"select {theirs} from groups{tail}").fetchall()
            cases.append({"table": "groups", "by": key, "expression": ours, "duckdb": theirs, "answers": [plain(row[0]) for row in found]})
    tables = {
        name: {"types": list(columns.values()), "columns": list(columns), "rows": [list(row) for row in rows]}
        for name, (columns, rows) in TABLES.items()
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(case, ensure_ascii=True) for case in cases]
    data = [f"{json.dumps(name)}: {json.dumps(table, ensure_ascii=True)}" for name, table in tables.items()]
    (FOLDER / "expressions.json").write_text(
        '{"source": "DuckDB %s",\n"tables": {%s},\n"cases": [\n%s\n]}\n' % (duckdb.__version__, ",\n".join(data), ",\n".join(lines)))


main()
