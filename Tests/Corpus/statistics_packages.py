"""Files of SPSS, Stata and SAS, made with pyreadstat."""

import os
import tempfile

import pandas
import pyreadstat

from case import case, column, date, number, text, whole


def written(writer, frame, extension, **options):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "x" + extension)
        writer(frame, path, **options)
        with open(path, "rb") as file:
            return file.read()


def cases():
    frame = pandas.DataFrame({"age": [23.0, 45.0, None], "sex": [1.0, 2.0, 1.0], "name": ["Ann", "Bé", ""]})
    sav = written(pyreadstat.write_sav, frame, ".sav", column_labels={"age": "Age in years", "sex": "Sex"},
                  variable_value_labels={"sex": {1: "female", 2: "male"}})
    yield case("spss-labels", sav, whole("age", 23, 45, None), text("sex", "female", "male", "female"), text("name", "Ann", "Bé", None), extension="sav",
               note="values with labels are read as their labels")
    coded = pandas.DataFrame({"income": [1000.0, -99.0, 2500.0], "n": [1.0, 2.0, 3.0]})
    yield case("spss-missing-codes", written(pyreadstat.write_sav, coded, ".sav", missing_ranges={"income": [-99]}), whole("income", 1000, None, 2500),
               whole("n", 1, 2, 3), extension="sav", told="-99", note="a code that the file declares as missing is missing")
    days = pandas.DataFrame({"d": pandas.to_datetime(["2023-11-03", "2024-01-15"]).date, "n": [1.0, 2.0]})
    yield case("spss-dates", written(pyreadstat.write_sav, days, ".sav"), date("d", "2023-11-03", "2024-01-15"), whole("n", 1, 2), extension="sav")
    yield case("spss-compressed", written(pyreadstat.write_sav, frame, ".zsav", compress=True), whole("age", 23, 45, None), whole("sex", 1, 2, 1), text("name", "Ann", "Bé", None), extension="zsav")
    dta = written(pyreadstat.write_dta, frame, ".dta", variable_value_labels={"sex": {1: "female", 2: "male"}})
    yield case("stata-labels", dta, whole("age", 23, 45, None), text("sex", "female", "male", "female"), text("name", "Ann", "Bé", None), extension="dta")
    yield case("stata-dates", written(pyreadstat.write_dta, days, ".dta"), date("d", "2023-11-03", "2024-01-15"), whole("n", 1, 2), extension="dta")
    yield case("sas-transport", written(pyreadstat.write_xport, frame, ".xpt", file_format_version=8), whole("age", 23, 45, None), whole("sex", 1, 2, 1),
               text("name", "Ann", "Bé", None), extension="xpt")
    codes = pandas.DataFrame({"a": [-99.0, 5.0, 999.0], "b": [-99.0, 2.0, 3.0]})
    yield case("spss-codes-given", written(pyreadstat.write_sav, codes, ".sav"), whole("a", None, 5, None), whole("b", None, 2, 3), extension="sav", given={"missing": ["-99", "999"]})
    yield case("stata-codes-of-one-column", written(pyreadstat.write_dta, codes, ".dta"), whole("a", None, 5, 999), whole("b", -99, 2, 3), extension="dta", given={"missing": ["a=-99"]})
    yield case("spss-truncated", sav[:200], error="cut", extension="sav")
    yield case("spss-named-csv", sav, error="SPSS", extension="csv")
    yield case("partial-labels", written(pyreadstat.write_sav, pandas.DataFrame({"score": [0.0, 1.0, 2.0, 10.0]}), ".sav",
               variable_value_labels={"score": {0: "not at all", 10: "fully"}}), whole("score", 0, 1, 2, 10), extension="sav",
               note="labels of the ends of a scale leave its numbers")
