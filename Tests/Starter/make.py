#!/usr/bin/env python3
"""Writes the files of people for whom `init` and `describe` are made, and what a careful analyst says of their columns.

    Tests/Starter/make.py            writes files/ and labels.json beside this script
    Tests/Starter/make.py --check    fails where they are not what this script writes, or a rule of the labels is broken
    Tests/Starter/make.py --show X   prints labels beside values of the files whose names hold X

Standard library of Python. R's data sets are written where there is an `Rscript`, and `--check` reads their heads alone.
"""

import csv
import io
import json
import pathlib
import shutil
import sys

import classics
import machines
import places
import repositories
import sales
import starter
import surveys
import trials

HERE = pathlib.Path(__file__).parent
FILES = [one for module in (surveys, sales, repositories, trials, classics, machines, places) for one in module.FILES]
LEAST_FILES, LEAST_COLUMNS, LEAST_FIRST, LARGEST = 40, 600, 200, 100_000


def labels():
    """labels.json: a line a file and a line a column."""
    files = [{"file": one.name, "about": one.about, "given": one.given, **one.plan} for one in FILES]
    columns = [{"file": one.name, "position": index, "first": one.first, **column}
               for one in FILES for index, column in enumerate(one.columns)]
    sections = (f'"{name}": [\n' + ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"
                for name, rows in (("files", files), ("columns", columns)))
    return "{\n" + ",\n".join(sections) + "\n}\n"


def rows_of(one):
    text = (HERE / "files" / one.name).read_bytes().decode(one.encoding)
    return list(csv.reader(io.StringIO(text), delimiter=one.delimiter))


def problems_of(one):
    """Rules that hold between a file and its labels."""
    head, *rows = rows_of(one)
    names = [column["column"] for column in one.columns]
    header = one.header or names
    if head != header:
        yield f"the head is {head}, the labels say {header}"
    if one.every and len(head) != len(names):
        yield f"{len(head)} columns, {len(names)} labels"
    if (HERE / "files" / one.name).stat().st_size > LARGEST:
        yield f"larger than {LARGEST} bytes"
    for row in rows:
        if len(row) != len(head):
            yield f"a row of {len(row)} cells: {row}"
    for index, column in enumerate(one.columns):
        cells = [row[index] for row in rows]
        roles = [column["role"], *column["also"]]
        for role in roles:
            if role not in starter.ROLES:
                yield f"{column['column']}: no role {role}"
        if len(roles) > 2 or len(set(roles)) < len(roles):
            yield f"{column['column']}: one other role at most, and not the same: {roles}"
        values = set(cells) - {"", "NA", "n/a", "NULL", "NSP", "NaN"}
        if column["role"] == "constant" and len(values) > 1 or len(values) < 2 and "constant" not in roles:
            yield f"{column['column']}: {column['role']}, with {len(values)} values"
        if column["role"] == "binary" and len(values - {"None", ".", "-99"}) != 2:
            yield f"{column['column']}: binary, with {len(values)} values"
    for part, right in one.plan.items():
        for name in right or []:
            if name and name not in names:
                yield f"{part}: no column {name}"
            elif part == "outcome" and name and one.columns[names.index(name)]["never_outcome"]:
                yield f"{name} is an outcome and never one"


def show(one):
    head, *rows = rows_of(one)
    print(f"\n== {one.name} ({len(rows)} rows)  {one.about}\n   {one.plan}")
    for index, column in enumerate(one.columns):
        cells = [row[index] for row in rows]
        seen = list(dict.fromkeys(cells))
        print(f"{column['column'][:28]:29}{column['role'] + ''.join('/' + role for role in column['also']):25}"
              f"{'never ' if column['never_outcome'] else '      '}{len(seen):5}  {' | '.join(seen[:6])[:90]}   ({column['why']})")


def main():
    if "--show" in sys.argv:
        for one in FILES:
            if sys.argv[-1] in one.name:
                show(one)
        return
    check, wrong = "--check" in sys.argv, []
    (HERE / "files").mkdir(exist_ok=True)
    for one in FILES:
        path = HERE / "files" / one.name
        if one.rows is None and (check or not shutil.which("Rscript")):
            continue
        if not check:
            path.write_bytes(one.data())
        elif not path.exists() or path.read_bytes() != one.data():
            wrong.append(f"{one.name}: not what make.py writes")
    if not check:
        (HERE / "labels.json").write_text(labels(), encoding="utf-8")
    elif (HERE / "labels.json").read_text(encoding="utf-8") != labels():
        wrong.append("labels.json: not what make.py writes")
    wrong += [f"{one.name}: {problem}" for one in FILES for problem in problems_of(one)]
    known = {one.name for one in FILES}
    wrong += [f"{path.name}: in files/, and nobody makes it" for path in (HERE / "files").iterdir()
        if path.name not in known]
    columns = sum(len(one.columns) for one in FILES)
    first = sum(len(one.columns) for one in FILES if one.first)
    print(f"{len(FILES)} files, {columns} labelled columns, {first} of them first")
    for name, count, least in (("files", len(FILES), LEAST_FILES), ("columns", columns, LEAST_COLUMNS),
        ("first columns", first, LEAST_FIRST)):
        if count < least:
            wrong.append(f"{count} {name}; at least {least} are wanted")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
