"""Further files of every kind: exports of agencies, spreadsheets, databases and instruments."""

import bz2
import gzip
import io
import json
import zipfile

from case import boolean, case, column, date, moment, number, text, whole

NBSP = "\u00a0"


def cases():
    yield from numbers()
    yield from missing()
    yield from dates()
    yield from shapes()
    yield from archives()
    yield from json_texts()


def numbers():
    b2, b3 = whole("b", 1, 2), whole("b", 1, 2, 3)
    yield case("krone-behind", "a;b\n1.234,50 kr;1\n12,25 kr;2\n", number("a", 1234.5, 12.25), b2)
    yield case("krona-before", f"a;b\nkr 1{NBSP}234,50;1\nkr 12,25;2\n", number("a", 1234.5, 12.25), b2)
    yield case("francs-before", "a;b\nCHF 1'234.50;1\nCHF 12.25;2\n", number("a", 1234.5, 12.25, unit="CHF"), b2)
    yield case("apostrophe-and-comma", "a;b\n1'234,50;1\n12'345,25;2\n", number("a", 1234.5, 12345.25), b2)
    yield case("euro-attached", "a;b\n1.234,56€;1\n0,99€;2\n", number("a", 1234.56, 0.99, unit="EUR"), b2)
    yield case("dollar-minus-forms", 'a,b\n-$5.50,1\n$-6.50,2\n"($7.50)",3\n', number("a", -5.5, -6.5, -7.5, unit="USD"), b3)
    yield case("accounting-blanks", 'a,b\n" $1,234.50 ",1\n" $(12.25)",2\n$ 3.00,3\n', number("a", 1234.5, -12.25, 3, unit="USD"), b3)
    yield case("percent-signs", "a;b\n+1,5 %;1\n\u22123,25 %;2\n-0,5%;3\n", number("a", 1.5, -3.25, -0.5, unit="%"), b3)
    yield case("percent-parentheses", "a,b\n(3.5%),1\n4.25%,2\n", number("a", -3.5, 4.25, unit="%"), b2)
    yield case("percent-missing", "a,b\n3.5%,1\nn/a,2\n4.25%,3\n", number("a", 3.5, None, 4.25, unit="%"), b3, told="n/a")
    yield case("exponents", "a,b\n1e5,1\n1E+05,2\n-2.5e-3,3\n", number("a", 100000, 100000, -0.0025), b3)
    yield case("points-at-the-ends", "a,b\n.5,1\n5.,2\n-.25,3\n", number("a", 0.5, 5, -0.25), b3)
    yield case("plus-signs", "a,b\n+5,1\n+12,2\n-3,3\n", whole("a", 5, 12, -3), b3)
    yield case("two-groups-decide", "a\tb\n1,000,000\t1\n1,250\t2\n", whole("a", 1000000, 1250), b2, extension="tsv")
    yield case("lone-zero-decides", "a;b\n1.234;1\n0.500;2\n", number("a", 1.234, 0.5), b2)
    yield case("pipe-ambiguous", "a|b\n1,234|x\n5,678|y\n", refuse="a", readings=[whole("a", 1234, 5678), number("a", 1.234, 5.678)])
    yield case("weights-ambiguous", "a;b\n1.200 kg;x\n2.500 kg;y\n", refuse="a", readings=[whole("a", 1200, 2500), number("a", 1.2, 2.5)])
    yield case("negative-groups", "a;b\n-1.234,5;1\n-80.018,77;2\n", number("a", -1234.5, -80018.77), b2)
    yield case("beyond-int64", "id,b\n9223372036854775808,1\n1,2\n", text("id", "9223372036854775808", "1"), b2,
               types="number", values=[9223372036854775808, 1])
    yield case("arabic-digits", "a,b\n١٢,1\n٣٤,2\n", text("a", "١٢", "٣٤"), b2, types="whole", values=[12, 34])
    yield case("footnote-letters", "a,b\n12.5a,1\n3.25,2\n", text("a", "12.5a", "3.25"), b2, hint="12.5a")
    yield case("below-detection", "a,b\n<0.5,1\n1.25,2\n2.5,3\n", text("a", "<0.5", "1.25", "2.5"), b3, hint="<0.5")
    yield case("thousands-of-two-kinds", "a;b\n1.234.567;1\n1 234 567;2\n", whole("a", 1234567, 1234567), b2, note="each has one meaning")
    yield case("fullwidth-blank", "a;b\n1\u3000234;1\n5\u3000678;2\n", text("a", "1\u3000234", "5\u3000678"), b2, types="whole", values=[1234, 5678])
    yield case("dates-are-no-numbers", "a;b\n1.2.2023;1\n3.4.2023;2\n", date("a", "2023-02-01", "2023-04-03"), b2)
    yield case("years-and-commas", "year;rate\n2023;3,5\n2024;4,25\n", whole("year", 2023, 2024), number("rate", 3.5, 4.25))
    yield case("point-decimals-below-semicolons", "x;y\n1.5;2.25\n3.75;4.125\n", number("x", 1.5, 3.75), number("y", 2.25, 4.125))
    yield case("hours-and-minutes", "a,b\n1h30,1\n2h05,2\n", text("a", "1h30", "2h05"), b2)
    yield case("ordinals", "a,b\n1st,1\n2nd,2\n", text("a", "1st", "2nd"), b2)
    yield case("ratio", "a,b\n1:10,1\n1:100,2\n", text("a", "1:10", "1:100"), b2)
    yield case("basis-zero", "a;b\n0,000;1\n0,125;2\n", number("a", 0, 0.125), b2)


def missing():
    b = whole("b", 1, 2, 3)
    for name, word in [("world-bank", ".."), ("eurostat", ":"), ("ellipsis", "…"), ("mysql", "\\N"), ("pandas", "<NA>"), ("nat", "NaT"), ("in-parentheses", "(null)"),
                       ("spanish", "n/d"), ("german", "n.a."), ("capitals", "N.A."), ("not-available", "not available"), ("name-error", "#NAME?"), ("reference-error", "#REF!")]:
        yield case("missing-" + name, f"a,b\n5,1\n{word},2\n7.5,3\n", number("a", 5, None, 7.5), b, told=word)
    yield case("missing-among-commas", "a;b\n3,5;1\nk.A.;2\n4,25;3\n", number("a", 3.5, None, 4.25), b, told="k.A.")
    yield case("missing-among-months", "d,b\nNov 3 2023,1\nn/a,2\nDec 24 2023,3\n", date("d", "2023-11-03", None, "2023-12-24"), b, told="n/a")
    yield case("missing-quoted", 'a,b\n"5",1\n"NA",2\n"7",3\n', whole("a", 5, None, 7), b, told="NA")
    yield case("none-is-an-answer", "drug,b\nnone,1\naspirin,2\nnone,3\n", text("drug", "none", "aspirin", "none"), b)


def dates():
    b2 = whole("b", 1, 2)
    two = lambda first, second: f"d;b\n{first};1\n{second};2\n"
    yield case("czech-blanks", two("3. 11. 2023", "24. 12. 2023"), date("d", "2023-11-03", "2023-12-24"), b2)
    yield case("hungarian", two("2023. 11. 03.", "2023. 12. 24."), date("d", "2023-11-03", "2023-12-24"), b2)
    yield case("points-year-first", two("2023.11.03", "2023.12.24"), date("d", "2023-11-03", "2023-12-24"), b2)
    yield case("points-short-year", two("03.11.23", "24.12.23"), date("d", "2023-11-03", "2023-12-24"), b2)
    yield case("one-digit", two("2023-1-5", "2023-12-24"), date("d", "2023-01-05", "2023-12-24"), b2)
    yield case("ordinal-days", two("1st Nov 2023", "22nd December 2023"), date("d", "2023-11-01", "2023-12-22"), b2)
    yield case("ordinal-days-american", two("Nov 3rd, 2023", "December 24th, 2023"), date("d", "2023-11-03", "2023-12-24"), b2)
    yield case("sept", two("Sept 3, 2023", "Sep. 24, 2023"), date("d", "2023-09-03", "2023-09-24"), b2)
    yield case("weekday-whole", two("Friday, November 3, 2023", "Sunday, December 24, 2023"), date("d", "2023-11-03", "2023-12-24"), b2)
    yield case("japanese", two("2023年11月3日", "2023年12月24日"), date("d", "2023-11-03", "2023-12-24"), b2)
    yield case("comma-before-clock", two("13/11/2023, 10:11:12", "24/12/2023, 00:00:01"), moment("d", "2023-11-13T10:11:12Z", "2023-12-24T00:00:01Z"), b2)
    yield case("fraction-comma", two("2023-11-03T10:11:12,5Z", "2023-12-24T00:00:00,25Z"), moment("d", "2023-11-03T10:11:12.5Z", "2023-12-24T00:00:00.25Z"), b2)
    yield case("offset-without-colon", two("2023-11-03T10:11:12+0100", "2023-12-24T00:00:00-0500"), moment("d", "2023-11-03T09:11:12Z", "2023-12-24T05:00:00Z"), b2)
    yield case("offset-without-seconds", two("2023-11-03T10:11+01:00", "2023-12-24T00:00-05:00"), moment("d", "2023-11-03T09:11:00Z", "2023-12-24T05:00:00Z"), b2)
    yield case("small-letters", two("2023-11-03t10:11:12z", "2023-12-24t00:00:00z"), moment("d", "2023-11-03T10:11:12Z", "2023-12-24T00:00:00Z"), b2)
    yield case("weeks-of-iso", two("2023-W44", "2023-W52"), text("d", "2023-W44", "2023-W52"), b2)
    yield case("far-years", two("1492-10-12", "2999-12-31"), date("d", "1492-10-12", "2999-12-31"), b2)
    yield case("thirteenth-month", two("2023-13-01", "2023-12-01"), text("d", "2023-13-01", "2023-12-01"), b2, hint="2023-13-01")
    yield case("clock-beyond-day", two("2023-11-03 25:00:00", "2023-12-24 10:00:00"), text("d", "2023-11-03 25:00:00", "2023-12-24 10:00:00"), b2, hint="25:00")
    yield case("dutch", two("3 mei 2023", "24 maart 2023"), date("d", "2023-05-03", "2023-03-24"), b2)
    yield case("portuguese", two("3 de fevereiro de 2023", "24 de dezembro de 2023"), date("d", "2023-02-03", "2023-12-24"), b2)
    yield case("polish", two("3 stycznia 2023", "24 grudnia 2023"), date("d", "2023-01-03", "2023-12-24"), b2)
    yield case("russian", two("3 января 2023", "24 декабря 2023"), date("d", "2023-01-03", "2023-12-24"), b2)
    yield case("american-clock-short", two("11/13/2023 1:05 pm", "12/24/2023 12:30 am"), moment("d", "2023-11-13T13:05:00Z", "2023-12-24T00:30:00Z"), b2)
    yield case("american-clock-points", two("11/13/2023 1:05 p.m.", "12/24/2023 12:30 a.m."), moment("d", "2023-11-13T13:05:00Z", "2023-12-24T00:30:00Z"), b2)
    yield case("zone-american", two("2023-11-03 10:11:12 EST", "2023-07-03 10:11:12 EDT"), moment("d", "2023-11-03T15:11:12Z", "2023-07-03T14:11:12Z"), b2)
    yield case("zone-and-offset", two("2023-11-03 10:11:12 UTC+1", "2023-12-24 00:00:00 UTC+1"), moment("d", "2023-11-03T09:11:12Z", "2023-12-23T23:00:00Z"), b2)
    yield case("program-date", two("Fri Nov 03 2023 10:11:12 GMT+0100", "Sun Dec 24 2023 00:00:00 GMT+0100"), moment("d", "2023-11-03T09:11:12Z", "2023-12-23T23:00:00Z"), b2)
    yield case("unix-date", two("Fri Nov  3 10:11:12 UTC 2023", "Sun Dec 24 00:00:00 UTC 2023"), moment("d", "2023-11-03T10:11:12Z", "2023-12-24T00:00:00Z"), b2)
    yield case("two-columns-one-decides", "d;e\n01/02/2024;13/11/2023\n05/06/2024;24/12/2023\n", date("d", "2024-02-01", "2024-06-05"), date("e", "2023-11-13", "2023-12-24"))


def shapes():
    ab = (whole("a", 1, 3), whole("b", 2, 4))
    yield case("mark-and-quoted-header", b'\xef\xbb\xbf"a","b"\n1,2\n3,4\n', *ab)
    yield case("mark-and-sep-line", b"\xef\xbb\xbfsep=;\r\na;b\r\n1;2\r\n3;4\r\n", *ab)
    yield case("two-marks", b"\xef\xbb\xbf\xef\xbb\xbfa,b\n1,2\n3,4\n", *ab, error="byte order mark")
    yield case("sep-tab", "sep=\t\na\tb\n1\t2\n3\t4\n", *ab)
    yield case("mixed-line-ends", "a,b\r\n1,2\n3,4\r\n", *ab)
    yield case("header-of-two-lines", '"a\n(kg)",b\n1,2\n3,4\n', whole("a\n(kg)", 1, 3), whole("b", 2, 4))
    yield case("blank-after-quote", 'a,b\n"x" ,1\n"y" ,2\n', text("a", "x", "y"), whole("b", 1, 2), error="after a closing quote")
    yield case("backslash-quotes", 'a,b\n"x \\"y\\"",1\n"z",2\n', text("a", 'x "y"', "z"), whole("b", 1, 2), error="write a quote twice")
    yield case("curly-quotes-are-text", "a,b\n“x”,1\n“y”,2\n", text("a", "“x”", "“y”"), whole("b", 1, 2))
    yield case("unclosed-quote", 'a,b\n"x,1\ny,2\n', error="never closed")
    yield case("units-below-names", "a,b\nkg,m\n1,2\n3,4\n", text("a", "kg", "1", "3"), text("b", "m", "2", "4"), hint="line 2")
    yield case("duplicate-names-far", "a,b,c,b\n1,2,3,4\n", error="'b'")
    yield case("names-by-case", "a,A\n1,2\n3,4\n", whole("a", 1, 3), whole("A", 2, 4))
    yield case("numbers-as-names", "id,2022,2023\nx,1,2\ny,3,4\n", text("id", "x", "y"), whole("2022", 1, 3), whole("2023", 2, 4))
    yield case("pipes-with-blanks", "a | b\n1 | 2\n3 | 4\n", *ab)
    yield case("utf16-without-mark", "a,b\n1,2\n3,4\n".encode("utf-16-le"), *ab, error="UTF-16")
    yield case("utf16-semicolons", b"\xff\xfe" + "Ort;Preis\r\nKöln;3,50\r\nUlm;4,25\r\n".encode("utf-16-le"), text("Ort", "Köln", "Ulm"), number("Preis", 3.5, 4.25))
    yield case("utf32", b"\xff\xfe\x00\x00" + "a,b\n1,2\n".encode("utf-32-le"), whole("a", 1), whole("b", 2), error="UTF-32")
    yield case("cyrillic-given", "город;б\nМосква;1\nОмск;2\n".encode("cp1251"), text("город", "Москва", "Омск"), whole("б", 1, 2), given={"encoding": "windows-1251"})
    yield case("japanese-given", "都市,b\n東京,1\n大阪,2\n".encode("shift_jis"), text("都市", "東京", "大阪"), whole("b", 1, 2), given={"encoding": "shift_jis"})
    yield case("chinese-given", "城市,b\n北京,1\n上海,2\n".encode("gb18030"), text("城市", "北京", "上海"), whole("b", 1, 2), given={"encoding": "gb18030"})
    yield case("macintosh-given", "a;b\nKöln;1\nGärten;2\n".encode("mac_roman"), text("a", "Köln", "Gärten"), whole("b", 1, 2), given={"encoding": "macintosh"})
    yield case("encoding-unknown", "a,b\n1,2\n", given={"encoding": "utf-99"}, error="utf-99")
    yield case("encoding-wrong", "a,b\nKöln,1\n".encode("latin-1"), given={"encoding": "utf-8"}, error="UTF-8")
    yield case("last-line-of-blanks", "a,b\n1,2\n3,4\n   \n", *ab)
    yield case("many-empty-lines-amid", "a,b\n1,2\n\n\n3,4\n", *ab)
    yield case("empty-line-in-one-column", "a\n1\n\n3\n", whole("a", 1, None, 3))
    yield case("quoted-numbers", '"a","b"\n"1","2"\n"3","4"\n', *ab)
    yield case("codes-in-quotes", '"a","b"\n"01","2"\n"03","4"\n', text("a", "01", "03"), whole("b", 2, 4))
    yield case("semicolons-within-commas", 'a,b\n"x;y;z",1\n"u;v;w",2\n', text("a", "x;y;z", "u;v;w"), whole("b", 1, 2))
    yield case("title-with-commas", "Sales, by region, in units\n\nregion,units\nA,10\nB,20\n", text("region", "A", "B"), whole("units", 10, 20), hint="above the header")
    yield case("titles-and-footer", "Report\nMade by X\n\na;b\n1;3,5\n2;4,5\n\nSource: Y\n", whole("a", 1, 2), number("b", 3.5, 4.5), hint="Source: Y")
    yield case("markdown-table", "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", *ab, error="Markdown")
    yield case("rich-text-named-csv", b"{\\rtf1\\ansi a,b}\n", error="RTF")
    yield case("picture-named-csv", b"\x89PNG\r\n\x1a\n" + bytes(40), error="PNG")
    yield case("sqlite-named-csv", b"SQLite format 3\x00" + bytes(84), error="SQLite")
    yield case("parquet-named-csv", b"PAR1" + bytes(40) + b"PAR1", error="Parquet")
    yield case("long-cells", "a,b\n" + "x" * 20000 + ",1\ny,2\n", text("a", "x" * 20000, "y"), whole("b", 1, 2))


def archives():
    ab = (whole("a", 1, 3), whole("b", 2, 4))
    plain = b"a,b\n1,2\n3,4\n"
    yield case("zip-of-macintosh", _zip({"data.csv": plain, "__MACOSX/._data.csv": b"\x00\x05"}), *ab, extension="zip")
    yield case("zip-in-folder", _zip({"export/": b"", "export/data.csv": plain}), *ab, extension="zip")
    yield case("zip-with-readme", _zip({"README.txt": b"made by hand\n", "data.csv": plain}), *ab, extension="zip", error="README.txt")
    yield case("zip-of-json", _zip({"data.json": b'[{"a": 1, "b": 2}, {"a": 3, "b": 4}]'}), *ab, extension="zip")
    yield case("zip-empty", _zip({}), error="contains no file", extension="zip")
    yield case("zip-of-mark", _zip({"data.csv": b"\xef\xbb\xbf" + plain}), *ab, extension="zip")
    yield case("zip-within-zip", _zip({"inner.zip": _zip({"data.csv": plain})}), error="inner.zip", extension="zip")
    yield case("gzip-members", gzip.compress(b"a,b\n1,2\n", mtime=0) + gzip.compress(b"3,4\n", mtime=0), *ab, extension="csv.gz")
    yield case("gzip-cut", gzip.compress(plain * 50, mtime=0)[:30], error="cut off", extension="csv.gz")
    yield case("gzip-not", plain, *ab, extension="csv.gz", note="read as what it is")
    yield case("gzip-empty", gzip.compress(b"", mtime=0), error="empty", extension="csv.gz")
    yield case("gzip-json", gzip.compress(b'[{"a": 1, "b": 2}, {"a": 3, "b": 4}]', mtime=0), *ab, extension="json.gz")
    yield case("gzip-lines", gzip.compress(b'{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', mtime=0), *ab, extension="jsonl.gz")
    yield case("bzip2", bz2.compress(plain), error="bzip2", extension="csv.bz2")
    yield case("xz", b"\xfd7zXZ\x00" + bytes(60), error="xz", extension="csv.xz")
    yield case("zstandard", b"\x28\xb5\x2f\xfd" + bytes(60), error="Zstandard", extension="csv.zst")
    yield case("open-document", _zip({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}), error="OpenDocument", extension="ods")
    yield case("binary-workbook", _zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x00"}), error=".xlsx", extension="xlsb")


def json_texts():
    ab = (whole("a", 1, 3), whole("b", 2, 4))
    rows = [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
    j = json.dumps
    yield case("json-mark-lines", b"\xef\xbb\xbf" + b'{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', *ab, extension="jsonl")
    yield case("json-lines-crlf", '{"a": 1, "b": 2}\r\n\r\n{"a": 3, "b": 4}\r\n', *ab, extension="jsonl")
    yield case("json-lines-of-lists", "[1, 2]\n[3, 4]\n", error="each line is a list", extension="jsonl")
    yield case("json-joined", '{"a": 1, "b": 2}{"a": 3, "b": 4}', *ab, extension="json", error="line")
    yield case("geojson", j({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": "x", "n": 1}, "geometry": {"type": "Point", "coordinates": [8.5, 50.25]}},
        {"type": "Feature", "properties": {"name": "y", "n": 2}, "geometry": None}]}),
               text("type", "Feature", "Feature"), text("properties.name", "x", "y"), whole("properties.n", 1, 2), text("geometry.type", "Point", None),
               text("geometry.coordinates", "[8.5,50.25]", None), column("geometry", "text", None, None), extension="geojson")
    yield case("json-table-schema", j({"schema": {"fields": [{"name": "index", "type": "integer"}, {"name": "a", "type": "integer"}], "primaryKey": ["index"]},
                                       "data": [{"index": 0, "a": 1}, {"index": 1, "a": 3}]}), whole("index", 0, 1), whole("a", 1, 3), extension="json")
    yield case("json-columns-within", j({"status": "ok", "data": {"a": [1, 3], "b": [2, 4]}}), *ab, extension="json")
    yield case("json-surrogates", '[{"a": "\\ud83d\\ude00", "b": 1}, {"a": "\\u00e9", "b": 2}]', text("a", "😀", "é"), whole("b", 1, 2), extension="json")
    yield case("json-half-surrogate", '[{"a": "\\ud83d", "b": 1}]', text("a", "\ufffd"), whole("b", 1), extension="json", hint="could not be read")
    yield case("json-line-ends-in-texts", j([{"a": "x\ny", "b": 1}, {"a": "z\t\"q\"", "b": 2}]), text("a", "x\ny", 'z\t"q"'), whole("b", 1, 2), extension="json")
    yield case("json-whole-and-real", j([{"a": 1, "b": 2}, {"a": 1.5, "b": 4}]), number("a", 1, 1.5), whole("b", 2, 4), extension="json")
    yield case("json-exponent", '[{"a": 1e3, "b": 2}, {"a": 2.5E-1, "b": 4}]', number("a", 1000, 0.25), whole("b", 2, 4), extension="json")
    yield case("json-booleans", j([{"a": True, "b": 2}, {"a": False, "b": 4}, {"a": None, "b": 5}]), boolean("a", True, False, None), whole("b", 2, 4, 5), extension="json")
    yield case("json-boolean-among-numbers", j([{"a": True, "b": 2}, {"a": 1, "b": 4}]), text("a", "true", "1"), whole("b", 2, 4), extension="json")
    yield case("json-moments", j([{"d": "2023-11-03T10:11:12Z", "b": 2}, {"d": None, "b": 4}]), moment("d", "2023-11-03T10:11:12Z", None), whole("b", 2, 4), extension="json")
    yield case("json-order-of-keys", '[{"b": 2, "a": 1}, {"a": 3, "b": 4}]', whole("b", 2, 4), whole("a", 1, 3), extension="json")
    yield case("json-comments", '// made by hand\n[{"a": 1}]\n', error="comment", extension="json")
    yield case("json-callback", 'callback([{"a": 1}]);\n', error="JSON", extension="json")
    yield case("json-too-large-number", '[{"a": 1e999, "b": 1}]', column("a", "number", "Infinity"), whole("b", 1), extension="json")
    yield case("json-beyond-int64", '[{"a": 9223372036854775808, "b": 1}]', number("a", 9223372036854775808), whole("b", 1), extension="json", types="text", values=["9223372036854775808"])
    yield case("json-deep-objects", j([{"a": {"x": {"y": 1}}, "b": 2}, {"a": {"x": {"y": 3}}, "b": 4}]), whole("a.x.y", 1, 3), whole("b", 2, 4), extension="json")
    yield case("json-objects-sometimes", j([{"a": {"x": 1}, "b": 2}, {"a": None, "b": 4}]), whole("a.x", 1, None), whole("b", 2, 4), column("a", "text", None, None), extension="json")
    yield case("json-two-tables", j({"x": rows, "y": rows}), error="several tables", extension="json")
    yield case("json-empty-texts", j([{"a": "", "b": 1}, {"a": "x", "b": 2}]), text("a", None, "x"), whole("b", 1, 2), extension="json")
    yield case("json-euro-percent", j([{"a": "3,5 %", "b": 1}, {"a": "4,25 %", "b": 2}]), number("a", 3.5, 4.25, unit="%"), whole("b", 1, 2), extension="json")
    yield case("json-utf8-broken", b'[{"a": "K\xf6ln", "b": 1}]', error="UTF-8", extension="json")


def _zip(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()
