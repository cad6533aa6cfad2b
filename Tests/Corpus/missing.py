"""Words that stand for missing values."""

from case import boolean, case, column, date, number, text, whole

WORDS = ["NA", "N/A", "n/a", "NaN", "null", "NULL", "None", "-", "--", ".", "?", "#N/A", "#VALUE!", "#DIV/0!", "k.A.", "missing", "unknown"]


def cases():
    for index, word in enumerate(WORDS):
        values = ("5", "7", word, "9")
        yield case(f"word-{index:02}", "a,b\n" + "".join(f"{value},{row}\n" for row, value in enumerate(values)),
                   whole("a", 5, 7, None, 9), whole("b", 0, 1, 2, 3), told=word, note=f"{word} in a column of numbers")
    yield case("words-several", "a,b\n5,1\nNA,2\n-,3\n9.5,4\n", number("a", 5, None, None, 9.5), whole("b", 1, 2, 3, 4))
    yield case("word-in-dates", "d,b\n2024-01-02,1\nNA,2\n2024-03-04,3\n", date("d", "2024-01-02", None, "2024-03-04"), whole("b", 1, 2, 3))
    yield case("word-in-booleans", "t,b\ntrue,1\nNA,2\nfalse,3\n", boolean("t", True, None, False), whole("b", 1, 2, 3))
    yield case("word-in-texts", "country,b\nNA,1\nDE,2\nFR,3\n", text("country", "NA", "DE", "FR"), whole("b", 1, 2, 3), hint="--missing NA",
               note="NA is Namibia: a level, and a warning")
    yield case("word-in-answers", "answer,b\nyes,1\nno,2\nNA,3\nyes,4\n", text("answer", "yes", "no", "NA", "yes"), whole("b", 1, 2, 3, 4), hint="--missing NA")
    yield case("word-given", "answer,b\nyes,1\nno,2\nNA,3\nyes,4\n", boolean("answer", True, False, None, True), whole("b", 1, 2, 3, 4),
               given={"missing": ["NA"]}, types="text", values=["yes", "no", None, "yes"])
    yield case("all-missing-words", "a,b\nNA,1\nNA,2\n", column("a", "text", None, None), whole("b", 1, 2))
    yield case("codes-told", "a,b\n12,1\n-99,2\n15,3\n-99,4\n14,5\n", whole("a", 12, -99, 15, -99, 14), whole("b", 1, 2, 3, 4, 5), hint="-99",
               note="a code is told and never applied")
    yield case("codes-longitude", "longitude,b\n-99,1\n-98.5,2\n-101.25,3\n", number("longitude", -99, -98.5, -101.25), whole("b", 1, 2, 3))
    yield case("codes-given", "a,b\n12,1\n-99,2\n15,3\n999,4\n", whole("a", 12, None, 15, None), whole("b", 1, 2, 3, 4), given={"missing": ["-99", "999"]})
    yield case("empty-text", 'a,b\nx,1\n"",2\n,3\n', text("a", "x", None, None), whole("b", 1, 2, 3))
    yield case("blanks", "a,b\n  ,1\n5,2\n", whole("a", None, 5), whole("b", 1, 2))
    yield case("empty-rows", "a,b\n1,2\n\n3,4\n\n", whole("a", 1, 3), whole("b", 2, 4))
    yield case("empty-column", "a,b,c\n1,,x\n2,,y\n", whole("a", 1, 2), column("b", "text", None, None), text("c", "x", "y"))
    yield case("dots-as-dots", "a,b\n.,1\n.5,2\n-.25,3\n", number("a", None, 0.5, -0.25), whole("b", 1, 2, 3))
    yield case("dashes-of-three-kinds", "a,b\n–,1\n—,2\n7,3\n", whole("a", None, None, 7), whole("b", 1, 2, 3))
    yield case("r-quoted", '"a","b"\n"x",NA\n"NA",2\n', text("a", "x", "NA"), whole("b", None, 2))
    yield case("inf-and-na", "a,b\nInf,1\n-Inf,2\nNaN,3\nNA,4\n1.5,5\n", column("a", "number", "Infinity", "-Infinity", None, None, 1.5), whole("b", 1, 2, 3, 4, 5))
    for name, word in [("special-sas", ".a"), ("excel-german", "#NV"), ("excel-french", "#VALEUR!"), ("excel-narrow", "#####"), ("not-applicable", "not applicable"),
                       ("zero-day-of-mysql", "0000-00-00"), ("no-answer-german", "keine Angabe"), ("null-brackets", "[null]"), ("windows-nan", "-1.#IND")]:
        yield case("word-" + name, f"a,b\n5,1\n{word},2\n7,3\n", whole("a", 5, None, 7), whole("b", 1, 2, 3), told=word)
    yield case("codes-of-one-column", "a,b\n12,-99\n-99,2\n", whole("a", 12, None), whole("b", -99, 2), given={"missing": ["a=-99"]})
    yield case("words-of-one-column", "a,b\nx,NA\nNA,2\n", text("a", "x", None), whole("b", None, 2), given={"missing": ["a=NA"]})
    yield case("apostrophes-told", "a,b\n'01234,1\n'98765,2\n", text("a", "'01234", "'98765"), whole("b", 1, 2), hint="apostrophe")
    yield case("codes-two", "a,b\n" + "".join(f"{i % 7 + 1},{i}\n" for i in range(20)) + "-9,20\n-99,21\n",
               whole("a", *[i % 7 + 1 for i in range(20)], -9, -99), whole("b", *range(22)), hint="--missing=-99,-9")
