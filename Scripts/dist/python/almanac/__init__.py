"""Almanac from Python: build reports, read their results, run single analyses, draw charts.

    import almanac

    r = almanac.build("my-study", data="models.csv")
    r.value("by-domain.p_value")           # a number by its address
    r.table("monthly")                     # pandas or polars, whichever is installed
    r.figure("emissions")                  # shows itself in a notebook

    almanac.stat("mann-whitney", [1.5, 2.0, 2.2], [3.1, 4.0, 4.4])["p_value"]
    almanac.plot(frame, mark="boxplot", x="domain", y="co2")

Everything is done by the program ``almanac``; this module calls it and reads what it wrote. It needs nothing but
Python; pandas or polars are used where they are installed.
"""
from ._analysis import stat
from ._figure import Figure, plot
from ._program import AlmanacError, run
from ._report import Report, build

__all__ = ["AlmanacError", "Figure", "Report", "build", "plot", "run", "stat"]
