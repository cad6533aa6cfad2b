"""Dates and moments, as people and machines write them."""

from case import case, column, date, moment, number, text, whole


def cases():
    b = whole("b", 1, 2)
    two = lambda first, second: f"d,b\n{first},1\n{second},2\n"
    yield case("iso", two("2024-01-31", "2023-11-05"), date("d", "2024-01-31", "2023-11-05"), b)
    yield case("iso-basic-stays-whole", two("20240131", "20231105"), whole("d", 20240131, 20231105), b, note="a whole number until a type is declared")
    yield case("slashes-year-first", two("2024/01/31", "2023/11/05"), date("d", "2024-01-31", "2023-11-05"), b)
    yield case("points-day-first", "d;b\n31.01.2024;1\n05.11.2023;2\n", date("d", "2024-01-31", "2023-11-05"), b)
    yield case("points-always-day-first", "d;b\n01.02.2024;1\n05.11.2023;2\n", date("d", "2024-02-01", "2023-11-05"), b,
               note="nobody writes month.day.year")
    yield case("points-short", "d;b\n1.2.2024;1\n31.11.2023;2\n", text("d", "1.2.2024", "31.11.2023"), b, hint="31.11.2023",
               note="there is no 31 November; what kept the column from a date is said")
    yield case("slashes-day-first-decided", two("31/01/2024", "05/11/2023"), date("d", "2024-01-31", "2023-11-05"), b)
    yield case("slashes-month-first-decided", two("01/31/2024", "11/05/2023"), date("d", "2024-01-31", "2023-11-05"), b)
    yield case("slashes-ambiguous", two("01/02/2024", "05/11/2023"), refuse="d",
               readings=[date("d", "2024-02-01", "2023-11-05"), date("d", "2024-01-02", "2023-05-11")])
    yield case("slashes-same-either-way", two("05/05/2024", "11/11/2023"), date("d", "2024-05-05", "2023-11-11"), b,
               note="both readings agree")
    yield case("slashes-contradict", two("31/01/2024", "01/31/2024"), text("d", "31/01/2024", "01/31/2024"), b)
    yield case("dashes-day-first", two("31-01-2024", "05-11-2023"), date("d", "2024-01-31", "2023-11-05"), b)
    yield case("month-name-sas", two("01NOV2023", "15JAN2024"), date("d", "2023-11-01", "2024-01-15"), b)
    yield case("month-name-english", two("3 Nov 2023", "15 January 2024"), date("d", "2023-11-03", "2024-01-15"), b)
    yield case("month-name-american", 'd,b\n"Nov 3, 2023",1\n"January 15, 2024",2\n', date("d", "2023-11-03", "2024-01-15"), b)
    yield case("month-name-dashes", two("03-Nov-2023", "15-Jan-2024"), date("d", "2023-11-03", "2024-01-15"), b)
    yield case("month-name-short-year", two("03-Nov-23", "15-Jan-24"), date("d", "2023-11-03", "2024-01-15"), b)
    yield case("weekday", 'd,b\n"Fri, 3 Nov 2023",1\n"Mon, 15 Jan 2024",2\n', date("d", "2023-11-03", "2024-01-15"), b)
    yield case("mail-date", 'd,b\n"Fri, 3 Nov 2023 10:11:12 +0100",1\n"Mon, 15 Jan 2024 00:00:00 +0000",2\n',
               moment("d", "2023-11-03T09:11:12Z", "2024-01-15T00:00:00Z"), b)
    yield case("rfc3339", two("2023-11-03T10:11:12Z", "2024-01-15T00:00:00+02:00"), moment("d", "2023-11-03T10:11:12Z", "2024-01-14T22:00:00Z"), b)
    yield case("blank-between", two("2023-11-03 10:11:12", "2024-01-15 00:00:00"), moment("d", "2023-11-03T10:11:12Z", "2024-01-15T00:00:00Z"), b)
    yield case("offset-after-blank", two("2023-11-03 10:11:12 +0100", "2024-01-15 00:00:00 -0530"), moment("d", "2023-11-03T09:11:12Z", "2024-01-15T05:30:00Z"), b)
    yield case("offset-hours-only", two("2023-11-03 10:11:12+01", "2024-01-15 00:00:00-05"), moment("d", "2023-11-03T09:11:12Z", "2024-01-15T05:00:00Z"), b)
    yield case("zone-name-utc", two("2023-11-03 10:11:12 UTC", "2024-01-15 00:00:00 UTC"), moment("d", "2023-11-03T10:11:12Z", "2024-01-15T00:00:00Z"), b)
    yield case("zone-name-gmt", two("2023-11-03 10:11:12 GMT", "2024-01-15 00:00:00 GMT"), moment("d", "2023-11-03T10:11:12Z", "2024-01-15T00:00:00Z"), b)
    yield case("minutes-only", two("2023-11-03 10:11", "2024-01-15 00:00"), moment("d", "2023-11-03T10:11:00Z", "2024-01-15T00:00:00Z"), b)
    yield case("minutes-day-first", "d;b\n03.11.2023 10:11;1\n15.01.2024 00:05;2\n", moment("d", "2023-11-03T10:11:00Z", "2024-01-15T00:05:00Z"), b)
    yield case("fractions-of-seconds", two("2023-11-03T10:11:12.5Z", "2024-01-15T00:00:00.123456Z"), moment("d", "2023-11-03T10:11:12.5Z", "2024-01-15T00:00:00.123456Z"), b)
    yield case("noon-american", two("11/13/2023 1:05:00 PM", "1/15/2024 12:00:00 AM"), moment("d", "2023-11-13T13:05:00Z", "2024-01-15T00:00:00Z"), b)
    yield case("leap-day", two("2024-02-29", "2000-02-29"), date("d", "2024-02-29", "2000-02-29"), b)
    yield case("no-leap-day", two("2023-02-29", "2024-02-29"), text("d", "2023-02-29", "2024-02-29"), b, hint="2023-02-29")
    yield case("years", two("2023", "2024"), whole("d", 2023, 2024), b)
    yield case("year-month", two("2023-11", "2024-01"), text("d", "2023-11", "2024-01"), b, types="date", values=["2023-11-01", "2024-01-01"],
               note="a month is a date of its first day, or stays as it is written")
    yield case("quarters", two("2023Q4", "2024Q1"), text("d", "2023Q4", "2024Q1"), b, types="date", values=["2023-10-01", "2024-01-01"])
    yield case("unix-seconds-stay", two("1700000000", "1700000060"), whole("d", 1700000000, 1700000060), b)
    yield case("times-of-day", two("10:11", "23:59"), text("d", "10:11", "23:59"), b)
    yield case("dates-and-moments", two("2023-11-03", "2024-01-15T10:00:00Z"), moment("d", "2023-11-03T00:00:00Z", "2024-01-15T10:00:00Z"), b)
    yield case("excel-serials-stay", two("45233", "45306"), whole("d", 45233, 45306), b)
    yield case("german-months", "d;b\n3. März 2023;1\n15. Oktober 2024;2\n", text("d", "3. März 2023", "15. Oktober 2024"), b, types="date",
               values=["2023-03-03", "2024-10-15"])
    yield case("zone-of-iana", two("2023-11-03 10:11:12 Europe/Berlin", "2023-07-03 10:11:12 Europe/Berlin"),
               moment("d", "2023-11-03T09:11:12Z", "2023-07-03T08:11:12Z"), b)
    yield case("zone-in-brackets", two("2023-11-03T10:11:12+01:00[Europe/Berlin]", "2023-11-04T10:11:12+01:00[Europe/Berlin]"),
               moment("d", "2023-11-03T09:11:12Z", "2023-11-04T09:11:12Z"), b)
    yield case("zone-of-many-countries", two("2023-11-03 10:11:12 IST", "2023-11-04 10:11:12 IST"),
               text("d", "2023-11-03 10:11:12 IST", "2023-11-04 10:11:12 IST"), b, hint="'IST' behind it")
    yield case("zones-german", "d;b\n2023-11-03 10:11 MEZ;1\n2023-07-03 10:11 MESZ;2\n", moment("d", "2023-11-03T09:11:00Z", "2023-07-03T08:11:00Z"), b)
    yield case("year-first-month-name", two("2023-Nov-03", "2024 Jan 15"), date("d", "2023-11-03", "2024-01-15"), b)
    yield case("french-months", "d;b\n1er janvier 2024;1\n14 août 2023;2\n", date("d", "2024-01-01", "2023-08-14"), b)
    yield case("spanish-months", "d;b\n3 de noviembre de 2023;1\n4 de enero de 2024;2\n", date("d", "2023-11-03", "2024-01-04"), b)
    yield case("italian-months", "d;b\n3 maggio 2023;1\n4 GIUGNO 2023;2\n", date("d", "2023-05-03", "2023-06-04"), b)
    yield case("month-cases", two("3 NOV 2023", "4 nov 2023"), date("d", "2023-11-03", "2023-11-04"), b)
    yield case("german-weekday", 'd;b\nMi, 3. Mai 2023;1\nDo, 4. Mai 2023;2\n', date("d", "2023-05-03", "2023-05-04"), b)
    yield case("french-weekday", 'd;b\nmar. 2 mai 2023;1\nmer. 3 mai 2023;2\n', date("d", "2023-05-02", "2023-05-03"), b)
    yield case("short-year-day-first", two("13/11/23", "1/2/24"), date("d", "2023-11-13", "2024-02-01"), b)
    yield case("short-year-month-first", two("11/13/23 1:05 PM", "1/2/24 12:00 AM"), moment("d", "2023-11-13T13:05:00Z", "2024-01-02T00:00:00Z"), b)
    yield case("short-year-three-meanings", two("03/04/05", "06/07/08"), refuse="d",
               readings=[date("d", "2005-04-03", "2008-07-06"), date("d", "2005-03-04", "2008-06-07"), date("d", "2003-04-05", "2006-07-08")])
    yield case("short-year-year-first", two("69/12/31", "99/11/30"), date("d", "1969-12-31", "1999-11-30"), b)
    yield case("iso-dense", two("20231103T101112Z", "20231104T1011"), moment("d", "2023-11-03T10:11:12Z", "2023-11-04T10:11:00Z"), b)
    yield case("c-time", two("Fri Nov  3 10:11:12 2023", "Mon Jan 15 00:00:00 2024"), moment("d", "2023-11-03T10:11:12Z", "2024-01-15T00:00:00Z"), b)
    yield case("clock-german", "d;b\n13.11.2023 10:11 Uhr;1\n14.11.2023 9:05 Uhr;2\n", moment("d", "2023-11-13T10:11:00Z", "2023-11-14T09:05:00Z"), b)
    yield case("web-log", two("03/Nov/2023:10:11:12 +0100", "04/Nov/2023:00:00:00 +0100"), moment("d", "2023-11-03T09:11:12Z", "2023-11-03T23:00:00Z"), b)
    yield case("months-by-name", two("Nov 2023", "January 2024"), date("d", "2023-11-01", "2024-01-01"), b, types="text", values=["Nov 2023", "January 2024"],
               hint="first day")
    yield case("months-year-first", two("2023 Nov", "2024-Jan"), date("d", "2023-11-01", "2024-01-01"), b, types="text", values=["2023 Nov", "2024-Jan"])
    yield case("months-german", "d;b\nMärz 2023;1\nOkt. 2024;2\n", date("d", "2023-03-01", "2024-10-01"), b, types="text", values=["März 2023", "Okt. 2024"])
    yield case("quarters-first", two("Q4 2023", "Q1/2024"), date("d", "2023-10-01", "2024-01-01"), b, types="text", values=["Q4 2023", "Q1/2024"])
    yield case("months-among-days", two("Nov 2023", "3 Nov 2023"), text("d", "Nov 2023", "3 Nov 2023"), b, hint="two conventions",
               note="a month is no day")
    yield case("months-among-words", two("Nov 2023", "soon"), text("d", "Nov 2023", "soon"), b)
    yield case("months-with-missing", two("Nov 2023", "NA"), date("d", "2023-11-01", None), b, types="text", values=["Nov 2023", "NA"])
    yield case("times-of-day-told", two("12:30", "1:05:07"), text("d", "12:30", "1:05:07"), b, hint="times of day")
    yield case("times-american-told", two("1:05 PM", "12:00 am"), text("d", "1:05 PM", "12:00 am"), b, hint="times of day")
    yield case("scores-are-times-or-not", two("3:2", "10:11"), text("d", "3:2", "10:11"), b)
    yield case("contradict-told", two("31/12/2023", "12/30/2023"), text("d", "31/12/2023", "12/30/2023"), b, hint="two conventions")
