#!/usr/bin/env python3
"""What `init` and `describe` make of the files beside this script, against the labels.

    Tests/Starter/judge.py PROGRAM [--only X] [--least 0.95] [--keep FOLDER] [--wrong] [--json]

PROGRAM runs `describe FILE --json` (a role for each column), `init FOLDER --data FILE` and `build FOLDER --out OUT` on each
file whose name holds X. Told are: files that give a report; the share of columns whose role is the label's, or the other
role that is as right, over all and over those labelled first; which roles were taken for which; the outcome, group and time
of the plan (`roles:` in study.yml); columns that are never an outcome and became one; averages of identifiers and codes
in study.yml. `--wrong` lists each wrong role. `--keep` keeps studies and reports to look at.

Exit status 1 where a file gives no report, an outcome is a column that is never one, an identifier or code is averaged,
or fewer roles are right than `--least` says. Without roles in the JSON that part is left out, and told.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
NAMES = {"identifier", "code"}
PARTS = ("outcome", "by", "time")


def run(arguments, seconds):
    """Exit status, standard output and the last line of standard error."""
    try:
        done = subprocess.run(arguments, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return 124, "", f"more than {seconds} s"
    said = done.stderr.decode("utf-8", "replace").strip().split("\n")
    return done.returncode, done.stdout.decode("utf-8", "replace"), said[-1]


def scalar(text):
    text = text.strip()
    if text.startswith('"'):
        return json.loads(text)
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    text = re.sub(r"\s+#.*", "", text).strip()
    return "" if text in ("null", "~") else text


def plan_of(study):
    """The `roles:` of a study: what they name for outcome, by and time. None where the study has no such section."""
    section = re.search(r"^roles:[ \t]*(\{[^}]*\}|(?:[^\n]*\n(?:[ \t]+[^\n]*(?:\n|\Z)|[ \t]*\n)*))", study, re.M)
    if section is None:
        return None
    plan = {}
    value = r"""\[[^\]]*\]|"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,}\n\[]+"""
    for name in PARTS:
        found = re.search(rf"(?:^|[{{,\s])\"?{name}\"?:[ \t]*({value}|(?:\n\s+-[^\n]+)+)", section.group(1))
        texts = re.findall(r"""\s*-\s+([^\n]+)""",
            found.group(1)) if found and found.group(1).startswith("\n") else [found.group(1)] if found else []
        if len(texts) == 1 and texts[0].startswith("["):
            texts = re.findall(r""""(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,\[\]]+""", texts[0])
        plan[name] = [word for word in map(scalar, texts) if word]
    return plan


def roles_of(profile, columns):
    """For each label the role that the program gave, by the place of the column; and names that are not the label's,
    and roles without evidence."""
    told, other = {}, []
    listed = profile.get("columns", [])
    for label in columns:
        at = label["position"]
        if at >= len(listed):
            other.append(label["column"])
            continue
        if listed[at].get("name") != label["column"]:
            other.append(f"{label['column']} is {listed[at].get('name')}")
        told[at] = listed[at].get("role")
        if told[at] and not listed[at].get("evidence"):
            other.append(f"{label['column']} has a role and no evidence")
    return told, other


def averaged(study, columns):
    """Identifiers and codes that the study averages or adds up."""
    names = [label["column"] for label in columns if label["role"] in NAMES and label["never_outcome"]
             and not set(label["also"]) - NAMES - {"text", "place", "category"}]
    return [name for name in names
            if re.search(r"\b(?:mean|median|sum|sd|quantile)\([\s`\"'\\\[]*" + re.escape(name) + r"[\s`\"'\\\]]*[,)]",
            study)]


def judge(program, entry, columns, folder, seconds):
    data, study, out = HERE / "files" / entry["file"], folder / "study", folder / "report"
    result = {"file": entry["file"], "problems": [], "plan": None, "roles": None, "averaged": []}
    began = time.monotonic()
    status, text, said = run([program, "describe", str(data), "--json", *entry["given"]], seconds)
    if status:
        result["problems"].append(f"describe: {said}")
    else:
        profile = json.loads(text)
        result["roles"], other = roles_of(profile, columns)
        if other:
            result["problems"].append("describe: " + ", ".join(other))
        if all(role is None for role in result["roles"].values()):
            result["roles"] = None
    status, _, said = run([program, "init", str(study), "--data", str(data), *entry["given"]], seconds)
    if status:
        result["problems"].append(f"init: {said}")
    else:
        written = (study / "study.yml").read_text(encoding="utf-8")
        result["plan"], result["averaged"] = plan_of(written), averaged(written, columns)
        status, _, said = run([program, "build", str(study), "--out", str(out)], seconds)
        if status or not (out / "report.html").exists():
            result["problems"].append(f"build: {said}")
    result["seconds"] = round(time.monotonic() - began, 2)
    return result


def confusion(pairs):
    """Lines of a table: labels down, roles that the program gave across, only where something is wrong."""
    wrong = collections.Counter((label, told) for label, told, right in pairs if not right)
    total = collections.Counter(label for label, _, _ in pairs)
    good = collections.Counter(label for label, _, right in pairs if right)
    for label in sorted(total):
        others = ", ".join(f"{told} {count}" for (name, told), count in wrong.most_common() if name == label)
        yield f"  {label:12}{good[label]:4} of {total[label]:4}" + (f"   taken for {others}" if others else "")


def summary(results, labels, least):
    """What is printed, whether all holds, and each wrong role."""
    lines, wrong, holds = [], [], True
    failed = [result for result in results if result["problems"]]
    lines.append(f"reports: {len(results) - len(failed)} of {len(results)} files, {sum(result['seconds'] for result in results):.1f} s")
    lines += [f"  {result['file']}: {problem}" for result in failed for problem in result["problems"]]
    holds &= not failed
    pairs, firsts = [], []
    for result in results:
        for label in labels[result["file"]] if result["roles"] else []:
            told = result["roles"].get(label["position"]) or "none"
            right = told == label["role"] or told in label["also"]
            pairs.append((label["role"], told, right))
            if label["first"]:
                firsts.append(right)
            if not right:
                wanted = " or ".join([label["role"], *label["also"]])
                wrong.append(f"  {result['file']}: {label['column']} is {wanted} ({label['why']}), not {told}")
    if pairs:
        good = sum(right for _, _, right in pairs)
        share = good / len(pairs)
        exact = sum(label == told for label, told, _ in pairs)
        lines.append(f"roles: {good} of {len(pairs)} columns right, {share:.1%} ({exact} with the first role)")
        if firsts:
            lines.append(f"  labelled first: {sum(firsts)} of {len(firsts)}, {sum(firsts) / len(firsts):.1%}")
        lines += confusion(pairs)
        holds &= share >= least
    else:
        lines.append("roles: `describe --json` tells none")
    return lines, holds, wrong


def plans(results, entries, labels):
    """What is printed of the plans, and whether no outcome is a column that is never one."""
    lines, holds = [], True
    for part in PARTS:
        right, asked, misses = 0, 0, []
        for result in results:
            wanted = entries[result["file"]][part]
            if result["plan"] is None or wanted is None:
                continue
            asked += 1
            told = (result["plan"][part] or [""])[0]
            right += told in wanted
            if told not in wanted:
                misses.append(f"    {result['file']}: {told or 'none'}, not {' or '.join(name or 'none' for name in wanted)}")
        if asked:
            lines += [f"  {part}: {right} of {asked}", *misses]
    if all(result["plan"] is None for result in results):
        return ["plans: study.yml has no `roles:`"], True
    for result in results:
        never = {label["column"] for label in labels[result["file"]] if label["never_outcome"]}
        for name in (result["plan"] or {}).get("outcome", []):
            if name in never:
                holds = False
                lines.append(f"  {result['file']}: {name} is never an outcome")
    return ["plans:", *lines], holds


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--only", default="")
    parser.add_argument("--least", type=float, default=0.95)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--timeout", type=float, default=120)
    parser.add_argument("--wrong", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    stored = json.loads((HERE / "labels.json").read_text(encoding="utf-8"))
    entries = {entry["file"]: entry for entry in stored["files"]}
    labels = collections.defaultdict(list)
    for column in stored["columns"]:
        labels[column["file"]].append(column)
    results = []
    with tempfile.TemporaryDirectory() as temporary:
        for name, entry in entries.items():
            if options.only in name:
                folder = (options.keep or pathlib.Path(temporary)) / name
                folder.mkdir(parents=True)
                results.append(judge(options.program, entry, labels[name], folder.resolve(), options.timeout))
    lines, holds, wrong = summary(results, labels, options.least)
    more, sound = plans(results, entries, labels)
    names = [f"  {result['file']}: {name}" for result in results for name in result["averaged"]]
    lines += more + [f"identifiers and codes that are averaged: {len(names)}", *names]
    holds = holds and sound and not names
    if options.wrong:
        lines += ["wrong roles:", *wrong]
    print(json.dumps(results, indent=1, ensure_ascii=False) if options.json else "\n".join(lines))
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
