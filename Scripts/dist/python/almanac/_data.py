"""Data of pandas, polars and plain Python, as files and as JSON."""
from __future__ import annotations

import csv
import datetime
import math
import os
import pathlib
from typing import Any, Mapping, Union

from ._program import AlmanacError

Path = Union[str, "os.PathLike[str]"]


def is_path(value: Any) -> bool:
    return isinstance(value, (str, os.PathLike))


def file_of(data: Any, folder: Path, name: str = "data") -> str:
    """The path of the data: as given, or a CSV file written into ``folder``."""
    if is_path(data):
        return str(os.fspath(data))
    path = pathlib.Path(folder) / f"{name}.csv"
    if hasattr(data, "collect"):  # a lazy frame of polars
        data = data.collect()
    if hasattr(data, "to_csv"):  # pandas
        data.to_csv(path, index=False)
    elif hasattr(data, "write_csv"):  # polars
        import polars.selectors

        # NaN, which polars tells from a missing value, would be written as a word.
        data.with_columns(polars.selectors.float().fill_nan(None)).write_csv(path)
    elif isinstance(data, Mapping):
        columns = {str(key): plain_list(values) for key, values in data.items()}
        if len({len(values) for values in columns.values()}) > 1:
            raise AlmanacError("the columns differ in length: "
                               + ", ".join(f"{key} has {len(values)}" for key, values in columns.items()))
        with open(path, "w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(columns)
            rows.writerows(zip(*columns.values()))
    else:
        raise AlmanacError(f"data must be a path, a data frame or a mapping of columns, not {type(data).__name__}")
    return str(path)


def plain_list(values: Any) -> list[Any]:
    """A column as a list for JSON: missing values of any library are ``None``."""
    if hasattr(values, "tolist"):  # NumPy, pandas
        values = values.tolist()
    elif hasattr(values, "to_list"):  # polars
        values = values.to_list()
    if not hasattr(values, "__iter__"):
        raise AlmanacError(f"data are columns or lists, not {type(values).__name__}")
    return [plain(value) for value in values]


def plain(value: Any) -> Any:
    """One value for JSON."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        if math.isinf(value):
            raise AlmanacError("infinite values cannot be analysed; leave them out")
        # Also what NumPy derives from float.
        return None if math.isnan(value) else float(value)
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if hasattr(value, "item"):  # a number of NumPy
        return plain(value.item())
    if hasattr(value, "__float__"):  # decimals, fractions
        return plain(float(value))
    if hasattr(value, "__iter__"):
        return plain_list(value)
    raise AlmanacError(f"a value of type {type(value).__name__} cannot be analysed")


def columns_of(data: Any) -> dict[str, list[Any]]:
    """The columns of a data frame, or of a mapping."""
    names = data.keys() if isinstance(data, Mapping) else data.columns
    return {str(name): plain_list(data[name]) for name in names}


def is_frame(value: Any) -> bool:
    return isinstance(value, Mapping) or (hasattr(value, "columns") and hasattr(value, "__getitem__"))
