"""Separators, quotes, headers, encodings, titles: how a table lies in a file of text."""

import gzip
import io
import json
import zipfile

from case import boolean, case, column, date, moment, number, text, whole


def cases():
    ab = (whole("a", 1, 3), whole("b", 2, 4))
    yield case("comma", "a,b\n1,2\n3,4\n", *ab)
    yield case("semicolon", "a;b\n1;2\n3;4\n", *ab)
    yield case("tab", "a\tb\n1\t2\n3\t4\n", *ab)
    yield case("pipe", "a|b\n1|2\n3|4\n", *ab)
    yield case("tab-named-csv-header-comma", "name, full\tsize (MB, GB)\nx\t1.5\ny\t2.5\n", text("name, full", "x", "y"), number("size (MB, GB)", 1.5, 2.5), extension="tsv")
    yield case("semicolon-header-comma", "Preis, EUR;Menge;Ort\n3,50;1;Ulm\n4,25;2;Bonn\n", number("Preis, EUR", 3.5, 4.25), whole("Menge", 1, 2), text("Ort", "Ulm", "Bonn"))
    yield case("sep-line", "sep=;\na;b\n1;2\n3;4\n", *ab, note="Excel's first line")
    yield case("sep-line-comma", "sep=,\na,b\n1,2\n3,4\n", *ab)
    yield case("delimiter-given", "a:b\n1:2\n3:4\n", *ab, given={"delimiter": ":"})
    yield case("blanks-as-delimiter-given", "a b\n1 2\n3 4\n", *ab, given={"delimiter": " "})
    yield case("one-column", "a\n1\n3\n", whole("a", 1, 3))
    yield case("one-column-commas-in-texts", 'a\n"x, y"\n"z, w"\n', text("a", "x, y", "z, w"))
    yield case("crlf", "a,b\r\n1,2\r\n3,4\r\n", *ab)
    yield case("cr", "a,b\r1,2\r3,4\r", *ab, note="old Macintosh", error="carriage return")
    yield case("no-last-line-end", "a,b\n1,2\n3,4", *ab)
    yield case("quoted-line-end", 'a,b\n"x\ny",1\n"z",2\n', text("a", "x\ny", "z"), whole("b", 1, 2))
    yield case("quoted-quotes", 'a,b\n"x ""y""",1\n"""",2\n', text("a", 'x "y"', '"'), whole("b", 1, 2))
    yield case("quote-in-middle", 'a,b\n5" disk,1\nz,2\n', text("a", '5" disk', "z"), whole("b", 1, 2))
    yield case("quoted-separator", 'a,b\n"x,y",1\n"z,",2\n', text("a", "x,y", "z,"), whole("b", 1, 2))
    yield case("quoted-header", '"a, b","c"\n1,2\n3,4\n', whole("a, b", 1, 3), whole("c", 2, 4))
    yield case("single-quotes-are-text", "a,b\n'x',1\n'y',2\n", text("a", "'x'", "'y'"), whole("b", 1, 2))
    yield case("bom", b"\xef\xbb\xbfa,b\n1,2\n3,4\n", *ab)
    yield case("utf16-little", "a,b\n1,2\n3,4\n".encode("utf-16"), *ab)
    yield case("utf16-big", b"\xfe\xff" + "a,b\n1,2\n3,4\n".encode("utf-16-be"), *ab)
    yield case("latin1-given", "a;b\nKöln;1\nMünchen;2\n".encode("latin-1"), text("a", "Köln", "München"), whole("b", 1, 2), given={"encoding": "latin1"})
    yield case("latin1-not-given", "a;b\nKöln;1\nMünchen;2\n".encode("latin-1"), error="--encoding")
    yield case("windows1252-given", "a;b\n“Köln” – €;1\nx;2\n".encode("cp1252"), text("a", "“Köln” – €", "x"), whole("b", 1, 2), given={"encoding": "windows-1252"})
    yield case("cut-character", b"a,b\nx\xc3,1\ny,2\n", error="UTF-8")
    yield case("nul-bytes", b"a,b\nx\x00y,1\nz,2\n", text("a", "x\x00y", "z"), whole("b", 1, 2), error="NUL")
    yield case("duplicate-names", "a,a\n1,2\n3,4\n", error="a")
    yield case("empty-name", "a,\n1,2\n3,4\n", whole("a", 1, 3), whole("column_2", 2, 4), error="name")
    yield case("row-names", ",a,b\nx,1,2\ny,3,4\n", text("column_1", "x", "y"), *ab, error="name", note="R writes row names so")
    yield case("short-rows", "a,b\n1,2\n3\n", whole("a", 1, 3), whole("b", 2, None), error="line 3")
    yield case("long-rows", "a,b\n1,2\n3,4,5\n", error="line 3")
    yield case("trailing-separators", "a,b,\n1,2,\n3,4,\n", *ab, column("column_3", "text", None, None), error="name")
    yield case("title-lines", "Monthly report\n\na,b\n1,2\n3,4\n", *ab, note="a header below a title")
    yield case("title-lines-semicolon", "Umsatz nach Region;;\nStand: 1.3.2024;;\n\nRegion;Menge;Preis\nA;1;3,5\nB;2;4,5\n",
               text("Region", "A", "B"), whole("Menge", 1, 2), number("Preis", 3.5, 4.5))
    yield case("comment-lines", "# made by hand\na,b\n1,2\n3,4\n", *ab)
    yield case("comment-lines-codecarbon-like", "# version: 3\n# host: x\na,b\n1,2\n3,4\n", *ab)
    yield case("totals-row-stays", "item,n\nx,1\ny,2\nTotal,3\n", text("item", "x", "y", "Total"), whole("n", 1, 2, 3), note="a row is a row; it is not guessed away")
    yield case("header-only", "a,b\n", column("a", "text"), column("b", "text"), note="no rows")
    yield case("empty", "", error="empty")
    yield case("blank-lines-only", "\n\n\n", error="empty")
    yield case("spaces-in-names", " a , b \n1,2\n3,4\n", *ab)
    yield case("wide-unicode", "naïve,数\né,1\n日本,2\n", text("naïve", "é", "日本"), whole("数", 1, 2))
    yield case("combining", "a,b\ne\u0301,1\n\u00e9,2\n", text("a", "e\u0301", "\u00e9"), whole("b", 1, 2), note="two spellings of one letter stay two")
    yield case("emoji", "a,b\n👩‍👩‍👧,1\n🇩🇪,2\n", text("a", "👩‍👩‍👧", "🇩🇪"), whole("b", 1, 2))
    yield case("booleans-words", "a,b\nTRUE,1\nfalse,2\nTrue,3\n", boolean("a", True, False, True), whole("b", 1, 2, 3))
    yield case("booleans-letters", "a,b\nT,1\nF,2\nT,3\n", text("a", "T", "F", "T"), whole("b", 1, 2, 3), types="boolean", values=[True, False, True])
    yield case("booleans-yes", "a,b\nyes,1\nno,2\n", text("a", "yes", "no"), whole("b", 1, 2), types="boolean", values=[True, False])
    yield case("zeros-and-ones", "a,b\n0,1\n1,2\n", whole("a", 0, 1), whole("b", 1, 2))
    yield case("formula-like-texts", 'a,b\n"=1+1",1\n"+x",2\n"@y",3\n', text("a", "=1+1", "+x", "@y"), whole("b", 1, 2, 3))

    # Archives.
    yield case("gzip", gzip.compress(b"a,b\n1,2\n3,4\n", mtime=0), *ab, extension="csv.gz")
    yield case("gzip-named-csv", gzip.compress(b"a,b\n1,2\n3,4\n", mtime=0), *ab, error="gzip")
    yield case("zip-one-table", _zip({"data.csv": "a,b\n1,2\n3,4\n"}), *ab, extension="zip")
    yield case("zip-two-tables", _zip({"x.csv": "a\n1\n", "y.csv": "a\n1\n"}), error="x.csv", extension="zip")
    yield case("zip-named-csv", _zip({"data.csv": "a,b\n1,2\n3,4\n"}), *ab, error="zip")
    yield case("zip-corrupt", _zip({"data.csv": "a,b\n1,2\n3,4\n"})[:60], error="zip", extension="zip")

    # JSON.
    rows = [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]
    xy = (whole("a", 1, 2), text("b", "x", "y"))
    yield case("json-lines", "".join(json.dumps(row) + "\n" for row in rows), *xy, extension="jsonl")
    yield case("json-array", json.dumps(rows), *xy, extension="json")
    yield case("json-array-indented", json.dumps(rows, indent=2), *xy, extension="json")
    yield case("json-array-named-csv", json.dumps(rows), *xy, error="JSON")
    yield case("json-object-of-columns", json.dumps({"a": [1, 2], "b": ["x", "y"]}), *xy, extension="json")
    yield case("json-object-with-records", json.dumps({"count": 2, "results": rows}), *xy, extension="json")
    yield case("json-object-of-records", json.dumps({"r1": {"a": 1, "b": "x"}, "r2": {"a": 2, "b": "y"}}), text("key", "r1", "r2"), *xy, extension="json",
               note="keys of records are a column of their own")
    yield case("json-one-object", json.dumps(rows[0]), whole("a", 1), text("b", "x"), extension="json")
    yield case("json-lines-named-json", "".join(json.dumps(row) + "\n" for row in rows), *xy, extension="json")
    yield case("json-truncated", json.dumps(rows)[:-5], error="JSON", extension="json")
    yield case("json-missing-keys", '{"a": 1}\n{"b": "x"}\n', whole("a", 1, None), text("b", None, "x"), extension="jsonl")
    yield case("json-nulls", '{"a": null, "b": 1.5}\n{"a": 2, "b": null}\n', whole("a", None, 2), number("b", 1.5, None), extension="jsonl")
    yield case("json-lists", '{"a": ["x", "y"], "b": 1}\n{"a": [], "b": 2}\n', column("a", "list", ["x", "y"], []), whole("b", 1, 2), extension="jsonl")
    yield case("json-numbers-as-texts", '{"a": "1", "b": 1}\n{"a": "2", "b": 2}\n', text("a", "1", "2"), whole("b", 1, 2), extension="jsonl",
               types="whole", values=[1, 2])
    yield case("json-big-whole", '{"a": 9007199254740993, "b": 1}\n{"a": 1, "b": 2}\n', whole("a", 9007199254740993, 1), whole("b", 1, 2), extension="jsonl")
    yield case("json-nested", '{"a": {"x": 1}, "b": 1}\n{"a": {"x": 2}, "b": 2}\n', whole("a.x", 1, 2), whole("b", 1, 2), extension="jsonl", error="a")
    yield case("json-decimal-commas", '[{"a": "1.234,50 €", "b": 1}, {"a": "12,25 €", "b": 2}]', number("a", 1234.5, 12.25, unit="EUR"), whole("b", 1, 2), extension="json")
    yield case("json-word-missing", '{"a": 5, "b": 1}\n{"a": "NA", "b": 2}\n{"a": 7, "b": 3}\n', whole("a", 5, None, 7), whole("b", 1, 2, 3), extension="jsonl", told="NA")
    yield case("json-days-first", '[{"a": "13.11.2023", "b": 1}, {"a": "1.2.2024", "b": 2}]', date("a", "2023-11-13", "2024-02-01"), whole("b", 1, 2), extension="json")
    yield case("json-ambiguous", '[{"a": "2.107", "b": 1}, {"a": "900", "b": 2}]', refuse="a", extension="json",
               readings=[whole("a", 2107, 900), number("a", 2.107, 900)])
    yield case("json-point-beside-comma", '[{"a": 2.107, "b": 1}, {"a": "3,5", "b": 2}]', text("a", "2.107", "3,5"), whole("b", 1, 2), extension="json",
               note="a number of JSON has a decimal point, whatever the texts beside it have")
    yield case("json-leading-zeros", '[{"a": "01234", "b": 1}, {"a": "98765", "b": 2}]', text("a", "01234", "98765"), whole("b", 1, 2), extension="json")
    yield case("json-list-among-texts", '{"a": "x", "b": 1}\n\n{"a": ["y", "z"], "b": 2}\n{"a": "w", "b": 3}\n', text("a", "x", '["y","z"]', "w"), whole("b", 1, 2, 3), extension="jsonl",
               hint="line 3 holds")
    yield case("json-text-among-numbers", '{"a": 1, "b": 1}\n\n{"a": 2, "b": 2}\n{"a": "viel", "b": 3}\n', text("a", "1", "2", "viel"), whole("b", 1, 2, 3), extension="jsonl",
               hint="line 4 holds 'viel'")
    yield case("json-of-pandas", json.dumps({"a": {"0": 1, "1": 2}, "b": {"0": "x", "1": "y"}}), *xy, extension="json")
    yield case("json-of-pandas-split", json.dumps({"columns": ["a", "b"], "index": [0, 1], "data": [[1, "x"], [2, "y"]]}), *xy, extension="json")
    yield case("json-infinity", '[{"a": Infinity, "b": 1}, {"a": NaN, "b": 2}]', column("a", "number", "Infinity", None), whole("b", 1, 2), extension="json")
    yield case("titles-padded", "Report,\nGenerated,2024-01-01\n,\na,b\n1,2\n3,4\n", *ab, hint="above the header")
    yield case("title-with-separator", '"Report of 3, May"\na,b\n1,2\n3,4\n', *ab, hint="above the header")
    yield case("html-named-csv", "<html><body><table><tr><td>1</td></tr></table></body></html>\n", error="web page")
    yield case("xml-named-csv", '<?xml version="1.0"?><rows/>\n', error="XML")
    yield case("pdf-named-csv", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", error="PDF")


def _zip(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()
