"""Number conventions: decimal sign, thousands sign, currency, percent, parentheses. Values were written by hand."""

from case import case, column, number, text, whole

NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"


def cases():
    # Decimal commas: one value with other than three digits after the comma decides a column.
    yield case("decimal-comma", "a;b\n3,5;x\n12,25;y\n-0,75;z\n", number("a", 3.5, 12.25, -0.75), text("b", "x", "y", "z"))
    yield case("decimal-comma-one-decides", "a;b\n1,234;x\n12,5;y\n2,001;z\n", number("a", 1.234, 12.5, 2.001), text("b", "x", "y", "z"))
    yield case("decimal-comma-by-other-column", "a;b\n1,234;0,5\n7,125;1,25\n", number("a", 1.234, 7.125), number("b", 0.5, 1.25))
    yield case("decimal-comma-tab", "a\tb\n3,5\t1\n4,75\t2\n", number("a", 3.5, 4.75), whole("b", 1, 2), extension="tsv")
    yield case("decimal-comma-quoted", 'a,b\n"3,5",1\n"4,75",2\n', number("a", 3.5, 4.75), whole("b", 1, 2))
    yield case("decimal-comma-exponent", "a;b\n1,5e3;1\n2,5E-2;2\n", number("a", 1500, 0.025), whole("b", 1, 2))
    yield case("decimal-comma-leading-zero", "a;b\n0,125;1\n0,250;2\n", number("a", 0.125, 0.25), whole("b", 1, 2),
               note="a group of thousands never starts with a lone zero")
    yield case("decimal-comma-four-whole-digits", "a;b\n1234,567;1\n5678,125;2\n", number("a", 1234.567, 5678.125), whole("b", 1, 2))
    yield case("decimal-comma-signs", "a;b\n+3,5;1\n-4,5;2\n\u22125,25;3\n", number("a", 3.5, -4.5, -5.25), whole("b", 1, 2, 3))
    yield case("decimal-comma-spaces-round", "a;b\n 3,5 ;1\n4,25 ;2\n", number("a", 3.5, 4.25), whole("b", 1, 2))

    # German, Swiss, French, Indian, English groups.
    yield case("german-groups", "a;b\n80.018,77;1\n1.234.567,5;2\n12,5;3\n", number("a", 80018.77, 1234567.5, 12.5), whole("b", 1, 2, 3))
    yield case("german-groups-two", "a;b\n1.234.567;1\n900;2\n", whole("a", 1234567, 900), whole("b", 1, 2),
               note="two points in one number are groups")
    yield case("german-groups-by-other-column", "region;units;share\nA;2.107;3,5\nB;900;4,25\n", text("region", "A", "B"),
               whole("units", 2107, 900), number("share", 3.5, 4.25))
    yield case("english-groups", 'a,b\n"1,234.50",1\n"12,345,678.9",2\n', number("a", 1234.5, 12345678.9), whole("b", 1, 2))
    yield case("english-groups-whole", 'a,b\n"1,234,567",1\n"2,000,000",2\n', whole("a", 1234567, 2000000), whole("b", 1, 2))
    yield case("english-groups-by-other-column", 'units,price\n"2,107",3.5\n900,4.25\n"1,250",7.75\n', whole("units", 2107, 900, 1250),
               number("price", 3.5, 4.25, 7.75))
    yield case("swiss-groups", "a;b\n1'234;1\n12'345'678;2\n", whole("a", 1234, 12345678), whole("b", 1, 2))
    yield case("swiss-groups-curly", "a;b\n1\u2019234.50;1\n12\u2019345.25;2\n", number("a", 1234.5, 12345.25), whole("b", 1, 2))
    yield case("french-groups-blank", "a;b\n1 234;1\n12 345 678;2\n", whole("a", 1234, 12345678), whole("b", 1, 2))
    yield case("french-groups-nbsp", f"a;b\n1{NBSP}234,5;1\n12{NBSP}345,25;2\n", number("a", 1234.5, 12345.25), whole("b", 1, 2))
    yield case("french-groups-narrow", f"a;b\n1{NARROW}234,5;1\n12{NARROW}345;2\n", number("a", 1234.5, 12345), whole("b", 1, 2))
    yield case("thin-groups-point", f"a,b\n1{THIN}234.5,1\n12{THIN}345.25,2\n", number("a", 1234.5, 12345.25), whole("b", 1, 2))
    yield case("indian-groups", 'a,b\n"12,34,567",1\n"1,23,45,678.5",2\n', number("a", 1234567, 12345678.5), whole("b", 1, 2))
    yield case("underscore-groups", "a,b\n1_000,1\n12_345,2\n", text("a", "1_000", "12_345"), whole("b", 1, 2),
               note="a way of programs, not of people")

    # Forms that are groups nowhere.
    yield case("wrong-groups", 'a,b\n"1,23",1\n"12,3456",2\n', number("a", 1.23, 12.3456), whole("b", 1, 2))
    yield case("mixed-signs", 'a;b\n1.234,5;1\n1,234.5;2\n', text("a", "1.234,5", "1,234.5"), whole("b", 1, 2),
               note="two conventions in one column: no number is read, and it is told")
    yield case("version-numbers", "a,b\n1.2.3,1\n10.0.1,2\n", text("a", "1.2.3", "10.0.1"), whole("b", 1, 2))
    yield case("addresses-ip", "a,b\n192.168.0.1,1\n10.0.0.254,2\n", text("a", "192.168.0.1", "10.0.0.254"), whole("b", 1, 2))
    yield case("phone-numbers", "a,b\n+49 30 1234567,1\n+1 555 0100,2\n", text("a", "+49 30 1234567", "+1 555 0100"), whole("b", 1, 2))
    yield case("ranges", "a,b\n1-5,1\n6-10,2\n", text("a", "1-5", "6-10"), whole("b", 1, 2))
    yield case("fractions", "a,b\n1/2,1\n3/4,2\n", text("a", "1/2", "3/4"), whole("b", 1, 2))
    yield case("leading-zeros", "zip,b\n01234,1\n98765,2\n", text("zip", "01234", "98765"), whole("b", 1, 2), note="a code keeps its zeros")
    yield case("long-digits", "id,b\n12345678901234567890123,1\n98765432109876543210987,2\n",
               text("id", "12345678901234567890123", "98765432109876543210987"), whole("b", 1, 2))
    yield case("whole-int64", "id,b\n9223372036854775807,1\n-9223372036854775808,2\n", whole("id", 9223372036854775807, -9223372036854775808), whole("b", 1, 2))
    yield case("hexadecimal", "a,b\n0x1F,1\n0xA0,2\n", text("a", "0x1F", "0xA0"), whole("b", 1, 2))
    yield case("infinity-words", "a,b\n1.5,1\ninf,2\n-inf,3\n", column("a", "number", 1.5, "Infinity", "-Infinity"), whole("b", 1, 2, 3))

    # Ambiguous: nothing in the file decides.
    yield case("quoted-groups-by-separator", 'region,units\nA,"2,107"\nB,"1,250"\nC,"3,999"\n', text("region", "A", "B", "C"),
               whole("units", 2107, 1250, 3999), note="cells parted by commas have a decimal point")
    yield case("ambiguous-semicolon", "region;units\nA;2.107\nB;900\n", refuse="units",
               readings=[whole("units", 2107, 900), number("units", 2.107, 900)])
    yield case("ambiguous-point-tab", "region\tunits\nA\t2.107\nB\t1.250\nC\t3.999\n", refuse="units", extension="tsv",
               readings=[whole("units", 2107, 1250, 3999), number("units", 2.107, 1.25, 3.999)])
    yield case("ambiguous-comma-tab", "region\tunits\nA\t2,107\nB\t900\nC\t1,250\n", refuse="units", extension="tsv",
               readings=[whole("units", 2107, 900, 1250), number("units", 2.107, 900, 1.25)])
    yield case("ambiguous-given-decimal-comma", "region\tunits\nA\t2,107\nB\t900\n", text("region", "A", "B"), number("units", 2.107, 900),
               given={"decimal": ","}, extension="tsv")
    yield case("ambiguous-given-thousands-comma", "region\tunits\nA\t2,107\nB\t900\n", text("region", "A", "B"), whole("units", 2107, 900),
               given={"thousands": ","}, extension="tsv")
    yield case("ambiguous-given-thousands-point", "region;units\nA;2.107\nB;900\n", text("region", "A", "B"), whole("units", 2107, 900),
               given={"thousands": "."})
    yield case("ambiguous-given-decimal-point", "region;units\nA;2.107\nB;900\n", text("region", "A", "B"), number("units", 2.107, 900),
               given={"decimal": "."})
    yield case("ambiguous-given-both", "region;units\nA;2.107,5\nB;900\n", text("region", "A", "B"), number("units", 2107.5, 900),
               given={"decimal": ",", "thousands": "."})
    yield case("ambiguous-round-thousands", "region;units\nA;1.000\nB;2.000\n", refuse="units",
               readings=[whole("units", 1000, 2000), number("units", 1, 2)], note="1.000 is one, or a thousand")
    yield case("ambiguous-asked-only-where-open", "a;b\n1,234.5;2.107\n12,345.5;900\n", number("a", 1234.5, 12345.5), whole("b", 2107, 900),
               given={"decimal": ","}, note="what was asked for settles what the cells leave open")
    yield case("point-decides-itself", "region,units\nA,2.107\nB,900.5\n", text("region", "A", "B"), number("units", 2.107, 900.5))
    yield case("point-by-other-column", "a,b\n2.107,0.5\n1.250,12.75\n", number("a", 2.107, 1.25), number("b", 0.5, 12.75))

    # Currencies and units.
    yield case("euro-behind", "a;b\n80.018,77 €;1\n12,50 €;2\n", number("a", 80018.77, 12.5, unit="EUR"), whole("b", 1, 2))
    yield case("euro-before", 'a,b\n"€1,234.50",1\n€12.25,2\n', number("a", 1234.5, 12.25, unit="EUR"), whole("b", 1, 2))
    yield case("dollar", 'a,b\n"$1,234.50",1\n$12.25,2\n-$3.10,3\n', number("a", 1234.5, 12.25, -3.1, unit="USD"), whole("b", 1, 2, 3),
               note="a lone dollar sign is told as $, taken for USD where nothing else is said")
    yield case("pound", 'a,b\n£1.50,1\n£12.25,2\n', number("a", 1.5, 12.25, unit="GBP"), whole("b", 1, 2))
    yield case("currency-code", 'a,b\nEUR 1.50,1\nEUR 12.25,2\n', number("a", 1.5, 12.25, unit="EUR"), whole("b", 1, 2))
    yield case("currency-code-behind", 'a;b\n1,50 CHF;1\n12,25 CHF;2\n', number("a", 1.5, 12.25, unit="CHF"), whole("b", 1, 2))
    yield case("currencies-mixed", 'a,b\n€1.50,1\n$12.25,2\n', text("a", "€1.50", "$12.25"), whole("b", 1, 2),
               note="two currencies do not add up: text, and told")
    yield case("yen-whole", 'a,b\n"¥1,234,567",1\n¥900,2\n', whole("a", 1234567, 900, unit="JPY"), whole("b", 1, 2))
    yield case("percent", "a,b\n4.3%,1\n12.25%,2\n", number("a", 4.3, 12.25, unit="%"), whole("b", 1, 2))
    yield case("percent-comma", "a;b\n3,3 %;1\n12,25 %;2\n", number("a", 3.3, 12.25, unit="%"), whole("b", 1, 2))
    yield case("percent-whole", "a,b\n4%,1\n12%,2\n", whole("a", 4, 12, unit="%"), whole("b", 1, 2))
    yield case("percent-some", "a,b\n4%,1\n12,2\n", text("a", "4%", "12"), whole("b", 1, 2),
               note="12 may be 12 % or 1200 %: text, and told")
    yield case("parentheses", 'a,b\n"(1,200)",1\n"3,450.50",2\n(12.25),3\n', number("a", -1200, 3450.5, -12.25), whole("b", 1, 2, 3))
    yield case("parentheses-currency", 'a,b\n"($1,200.00)",1\n"$3,450.50",2\n', number("a", -1200, 3450.5, unit="USD"), whole("b", 1, 2))
    yield case("trailing-minus", 'a,b\n12.50-,1\n3.25,2\n', number("a", -12.5, 3.25), whole("b", 1, 2), note="SAP writes the sign behind")
    yield case("unit-behind", "a,b\n12.5 kg,1\n3.25 kg,2\n", number("a", 12.5, 3.25, unit="kg"), whole("b", 1, 2))
    yield case("unit-behind-square", "a;b\n80 m²;1\n72,5 m²;2\n", number("a", 80, 72.5, unit="m²"), whole("b", 1, 2))
    yield case("unit-behind-degrees", "a;b\n-3,5°C;1\n12 °C;2\n", number("a", -3.5, 12, unit="°C"), whole("b", 1, 2))
    yield case("units-mixed", "a,b\n500 g,1\n1.2 kg,2\n", text("a", "500 g", "1.2 kg"), whole("b", 1, 2), hint="two conventions")
    yield case("unit-some", "a,b\n500 g,1\n700,2\n", text("a", "500 g", "700"), whole("b", 1, 2), hint="two conventions")
    yield case("millions-behind", "a;b\n3,5 Mio.;1\n12 Mio.;2\n", text("a", "3,5 Mio.", "12 Mio."), whole("b", 1, 2), hint="'Mio.' behind it")
    yield case("letters-behind", "a,b\n1.5k,1\n3M,2\n", text("a", "1.5k", "3M"), whole("b", 1, 2), hint="'k' behind it")
    yield case("per-mille", "a;b\n5 ‰;1\n3,5 ‰;2\n", number("a", 5, 3.5, unit="‰"), whole("b", 1, 2))
    yield case("parentheses-within-currency", 'a,b\n"$(1,200.50)",1\n$30.00,2\n-,3\n', number("a", -1200.5, 30, None, unit="USD"), whole("b", 1, 2, 3), told="-")
    yield case("dash-for-cents", "a;b\n€ 5,-;1\n€ 6,50;2\n", number("a", 5, 6.5, unit="EUR"), whole("b", 1, 2))
    yield case("minus-behind-currency", "a;b\n5,50-€;1\n6,50 €;2\n", number("a", -5.5, 6.5, unit="EUR"), whole("b", 1, 2))
    yield case("rupees", 'a,b\n"₹12,34,567.50",1\n"₹1,00,000",2\n', number("a", 1234567.5, 100000, unit="INR"), whole("b", 1, 2))
    yield case("reais", "a;b\nR$ 1.234,56;1\nR$ 0,99;2\n", number("a", 1234.56, 0.99, unit="BRL"), whole("b", 1, 2))
    yield case("zloty", "a;b\n1 234,56 zł;1\n0,99 zł;2\n", number("a", 1234.56, 0.99, unit="PLN"), whole("b", 1, 2))
    yield case("blanks-of-all-kinds", f"a;b\n\t3,5{NBSP};1\n{NARROW}4,5;2\n \t ;3\n", number("a", 3.5, 4.5, None), whole("b", 1, 2, 3))
    yield case("unit-in-header", "Preis in EUR;Menge\n3,50;1\n12,25;2\n", number("Preis in EUR", 3.5, 12.25), whole("Menge", 1, 2))
    yield case("footnote-marks", "a,b\n12.5*,1\n3.25,2\n", text("a", "12.5*", "3.25"), whole("b", 1, 2))
    yield case("approximate", "a,b\n~12,1\n<5,2\n", text("a", "~12", "<5"), whole("b", 1, 2))
    yield case("columns-differ", 'de;us\n"1.234,5";"1,234.5"\n"12,25";"12.25"\n', number("de", 1234.5, 12.25), number("us", 1234.5, 12.25),
               note="each column has its own convention where its values decide")
    yield case("empty-cells-between", "a;b\n3,5;1\n;2\n4,25;3\n", number("a", 3.5, None, 4.25), whole("b", 1, 2, 3))
    yield case("thirty-commas-one-word", "a;b\n" + "".join(f"{i},5;{i}\n" for i in range(30)) + "viel;30\n",
               text("a", *[f"{i},5" for i in range(30)], "viel"), whole("b", *range(31)),
               hint="line 32", note="what kept the column from a number is said, with its line")
