"""Single analyses."""
from __future__ import annotations

import json
from typing import Any, Mapping

from ._data import columns_of, is_frame, plain, plain_list
from ._program import AlmanacError, run

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
        almanac.stat("glm", frame, formula="y ~ x", family="poisson")

    Data are lists, NumPy arrays, or columns of pandas or polars; ``None``, NaN and NA are missing. Keywords that name
    data (``x``, ``y``, ``z``, ``samples``, ``table``, ``p_values``, ``data``, ``formula``, ``weights``, ``groups``,
    ``successes``, ``trials``) are data; the others are options of the method, such as ``alternative="greater"`` and
    ``level=0.99``. ``almanac help stat`` lists the methods.

    The result has ``p_value``, ``statistic``, ``estimate``, ``effect_sizes``, ``n`` and what else the method gives.
    :class:`AlmanacError` tells why there is none; its ``code`` is for programs.
    """
    request: dict[str, Any] = {"method": method, **positional(method, data)}
    given: dict[str, Any] = {}
    for name, value in keywords.items():
        if name not in FIELDS:
            given[name] = value if isinstance(value, str) else plain_option(value)
        elif name in request:
            raise AlmanacError(f"{name} is given twice")
        else:
            request[name] = field(value)
    if given:
        request["options"] = given
    answer = json.loads(run("stat", "--batch", "-", input=json.dumps(request, allow_nan=False) + "\n", status=(0, 1)))
    if "error" in answer:
        raise AlmanacError(answer["error"]["message"], code=answer["error"]["code"])
    result: dict[str, Any] = answer["result"]
    return result


def positional(method: str, data: tuple[Any, ...]) -> dict[str, Any]:
    """What the data are, by their shape and the method."""
    if not data:
        return {}
    if is_frame(data[0]):
        if len(data) > 1:
            raise AlmanacError("beside a data frame, name columns by formula= and options")
        return {"data": columns_of(data[0])}
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


def field(value: Any) -> Any:
    """A part of the request: text, a number, one column, or several by name."""
    if isinstance(value, (str, int, float)):
        return plain(value)
    return columns_of(value) if is_frame(value) else plain_list(value)


def plain_option(value: Any) -> Any:
    return {key: plain_option(member) for key, member in value.items()} if isinstance(value, Mapping) else plain(value)
