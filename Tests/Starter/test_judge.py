#!/usr/bin/env python3
"""The judge on studies and programs whose answer is known."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import judge

HERE = pathlib.Path(__file__).resolve().parent

# A program that knows the labels. `roles` and `outcome` replace what it would say; `more` is added to the study.
PROGRAM = '''#!{python}
import json, pathlib, sys
labels = json.loads(pathlib.Path({labels!r}).read_text())
roles, outcome, evidence = {roles!r}, {outcome!r}, {evidence!r}
command, *rest = sys.argv[1:]
if command == "describe":
    name = pathlib.Path(rest[0]).name
    print(json.dumps({{"columns": [{{"name": c["column"], "role": roles or c["role"], "evidence": evidence}} for c in labels["columns"] if c["file"] == name]}}))
elif command == "init":
    name = pathlib.Path(rest[rest.index("--data") + 1]).name
    plan = next(f for f in labels["files"] if f["file"] == name)
    plan = {{part: (plan[part] or [""])[0] for part in ("outcome", "by", "time")}}
    plan["outcome"] = outcome or plan["outcome"]
    folder = pathlib.Path(rest[0])
    folder.mkdir()
    (folder / "study.yml").write_text("study: s\\nroles: " + json.dumps(plan) + "\\n{more}")
elif command == "build" and {builds!r}:
    out = pathlib.Path(rest[rest.index("--out") + 1])
    out.mkdir()
    (out / "report.html").write_text("")
'''


def judged(only, roles="", outcome="", more="", builds=True, evidence="its name"):
    """Exit status and words of the judge for such a program."""
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "program"
        program.write_text(PROGRAM.format(python=sys.executable, labels=str(HERE / "labels.json"), roles=roles,
            outcome=outcome, more=more, builds=builds, evidence=evidence))
        program.chmod(0o755)
        done = subprocess.run([sys.executable, str(HERE / "judge.py"), str(program), "--only", only, "--wrong"],
            capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


class Plans(unittest.TestCase):
    def read(self, text):
        return judge.plan_of(text)

    def test_none_without_a_section(self):
        self.assertIsNone(self.read("study: s\nsources:\n  rows:\n    roles: { outcome: a }\n"))

    def test_flow_and_block_say_the_same(self):
        wanted = {"outcome": ["F6 \"x\""], "by": ["arm"], "time": []}
        self.assertEqual(self.read('a: 1\nroles: { outcome: "F6 \\"x\\"", by: arm }\nb: 2\n'), wanted)
        self.assertEqual(self.read("roles:\n  # a guess\n  outcome: 'F6 \"x\"'   # by its name\n  by: arm # two\nb: { time: t }\n"), wanted)

    def test_lists_of_both_kinds(self):
        wanted = {"outcome": ["a b", "c"], "by": [], "time": ["day"]}
        self.assertEqual(self.read('roles: { outcome: ["a b", c], time: day }\n'), wanted)
        self.assertEqual(self.read("roles:\n  outcome:\n    - a b\n    - c\n  by: null\n  time: day\n"), wanted)

    def test_a_name_with_a_part_in_it_is_not_the_part(self):
        self.assertEqual(self.read("roles:\n  outcome: by_time\n")["by"], [])


class Judgement(unittest.TestCase):
    def test_a_program_that_knows_the_labels_holds(self):
        status, said = judged("trial-blood")
        self.assertEqual(status, 0, said)
        self.assertIn("17 of 17 columns right, 100.0%", said)
        self.assertIn("outcome: 1 of 1", said)

    def test_wrong_roles_are_counted_and_named(self):
        status, said = judged("trial-blood", roles="measurement")
        self.assertEqual(status, 1)
        self.assertIn("7 of 17 columns right", said)
        self.assertIn("SUBJID is identifier (one for each row), not measurement", said)

    def test_an_identifier_as_outcome_does_not_hold(self):
        status, said = judged("trial-blood", outcome="SUBJID")
        self.assertEqual(status, 1)
        self.assertIn("SUBJID is never an outcome", said)

    def test_the_average_of_an_identifier_does_not_hold(self):
        status, said = judged("sales-orders", more="values: { x: { value: 'median(order_id)' } }\\n")
        self.assertEqual(status, 1)
        self.assertIn("sales-orders.csv: order_id", said)

    def test_a_role_without_evidence_does_not_hold(self):
        status, said = judged("one-column", evidence="")
        self.assertEqual(status, 1)
        self.assertIn("height_cm has a role and no evidence", said)

    def test_a_build_without_a_report_does_not_hold(self):
        status, said = judged("one-column", builds=False)
        self.assertEqual(status, 1)
        self.assertIn("0 of 1 files", said)


if __name__ == "__main__":
    unittest.main()
