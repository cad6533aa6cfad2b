"""Excel workbooks, written part by part so that each oddity is one that was meant."""

import io
import zipfile
from xml.sax.saxutils import escape

from case import boolean, case, column, date, moment, number, text, whole

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Cell formats by number: 0 general, 1 date, 2 date and time, 3 percent, 4 text, 5 euro, 6 time of day, 7 own date.
STYLES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="#,##0.00\\ [$€-407]"/>
<numFmt numFmtId="165" formatCode="[$-407]d/\\ mmmm\\ yyyy;@"/></numFmts>
<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="8"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="10"/><xf numFmtId="49"/><xf numFmtId="164"/>
<xf numFmtId="20"/><xf numFmtId="165"/></cellXfs></styleSheet>"""


def workbook(*sheets, shared=(), epoch1904=False, merged=None, macros=False, hidden=()):
    """A workbook of (name, rows of cells); a cell is None or (kind, value, style), kind one of n, s, inline, str, b, e."""
    files = {}
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1))
    files["[Content_Types].xml"] = (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
        + overrides + "</Types>")
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    files["_rels/.rels"] = f'<?xml version="1.0"?><Relationships xmlns="{package}"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    state = lambda n: ' state="hidden"' if n in hidden else ""
    entries = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"{state(n)}/>' for n, (name, _) in enumerate(sheets, 1))
    setting = '<workbookPr date1904="1"/>' if epoch1904 else "<workbookPr/>"
    files["xl/workbook.xml"] = f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{setting}<sheets>{entries}</sheets></workbook>'
    relations = "".join(f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1))
    files["xl/_rels/workbook.xml.rels"] = (
        f'<?xml version="1.0"?><Relationships xmlns="{package}">{relations}<Relationship Id="rId90" Type="{RELATIONS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId91" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>')
    files["xl/styles.xml"] = STYLES
    items = "".join(item if item.startswith("<") else f'<t xml:space="preserve">{escape(item)}</t>' for item in (f"<si>{'<t xml:space=' + chr(34) + 'preserve' + chr(34) + '>' + escape(s) + '</t>' if not s.startswith('<') else s}</si>" for s in shared))
    files["xl/sharedStrings.xml"] = f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{MAIN}" count="{len(shared)}" uniqueCount="{len(shared)}">{items}</sst>'
    for n, (_, rows) in enumerate(sheets, 1):
        body = ""
        for r, row in enumerate(rows, 1):
            if row is None:
                continue
            cells = ""
            for c, cell in enumerate(row):
                if cell is None:
                    continue
                kind, value, *style = cell
                place = f' r="{chr(65 + c)}{r}"' + (f' s="{style[0]}"' if style else "")
                if kind == "inline":
                    cells += f'<c{place} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
                elif kind == "formula":
                    cells += f"<c{place}><f>{escape(value[0])}</f><v>{value[1]}</v></c>"
                elif kind == "unsolved":
                    cells += f"<c{place}><f>{escape(value)}</f></c>"
                elif kind == "n":
                    cells += f"<c{place}><v>{value}</v></c>"
                else:
                    cells += f'<c{place} t="{kind}"><v>{escape(str(value))}</v></c>'
            body += f'<row r="{r}">{cells}</row>'
        merges = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged and n == 1 else ""
        files[f"xl/worksheets/sheet{n}.xml"] = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData>{merges}</worksheet>'
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content)
    return stream.getvalue()


def t(value):
    return ("inline", value)


def n(value, *style):
    return ("n", value, *style)


def cases():
    one = lambda *rows: workbook(("Sheet1", list(rows)))
    head = [t("a"), t("b")]
    yield case("numbers", one(head, [n(1), n(1.5)], [n(2), n(2.25)]), whole("a", 1, 2), number("b", 1.5, 2.25), extension="xlsx")
    yield case("texts-shared", workbook(("Sheet1", [[("s", 0), ("s", 1)], [("s", 2), n(1)], [("s", 3), n(2)]]), shared=["a", "b", "x <y> & z", "  kept  "]),
               text("a", "x <y> & z", "  kept  "), whole("b", 1, 2), extension="xlsx")
    yield case("texts-rich", workbook(("Sheet1", [[("s", 0), ("s", 1)], [("s", 2), n(1)]]), shared=["a", "b", "<r><t>two </t></r><r><t>runs</t></r>"]),
               text("a", "two runs"), whole("b", 1), extension="xlsx")
    yield case("texts-phonetic", workbook(("Sheet1", [[("s", 0), ("s", 1)], [("s", 2), n(1)]]), shared=["a", "b", '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>']),
               text("a", "東京"), whole("b", 1), extension="xlsx", note="the reading aids are no part of the text")
    yield case("dates", one(head, [n(45233, 1), n(1)], [n(60, 1), n(2)], [n(61, 1), n(3)], [n(1, 1), n(4)]),
               date("a", "2023-11-03", "1900-02-29" if False else None, "1900-03-01", "1900-01-01"), whole("b", 1, 2, 3, 4), extension="xlsx",
               note="serial 60 is a day that never was")
    yield case("dates-1904", workbook(("Sheet1", [head, [n(43771, 1), n(1)], [n(0, 1), n(2)]]), epoch1904=True),
               date("a", "2023-11-03", "1904-01-01"), whole("b", 1, 2), extension="xlsx")
    yield case("moments", one(head, [n(45233.5, 2), n(1)], [n("45306.000011574", 2), n(2)]), moment("a", "2023-11-03T12:00:00Z", "2024-01-15T00:00:01Z"),
               whole("b", 1, 2), extension="xlsx")
    yield case("dates-own-format", one(head, [n(45233, 7), n(1)]), date("a", "2023-11-03"), whole("b", 1), extension="xlsx")
    yield case("percent", one(head, [n(0.043, 3), n(1)], [n(0.1225, 3), n(2)]), number("a", 4.3, 12.25, unit="%"), whole("b", 1, 2), extension="xlsx")
    yield case("euro", one(head, [n(1234.5, 5), n(1)], [n(12, 5), n(2)]), number("a", 1234.5, 12, unit="EUR"), whole("b", 1, 2), extension="xlsx")
    yield case("booleans", one(head, [("b", 1), n(1)], [("b", 0), n(2)]), boolean("a", True, False), whole("b", 1, 2), extension="xlsx")
    yield case("errors", one(head, [("e", "#N/A"), n(1)], [n(2), n(2)], [("e", "#DIV/0!"), n(3)]), whole("a", None, 2, None), whole("b", 1, 2, 3), extension="xlsx", told="#N/A")
    yield case("formulas", one(head, [("formula", ("1+1", 2)), n(1)], [("formula", ("A2*2", 4)), n(2)]), whole("a", 2, 4), whole("b", 1, 2), extension="xlsx",
               note="the value that was stored; nothing is computed")
    yield case("gaps", one(head, [n(1), None], None, [None, n(2)]), whole("a", 1, None), whole("b", None, 2), extension="xlsx")
    yield case("numbers-as-texts", one(head, [t("1"), n(1)], [t("2"), n(2)]), whole("a", 1, 2), whole("b", 1, 2), extension="xlsx", types="text", values=["1", "2"])
    yield case("codes-as-texts", one(head, [t("01234"), n(1)], [t("98765"), n(2)]), text("a", "01234", "98765"), whole("b", 1, 2), extension="xlsx")
    yield case("long-whole", one(head, [n("9007199254740993"), n(1)]), column("a", "whole", 9007199254740993), whole("b", 1), extension="xlsx", types="number", values=[9007199254740992])
    yield case("word-missing", one(head, [n(5), n(1)], [t("NA"), n(2)], [n(7), n(3)]), whole("a", 5, None, 7), whole("b", 1, 2, 3), extension="xlsx", told="NA")
    yield case("sheets-first", workbook(("First", [head, [n(1), n(2)]]), ("Second", [[t("c")], [n(9)]])), whole("a", 1), whole("b", 2), extension="xlsx", hint="Second",
               note="the first sheet is read, and the others are named")
    yield case("sheet-by-name", workbook(("First", [head, [n(1), n(2)]]), ("Second sheet", [[t("c")], [n(9)]])), whole("c", 9), given={"sheet": "Second sheet"}, extension="xlsx")
    yield case("sheet-by-number", workbook(("First", [head, [n(1), n(2)]]), ("Second", [[t("c")], [n(9)]])), whole("c", 9), given={"sheet": "2"}, extension="xlsx")
    models = [[t("model"), t("parameters")], [t("x"), n(10**9)], [t("y"), n(2 * 10**9)]]
    yield case("sheet-of-models", workbook(("Notes", [[t("model"), t("parameters")], [t("none"), n(1)]]), ("Models", models)), text("model", "x", "y"), whole("parameters", 10**9, 2 * 10**9),
               given={"sheet": "Models"}, extension="xlsx")
    yield case("sheet-unknown", workbook(("First", [head, [n(1), n(2)]])), given={"sheet": "Frist"}, error="First", extension="xlsx")
    yield case("title-lines", one([t("Monthly report")], None, head, [n(1), n(2)], [n(3), n(4)]), whole("a", 1, 3), whole("b", 2, 4), extension="xlsx")
    yield case("note-below", one([t("region"), t("units"), t("price")], [t("A"), n(10), n(1)], [t("B"), n(20), n(2)], None, [t("Source: x")]),
               text("region", "A", "B"), whole("units", 10, 20), whole("price", 1, 2), extension="xlsx", hint="Source: x")
    yield case("total-and-note", one([t("region"), t("units")], [t("A"), n(10)], [t("B"), n(20)], [t("Total"), n(30)], None, [t("Note: provisional")]),
               text("region", "A", "B", "Total"), whole("units", 10, 20, 30), extension="xlsx", hint="'Total'")
    yield case("table-in-the-middle", one(None, None, [None, None, t("a"), t("b")], [None, None, n(1), n(2)], [None, None, n(3), n(4)]),
               whole("a", 1, 3), whole("b", 2, 4), extension="xlsx", note="empty columns before the table are none of it")
    yield case("row-names-stay", one([None, t("a")], [t("x"), n(1)], [t("y"), n(2)]), text("column_1", "x", "y"), whole("a", 1, 2), extension="xlsx")
    yield case("codes-of-one-column", one(head, [n(-99), n(-99)], [n(5), n(2)]), whole("a", None, 5), whole("b", -99, 2), extension="xlsx", given={"missing": ["a=-99"]})
    yield case("merged-head", workbook(("Sheet1", [[t("2023"), None, t("2024")], [t("a"), t("b"), t("a")], [n(1), n(2), n(3)]]), merged="A1:B1"), error="merged", extension="xlsx")
    yield case("empty-sheet", one(), error="empty", extension="xlsx")
    yield case("hidden-sheet", workbook(("Notes", [[t("x")], [n(1)]]), ("Data", [head, [n(1), n(2)]]), hidden=(1,)), whole("a", 1), whole("b", 2), extension="xlsx",
               note="what its author hid is not what is read first")
    yield case("named-csv", one(head, [n(1), n(2)]), error="workbook", extension="csv")
    yield case("truncated", one(head, [n(1), n(2)])[:400], error="zip", extension="xlsx")
    yield case("encrypted", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(1000), error="password", extension="xlsx")
    yield case("old-xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1528), error=".xlsx", extension="xls")
    yield case("times-of-day", one(head, [n(0.5, 6), n(1)], [n(0.25, 6), n(2)]), number("a", 12, 6, unit="h"), whole("b", 1, 2), extension="xlsx",
               note="hours; a share of a day means nothing to a reader")
    yield case("formulas-unsolved", one(head, [("unsolved", "1+1"), n(1)], [n(4), n(2)]), whole("a", None, 4), whole("b", 1, 2), extension="xlsx", hint="A2",
               note="a program that does not compute wrote it: the values are missing, and it is told")
    yield case("title-merged", workbook(("Sheet1", [[t("Sales by month"), None, None], None, [t("a"), t("b"), t("c")], [n(1), n(2), n(3)]]), merged="A1:B1"),
               whole("a", 1), whole("b", 2), whole("c", 3), extension="xlsx", note="a title may lie over some of the columns")
