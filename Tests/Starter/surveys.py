"""Questionnaires: words of agreement in three languages, numbers for words, lists of answers, a form's export."""

from starter import Starter, day, moment

AGREE = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]
D_ACCORD = ["Pas du tout d'accord", "Plutôt pas d'accord", "Plutôt d'accord", "Tout à fait d'accord"]
BANDS = ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"]


def canteen(dice):
    teams = ["Finance", "IT", "Logistics", "Production", "Sales"]
    for number in range(1, 141):
        mood = dice.between(0.35, 0.85, 2)
        eats = dice.chance(0.72)
        answers = [dice.lost(dice.level(AGREE, mood + shift, 0.8), 0.04, "n/a") for shift in (0, 0.1, -0.2, 0.05, -0.1)]
        yield [f"R{number:03d}", moment(2024, 3, 4, 28800 + number * 4011).strftime("%Y-%m-%d %H:%M"),
               dice.pick(BANDS, [8, 24, 28, 22, 15, 3]), dice.pick(["Female", "Male", "Prefer not to say"],
               [52, 45, 3]),
               dice.pick(teams), dice.whole(0, 31), "Yes" if eats else "No", *answers,
               dice.level(range(1, 6), mood, 0.9), dice.level(range(0, 11), mood, 1.6),
               dice.lost(dice.between(0, 42, 2) if eats else "0.00", 0.06),
               dice.words(["More", "Fewer", "I would like more", "We need better", "Please offer cheaper"],
               ["vegetarian meals", "salads", "soups", "desserts", "tables by the window", "hot drinks"],
                          ["on Mondays.", "every day, please!", "at noon; the queue is long.", "and label allergens.",
                          "in summer, and a bit less salt."], empty=0.5)]


def employees(dice):
    often = ["nie", "selten", "manchmal", "oft", "immer"]
    for number in range(1, 161):
        mood = dice.between(0.3, 0.8, 2)
        items = [dice.lost(dice.level(range(1, 6), mood, 0.9), 0.05, "-99") for _ in range(6)]
        yield [20240000 + number * 7 % 1000 + number * 1000, day(2024, 5, 6, dice.whole(0, 25)).strftime("%d.%m.%Y"),
               dice.pick(["Köln", "Leipzig", "München", "Kassel"], [5, 3, 4, 2]), dice.whole(19, 64),
               dice.pick(["m", "w", "d"], [52, 46, 2]), dice.pick(["ja", "nein"], [1, 6]),
               str(dice.between(0, 28, 1)).replace(".", ","), *items,
               dice.level(often, 0.75 - mood * 0.7, 1), f"E{dice.whole(5, 13)}",
               dice.words(["Zu viele", "Zu wenige", "Wir brauchen weniger", "Bitte mehr"],
               ["Besprechungen", "Überstunden", "Schulungen", "Absprachen zwischen den Abteilungen",
               "Tage im Homeoffice"],
                          ["im letzten Jahr.", "seit der Umstellung, sonst gut.", "in unserem Team.",
                          "– das sagt hier jeder."], empty=0.6)]


def transport(dice):
    towns = [("Rennes", "35000"), ("Bourg-en-Bresse", "01000"), ("Nantes", "44000"), ("Ajaccio", "20000"),
        ("Laon", "02000")]
    often = ["jamais", "moins d'une fois par mois", "1 à 3 fois par mois", "1 à 3 fois par semaine", "tous les jours"]
    for number in range(1, 121):
        town, code = dice.pick(towns, [6, 2, 5, 1, 2])
        mood = dice.between(0.3, 0.9, 2)
        yield [f"FR-{number:04d}", day(2023, 10, 2, dice.whole(0, 40)).strftime("%d/%m/%Y"), town, code,
               dice.pick(["Femme", "Homme", "NSP"], [50, 46, 4]),
               dice.pick(["18-29 ans", "30-44 ans", "45-59 ans", "60 ans et plus"]),
               dice.pick(["Ouvriers", "Employés", "Cadres", "Retraités", "Étudiants", "Sans emploi"]),
               dice.pick(["voiture", "vélo", "bus", "tramway", "marche"], [8, 3, 4, 3, 3]), dice.level(often, 0.6, 1.2),
               str(dice.positive(6, 0.8, 1)).replace(".", ","), dice.lost(dice.whole(4, 75), 0.05, "NSP"),
               *[dice.lost(dice.level(D_ACCORD, mood + shift, 0.8), 0.05, "NSP") for shift in (0, -0.2, 0.1, -0.1)],
               dice.pick(["oui", "non"], [4, 6]), str(dice.whole(0, 20))]


def form(dice):
    tools = ["Excel", "R", "Python", "SPSS", "Stata"]
    rate = ["Poor", "Fair", "Good", "Very good", "Excellent"]
    people = ["ana", "ben", "chen", "dora", "emil", "farah", "gus", "hana", "ivo", "jo"]
    for number in range(64):
        at = moment(2024, 9, 2, 30000 + number * 5413)
        hour = at.hour % 12 or 12
        yield [f"{at.year}/{at.month:02d}/{at.day:02d} {hour}:{at:%M:%S} {'AM' if at.hour < 12 else 'PM'} GMT+1",
               f"{dice.pick(people)}.{dice.hexadecimal(4)}@example.org",
               dice.pick(["Student", "Researcher", "Teacher", "Administrator"], [5, 4, 2, 1]),
               dice.pick(["Never", "Once a year", "Once a month", "Every week", "Every day"]),
               dice.some(tools), dice.level(range(1, 6), 0.7, 0.9),
               *[dice.lost(dice.level(rate, 0.6 + shift, 0.9), 0.08) for shift in (0, 0.15, -0.2)],
               dice.pick(["Yes", "No", "Maybe"], [5, 2, 3]), dice.pick(["Less than 1 hour", "1-2 hours", "3-5 hours",
               "More than 5 hours"]),
               dice.words(["More time for", "I liked", "Please share", "Less about", "I missed"],
               ["the exercises", "the slides", "the examples", "questions", "the data"],
                          ["next time", "beforehand, please", "(the room was cold).", "and thank you!"], empty=0.4),
               dice.pick(["Yes, I agree"])]


def phq(dice):
    languages, devices = ["English", "Polish", "Urdu", "Welsh", "French"], ["phone", "tablet", "laptop", "watch"]
    for number in range(1, 91):
        low = dice.between(0.05, 0.6, 2)
        items = [dice.level(range(0, 4), low, 0.8) for _ in range(9)]
        total = sum(items)
        band = ["minimal", "mild", "moderate", "moderately severe", "severe"][min(4, total // 5)]
        yield [f"P-{number * 37 % 1000:03d}-{dice.hexadecimal(3)}", 1, *items, total, band,
               dice.some(languages, 0.2, "; "),
               dice.some(devices, 0.5, "|"), dice.whole(1, 6),
               dice.pick(["<15k", "15k-30k", "30k-50k", "50k-80k", ">80k", "prefer not to say"]),
               dice.between(4, 10, 1), dice.poisson(1.2), *[int(dice.chance(share)) for share in (0.6, 0.3, 0.1)]]


def course(dice):
    for number in range(72):
        mood = dice.between(0.4, 0.95, 2)
        yield [dice.pick(["Statistiek 1", "Programmeren", "Ethiek", "Statistiek 2"]),
               dice.pick(["WI1101", "WI1203", "FI1001", "WI2101"]),
               dice.pick(["2022-2023", "2023-2024"]), dice.pick(["najaar", "voorjaar"]),
               dice.pick(["voltijd", "deeltijd"], [4, 1]),
               *[dice.level(["zeer oneens", "oneens", "neutraal", "eens", "zeer eens"], mood + shift,
               0.7) for shift in (0, -0.1, 0.1, -0.2)],
               str(min(10, dice.normal(5 + mood * 3.5, 0.8, 1))).replace(".", ","),
               dice.lost(dice.whole(2, 22), 0.1, "onbekend"),
               dice.whole(0, 12), dice.words(["Prima", "Te veel", "Goede", "Meer", "Onduidelijke"],
               ["opdrachten", "stof", "colleges", "voorbeelden", "feedback"],
                          ["van de docent.", "in te weinig weken, maar wel leuk.", "dit jaar", "voor de toets"],
                          empty=0.5)]


FILES = [
    Starter("survey-canteen.csv", "A canteen survey of staff; answers in words of agreement, n/a where skipped.", """
respondent_id | identifier | one for each row, R001 and up
submitted | time | day and minute
age_band | ordinal ! | bands of age in order
gender | category ! | three words
department | category ! | five teams
years_employed | measurement ! | whole years of service
eats_in_canteen | binary | yes or no
The food tastes good | ordinal | five words of agreement, n/a missing
The portions are large enough | ordinal | five words of agreement, n/a missing
The prices are fair | ordinal | five words of agreement, n/a missing
The staff is friendly | ordinal | five words of agreement, n/a missing
I have enough time to eat | ordinal | five words of agreement, n/a missing
overall_satisfaction | ordinal | a rating from 1 to 5
recommend_0_10 | ordinal, measurement | how likely to recommend, 0 to 10
spend_per_week_gbp | amount | pounds a week
comments | text | free words
""", canteen, outcome=["overall_satisfaction", "recommend_0_10"], time=["submitted", ""], first=True),
    Starter("umfrage-mitarbeiter.csv", "A German staff survey; numbers for answers, -99 for none, decimal comma.", """
Fragebogen-Nr | identifier | one number a form
Datum | time | day.month.year
Standort | place, category | four cities
Alter | measurement ! | age in years
Geschlecht | category ! | m, w, d
Führungskraft | binary ! | ja or nein
Betriebszugehörigkeit (Jahre) | measurement ! | years of service with a decimal
F1 Arbeitsklima | ordinal | 1 to 5, -99 missing
F2 Führung | ordinal | 1 to 5, -99 missing
F3 Arbeitsbelastung | ordinal | 1 to 5, -99 missing
F4 Weiterbildung | ordinal | 1 to 5, -99 missing
F5 Bezahlung | ordinal | 1 to 5, -99 missing
F6 Gesamtzufriedenheit | ordinal | 1 to 5, -99 missing
Wechselabsicht | ordinal | nie to immer: how often
Gehaltsgruppe | ordinal, category ! | pay grades E5 to E13 in order
Kommentar | text | free words
""", employees, outcome=["F6 Gesamtzufriedenheit", "Wechselabsicht"], time=["Datum", ""], first=True, delimiter=";"),
    Starter("enquete-transports.csv", "A French survey of journeys to work; postcodes with leading zeros, NSP for no answer.", """
numéro | identifier | FR-0001 and up
date_réponse | time | day/month/year
commune | place, category | five towns
code_postal | code, place | postcodes, some with a zero first
sexe | category, binary ! | two words, NSP for no answer
tranche_âge | ordinal ! | bands of age
profession | category ! | six words
mode_principal | category | means of transport
fréquence_bus | ordinal | jamais to tous les jours
distance_km | measurement | kilometres, decimal comma
durée_min | measurement | minutes, NSP for no answer
Les transports sont fiables | ordinal | four words of agreement
Les prix sont justes | ordinal | four words of agreement
Je me sens en sécurité | ordinal | four words of agreement
Les horaires conviennent | ordinal | four words of agreement
abonnement | binary | oui or non
note_sur_20 | measurement, ordinal | a mark out of 20
""", transport, outcome=["note_sur_20"], time=["date_réponse", ""], first=True, delimiter=";", end="\r\n"),
    Starter("google-forms.csv", "A form's export as Google writes it: questions as heads, ticked boxes in one cell.", """
Timestamp | time | the moment of the answer, with AM and PM
Email Address | identifier | an address for each row
What is your role? | category ! | four words
How often do you analyse data? | ordinal | Never to Every day
Which tools do you use? (select all that apply) | list | ticked boxes with commas
How useful was the workshop? | ordinal | a rating from 1 to 5
Please rate the following [Content] | ordinal | Poor to Excellent
Please rate the following [Speaker] | ordinal | Poor to Excellent
Please rate the following [Room] | ordinal | Poor to Excellent
Would you come again? | category, ordinal | Yes, No, Maybe
How much time did you spend preparing? | ordinal | bands of hours
Any other comments? | text | free words
Do you consent to the use of your answers? | constant | everybody agreed
""", form, outcome=["How useful was the workshop?"], time=["Timestamp", ""], quote=1),
    Starter("phq-questionnaire.csv", "A questionnaire on health: nine items from 0 to 3, their sum, several lists and boxes.", """
participant | identifier | one for each row
consent | constant | 1 in each row
phq_1 | ordinal | an item from 0 to 3
phq_2 | ordinal | an item from 0 to 3
phq_3 | ordinal | an item from 0 to 3
phq_4 | ordinal | an item from 0 to 3
phq_5 | ordinal | an item from 0 to 3
phq_6 | ordinal | an item from 0 to 3
phq_7 | ordinal | an item from 0 to 3
phq_8 | ordinal | an item from 0 to 3
phq_9 | ordinal | an item from 0 to 3
phq_total | measurement, ordinal | a sum score from 0 to 27
severity | ordinal | minimal to severe
languages_spoken | list | words with ; between
devices | list | words with | between
household_size | count ! | people
income_band | ordinal, category ! | bands of income, some declined
sleep_hours | measurement | hours a night
gp_visits_last_year | count | visits
has_smartphone | binary ! | 0 or 1
on_medication | binary | 0 or 1
in_therapy | binary | 0 or 1
""", phq, outcome=["phq_total", "severity"], time=[""]),
    Starter("vakevaluatie.csv", "Dutch evaluations of courses, without an id; words of agreement and a mark of ten.", """
vak | category ! | four courses
vakcode | code, category | codes of courses
studiejaar | time, category | academic years
semester | binary, category ! | autumn or spring: two values, a half of the year
vorm | binary, category ! | two words
De docent legt duidelijk uit | ordinal | five words of agreement
De toets past bij de stof | ordinal | five words of agreement
Ik heb veel geleerd | ordinal | five words of agreement
De studielast is haalbaar | ordinal | five words of agreement
cijfer | measurement, ordinal | a mark of ten, decimal comma
uren per week | measurement | hours, some unknown
colleges gemist | count | lectures missed
opmerking | text | free words
""", course, outcome=["cijfer"], delimiter=";"),
]
