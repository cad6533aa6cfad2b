"""What stands below the rows: sources, notes, totals, the last sign of a file of DOS."""

from case import case, column, number, text, whole


def cases():
    ab = (text("region", "A", "B"), whole("units", 10, 20))
    head = "region,units\nA,10\nB,20\n"
    yield case("note-below-empty-line", head + "\nFigures are preliminary\n", *ab, hint="below the rows")
    yield case("source-without-empty-line", head + "Source: Destatis 2024\n", *ab, hint="Source: Destatis 2024")
    yield case("source-german", "region;units\nA;10\nB;20\nQuelle: Amt\n", *ab, hint="Quelle: Amt")
    yield case("two-notes", head + "\nSource: x\nSecond line of it\n", *ab, hint="2 lines below")
    yield case("note-starred", head + "* preliminary\n", *ab, hint="* preliminary")
    yield case("note-hash", head + "# end of export\n", *ab, hint="# end of export")
    yield case("count-of-rows", head + "(2 rows)\n", *ab, hint="(2 rows)")
    yield case("note-quoted", head + '\n"Note: figures, with commas"\n', *ab, hint="below the rows")
    yield case("note-with-commas", "region,units,price\nA,10,1.5\nB,20,2.5\nNote: preliminary, see page 3\n", *ab, number("price", 1.5, 2.5), hint="Note: preliminary")
    yield case("note-padded", "region;units;price\nA;10;1,5\nB;20;2,5\n;;\nQuelle: Amt;;\n", *ab, number("price", 1.5, 2.5), hint="Quelle: Amt")
    yield case("note-padded-words", "region,units,price\nA,10,1.5\nB,20,2.5\n,,\nAll figures are preliminary,,\n", *ab, number("price", 1.5, 2.5), hint="preliminary")
    yield case("dos-end", (head + "\x1a").encode(), *ab, hint="below the rows")
    yield case("note-below-numbers", "year,units\n2020,10\n2021,20\n\nSource: x\n", whole("year", 2020, 2021), whole("units", 10, 20), hint="Source: x",
               note="the note does not make a text of the year")
    yield case("note-after-many-empty-lines", head + "\n\n\n\nSource: x\n\n", *ab, hint="Source: x")
    yield case("note-windows-lines", "region,units\r\nA,10\r\nB,20\r\n\r\nSource: x\r\n", *ab, hint="Source: x")
    yield case("total-stays", "region,units\nA,10\nB,20\nTotal,30\n", text("region", "A", "B", "Total"), whole("units", 10, 20, 30), hint="the last row is called 'Total'")
    yield case("total-german", "region;units\nA;10\nB;20\nSumme;30\n", text("region", "A", "B", "Summe"), whole("units", 10, 20, 30), hint="'Summe'")
    yield case("total-above-note", head + "Total,30\n\nSource: x\n", text("region", "A", "B", "Total"), whole("units", 10, 20, 30), hint="the last row is called 'Total'")
    yield case("short-last-row", head + "C\n", error="line 4", note="a row that lacks a cell is no note")
    yield case("long-last-row", head + "C,30,5\n", error="line 4")
    yield case("short-row-in-the-middle", "region,units\nA,10\nB\nC,30\n", error="line 3")
    yield case("last-row-without-value", "region,units\nA,10\nB,\n", text("region", "A", "B"), whole("units", 10, None))
    yield case("colon-among-rows", "film,year\nAlien: Covenant,2017\nMission: Impossible,1996\n", text("film", "Alien: Covenant", "Mission: Impossible"), whole("year", 2017, 1996))
    yield case("hash-among-rows", "tag,n\n#one,1\n#two,2\n", text("tag", "#one", "#two"), whole("n", 1, 2))
    yield case("one-column-keeps-all", "line\nx\n\nSource: y\n", text("line", "x", None, "Source: y"), note="one column: any line is a row")
    yield case("multi-line-cell-at-end", 'a,b\n1,"x\n\nSource: y"\n', whole("a", 1), text("b", "x\n\nSource: y"), note="a cell in quotes is no note")
    yield case("header-and-note-alone", "a,b\n# nothing\n", column("a", "text"), column("b", "text"), hint="# nothing")
    yield case("first-line-of-numbers", "1,2\n3,4\n5,6\n", whole("1", 3, 5), whole("2", 4, 6), hint="the first line names the columns")
    yield case("years-are-names", "2020,2021\n3,4\n5,6\n", whole("2020", 3, 5), whole("2021", 4, 6))
    yield case("blanks-between-words", "a b\n1 2\n3 4\n", text("a b", "1 2", "3 4"), hint="--delimiter ' '")
    yield case("colons-between-numbers", "a:b\n1:2\n3:4\n", text("a:b", "1:2", "3:4"), hint="--delimiter ':'")
    yield case("sentences-are-one-column", "remark\nall is well\nnot so good\n", text("remark", "all is well", "not so good"))
