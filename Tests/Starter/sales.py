"""Monthly sales in euros, and other books of money: a bank statement, payroll, stock."""

from starter import Starter, comma, day, months

MONATE = ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]
SEASON = [0.8, 0.75, 0.9, 1, 1.05, 1.1, 0.95, 0.85, 1, 1.1, 1.35, 1.8]


def orders(dice):
    goods = [("Kettle", "Kitchen", 34.9), ("Toaster", "Kitchen", 29.5), ("Desk lamp", "Light", 45),
        ("Bulb", "Light", 4.99),
             ("Notebook", "Paper", 3.2), ("Envelope", "Paper", 0.15)]
    row = 0
    for year, month in months(2022, 24):
        for _ in range(int(12 * SEASON[month - 1]) + (2 if year == 2023 else 0)):
            row += 1
            name, kind, price = dice.pick(goods, [2, 2, 3, 5, 4, 2])
            units = max(1, dice.poisson(2))
            date = day(year, month, 1, dice.whole(0, 27))
            yield [100000 + row * 3, dice.whole(1001, 1180), date, year, month, name, kind, units, f"{price:.2f}",
                   f"€{units * price:,.2f}", dice.pick(["web", "shop", "phone"], [6, 3, 1]),
                   f"{dice.whole(1000, 98999):05d}",
                   dice.pick(["", "", "", "SPRING10", "WELCOME"])]


def branches(dice):
    for year, month in months(2021, 30):
        for branch, size in (("Bremen", 1.0), ("Ulm", 0.6), ("Trier", 0.4)):
            pieces = int(dice.normal(900 * size * SEASON[month - 1], 40, 0))
            yield [f"{MONATE[month - 1]} {year}", f"Q{(month + 2) // 3}", branch,
                   {"Bremen": 17, "Ulm": 23, "Trier": 42}[branch],
                   pieces, comma(pieces * dice.between(17, 19, 3)) + " €",
                   comma(pieces * dice.between(11, 13, 3)) + " €",
                   comma(dice.between(1.5, 6, 1), 1) + " %", dice.pick(["ja", "nein"], [1, 3]), comma(620 * size, 0)]


def ventes(dice):
    for year, month in months(2020, 48):
        for range_ in ("Homme", "Femme", "Enfant"):
            sales = dice.positive(21000 * SEASON[month - 1], 0.12, 0)
            yield [f"{month:02d}/{year}", range_, comma(sales, 0, "\u202f"),
                   dice.lost(comma(sales * 0.04, 0, "\u202f"), 0.08, "n.d."),
                   dice.whole(300, 900), comma(dice.between(20, 30, 2)), dice.whole(0, 31) // 10,
                   f"{dice.between(40, 55, 1)}".replace(".", ","), "EUR"]


def statement(dice):
    shops = [("REWE Markt GmbH", "Kartenzahlung"), ("Stadtwerke Kiel", "Lastschrift"), ("Muster AG", "Gehalt"),
             ("Vermietung Schmidt", "Dauerauftrag"), ("DB Vertrieb", "Lastschrift"), ("Bäckerei Nord", "Kartenzahlung")]
    balance, at = 2413.55, 0
    for number in range(150):
        at += dice.whole(0, 3)
        name, kind = dice.pick(shops, [9, 2, 1, 1, 3, 6])
        amount = 2890.4 if kind == "Gehalt" else -780.0 if kind == "Dauerauftrag" else -dice.positive(24, 0.9)
        balance = round(balance + amount, 2)
        booked = day(2023, 1, 2, at)
        yield ["DE02120300000000202051", booked.strftime("%d.%m.%y"),
               day(2023, 1, 2, at + dice.whole(0, 1)).strftime("%d.%m.%y"), kind,
               f"{kind} {booked:%d.%m.} Nr. {dice.whole(10000, 99999)} {name}", name,
               f"DE{sum(map(ord, name)) % 89 + 10}50010517{sum(map(ord, name)) * 7919:010d}", comma(amount), "EUR",
               comma(balance)]


def payroll(dice):
    jobs = [("Engineer", "R&D", 5), ("Technician", "Production", 3), ("Clerk", "Administration", 2),
        ("Manager", "Administration", 7),
            ("Analyst", "Finance", 5), ("Operator", "Production", 1)]
    first, last = ["Ada", "Bo", "Cleo", "Dan", "Eve", "Finn", "Gia", "Hal", "Ida", "Jon"], ["Lund", "Moe", "Ness",
        "Olsen", "Pihl", "Quist", "Rask", "Sand"]
    for number in range(110):
        title, department, grade = dice.pick(jobs, [5, 6, 4, 1, 3, 7])
        part = dice.chance(0.2)
        salary = round((24000 + 5200 * grade) * dice.between(0.92, 1.15, 3), -2)
        share = dice.pick([0.5, 0.6, 0.8]) if part else 1
        yield [f"{4000 + number * 13}", f"{dice.pick(last)}, {dice.pick(first)} {chr(65 + number % 26)}.", department,
               title, f"Grade {grade}",
               dice.pick(["F", "M"]), day(1962, 1, 1, dice.whole(0, 14000)), day(2005, 1, 1, dice.whole(0, 6900)),
               "part-time" if part else "full-time", share, f"{salary * share:.0f}",
               dice.pick([0, 0, 0, dice.whole(5, 60) * 100]),
               "GBP", dice.lost(dice.between(0, 22, 1), 0.3), dice.poisson(4), f"{4000 + dice.whole(0, 8) * 13}",
               dice.pick(["1257L", "BR", "1257L", "K475"])]


def stock(dice):
    kinds = {"Fasteners": ["Hex bolt M6", "Hex nut M6", "Washer M6", "Wood screw 40 mm"],
        "Tools": ["Hammer 500 g", "Pliers", "Tape measure 5 m"],
             "Paint": ["Primer 1 l", "White 5 l", "Varnish 750 ml"]}
    for number in range(130):
        kind = dice.pick(list(kinds), [5, 3, 2])
        held, cost = dice.pick([0, dice.positive(120, 1.1, 0)], [1, 6]), dice.positive(3.5, 1.2)
        yield [f"{kind[:3].upper()}-{1000 + number * 17}", f"40{dice.whole(10**9, 10**10 - 1)}{number:02d}"[:13],
               f"{dice.pick(kinds[kind])}, {dice.pick(['black', 'zinc', 'steel', 'plain'])}",
               kind, dice.pick(["North", "South"], [3, 2]),
               f"{dice.pick('ABCDEF')}-{dice.whole(1, 24):02d}-{dice.whole(1, 5)}", held,
               dice.whole(1, 12) * 25, f"${cost:.2f}", f"${held * cost:,.2f}",
               dice.pick(["Acme Ltd", "Bolts & Co", "Norden AB"]),
               dice.lost(day(2024, 1, 8, dice.whole(0, 170)).strftime("%m/%d/%Y"), 0.1, "never"),
               dice.pick(["Y", "N"], [1, 11]),
               dice.positive(240, 0.9, 0), dice.pick([2, 5, 7, 14, 21, 28])]


FILES = [
    Starter("sales-orders.csv", "Orders of two years, one a row, with customers, postcodes and a euro sign in the amount.", """
order_id | identifier | one number a row
customer_id | identifier, code | a key of customers that comes again
order_date | time | days
year | time | 2022 and 2023
month | time, ordinal | 1 to 12
product | category ! | six goods
category | category ! | three kinds
quantity | count | pieces
unit_price | amount, measurement ! | a price each
amount | amount | euros with the sign
channel | category ! | web, shop, phone
zip | code, place | five digits
voucher | code, category | mostly empty words that name an action
""", orders, outcome=["amount"], time=["order_date"], first=True),
    Starter("umsatz-filialen.csv", "A German table of sales by month and branch: month words, 1.234,56 €, per cent.", """
Monat | time | a month as a word and the year
Quartal | time, ordinal | Q1 to Q4
Filiale | place, category | three cities
Filial-Nr. | code, category | 17, 23, 42: numbers that name the branches
Absatz (Stück) | count | pieces sold
Umsatz | amount | euros with the sign
Wareneinsatz | amount | euros with the sign
Retourenquote | share | per cent
Aktionsmonat | binary | ja or nein
Verkaufsfläche (m²) | measurement ! | square metres, one value a branch
""", branches, outcome=["Umsatz"], by=["Filiale", "Aktionsmonat"], time=["Monat"], first=True, delimiter=";"),
    Starter("ventes-mensuelles.csv", "French sales by month: 01/2020, narrow blanks between thousands, n.d. for missing.", """
mois | time | month/year
rayon | category ! | three departments
chiffre_affaires_eur | amount | euros
remises_eur | amount | euros, n.d. missing
nb_tickets | count | receipts
panier_moyen | amount, measurement | euros a receipt
jours_fermés | count | days closed, 0 to 3
taux_marge_pct | share | per cent
devise | constant | EUR throughout
""", ventes, outcome=["chiffre_affaires_eur"], by=["rayon"], time=["mois"], first=True, delimiter=";"),
    Starter("kontoauszug.csv", "A German bank statement in windows-1252: signed amounts, a running balance, one account.", """
Auftragskonto | constant | the one account
Buchungstag | time | day.month.year with two digits
Valutadatum | time | day.month.year with two digits
Buchungstext | category ! | kinds of booking
Verwendungszweck | text | words of the booking
Beguenstigter/Zahlungspflichtiger | category, text ! | six partners
IBAN | code, category | accounts of the partners
Betrag | amount | signed euros
Waehrung | constant | EUR throughout
Saldo | amount, measurement | the balance after it: does not add up over rows
""", statement, outcome=["Betrag"], time=["Buchungstag"], delimiter=";", encoding="cp1252", end="\r\n", quote=1, given=["--encoding", "windows-1252"]),
    Starter("payroll.csv", "A list of staff and pay.", """
employee_no | identifier | one for each row
name | identifier, text | a name a row
department | category ! | four words
job_title | category ! | six words
pay_grade | ordinal ! | Grade 1 to Grade 7
sex | binary, category ! | F or M
date_of_birth | time | a date
hired | time | a date
contract | binary, category ! | full-time or part-time
fte | share, measurement ! | part of a full post
base_salary | amount | a year's pay
bonus | amount | mostly zero
currency | constant | GBP throughout
overtime_hours | measurement | hours with a decimal
sick_days | count | days
manager_no | identifier, code | the number of another employee
tax_code | code, category | codes of the tax office
""", payroll, outcome=["base_salary"], by=["sex", "department", "contract", "job_title", "pay_grade"]),
    Starter("stock-list.csv", "A list of stock with article numbers, bin places and US dates.", """
sku | identifier, code | an article a row
ean | identifier, code | thirteen digits
description | text, category | words of the article
category | category ! | three kinds
warehouse | binary, category ! | North or South: two values
bin | code | shelf places
qty_on_hand | count | pieces
reorder_level | count ! | pieces, in steps of 25
unit_cost | amount, measurement ! | dollars each
stock_value | amount | dollars
supplier | category ! | three firms
last_counted | time | month/day/year, or never
discontinued | binary | Y or N
weight_g | measurement ! | grams
lead_time_days | measurement, ordinal ! | days, six values
""", stock, outcome=["stock_value", "qty_on_hand"]),
]
