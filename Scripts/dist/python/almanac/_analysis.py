"""Single analyses."""
from __future__ import annotations

import functools
import json
import tempfile
from typing import Any, Mapping

from ._data import columns_of, file_of, is_frame, is_path, plain, plain_list
from ._program import AlmanacError, options, run

# Methods of two columns of equal length; what else is given as two sequences is two samples.
PAIRED = {"pearson", "spearman", "kendall", "partial-correlation", "t-test-paired", "wilcoxon", "theil-sen"}
COUNTS = {"chi-square", "g-test", "fisher", "mcnemar"}
# What a request holds beside its options.
FIELDS = {"x", "y", "z", "samples", "table", "p_values", "data", "formula", "weights", "groups", "successes", "trials"}


def stat(method: str, *data: Any, **keywords: Any) -> dict[str, Any]:
    """Runs one analysis and gives its result as a dictionary.

    ::

        almanac.stat("mann-whitney", a, b)                       # two samples
        almanac.stat("spearman", x, y)                           # pairs
        almanac.stat("kruskal-wallis", a, b, c)
        almanac.stat("chi-square", [[10, 20], [30, 5]])          # a table of counts
        almanac.stat("adjust", [0.01, 0.04], correction="holm")
        almanac.stat("ols", y=y, x={"size": size, "age": age}, covariance="HC3")

        almanac.stat("mann-whitney", frame, x="co2", group="domain", levels=["NLP", "Vision"])
        almanac.stat("ols", "models.csv", formula="ln(co2) ~ ln(size)", where="size > 0", covariance="HC3")

    Of a data frame, a mapping of columns or a file, the keywords name columns, as on the command line. Otherwise data are
    lists, NumPy arrays, or columns of pandas or polars; ``None``, NaN and NA are missing. Keywords that name data (``x``,
    ``y``, ``z``, ``samples``, ``table``, ``p_values``, ``data``, ``formula``, ``weights``, ``groups``, ``successes``,
    ``trials``) are data; the others are options of the method, such as ``alternative="greater"`` and ``level=0.99``.
    ``almanac help stat`` lists the methods.

    The result has ``p_value``, ``statistic``, ``estimate``, ``effect_sizes``, ``n`` and what else the method gives.
    :class:`AlmanacError` tells why there is none; its ``code`` is for programs.
    """
    if data and (is_path(data[0]) or is_frame(data[0])):
        return of_table(method, data, keywords)
    request: dict[str, Any] = {"method": method, **positional(method, data)}
    given: dict[str, Any] = {}
    for name, value in keywords.items():
        if name not in FIELDS:
            given[name] = value if isinstance(value, str) else plain_option(value)
        elif name in request:
            raise AlmanacError(f"{name} is given twice")
        else:
            request[name] = field(name, value)
    if given:
        request["options"] = given
    answer = json.loads(run("stat", "--batch", "-", input=json.dumps(request, allow_nan=False) + "\n", status=(0, 1)))
    if "error" in answer:
        raise AlmanacError(answer["error"]["message"], code=answer["error"]["code"])
    result: dict[str, Any] = answer["result"]
    return result


def of_table(method: str, data: tuple[Any, ...], keywords: Mapping[str, Any]) -> dict[str, Any]:
    """One analysis of columns of a data frame or a file."""
    if len(data) > 1:
        raise AlmanacError('beside a data frame or a file, columns are named: x="co2", group="domain"')
    known = table_options()
    given = {name: value for name, value in keywords.items() if name in known}
    others = {name: ",".join(map(str, value)) if isinstance(value, (list, tuple)) else value
              for name, value in keywords.items() if name not in known}
    with tempfile.TemporaryDirectory() as folder:
        repeated = given.pop("z", None)
        columns = [repeated] if isinstance(repeated, str) else list(repeated or [])
        result: dict[str, Any] = json.loads(run(
            "stat", "--json", *options(given), *(f"--z={column}" for column in columns), *options({"set": others}), "--",
            method, file_of(data[0], folder)))
    return result


@functools.lru_cache(maxsize=1)
def table_options() -> frozenset[str]:
    """The options that `almanac stat` has beside those of the methods."""
    commands = json.loads(run("--experimental-dump-help"))["command"]["subcommands"]
    arguments = next(command for command in commands if command["commandName"] == "stat")["arguments"]
    names = {name["name"].replace("-", "_") for argument in arguments for name in argument.get("names", [])}
    return frozenset(names - {"set", "json", "batch", "help", "version"})


def positional(method: str, data: tuple[Any, ...]) -> dict[str, Any]:
    """What the data are, by their shape and the method."""
    if not data:
        return {}
    values = [plain_list(part) for part in data]
    if len(values) == 1:
        nested = values[0] and isinstance(values[0][0], list)
        name = "table" if method in COUNTS else "p_values" if method == "adjust" else "samples" if nested else "x"
        return {name: values[0]}
    if method in PAIRED:
        if len(values) > 2:
            raise AlmanacError(f"{method} takes two columns; further ones by name")
        return {"x": values[0], "y": values[1]}
    return {"samples": values}


def field(name: str, value: Any) -> Any:
    """A part of the request: text, a number, one column, several by name, or a table by rows."""
    if isinstance(value, (str, int, float)):
        return plain(value)
    if name == "table" and is_frame(value):
        return [list(row) for row in zip(*columns_of(value).values())]
    return columns_of(value) if is_frame(value) else plain_list(value)


def plain_option(value: Any) -> Any:
    return {key: plain_option(member) for key, member in value.items()} if isinstance(value, Mapping) else plain(value)
