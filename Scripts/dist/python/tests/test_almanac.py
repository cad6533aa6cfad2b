"""The Python module against the program that is installed with it, or on the PATH."""
import importlib.util
import json
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import webbrowser

import almanac
from almanac import _analysis, _data, _program, _report

INSTALLED = [name for name in ("pandas", "polars") if importlib.util.find_spec(name)]
COLUMNS = {
    "model": ["a", "b", "c", "d", "e", "f", "g", "h", "NA", "j", "k", "l"],
    "domain": ["NLP", "Vision"] * 6,
    "size": [1.5, 2.5, 3.5, 1.2, 4.1, 2.2, 5.0, 3.0, 2.0, 4.4, None, 1.9],
    "co2": [3.2, 4.1, 5.0, 2.2, 6.3, 3.9, 8.1, 4.4, 3.3, 7.0, 2.0, float("nan")],
}
STUDY = """
study: small
title: A <small> study
sources: { models: { path: models.csv } }
parameters: { year: { default: 2024, type: int } }
tables:
  counted:
    from: models
    derive: { large: "size > 2", day: "date '2024-01-31'", whole: "floor(size)" }
analyses:
  by-domain: { method: mann-whitney, table: models, x: co2, group: domain, levels: [NLP, Vision], family: all }
  trend: { method: ols, table: models, formula: co2 ~ size }
families: { all: { correction: holm } }
values:
  median: { table: models, value: median(co2), unit: kg }
  sizes: { table: models, where: size is not null, keys: model, rows: size }
figures:
  boxes: { table: models, layers: [{ mark: boxplot, x: domain, y: co2 }], title: Emissions, caption: Boxes. }
"""


DOCUMENT = next((path for folder in pathlib.Path(__file__).resolve().parents
                 if (path := folder / "docs/python.md").is_file()), None)
DOCUMENTED = """
study: my-study
title: The study of the documentation
sources: { models: { path: ../models.csv } }
parameters: { year: { default: 2024, type: int } }
tables:
  monthly: { from: models, group: month, summarise: { typical: median(co2) } }
analyses:
  by-domain: { method: mann-whitney, table: models, x: co2, group: domain, levels: [NLP, Vision] }
  trend: { method: ols, table: models, formula: co2 ~ ln(size) }
figures:
  emissions: { table: models, layers: [{ mark: boxplot, x: domain, y: co2 }] }
"""


class Folder(unittest.TestCase):
    """A test in a folder of its own."""

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(holder.name)


class Studies(Folder):
    def setUp(self):
        super().setUp()
        study = pathlib.Path("small")
        study.mkdir()
        (study / "study.yml").write_text(STUDY)
        (study / "report.md").write_text("Median {{quantity(median)}}.\n\n{{figure boxes}}\n\n{{table counted}}\n")
        _data.file_of(COLUMNS, study, "models")
        self.report = almanac.build("small", out="out", offline=True)

    def test_values_are_found_by_the_addresses_of_the_study(self):
        report = self.report
        raw = json.loads(pathlib.Path("out/results.json").read_text())
        self.assertEqual(report.value("by-domain.p_value"), raw["analyses"]["by-domain"]["p_value"])
        self.assertEqual(report.value("by-domain.statistic"), raw["analyses"]["by-domain"]["statistic"]["value"])
        self.assertEqual(report.value("by-domain.estimate.level"), 0.95)
        self.assertEqual(report.value("by-domain.effect_sizes[cliffs-delta]"),
                         raw["analyses"]["by-domain"]["effect_sizes"][1]["value"])
        slope = raw["analyses"]["trend"]["coefficients"][1]
        self.assertEqual(report.value("trend.slope"), slope["estimate"])
        self.assertEqual(report.value("trend.coefficients[size].std_error"), slope["std_error"])
        self.assertEqual(report.value("trend.coefficients[1].p_value"), slope["p_value"])
        self.assertEqual(report.value("all[by-domain].p_adjusted"), raw["analyses"]["by-domain"]["p_adjusted"])
        self.assertEqual(report.value("median"), raw["values"]["median"]["value"])
        self.assertEqual(report.value("median.unit"), "kg")
        self.assertEqual(report.value("sizes[c]"), 3.5)
        self.assertEqual(report.value("counted.rows"), 12)
        self.assertEqual(report.value("$year"), 2024)
        self.assertEqual(report.analysis("trend")["method"], "ols")

    def test_what_is_not_there_is_named_with_what_is_near(self):
        for address, words in [("by-domian.p_value", "by-domain"), ("by-domain.p_valu", "p_value"), ("$yeer", "year"),
                               ("trend.coefficients[nothing]", "coefficients"), ("by-domain..p", "not an address"),
                               ("by-domain[", "not an address"), (".p", "not an address"), ("", "not an address")]:
            with self.assertRaises(almanac.AlmanacError, msg=address) as caught:
                self.report.value(address)
            self.assertIn(words, str(caught.exception))
            self.assertEqual(caught.exception.code, "unknown-address")
        for call in (self.report.table, self.report.figure, self.report.analysis):
            with self.assertRaises(almanac.AlmanacError):
                call("../small/models")

    def test_a_figure_shows_itself_in_a_notebook(self):
        figure = self.report.figure("boxes")
        self.assertTrue(figure._repr_png_().startswith(b"\x89PNG"))
        self.assertIn("<svg", figure._repr_svg_())
        self.assertEqual(figure.title, "Emissions")
        self.assertIn("Boxes.", figure.caption)
        self.assertTrue(figure.alt)
        self.assertEqual(figure.save("copy.pdf").read_bytes()[:4], b"%PDF")
        with self.assertRaises(almanac.AlmanacError):
            figure.save("copy.gif")

    def test_a_report_is_shown_escaped_and_can_be_read_again(self):
        self.assertIn("A &lt;small&gt; study", self.report._repr_html_())
        again = almanac.Report("out")
        self.assertEqual(again.value("median"), self.report.value("median"))
        with self.assertRaises(almanac.AlmanacError):
            almanac.Report("small")

    def test_options_reach_the_build(self):
        report = almanac.build("small", out="second", set={"year": 2020}, figures=["png"], format="html")
        self.assertEqual(report.value("$year"), 2020)
        self.assertEqual(report.figure("boxes").formats, ["png"])
        self.assertFalse((report.folder / "report.md").exists())

    def test_data_can_be_given_as_columns_or_by_source(self):
        fewer = {name: values[:6] for name, values in COLUMNS.items()}
        self.assertEqual(almanac.build("small", out="a", data=fewer).value("models.rows"), 6)
        path = _data.file_of(fewer, ".", "fewer")
        self.assertEqual(almanac.build("small", out="b", data=path).value("models.rows"), 6)
        self.assertEqual(almanac.build("small", out="c", data={"models": path}).value("models.rows"), 6)

    def test_a_failed_build_says_why_and_leaves_the_earlier_report(self):
        pathlib.Path("small/study.yml").write_text(STUDY.replace("median(co2)", "median(co3)"))
        with self.assertRaises(almanac.AlmanacError) as caught:
            almanac.build("small", out="out")
        self.assertIn("co3", str(caught.exception))
        self.assertEqual(caught.exception.status, 1)
        self.assertEqual(almanac.Report("out").value("counted.rows"), 12)
        with self.assertRaises(almanac.AlmanacError) as caught:
            almanac.build("small", nonsense=3)
        self.assertEqual(caught.exception.status, 2)

    def test_a_study_whose_name_looks_like_an_option_is_a_study(self):
        with self.assertRaises(almanac.AlmanacError) as caught:
            almanac.build("--version")
        self.assertNotIn("0.1", str(caught.exception))

    @unittest.skipUnless(INSTALLED, "neither pandas nor polars is installed")
    def test_tables_are_data_frames_with_the_types_of_their_columns(self):
        for library in INSTALLED:
            frame = self.report.table("figure-boxes", library)
            self.assertGreater(len(frame), 0)
            frame = self.report.table("counted", library)
            self.assertEqual(len(frame), 12)
            columns = _data.columns_of(frame)
            if "model" in columns:
                self.assertEqual(columns["model"], COLUMNS["model"], library)
                self.assertIsNone(columns["size"][10])
                self.assertEqual(columns["large"][:2], [False, True])
                self.assertTrue(columns["day"][0].startswith("2024-01-31"), columns["day"][0])

    @unittest.skipUnless(INSTALLED, "neither pandas nor polars is installed")
    def test_data_frames_go_in(self):
        for library in INSTALLED:
            frame = getattr(importlib.import_module(library), "DataFrame")(COLUMNS)
            self.assertEqual(almanac.build("small", out="out", data=frame).value("median"),
                             self.report.value("median"), library)
            result = almanac.stat("mann-whitney", frame["co2"][:6], frame["co2"][6:])
            self.assertEqual(result["n"], [6, 5])
            self.assertEqual(result["n_missing"], 1)
            self.assertEqual(almanac.stat("kruskal-wallis", frame, x="co2", group="domain")["df"], 1)
            self.assertIn("png", almanac.plot(frame, mark="boxplot", x="domain", y="co2").formats)

    def test_without_a_library_a_table_names_its_file(self):
        with self.assertRaises(almanac.AlmanacError) as caught:
            _report.read(pathlib.Path("out/tables/counted.csv"), {}, "excel")
        self.assertIn("pandas or polars", str(caught.exception))


class Statistics(unittest.TestCase):
    def test_two_sequences_are_samples_or_pairs_by_the_method(self):
        # R: wilcox.test(1:3, 4:6)$p.value
        self.assertAlmostEqual(almanac.stat("mann-whitney", [1, 2, 3], [4, 5, 6])["p_value"], 0.1, places=12)
        self.assertEqual(almanac.stat("spearman", [1, 2, 3, 4], [1, 2, 3, 4])["estimate"]["value"], 1)
        self.assertEqual(almanac.stat("kruskal-wallis", [1, 2, 3], [4, 5, 6], [7, 8, 9])["df"], 2)
        self.assertEqual(almanac.stat("kruskal-wallis", [[1, 2, 3], [4, 5, 6]])["df"], 1)

    def test_tables_p_values_and_models(self):
        self.assertEqual(almanac.stat("chi-square", [[10, 20], [30, 5]])["df"], 1)
        self.assertEqual(almanac.stat("chi-square", table={"yes": [10, 30], "no": [20, 5]})["p_value"],
                         almanac.stat("chi-square", [[10, 20], [30, 5]])["p_value"])
        self.assertEqual(almanac.stat("adjust", [0.01, 0.04], correction="bonferroni")["adjusted"], [0.02, 0.08])
        fit = almanac.stat("ols", y=[1, 2, 3, 4.5, 5], x={"b": [1, 2, 3, 4, 5], "a": [1, 0, 1, 0, 2]},
                           covariance="HC3")
        self.assertEqual([term["term"] for term in fit["coefficients"]], ["(Intercept)", "b", "a"])
        self.assertEqual(almanac.stat("proportion", successes=3, trials=10)["estimate"]["value"], 0.3)

    def test_missing_values_are_dropped_and_counted(self):
        result = almanac.stat("t-test", [1.0, None, 2.0, 3.0], [2.0, float("nan"), 4.0, 5.0])
        self.assertEqual(result["n_missing"], 2)

    def test_options_reach_the_method(self):
        plain = almanac.stat("t-test", [1.0, 2.0, 4.0], [2.0, 4.0, 9.0])
        greater = almanac.stat("t-test", [1.0, 2.0, 4.0], [2.0, 4.0, 9.0], alternative="greater", level=0.9)
        self.assertEqual(greater["alternative"], "greater")
        self.assertNotEqual(plain["p_value"], greater["p_value"])

    def test_columns_of_a_table_are_named(self):
        halves = [[v for v, d in zip(COLUMNS["co2"], COLUMNS["domain"]) if d == name] for name in ("NLP", "Vision")]
        expected = almanac.stat("mann-whitney", *halves)
        with tempfile.TemporaryDirectory() as folder:
            for data in (COLUMNS, _data.file_of(COLUMNS, folder)):
                result = almanac.stat("mann-whitney", data, x="co2", group="domain", levels=["NLP", "Vision"])
                self.assertEqual(result["p_value"], expected["p_value"])
        fit = almanac.stat("ols", COLUMNS, formula="co2 ~ size + domain", where="size < 5", covariance="HC3", level=0.9)
        self.assertEqual([term["term"] for term in fit["coefficients"]], ["(Intercept)", "size", "domain[Vision]"])
        partial = almanac.stat("partial-correlation", COLUMNS | {"z": range(12)}, x="co2", y="size", z=["z"])
        self.assertEqual(partial["n"], 10)
        for call in (lambda: almanac.stat("mann-whitney", COLUMNS, [1, 2]),
                     lambda: almanac.stat("mann-whitney", COLUMNS, x="co3", group="domain"),
                     lambda: almanac.stat("mann-whitney", "no such file.csv", x="co2", group="domain")):
            with self.assertRaises(almanac.AlmanacError):
                call()

    def test_a_refusal_carries_its_code(self):
        for code, arguments in [("unknown-method", ("nothing", [1, 2], [3, 4])),
                                ("too-few-observations", ("spearman", [1], [2]))]:
            with self.assertRaises(almanac.AlmanacError) as caught:
                almanac.stat(*arguments)
            self.assertEqual(caught.exception.code, code)

    def test_what_cannot_be_analysed_is_refused_before_the_program(self):
        for call in (lambda: almanac.stat("t-test", [1, math.inf], [1, 2]),
                     lambda: almanac.stat("t-test", [1, object()], [1, 2]),
                     lambda: almanac.stat("spearman", [1, 2], [1, 2], [1, 2]),
                     lambda: almanac.stat("t-test", 3, 4),
                     lambda: almanac.stat("t-test", None, [1, 2]),
                     lambda: almanac.run("describe", "a\0b"),
                     lambda: almanac.stat("describe", [1, 2], x=[1, 2])):
            with self.assertRaises(almanac.AlmanacError):
                call()


class Charts(Folder):
    def test_a_chart_of_columns(self):
        figure = almanac.plot(COLUMNS, mark="point", x="size", y="co2", by="domain", title="Sizes")
        self.assertEqual(figure.formats, ["png", "svg"])
        self.assertIn("Sizes", figure._repr_svg_())
        self.assertEqual(figure.title, "Sizes")

    def test_a_chart_is_written_where_asked(self):
        almanac.plot(COLUMNS, spec={"layers": [{"mark": "histogram", "x": "co2"}]}, out="chart.pdf")
        self.assertEqual(pathlib.Path("chart.pdf").read_bytes()[:4], b"%PDF")

    def test_expressions_that_begin_with_a_dash_are_expressions(self):
        almanac.plot(COLUMNS, mark="histogram", x="-co2", where="-size < 0")

    def test_columns_of_unequal_length_are_refused(self):
        with self.assertRaises(almanac.AlmanacError):
            almanac.plot({"a": [1, 2], "b": [1]}, mark="point", x="a", y="b")


class Program(unittest.TestCase):
    def test_options_are_written_as_the_command_line_has_them(self):
        self.assertEqual(_program.options({"offline": True, "strict": False, "out": None, "set": {"a": 1, "b": True},
                                           "figures": ["png", "svg"], "no_cache": True}),
                         ["--offline", "--set=a=1", "--set=b=true", "--figures=png,svg", "--no-cache"])

    def test_every_method_that_takes_pairs_is_known(self):
        """Two sequences for each paired method are no `bad-request`."""
        for method in _analysis.PAIRED - {"partial-correlation"}:
            almanac.stat(method, [1, 2, 3, 4, 5.5, 6], [2, 1, 4, 3, 6.5, 7])

    def test_the_module_runs_as_the_program(self):
        done = subprocess.run([sys.executable, "-m", "almanac", "--version"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, almanac.run("--version")))
        done = subprocess.run([sys.executable, "-m", "almanac", "no-such-command"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 2)

    def test_the_version_is_the_programs(self):
        self.assertEqual(almanac.run("--version").split()[0],
                         subprocess.run([_program.program(), "--version"], capture_output=True, text=True)
                         .stdout.split()[0])


@unittest.skipUnless(DOCUMENT, "the documentation is not here")
class Documentation(Folder):
    def setUp(self):
        super().setUp()
        study = pathlib.Path("my-study")
        study.mkdir()
        (study / "study.yml").write_text(DOCUMENTED)
        (study / "report.md").write_text("{{figure emissions}}\n\n{{table monthly}}\n")
        _data.file_of(COLUMNS | {"month": ["2024-01-01", "2024-02-01", "2024-03-01"] * 4}, ".", "models")

    @staticmethod
    def blocks():
        """The examples; the study finds its data by itself only where the data lie in its folder."""
        blocks = re.findall(r"^```python\n(.*?)^```", DOCUMENT.read_text(encoding="utf-8"), re.M | re.S)
        return [block.replace('"my-study"', '"my-study", data="models.csv"') if block.startswith("import almanac\nr =") else block
                for block in blocks]

    @unittest.skipUnless(INSTALLED == ["pandas", "polars"], "one of pandas and polars is not here")
    def test_every_example_of_the_documentation_runs(self):
        import pandas
        names = {"frame": pandas.DataFrame(COLUMNS), "a": [1, 2, 3.5], "b": [2, 4, 5.5], "x": [1, 2, 3, 4],
                 "y": [1, 3, 2, 4.5], "size": [1, 2, 4, 3], "age": [1, 0, 2, 5]}
        webbrowser.open = lambda address: self.assertIn("report.html", address)
        self.assertGreater(len(self.blocks()), 2)
        for block in self.blocks():
            exec(block, names)

    @unittest.skipUnless(importlib.util.find_spec("nbclient") and importlib.util.find_spec("ipykernel"),
                         "nbclient or ipykernel is not here")
    def test_the_cell_of_a_notebook_shows_the_figure(self):
        import nbclient
        import nbformat
        cell = nbformat.v4.new_code_cell(next(block for block in self.blocks() if block.rstrip().endswith('r.figure("emissions")')))
        nbclient.NotebookClient(nbformat.v4.new_notebook(cells=[cell]), timeout=120, kernel_name="python3").execute()
        shown = cell["outputs"][-1]["data"] if cell["outputs"] else {}
        self.assertIn("image/png", shown)


if __name__ == "__main__":
    unittest.main()
