"""Trials with two arms in three languages, long visits, a cohort, a plate, a field experiment, school marks."""

from starter import Starter, day


def blood_pressure(dice):
    arms = dice.shuffle(["Placebo", "Active"] * 66)
    for number, arm in enumerate(arms):
        sex, height = dice.pick([("F", 164), ("M", 177)])
        height, weight = dice.normal(height, 7, 0), dice.normal(82, 13)
        base = dice.normal(152, 11, 0)
        week = base + dice.normal(-3 if arm == "Placebo" else -11, 9, 0)
        left = dice.chance(0.06)
        yield [f"01-{number // 22 + 1:02d}-{number + 1:03d}", f"{number // 22 + 1:02d}", arm, dice.whole(38, 79), sex,
               dice.pick(["White", "Black or African American", "Asian"], [7, 2, 1]), weight, height,
               round(weight / (height / 100) ** 2, 1), dice.pick(["Never", "Former", "Current"], [5, 3, 2]),
               day(2022, 3, 1, dice.whole(0, 200)).strftime("%d%b%Y").upper(), base, "." if left else week,
               "." if left else week - base,
               "." if left else "Y" if week < 140 else "N", dice.poisson(0.8), "Y" if left else "N"]


def pain(dice):
    for number in range(96):
        group = dice.pick(["Verum", "Kontrolle"])
        before = dice.normal(64, 12)
        after = max(0, round(before - dice.normal(24 if group == "Verum" else 13, 12), 1))
        yield [number + 1, dice.pick(["A", "B", "C"]), group, str(dice.whole(21, 78)), dice.pick([1, 2]),
               str(dice.normal(26.5, 3.8)).replace(".", ","), day(2021, 9, 1, dice.whole(0, 300)).strftime("%d.%m.%Y"),
               dice.pick([200, 400, 600]) if group == "Verum" else 0, str(before).replace(".", ","),
               dice.lost(str(after).replace(".", ","), 0.07, "k.A."),
               dice.level(["keine", "leicht", "mittel", "schwer"], 0.25, 0.8),
               int(dice.chance(0.12)), str(dice.between(70, 100, 1)).replace(".", ",") + "%",
               dice.level(["sehr schlecht", "schlecht", "mäßig", "gut", "sehr gut"], 0.65 if group == "Verum" else 0.5,
               0.9), dice.words(["Kopfschmerz", "Übelkeit", "Schwindel", "Umzug,", "Urlaub,"],
               ["am 2. Tag,", "nach der Einnahme,", "vor Woche 4,", "abends,"],
               ["klang ab", "Nachuntersuchung telefonisch", "Dosis unverändert"], empty=0.6)]


def survival(dice):
    for number in range(128):
        arm = int(dice.chance(0.5))
        days = min(730, dice.positive(610 if arm else 430, 0.8, 0))
        yield [f"{dice.pick(['HUP', 'LPZ', 'CLN'])}{1000 + number}",
               dice.pick(["Hospital La Paz", "Clínic Barcelona", "Virgen del Rocío"]),
               dice.pick(["Madrid", "Barcelona", "Sevilla"]), arm, dice.whole(41, 83), dice.pick(["hombre", "mujer"]),
               dice.pick(["I", "II", "III", "IV"], [2, 4, 5, 3]), dice.pick([0, 1, 2], [5, 4, 1]),
               dice.lost(dice.normal(12.8, 1.5), 0.08, "ND"), dice.lost(dice.positive(38, 1.1, 1), 0.08, "ND"),
               dice.pick(["sí", "no"], [1, 3]),
               day(2019, 1, 7, dice.whole(0, 700)).strftime("%d-%m-%Y"), days, int(days < 730 and dice.chance(0.8)),
               dice.pick(["RC", "RP", "EE", "PE"], [2, 4, 5, 4])]


def visits(dice):
    plan = [("Screening", 0, -14), ("Baseline", 1, 0), ("Week 4", 2, 28), ("Week 8", 3, 56), ("Week 12", 4, 84)]
    for number in range(48):
        arm, base, start = dice.pick(["Drug 10 mg", "Placebo"]), dice.normal(8.1, 0.7), dice.whole(0, 120)
        sex, age, site = dice.pick(["F", "M"]), dice.whole(30, 74), dice.pick([101, 102, 205])
        for label, visit, days in plan:
            value = round(base - (0.22 if arm[0] == "D" else 0.05) * max(0, visit - 1) + dice.normal(0, 0.2, 2), 1)
            if visit > 1 and dice.chance(0.08):
                continue
            yield ["ABC-123", f"ABC-123-{site}-{number:03d}", site, arm, age, sex, visit, label,
                   day(2023, 2, 6, start + days), days, "HBA1C", "%", value, base if visit else "",
                   round(value - base, 1) if visit > 1 else "", "Y" if dice.chance(0.05) else "N"]


def cohort(dice):
    causes = ["I21.9", "C34.1", "J44.0", "I64", "C18.9"]
    for number in range(150):
        born, entry = dice.whole(1928, 1962), dice.whole(0, 1400)
        died = dice.chance(0.22)
        years = dice.between(0.4, 15, 1) if died else 15.0
        yield [f"{dice.whole(10, 99)}{number + 100}", born, 1998 - born + dice.whole(0, 3),
               dice.pick(["40-49", "50-59", "60-69", "70+"]), dice.pick(["male", "female"]),
               dice.pick(["primary", "secondary", "vocational", "university"], [3, 4, 4, 3]),
               dice.pick(["never", "former", "current"], [5, 3, 3]), dice.lost(dice.normal(26.4, 4), 0.04, "NA"),
               dice.lost(dice.normal(134, 17, 0), 0.04, "NA"), dice.lost(dice.normal(5.6, 1), 0.1, "NA"),
               "yes" if dice.chance(0.08) else "no",
               day(1998, 3, 2, entry), day(1998, 3, 2, entry + years * 365.25), years, int(died),
               dice.pick(causes) if died else "NA"]


def plate(dice):
    for index in range(96):
        row, column = "ABCDEFGH"[index // 12], index % 12 + 1
        blank, dose = column == 12, 0 if column in (1, 12) else [100, 33.3, 11.1, 3.7, 1.23][(column - 2) // 2]
        kind = "blank" if blank else "control" if column == 1 else dice.pick(["compound A", "compound B"])
        yield ["P0042", f"{row}{column:02d}", row, column, f"S-{index:03d}" if not blank else "", kind, dose,
               index // 12 % 4 + 1, "" if blank else "HeLa", round(0.05 if blank
               else 0.9 / (1 + dose / 20) + dice.normal(0, 0.03, 4), 4),
               dice.positive(60 if blank else 5200 / (1 + dose / 20), 0.08, 0),
               "" if blank else f"{min(100, max(2, dice.normal(100 / (1 + dose / 20), 4))):.1f}", "37.0",
               f"2024-04-11 14:{30 + index // 12:02d}:{index % 12 * 4:02d}"]


def field(dice):
    plots = [(block, variety, nitrogen) for block in ("I", "II", "III", "IV") for variety in ("Golden rain",
        "Marvellous", "Victory") for nitrogen in (0, 40, 80, 120)]
    for number, (block, variety, nitrogen) in enumerate(plots):
        yield [block, number % 12 + 1, f"{block}-{number % 12 + 1:02d}", variety, nitrogen,
               dice.normal(4.1 + 0.016 * nitrogen, 0.5, 2), dice.normal(92, 6, 0),
               dice.level(["none", "slight", "severe"], nitrogen / 160, 0.7), dice.normal(11.5, 0.7)]


def marks(dice):
    first = ["Anna", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hugo", "Ida", "Jan", "Klara", "Leo", "Mia",
        "Noah", "Olga", "Paul", "Rosa", "Tim"]
    last = ["Bauer", "Fischer", "Huber", "Maier", "Schmid", "Weber", "Kraus", "Lang", "Yılmaz", "Nowak", "Roth",
        "Vogel", "Zeller", "Ott"]
    for number in range(112):
        level = dice.between(0.15, 0.6, 2)
        notes = [dice.level(range(1, 7), level + shift, 0.8) for shift in (0, 0.05, -0.05, 0.1, -0.1)]
        yield [2023001 + number * 4, f"{dice.pick(last)} {dice.pick(first)}", f"{7 + number % 4}{dice.pick('abc')}",
               "2023/24", dice.pick(["w", "m"]), day(2008, 8, 1, dice.whole(0, 1500)).strftime("%d.%m.%Y"), *notes,
               dice.lost(dice.level(range(1, 7), level - 0.1, 0.7), 0.08, "befreit"),
               f"{sum(notes) / 5:.2f}".replace(".", ","), dice.poisson(5), dice.poisson(0.4),
               dice.pick(["ja", "nein"], [1, 5]), dice.pick(["ja", "nein"], [12, 1])]


FILES = [
    Starter("trial-blood-pressure.csv", "A trial with two arms; heads of CDISC's kind, a point for missing, dates such as 04MAR2022.", """
SUBJID | identifier | one for each row
SITE | code, category | 01 to 06
ARM | binary, category ! | Placebo or Active
AGE | measurement ! | years
SEX | binary, category ! | F or M
RACE | category ! | three words
WEIGHT_KG | measurement ! | kilograms
HEIGHT_CM | measurement ! | centimetres
BMI | measurement ! | kilograms a square metre
SMOKING | category, ordinal ! | Never, Former, Current
RANDDT | time | dates
SBP_BASE | measurement ! | mm Hg before treatment
SBP_W12 | measurement | mm Hg at the end
SBP_CHG | measurement | the change
RESPONDER | binary | Y or N
N_AE | count | adverse events
DISCONTINUED | binary | Y or N
""", blood_pressure, outcome=["SBP_CHG", "SBP_W12", "RESPONDER"], by=["ARM"], time=["", "RANDDT"], first=True),
    Starter("studie-schmerz.csv", "A German trial on pain; decimal comma, sex as 1 and 2, k.A. for missing.", """
Patient | identifier | 1 to 96, one a row
Zentrum | category, code ! | A, B, C
Gruppe | binary, category ! | Verum or Kontrolle
Alter | measurement ! | years
Geschlecht | binary, category ! | 1 or 2
BMI | measurement ! | kilograms a square metre
Einschlussdatum | time | day.month.year
Dosis_mg | measurement, ordinal ! | 0, 200, 400, 600
VAS_vorher | measurement ! | millimetres before treatment
VAS_nachher | measurement | millimetres after it
Nebenwirkungen | ordinal | keine to schwer
Abbruch | binary | 0 or 1
Adhärenz | share | per cent
Gesamturteil | ordinal | sehr schlecht to sehr gut
Bemerkung | text | free words, mostly empty
""", pain, outcome=["VAS_nachher", "Gesamturteil", "Abbruch"], by=["Gruppe"], time=["", "Einschlussdatum"], first=True, delimiter=";"),
    Starter("ensayo-supervivencia.csv", "A Spanish trial with times to an event; arms as 0 and 1, ND for missing, stages in Roman numbers.", """
id_paciente | identifier | one for each row
hospital | category, place ! | three hospitals
ciudad | place, category | three cities
tratamiento | binary ! | 0 or 1
edad | measurement ! | years
sexo | binary, category ! | hombre or mujer
estadio | ordinal ! | I to IV
ecog | ordinal ! | 0, 1, 2
hemoglobina_g_dl | measurement ! | grams a decilitre
ca125 | measurement ! | a marker in blood
metástasis | binary ! | sí or no
fecha_inclusión | time | day-month-year
seguimiento_días | measurement | days until event or end
evento | binary | 0 or 1
respuesta | ordinal, category | RC, RP, EE, PE: complete to progress
""", survival, outcome=["evento", "seguimiento_días", "respuesta"], by=["tratamiento"], time=["", "fecha_inclusión", "seguimiento_días"], first=True),
    Starter("visits-long.csv", "Laboratory values of a trial, one visit a row, so that a patient has several.", """
STUDYID | constant | one study
USUBJID | identifier, code | patients, five rows each
SITEID | code, category | 101, 102, 205
TRTP | binary, category ! | Drug or Placebo
AGE | measurement ! | years
SEX | binary, category ! | F or M
VISITNUM | ordinal, code ! | 0 to 4, the number of the visit
VISIT | ordinal, time ! | Screening to Week 12
ADT | time | dates
ADY | time, measurement ! | day of the study, five values
PARAMCD | constant | HBA1C
AVALU | constant | %
AVAL | measurement, share | the value
BASE | measurement, share ! | the value at baseline
CHG | measurement | the change
ANL01FL | binary ! | Y or N
""", visits, outcome=["AVAL", "CHG"], by=["TRTP"], time=["ADT", "VISIT", "VISITNUM", "ADY"]),
    Starter("cohort.csv", "A cohort with ages, dates and causes of death by ICD-10.", """
pid | identifier | one for each row
birth_year | time | years, 1928 to 1962
age_at_entry | measurement ! | years
age_group | ordinal ! | bands of age
sex | binary, category ! | male or female
education | ordinal, category ! | primary to university
smoking | category, ordinal ! | never, former, current
bmi | measurement | kilograms a square metre
sbp | measurement | mm Hg
cholesterol_mmol_l | measurement | millimoles a litre
diabetes | binary | yes or no
entry_date | time | dates
exit_date | time | dates
follow_up_years | measurement | years
died | binary | 0 or 1
cause_of_death_icd10 | code, category | codes of diseases
""", cohort, outcome=["died", "follow_up_years"], time=["entry_date", "follow_up_years", ""]),
    Starter("lab-plate.csv", "A plate of 96 wells with doses of two compounds.", """
plate | constant | P0042
well | identifier, code | A01 to H12
row | category, code ! | A to H: the place on the plate
column | code, category ! | 1 to 12: the place on the plate
sample_id | identifier | one for each row, empty for blanks
treatment | category ! | four words
concentration_um | measurement, ordinal ! | micromoles a litre, six doses
replicate | code, category ! | 1 to 4: a number that names
cell_line | constant, category | HeLa or empty
od600 | measurement | optical density
fluorescence | measurement | units of a reader
viability_pct | share | per cent
temp_c | constant | 37.0
read_at | time | moments
""", plate, outcome=["viability_pct", "od600", "fluorescence"], by=["treatment", "concentration_um"], time=["", "read_at"]),
    Starter("field-trial.csv", "A field experiment with blocks, varieties and four rates of nitrogen.", """
block | category, code ! | I to IV
plot | code, category ! | 1 to 12 in each block
plot_id | identifier | one for each row
variety | category ! | three names
nitrogen_kg_ha | measurement, ordinal ! | 0, 40, 80, 120
yield_t_ha | measurement | tonnes a hectare
height_cm | measurement | centimetres
lodging | ordinal | none, slight, severe
protein_pct | share, measurement | per cent
""", field, outcome=["yield_t_ha"], by=["variety", "nitrogen_kg_ha"], time=[""]),
    Starter("schulnoten.csv", "Marks of a German school from 1 to 6, with dates of birth and classes.", """
Schülernummer | identifier | one for each row
Name | identifier, text | a name a row, nearly
Klasse | category, ordinal ! | 7a to 10c
Schuljahr | constant | 2023/24
Geschlecht | binary, category ! | w or m
Geburtsdatum | time | dates
Deutsch | ordinal | marks 1 to 6
Mathematik | ordinal | marks 1 to 6
Englisch | ordinal | marks 1 to 6
Physik | ordinal | marks 1 to 6
Musik | ordinal | marks 1 to 6
Sport | ordinal | marks 1 to 6, befreit for none
Durchschnitt | measurement | a mean with decimal comma
Fehltage | count | days
Verweise | count | times
Förderkurs | binary ! | ja or nein
versetzt | binary | ja or nein
""", marks, outcome=["Durchschnitt", "versetzt"], by=["Geschlecht", "Klasse", "Förderkurs"], time=[""], delimiter=";"),
]
