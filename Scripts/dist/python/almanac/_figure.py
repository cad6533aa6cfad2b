"""Figures: those of a report, and single charts."""
from __future__ import annotations

import json
import os
import pathlib
import tempfile
from typing import Any, Mapping, Optional

from ._data import Path, file_of
from ._program import AlmanacError, options, run


class Figure:
    """A picture in one or more formats. A notebook shows it.

    ``title``, ``caption`` and ``alt`` are its words; ``formats`` says what it can be saved as.
    """

    def __init__(self, pictures: Mapping[str, bytes], *, title: str = "", caption: str = "", alt: str = "") -> None:
        self._pictures = dict(pictures)
        self.title = title
        self.caption = caption
        self.alt = alt

    @property
    def formats(self) -> list[str]:
        """The formats that the picture has: png, svg, pdf."""
        return sorted(self._pictures)

    def save(self, path: Path) -> pathlib.Path:
        """Writes the picture in the format of the path's ending."""
        target = pathlib.Path(path)
        target.write_bytes(self.data(target.suffix[1:].lower()))
        return target

    def data(self, format: str = "png") -> bytes:
        """The bytes of the picture in one format."""
        if format not in self._pictures:
            raise AlmanacError(f"the figure has no {format or 'such format'}; it has {', '.join(self.formats)}")
        return self._pictures[format]

    def _repr_png_(self) -> Optional[bytes]:
        return self._pictures.get("png")

    def _repr_svg_(self) -> Optional[str]:
        picture = self._pictures.get("svg")
        return None if picture is None else picture.decode("utf-8")

    def __repr__(self) -> str:
        return f"<Figure {self.title or self.alt!r}: {', '.join(self.formats)}>"


def plot(data: Any, *, out: Optional[Path] = None, spec: Any = None, **keywords: Any) -> Figure:
    """Draws one chart of a data frame, of a mapping of columns, or of a file.

    ::

        almanac.plot(frame, mark="boxplot", x="domain", y="co2", log="y")
        almanac.plot("models.csv", mark="point", x="size", y="co2", fit="ols", out="fit.pdf")

    The keywords are the options of ``almanac plot``: ``mark``, ``x``, ``y``, ``by``, ``where``, ``log``, ``fit``,
    ``facet``, ``title``, ``theme``, ``size``, ``dpi`` and so on. ``spec`` is a chart as a dictionary, or the path of a
    YAML file. The figure has PNG and SVG; ``out`` writes one file and the figure has its format as well.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = file_of(data, folder)
        if isinstance(spec, Mapping):
            path = pathlib.Path(folder) / "chart.yml"
            path.write_text(json.dumps(spec), encoding="utf-8")  # JSON is YAML
            spec = path
        targets = [pathlib.Path(folder) / "chart.png", pathlib.Path(folder) / "chart.svg"]
        if out is not None:
            targets = [target for target in targets if target.suffix != pathlib.Path(out).suffix.lower()]
            targets.append(pathlib.Path(out))
        written = [f"--output={os.fspath(target)}" for target in targets]
        run("plot", "--quiet", *options({"spec": spec, **keywords}), *written, "--", source)
        title = str(keywords.get("title") or "")
        return Figure({target.suffix[1:].lower(): target.read_bytes() for target in targets}, title=title)
