#!/usr/bin/env python3
"""Compares the corpus' expected cells with what pandas, DuckDB and readr read.

None of them reads every dialect, so a difference is not a fault: where at least two agree with each other and not with
`expected.json`, the file is listed to be looked at again. Needs pandas and duckdb (PyPI), and R with readr where it is.
"""

import json
import math
import pathlib
import subprocess
import sys
import tempfile

import duckdb
import pandas

HERE = pathlib.Path(__file__).parent


def plain(value):
    """One spelling of a cell: None, a number, or a text."""
    if value is None or value is pandas.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"):
        return str(bool(value)).lower()
    if isinstance(value, (int, float)) or type(value).__name__.startswith(("int", "float", "Decimal")):
        return float(value)
    text = str(value)
    if text.endswith(" 00:00:00") and len(text) == 19:
        text = text[:10]
    return text.replace(" ", "T").replace("+00:00", "").removesuffix("Z") if text[:4].isdigit() and text[4:5] == "-" else text


def of_frame(frame):
    return [(str(name), [plain(value) for value in frame[name].astype(object).where(frame[name].notna(), None)]) for name in frame.columns]


def with_pandas(path):
    return of_frame(pandas.read_csv(path, sep=None, engine="python"))


def with_duckdb(path):
    return of_frame(duckdb.sql(f"select * from read_csv('{path}')").df())


def with_readr(paths):
    """All files in one process of R; nothing where readr is not installed."""
    code = """
      suppressMessages({library(readr); library(jsonlite)})
      for (path in readLines(file("stdin"))) {
        frame <- tryCatch(suppressWarnings(suppressMessages(read_delim(path, show_col_types = FALSE, progress = FALSE))), error = function(e) NULL)
        cat(path, "\\t", if (is.null(frame)) "null" else toJSON(lapply(frame, function(x) if (inherits(x, c("Date", "POSIXct"))) format(x) else x), na = "null", digits = NA), "\\n", sep = "")
      }"""
    try:
        run = subprocess.run(["Rscript", "-e", code], input="\n".join(map(str, paths)), capture_output=True, text=True)
    except FileNotFoundError:
        return {}
    found = {}
    for line in run.stdout.splitlines():
        path, _, body = line.partition("\t")
        try:
            columns = json.loads(body)
        except ValueError:
            continue
        if columns:
            found[path] = [(name, [plain(v) for v in (values if isinstance(values, list) else [values])]) for name, values in columns.items()]
    return found


def wanted(entry):
    return [(column["name"], [plain(value) for value in column["values"]]) for column in entry["columns"]]


def main():
    entries = json.loads((HERE / "expected.json").read_text())
    chosen = {name: entry for name, entry in entries.items()
              if entry.get("columns") and "given" not in entry and "error" not in entry and name.split("/")[0] in ("numbers", "missing", "dates", "shapes")
              and name.endswith((".csv", ".tsv"))}
    readr = with_readr([HERE / "files" / name for name in chosen])
    counts, again = {"pandas": [0, 0], "duckdb": [0, 0], "readr": [0, 0]}, []
    for name, entry in chosen.items():
        path = HERE / "files" / name
        answers = {}
        for program, reader in (("pandas", with_pandas), ("duckdb", with_duckdb)):
            try:
                answers[program] = reader(path)
            except Exception:
                continue
        if str(path) in readr:
            answers["readr"] = readr[str(path)]
        ours = wanted(entry)
        for program, answer in answers.items():
            counts[program][answer == ours] += 1
        others = [answer for answer in answers.values() if answer != ours]
        if any(others.count(answer) > 1 for answer in others):
            again.append((name, entry.get("note"), ours, answers))
    for program, (differ, same) in counts.items():
        print(f"{program}: {same} files read alike, {differ} otherwise")
    for name, note, ours, answers in again:
        print(f"\n{name}: two read it otherwise" + (f" ({note})" if note else ""))
        if "-v" in sys.argv:
            print("  expected", ours)
            for program, answer in answers.items():
                print(" ", program, answer)


main()
