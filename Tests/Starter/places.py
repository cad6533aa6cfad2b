"""Countries, towns, votes and journeys; houses, films and a race."""

from starter import Starter, comma, day, moment


def panel(dice):
    countries = [("Austria", "AUT", "Europe", 46000, 8.8), ("Bolivia", "BOL", "Latin America", 3300, 11.2),
        ("Kenya", "KEN", "Africa", 1700, 47), ("Norway", "NOR", "Europe", 76000, 5.2),
        ("Peru", "PER", "Latin America", 6500, 31), ("Viet Nam", "VNM", "Asia", 2600, 94)]
    for country, iso, region, income, people in countries:
        rate = dice.between(0.01, 0.04, 3)
        for year in range(2008, 2023):
            grown = (1 + rate) ** (year - 2014)
            group = "High income" if income > 13000 else "Upper middle income" if income > 4000 else "Lower middle income"
            yield [country, iso, region, year, group, dice.lost(round(income * grown * dice.between(0.97, 1.03, 3), 1),
                   0.04, ".."), int(people * 1e6 * (1 + 0.01 * (year - 2014))),
                   dice.lost(dice.normal(60 + 6 * (income > 3000) + 9 * (income > 30000) + 0.2 * (year - 2008), 0.3),
                   0.03, ".."),
                   dice.normal(2.9 - (income > 5000), 0.1, 2),
                   round(min(98, 6 + (year - 2008) * 4.1 + income / 1500), 1), dice.positive(0.4 + income / 9000, 0.1),
                   int(country == "Austria"), dice.normal(3 + income / 12000, 0.2, 2)]


def quakes(dice):
    for number in range(160):
        at, size = dice.whole(0, 2_500_000), round(2.5 + dice.positive(0.7, 0.7, 2), 1)
        place, latitude, longitude = dice.pick([("Ridgecrest, CA", 35.6, -117.6), ("Hilo, Hawaii", 19.7, -155.1),
            ("Anchor Point, Alaska", 59.8, -151.8)])
        yield [moment(2024, 5, 1, at).isoformat() + f".{dice.whole(100, 999)}Z", dice.normal(latitude, 0.4, 4),
               dice.normal(longitude, 0.4, 4), dice.positive(9, 0.9), size,
               dice.pick(["ml", "md", "mb", "mww"], [6, 3, 2, 1]), dice.lost(dice.whole(6, 120), 0.2),
               dice.lost(dice.whole(20, 300), 0.2), dice.positive(0.3, 0.6),
               dice.pick(["ci", "hv", "ak", "us"]), f"{dice.pick(['ci', 'hv', 'ak'])}{70_000_000 + number * 1371}",
               moment(2024, 5, 2, at + dice.whole(5000, 90_000)).isoformat() + "Z",
               f"{dice.whole(2, 60)} km {dice.pick(['N', 'SSE', 'WNW', 'E'])} of {place}", "earthquake",
               dice.pick(["reviewed", "automatic"], [4, 1])]


def postcodes(dice):
    towns = [("Jena", "Thüringen", "07743", 50.93, 11.59), ("Gera", "Thüringen", "07545", 50.88, 12.08),
        ("Halle", "Sachsen-Anhalt", "06108", 51.48, 11.97), ("Dresden", "Sachsen", "01067", 51.06, 13.72),
        ("Leipzig", "Sachsen", "04109", 51.34, 12.36)]
    for number in range(120):
        town, state, code, latitude, longitude = dice.pick(towns)
        people = dice.positive(14000, 0.6, 0)
        yield [f"{int(code) + number:05d}", town, state, f"{dice.normal(latitude, 0.05, 4)}",
               f"{dice.normal(longitude, 0.05, 4)}", people, int(people / dice.between(1.7, 2.2, 2)),
               dice.positive(11, 0.7), dice.between(5.8, 11.5, 2), dice.between(0.25, 0.72, 3),
               dice.pick(["ja", "nein"], [3, 2])]


def votes(dice):
    members = [(f"{1000 + number * 13}", f"{dice.pick('ABCDEFGHJKL')}. {last}", party, seat) for number,
        (last, party, seat) in enumerate([
        ("Abbott", "Labour", "Leeds East"), ("Byrne", "Conservative", "Surrey Heath"),
        ("Cole", "Liberal Democrat", "Bath"), ("Dunn", "Labour", "Hull North"), ("Ellis", "Conservative", "Stone"),
        ("Ford", "Labour", "Cardiff West"),
        ("Grant", "SNP", "Moray"), ("Hughes", "Conservative", "Devizes"), ("Irwin", "Labour", "Salford")])]
    for division in range(1, 26):
        held, topic = day(2023, 1, 16, division * 9), dice.pick(["Energy", "Health", "Housing", "Trade"])
        for member, name, party, seat in members:
            aye = {"Labour": 0.2, "Conservative": 0.9, "Liberal Democrat": 0.3, "SNP": 0.15}[party]
            yield [division, held, topic, member, name, party, seat,
                   dice.pick(["Aye", "No", "Absent"], [aye, 0.95 - aye, 0.12]), "Y" if dice.chance(0.05) else "N", 58,
                   dice.pick(["Commons"])]


def flights(dice):
    carriers = {"AA": 1, "DL": 2, "UA": 3, "B6": 4}
    for number in range(260):
        at = moment(2013, 1, 1, dice.whole(0, 30_000_000))
        carrier = dice.pick(list(carriers), [3, 4, 4, 3])
        gone = dice.chance(0.03)
        late = dice.pick([dice.whole(-12, 4), dice.positive(25, 1, 0)], [7, 3])
        miles, to = dice.pick([(733, "ORD"), (762, "ATL"), (2475, "LAX"), (1065, "FLL")])
        yield [at.year, at.month, at.day, dice.whole(5, 22) * 100 + dice.whole(0, 59), carrier, dice.whole(1, 2300),
               f"N{dice.whole(100, 999)}{dice.pick('ABD')}{dice.pick('AWX')}", dice.pick(["EWR", "JFK", "LGA"]), to,
               "NA" if gone else late, "NA" if gone else late + dice.normal(-4, 9, 0),
               "NA" if gone else int(miles / 7.4) + dice.whole(10, 30), miles, int(gone), dice.whole(80, 230)]


def houses(dice):
    quality = ["Poor", "Fair", "Typical", "Good", "Excellent"]
    for number in range(150):
        area, built, level = dice.positive(1450, 0.3, 0), dice.whole(1900, 2010), dice.between(0.25, 0.9, 2)
        price = round(area * 95 * (0.6 + level) * dice.between(0.9, 1.1, 3), -2)
        yield [526301100 + number * 4111, f"${price:,.0f}", area, dice.positive(9500, 0.4, 0), built,
               dice.whole(max(1950, built), 2010), dice.whole(1, 5),
               dice.pick(["1", "1.5", "2", "2.5", "3"], [4, 2, 5, 3, 1]), dice.pick([0, 1, 2, 3], [1, 4, 7, 2]),
               dice.level(quality, level, 0.6),
               dice.level(range(1, 11), level, 1), dice.pick(["NAmes", "CollgCr", "OldTown", "Edwards"]),
               dice.pick(["RL", "RM", "FV"], [7, 2, 1]), "Y" if dice.chance(0.9) else "N",
               dice.pick(["None", "Gravel", "Paved"], [9, 1, 1]), dice.whole(1, 12), dice.whole(2006, 2010)]


def elections(dice):
    first, second = ["Sankt", "Ober", "Unter", "Bad", "Markt"], ["Georgen", "Ischl", "Florian", "Hofen", "Neudorf"]
    for number in range(120):
        voters = dice.positive(2600, 0.9, 0)
        valid = int(voters * dice.between(0.6, 0.82, 3))
        parts = [dice.between(0.2, 0.4, 3), dice.between(0.15, 0.3, 3), dice.between(0.08, 0.22, 3),
            dice.between(0.04, 0.15, 3)]
        state = dice.whole(3, 5)
        yield [f"{state}{number % 18 + 1:02d}{number % 60 + 1:02d}",
               dice.words(first, second, [str(number + 1)]), ["Niederösterreich", "Oberösterreich",
               "Salzburg"][state - 3], comma(voters, 0), comma(valid + dice.poisson(20), 0), dice.poisson(20),
               comma(valid, 0),
               comma(dice.between(61, 83, 2)) + "%", *[comma(part * 100, 2) for part in parts],
               comma(int(valid * parts[0]), 0), "29.09.2024", dice.pick(["ländlich", "städtisch"], [4, 1])]


def race(dice):
    def clock(seconds):
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    last, first = ["Arendt,", "Blau,", "Costa,", "Duval,", "Ek,", "Foss,"], ["Kim", "Lou", "Max", "Noa", "Sam"]
    times = sorted(dice.positive(14300, 0.17, 0) for _ in range(140))
    for place, seconds in enumerate(times, 1):
        half = int(seconds * dice.between(0.46, 0.5, 3))
        sex = dice.pick(["W", "M"], [3, 7])
        yield [place, place * 7919 % 9973,
               dice.words(last, first, [chr(65 + place % 26) + "."]),
               dice.pick(["GER", "FRA", "KEN", "DEN", "ITA"], [9, 2, 1, 2, 2]), sex,
               f"{sex}{dice.pick(['20', '30', '35', '40', '45', '50', '55', '60'])}", dice.whole(1945, 2003),
               clock(half), clock(seconds),
               clock(int(seconds / 42.195))[2:], dice.lost(dice.pick(["LG Nord", "Laufclub 21", "Team Fjord"]), 0.5),
               round(42.195 * 3600 / seconds, 2), "finished"]


def films(dice):
    title = [["The", "A", "My", "Last"], ["Winter", "Harbour", "Machine", "Summer", "Stranger"],
        ["of", "in", "without"],
             ["Lisbon", "Glass", "Fire", "Time"]]
    kinds = ["Action", "Comedy", "Drama", "Horror", "Romance", "Sci-Fi"]
    for number in range(150):
        budget = dice.positive(22, 1, 1)
        yield [f"tt{1_300_000 + number * 877:07d}",
               dice.words(*title, [str(number)]), dice.whole(1985, 2023), dice.some(kinds, 0.35, "|"),
               dice.normal(108, 17, 0), dice.pick(["G", "PG", "PG-13", "R"], [1, 3, 5, 5]), dice.normal(6.5, 0.9),
               dice.positive(21000, 1.4, 0),
               dice.lost(f"${budget:.1f}M", 0.2), dice.lost(f"${dice.positive(budget * 2, 1, 1):.1f}M", 0.15),
               dice.pick(["English", "French", "Korean", "Spanish"], [9, 2, 1, 1]), dice.pick([0, 0, 0, 1, 2, 3]),
               dice.whole(20, 99), dice.words(["Two sisters", "Two retired thieves", "Young teachers", "Three soldiers",
               "Strangers"], ["share a train", "come back to the village", "plan a robbery", "inherit a lighthouse",
               "fall in love"], ["and nothing is as it was.", "while a war begins.", "and it goes wrong.",
               "and find an old letter."])]


FILES = [
    Starter("panel-countries.csv", "Six countries by year, as the World Bank writes them, two points for missing.", """
country | place, category | six countries
iso3 | place, code | codes of countries
region | place, category | four regions
year | time | 2008 to 2022
income_group | ordinal, category ! | bands of income
gdp_per_capita_usd | amount, measurement | dollars a head
population | count | people
life_expectancy | measurement | years
fertility_rate | measurement | children a woman
internet_users_pct | share | per cent
co2_t_per_capita | measurement | tonnes a head
eu_member | binary ! | 0 or 1
governance_score | measurement | a score
""", panel, outcome=["life_expectancy", "gdp_per_capita_usd", "co2_t_per_capita"], by=["country", "region", "income_group", ""], time=["year"]),
    Starter("earthquakes.csv", "Earthquakes in the columns of the US Geological Survey.", """
time | time | moments with thousandths
latitude | place | degrees
longitude | place | degrees
depth_km | measurement | kilometres
mag | measurement | magnitude
magType | category ! | four kinds
nst | count | stations
gap | measurement ! | degrees
rms | measurement | seconds
net | category, code ! | four networks
id | identifier | one for each row
updated | time | moments
place | place, text | words of a place
type | constant | earthquake
status | binary, category ! | reviewed or automatic
""", quakes, outcome=["mag", "depth_km"], time=["time"]),
    Starter("postleitzahlen.csv", "A list of postcodes with a zero first, with people, rents and coordinates.", """
PLZ | code, identifier | five digits a row
Ort | place, category | five towns
Bundesland | place, category | three states
Breite | place | degrees
Länge | place | degrees
Einwohner | count | people
Haushalte | count | households
Fläche_km2 | measurement, amount ! | square kilometres
Miete_eur_m2 | amount, measurement | euros a square metre
Anteil_Pkw | share | part of one
Glasfaser | binary | ja or nein
""", postcodes, outcome=["Miete_eur_m2", "Einwohner", "Anteil_Pkw"], time=[""]),
    Starter("parliament-votes.csv", "Votes of members in divisions, one vote a row.", """
division | code, identifier | the number of a vote, nine rows each
date | time | days
topic | category ! | four words
member_id | identifier, code | a number for each member
member | category ! | nine names
party | category ! | four parties
constituency | place, category | nine seats
vote | category | Aye, No, Absent
rebelled | binary | Y or N
parliament | constant | 58 in each row
house | constant | Commons
""", votes, outcome=["vote", "rebelled"], by=["party", "topic"], time=["date"]),
    Starter("flights.csv", "Departures of a year in the columns of nycflights13; NA where cancelled.", """
year | constant, time | one year
month | time, ordinal | 1 to 12
day | time, ordinal | 1 to 31
sched_dep_time | time | hour and minute as one number
carrier | category, code ! | codes of airlines
flight | code, identifier | numbers that name
tailnum | code, identifier | an aircraft
origin | place, category | codes of airports
dest | place, category | codes of airports
dep_delay | measurement | minutes, may be negative
arr_delay | measurement | minutes, may be negative
air_time | measurement | minutes
distance | measurement ! | miles, four values
cancelled | binary | 0 or 1
passengers | count | people
""", flights, outcome=["arr_delay", "dep_delay", "cancelled"], by=["carrier", "origin", "dest"]),
    Starter("house-sales.csv", "House sales in the manner of Ames: prices with a dollar sign, quality as words and as numbers.", """
PID | identifier | a parcel a row
SalePrice | amount | dollars
GrLivArea | measurement | square feet
LotArea | measurement | square feet
YearBuilt | time | years
YearRemodAdd | time | years
Bedrooms | count, ordinal | rooms
Baths | measurement, ordinal | rooms, with halves
GarageCars | count, ordinal | cars
KitchenQual | ordinal | Poor to Excellent
OverallQual | ordinal | 1 to 10
Neighborhood | place, category | four parts of the town
MSZoning | category, code ! | three codes
CentralAir | binary | Y or N
Alley | category ! | None, Gravel, Paved: None is a value or missing
MoSold | time, ordinal | 1 to 12
YrSold | time | 2006 to 2010
""", houses, outcome=["SalePrice"], time=["YrSold", "MoSold", "YearBuilt", ""]),
    Starter("gemeindewahl.csv", "Austrian results of an election by municipality; points between thousands, decimal comma.", """
GKZ | code, identifier | five digits a municipality
Gemeinde | place, identifier | a name a row
Land | place, category | three states
Wahlberechtigte | count | people
Abgegebene | count | votes
Ungültige | count | votes
Gültige | count | votes
Wahlbeteiligung | share | per cent
Partei A % | share | per cent
Partei B % | share | per cent
Partei C % | share | per cent
Partei D % | share | per cent
Stimmen Partei A | count | votes
Stichtag | constant, time | one day
Lage | binary, category ! | ländlich or städtisch
""", elections, outcome=["Wahlbeteiligung", "Partei A %", "Stimmen Partei A"], by=["Land", "Lage"], time=["", "Stichtag"],
            delimiter=";", encoding="utf-8-sig"),
    Starter("marathon.csv", "The results of a race, in order of arrival, with times as h:mm:ss.", """
place | ordinal, identifier ! | the rank: 1 to 140
bib | identifier, code | a start number
name | identifier, text | a name a row
nation | place, category | codes of countries
sex | binary, category ! | W or M
age_class | ordinal, category ! | W20 to M60
year_of_birth | time | years
half_time | measurement, time | a duration
finish_time | measurement, time | a duration
pace_min_km | measurement, time | a duration for each kilometre
club | category ! | three clubs, half of them empty
speed_kmh | measurement | kilometres an hour
status | constant | finished
""", race, outcome=["finish_time", "speed_kmh"], by=["sex", "age_class", "nation"]),
    Starter("films.csv", "Films with genres as a list, budgets such as $22.0M and a mark of ten.", """
imdb_id | identifier | one for each row
title | identifier, text | a title a row
year | time | years
genres | list | words with bars between
runtime_min | measurement | minutes
certificate | ordinal, category ! | G, PG, PG-13, R
rating | measurement | a mean of ten with a decimal
votes | count | votes
budget | amount ! | millions of dollars
gross | amount | millions of dollars
language | category ! | four languages
oscars | count | prizes, mostly none
metascore | measurement | a score of 100
plot | text | sentences
""", films, outcome=["gross", "rating", "metascore"], time=["year", ""]),
]
