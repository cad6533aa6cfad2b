"""Tables in JSON, as programs write them; texts of JSON in other encodings."""

import json

from case import case, column, number, text, whole


def cases():
    xy = (whole("a", 1, 2), text("b", "x", "y"))
    rows = [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    grid = [[1, "x"], [2, "y"]]
    j = lambda value: json.dumps(value)
    yield case("rows-as-arrays", j([["a", "b"], *grid]), *xy, extension="json", note="the first row has the names")
    yield case("rows-as-arrays-within", j({"data": [["a", "b"], *grid]}), *xy, extension="json")
    yield case("rows-without-names", j(grid), error="name the columns", extension="json")
    yield case("rows-of-two-lengths", j([["a", "b"], [1, "x"], [2]]), error="row 2", extension="json")
    yield case("header-and-rows", j({"header": ["a", "b"], "rows": grid}), *xy, extension="json")
    yield case("fields-and-data", j({"fields": [{"name": "a", "type": "int"}, {"name": "b"}], "data": grid}), *xy, extension="json")
    yield case("columns-and-values", j({"columns": ["a", "b"], "values": grid}), *xy, extension="json")
    yield case("records-far-within", j({"response": {"count": 2, "items": rows}}), *xy, extension="json")
    yield case("records-beside-meta", j({"meta": {"n": 2}, "response": {"items": rows}}), *xy, extension="json")
    yield case("records-and-errors", j({"meta": {"n": 2}, "data": rows, "errors": []}), *xy, extension="json")
    yield case("empty-object", "{}", error="empty", extension="json")
    yield case("empty-array", "[]", error="empty", extension="json")
    yield case("single-value", "3", error="single value", extension="json")
    yield case("numbers-in-array", "[1, 2, 3]", error="not an object", extension="json")
    yield case("object-among-others", '[{"a": 1}, 2]', error="element 2", extension="json")
    umlaut = [{"a": 1, "b": "ä"}, {"a": 2, "b": "€"}]
    ae = (whole("a", 1, 2), text("b", "ä", "€"))
    yield case("utf16-little", json.dumps(umlaut, ensure_ascii=False).encode("utf-16-le").join([b"\xff\xfe", b""]), *ae, extension="json")
    yield case("utf16-big", b"\xfe\xff" + json.dumps(umlaut, ensure_ascii=False).encode("utf-16-be"), *ae, extension="json")
    yield case("utf16-lines", b"\xff\xfe" + "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in umlaut).encode("utf-16-le"), *ae, extension="jsonl")
    yield case("windows1252-given", json.dumps(umlaut, ensure_ascii=False).encode("cp1252"), *ae, extension="json", given={"encoding": "windows-1252"})
    yield case("windows1252-lines-given", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in umlaut).encode("cp1252"), *ae, extension="jsonl", given={"encoding": "windows-1252"})
    yield case("windows1252-not-given", json.dumps(umlaut, ensure_ascii=False).encode("cp1252"), error="--encoding", extension="json")
    yield case("codes-given", j([{"a": -99, "b": 1}, {"a": 5, "b": -99}, {"a": 7.5, "b": 3}]), number("a", None, 5, 7.5), whole("b", 1, None, 3), extension="json", given={"missing": ["-99"]})
    yield case("codes-given-lines", '{"a": -99.0, "b": "x"}\n{"a": 5.5, "b": "-99"}\n', number("a", None, 5.5), text("b", "x", None), extension="jsonl", given={"missing": ["-99", "-99.0"]})
    yield case("codes-of-one-column", j([{"a": -99, "b": -99}, {"a": 5, "b": 2}]), whole("a", None, 5), whole("b", -99, 2), extension="json", given={"missing": ["a=-99"]})
    yield case("trailing-comma", '[{"a": 1}, {"a": 2},]', error="closing bracket", extension="json")
    yield case("single-quotes", "[{'a': 1}]", error="double quotes", extension="json")
    yield case("cut-in-text", '[{"a": "x', error="cut off", extension="json")
    yield case("key-twice", '[{"a": 1, "a": 2}]', error="occurs twice", extension="json")
    yield case("byte-order-mark", b"\xef\xbb\xbf" + j(rows).encode(), *xy, extension="json")
