#!/usr/bin/env python3
"""Writes the corpus: small files of every dialect that people bring, and what their cells are.

    Tests/Corpus/make.py            writes files/ and expected.json beside this script
    Tests/Corpus/make.py --check    fails where they are not what this script writes

Values were written by hand, from what the file's author meant; `cross-check.py` compares them with pandas, DuckDB and
readr where these read the same. Needs pandas and pyreadstat (PyPI) for the files of SPSS, Stata and SAS.
"""

import json
import pathlib
import sys

import dates
import footers
import json_tables
import missing
import number_forms
import shapes
import statistics_packages
import workbooks

ROOMS = {"numbers": number_forms, "missing": missing, "dates": dates, "footers": footers, "json": json_tables, "shapes": shapes, "workbooks": workbooks, "packages": statistics_packages}


def main():
    here = pathlib.Path(__file__).parent
    check = "--check" in sys.argv
    expected, wrong = {}, []
    for room, module in ROOMS.items():
        for one in module.cases():
            name = f"{room}/{one['file']}"
            assert name not in expected, name
            expected[name] = {key: value for key, value in one["expected"].items() if value not in (None, {}, [])}
            path = here / "files" / name
            # The packages' own writers put the day into their files.
            if check and room != "packages":
                if not path.exists() or path.read_bytes() != one["data"]:
                    wrong.append(name)
            elif not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(one["data"])
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in expected.items())
    body = "{\n" + lines + "\n}\n"
    if check:
        if (here / "expected.json").read_text() != body:
            wrong.append("expected.json")
        if wrong:
            sys.exit("not what make.py writes: " + ", ".join(wrong))
    else:
        (here / "expected.json").write_text(body)
    print(f"{len(expected)} files")


main()
