"""Reports: building them, and reading what they computed."""
from __future__ import annotations

import difflib
import functools
import html
import json
import pathlib
import re
import tempfile
import webbrowser
from typing import Any, Iterable, Mapping, Optional, Union

from ._data import Path, file_of, is_path
from ._figure import Figure
from ._program import AlmanacError, options, run

# The keys under which an element of a list carries its name.
NAME_KEYS = ("term", "name", "id")
ADDRESS = re.compile(r"\.([^.\[]+)|\[([^\]]*)\]")
SECTIONS = ("analyses", "values", "families", "repairs", "tables", "sources")


def build(study: Path = "training-carbon", *, data: Any = None, **keywords: Any) -> "Report":
    """Builds a report and gives its results.

    ::

        almanac.build()                                           # the bundled study
        almanac.build("my-study", data="models.csv", set={"year": 2024})
        almanac.build("hub", data=frame, figures="png", offline=True)

    ``study`` is a bundled study or a study's folder. ``data`` is a file or folder, a data frame for a study with one
    source, or a mapping from the names of sources to either. The other keywords are the options of ``almanac build``:
    ``out``, ``set`` (a mapping), ``offline``, ``format``, ``figures``, ``threads``, ``memory``, ``strict`` and so on.
    Raises :class:`AlmanacError` with what the program said where the report could not be built.
    """
    with tempfile.TemporaryDirectory() as folder:
        given: list[str] = []
        if isinstance(data, Mapping) and all(is_path(part) or hasattr(part, "columns") for part in data.values()):
            given = [f"--data={name}={file_of(part, folder, str(name))}" for name, part in data.items()]
        elif data is not None:
            given = [f"--data={file_of(data, folder)}"]
        summary = json.loads(run("build", "--json", "--quiet", *options(keywords), *given, "--", study))
    return Report(summary["folder"], warnings=summary.get("warnings", []))


class Report:
    """A report that was built: ``almanac.Report("reports/my-study")`` reads one that is there.

    ``folder`` and ``html`` are paths; ``results`` is everything that was computed, as in ``results.json``; ``warnings``
    are those of the build.
    """

    def __init__(self, folder: Path, *, warnings: Iterable[str] = ()) -> None:
        self.folder = pathlib.Path(folder)
        self.html = self.folder / "report.html"
        self.warnings = list(warnings)
        if not (self.folder / "results.json").is_file():
            raise AlmanacError(f"{self.folder} holds no report: there is no results.json in it")

    @functools.cached_property
    def results(self) -> dict[str, Any]:
        """All results, as they stand in ``results.json``."""
        content: dict[str, Any] = json.loads((self.folder / "results.json").read_text(encoding="utf-8"))
        return content

    @property
    def title(self) -> str:
        """The title of the study."""
        return str(self.results["study"]["title"])

    def value(self, address: str) -> Any:
        """What stands at an address: a number, a text, a list, or a mapping.

        ``by-domain.p_value``, ``trend.coefficients[ln(size)].std_error``, ``ratio-max``, ``$year`` (a parameter). Of a
        value with a unit, and of an estimate with an interval, it is the number.
        """
        if address.startswith("$"):
            return self._named(self.results["study"]["parameters"], address[1:], "parameter")
        head = re.match(r"[^.\[]+", address)
        rest = address[head.end():] if head else address
        if head is None or ADDRESS.sub("", rest):
            raise AlmanacError(f"'{address}' is not an address; write id.field", code="unknown-address")
        sections = [self.results[name] for name in SECTIONS if isinstance(self.results.get(name), dict)]
        holder = next((section for section in sections if head[0] in section), None)
        if holder is None:
            self._named({name: None for section in sections for name in section}, head[0], "result")
        assert holder is not None
        parts = [match[1] if match[1] is not None else match[2] for match in ADDRESS.finditer(rest)]
        found = holder[head[0]]
        starts = [found, found.get("value"), found.get("members")] if isinstance(found, dict) else [found]
        for start in starts:
            reached, end = follow(start, parts)
            if reached:
                return principal(end)
        raise AlmanacError(f"'{head[0]}' has no {rest.lstrip('.')}; it has {', '.join(sorted(found))}",
                           code="unknown-address")

    def analysis(self, name: str) -> dict[str, Any]:
        """The whole result of an analysis."""
        found: dict[str, Any] = self._named(self.results["analyses"], name, "analysis")
        return found

    def table(self, name: str, library: Optional[str] = None) -> Any:
        """A table as a data frame of ``library``, "pandas" or "polars"; by default of the one that is installed.

        ``figure-ID`` is the data behind a figure. Whole numbers, truth values and dates keep their types.
        """
        path = self.folder / "tables" / f"{name}.csv"
        names = {file.stem: None for file in (self.folder / "tables").glob("*.csv")}
        self._named(names, name, "table")
        columns = self.results["tables"].get(name, {}).get("columns", {})
        types = {column: told["type"] for column, told in columns.items()}
        return read(path, types, library)

    def figure(self, name: str) -> Figure:
        """A figure, which shows itself in a notebook."""
        told = self._named(self.results["figures"], name, "figure")
        files = [self.folder / file for file in told["files"]]
        return Figure({file.suffix[1:]: file.read_bytes() for file in files}, title=told.get("title") or "",
                      caption=told.get("caption") or "", alt=told.get("alt") or "")

    def open(self) -> None:
        """Opens the page in a browser."""
        webbrowser.open(self.html.resolve().as_uri())

    @staticmethod
    def _named(members: Mapping[str, Any], name: str, kind: str) -> Any:
        """A member by its name; the nearest names where there is none."""
        if name in members:
            return members[name]
        near = difflib.get_close_matches(name, list(members), 3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise AlmanacError(f"there is no {kind} '{name}'{hint}", code="unknown-address")

    def _repr_html_(self) -> str:
        return f'<a href="{html.escape(str(self.html))}">{html.escape(self.title)}</a>'

    def __repr__(self) -> str:
        return f"<Report {self.title!r}: {self.html}>"


def follow(value: Any, parts: list[str]) -> tuple[bool, Any]:
    """Whether a path leads somewhere, and where."""
    for part in parts:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, dict) and part in ("slope", "intercept"):
            terms = [term for term in value.get("coefficients") or []
                     if (term["term"] == "(Intercept)") == (part == "intercept")]
            if len(terms) != 1:
                return False, None
            value = terms[0]
        elif isinstance(value, list):
            named = [member for member in value if isinstance(member, dict)
                     and any(member.get(key) == part for key in NAME_KEYS)]
            if named:
                value = named[0]
            elif part.isdigit() and int(part) < len(value):
                value = value[int(part)]
            else:
                return False, None
        else:
            return False, None
    return True, value


def principal(value: Any) -> Any:
    """The number or text that stands for a result: of an object its value, or its estimate."""
    while isinstance(value, dict):
        if value.get("value") is not None:
            return value["value"]
        if value.get("estimate") is None:
            return value
        value = value["estimate"]
    return value


def read(path: pathlib.Path, types: Mapping[str, str], library: Optional[str]) -> Any:
    """A table of a report in a library of data frames."""
    for name in ("pandas", "polars") if library is None else (library,):
        try:
            if name == "pandas":
                return read_pandas(path, types)
            if name == "polars":
                return read_polars(path, types)
        except ImportError:
            continue
        raise AlmanacError(f"tables are read with pandas or polars, not with {name}")
    raise AlmanacError(f"{library or 'neither pandas nor polars'} is {'not ' if library else ''}installed; "
                       f"the table is the file {path}")


def read_pandas(path: pathlib.Path, types: Mapping[str, str]) -> Any:
    import pandas  # type: ignore[import-untyped,unused-ignore]

    known: dict[str, Any] = {"int": "Int64", "double": "float64", "bool": "boolean", "text": "string"}
    names = list(pandas.read_csv(path, nrows=0).columns)
    kinds = {name: known[types[name]] for name in names if types.get(name) in known}
    dates = [name for name in names if types.get(name) in ("date", "timestamp")]
    # Only an empty cell is missing: "NA" is a text like others.
    return pandas.read_csv(path, dtype=kinds, parse_dates=dates, keep_default_na=False, na_values=[""])


def read_polars(path: pathlib.Path, types: Mapping[str, str]) -> Any:
    import polars

    known: dict[str, Any] = {"int": polars.Int64, "double": polars.Float64, "bool": polars.Boolean,
                             "text": polars.String, "date": polars.Date, "timestamp": polars.Datetime}
    names = polars.read_csv(path, n_rows=0).columns
    kinds = {name: known[types[name]] for name in names if types.get(name) in known}
    return polars.read_csv(path, schema_overrides=kinds, infer_schema_length=None)
