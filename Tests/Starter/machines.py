"""What machines write: CodeCarbon, a meter, a weather station, a sensor; and files with hardly anything in them."""

import math

from starter import Starter, comma, day, moment


def codecarbon(dice):
    places = [("France", "FRA", "île-de-france", 2.3488, 48.8534, 0.056),
        ("Germany", "DEU", "hesse", 8.6821, 50.1109, 0.381), ("Canada", "CAN", "quebec", -71.2075, 46.8131, 0.03)]
    at = 0
    for number in range(84):
        at += dice.whole(4000, 90000)
        country, iso, region, longitude, latitude, intensity = dice.pick(places, [5, 3, 2])
        cloud = dice.chance(0.2)
        seconds, gpus = dice.positive(2400, 1, 9), dice.pick([1, 1, 2, 4])
        cpu, gpu, ram = 42.5, dice.between(90, 280, 9) * gpus, dice.pick([10.0, 20.0, 54.0])
        energy = [power * seconds / 3.6e6 for power in (cpu, gpu, ram)]
        grams = sum(energy) * intensity
        yield [moment(2025, 3, 3, at).isoformat(), dice.pick(["finetune-bert", "codecarbon", "vision-ablation"]),
               dice.uuid(), "5b0fa12a-3dd7-45bb-9766-cc326314d9f1", seconds, f"{grams:.12g}", f"{grams / seconds:.12g}",
               cpu, gpu, ram,
               *[f"{part:.12g}" for part in energy], f"{sum(energy):.12g}", 0.0, country, iso, "" if cloud else region,
               "gcp" if cloud else "", "europe-west4" if cloud else "",
               dice.pick(["Linux-6.8.0-45-generic-x86_64-with-glibc2.39",
               "Linux-5.15.0-1053-gcp-x86_64-with-glibc2.31"]),
               dice.pick(["3.10.14", "3.11.9", "3.12.4"]), "3.0.7", dice.pick([16, 32, 96]),
               dice.pick(["AMD EPYC 7543 32-Core Processor", "Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz"]), gpus,
               f"{gpus} x {dice.pick(['NVIDIA A100-SXM4-40GB', 'Tesla V100S-PCIE-32GB'])}",
               longitude, latitude, dice.pick([62.78, 125.6, 503.5355]), "machine", dice.between(2, 60, 2),
               dice.between(20, 99, 2), dice.between(8, 70, 2), dice.between(5, 80, 2), "Y" if cloud else "N", 1.0, 0.0]


def meter(dice):
    reading = 18234.6
    for number in range(480):
        at = moment(2024, 1, 22, number * 900)
        used = round(max(0.02, 0.09 + 0.22 * math.exp(-((at.hour - 19) / 3) ** 2) + dice.normal(0, 0.03, 3)), 3)
        reading = round(reading + used, 3)
        yield ["1EMH0012345678", at.strftime("%d.%m.%Y %H:%M"), comma(used, 3), comma(used * 4, 3), comma(reading, 3),
               "HT" if 6 <= at.hour < 22 else "NT", comma(dice.normal(231, 1.6), 1), comma(dice.between(0.86, 0.99, 2)),
               "W" if dice.chance(0.97) else "E", comma(dice.normal(19.5, 0.8), 1)]


def weather(dice):
    for number in range(400):
        at = moment(2023, 4, 1, number * 3600)
        warm = 9 + 5 * math.sin((at.hour - 9) / 24 * 2 * math.pi) + 0.01 * number
        rain = dice.pick([0.0, dice.positive(0.6, 0.9, 1)], [9, 1])
        yield [1975, at.strftime("%Y%m%d%H"), dice.whole(3, 3), dice.lost(dice.normal(warm, 1.4), 0.03, -999),
               dice.lost(dice.normal(74 - 2 * (warm - 9), 8, 0), 0.03, -999), dice.normal(1011, 5),
               dice.between(0.3, 9, 1), dice.whole(0, 35) * 10,
               rain, int(rain > 0), dice.lost(dice.whole(0, 8), 0.1, -999),
               0 if not 6 < at.hour < 19 else dice.whole(0, 60), "eor"]


def sensor(dice):
    start = 1_709_251_200
    for number in range(360):
        unit = number % 3
        yield [start + number // 3 * 300, f"node-{unit + 1}", [52.5163, 52.5201, 52.4986][unit],
               [13.3777, 13.4049, 13.4033][unit], dice.normal(17 + unit, 1.5, 2), dice.normal(48, 6),
               dice.normal(100_900, 300, 0), dice.lost(dice.positive(9, 0.6, 1), 0.05, "nan"),
               round(4.1 - number * 0.0012, 3), dice.whole(-92, -61), 4000 + number // 3,
               "ok" if dice.chance(0.96) else "err"]


def plain_lengths(dice):
    for _ in range(90):
        yield [dice.normal(172.4, 9)]


def one_row(dice):
    yield ["Lindau", "Bavaria", "2024-06-30", 25547, 33.18, "yes", "Lake Constance; Alps", "88131"]


def wide(dice):
    for number in range(30):
        group = "case" if number % 2 else "control"
        yield [f"S{number + 1:02d}", group, dice.whole(24, 70), dice.pick(["F", "M"]),
               "batch1" if number < 15 else "batch2",
               *[f"{dice.normal(6 + (gene % 17) * 0.3 + (0.8 if group == 'case' and gene % 40 == 0 else 0), 0.7)}"
               for gene in range(295)]]


def nothing(dice):
    for number in range(25):
        yield [word if dice.chance(0.5) else "" for word in ("NA", "", "n/a", "NULL", "", "NA")]


GENES = "\n".join(f"G{number:04d} | measurement | expression, a logarithm" for number in range(1, 16))

FILES = [
    Starter("emissions.csv", "CodeCarbon's own file, heads of version 3: runs with energy, power and place.", """
timestamp | time | moments
project_name | category ! | three projects
run_id | identifier | a UUID a row
experiment_id | constant | one UUID
duration | measurement | seconds
emissions | measurement, amount | kilograms of CO2
emissions_rate | measurement | kilograms a second
cpu_power | constant | 42.5 in each row
gpu_power | measurement | watts
ram_power | measurement, ordinal | watts, three values
cpu_energy | measurement, amount | kilowatt hours
gpu_energy | measurement, amount | kilowatt hours
ram_energy | measurement, amount | kilowatt hours
energy_consumed | measurement, amount | kilowatt hours
water_consumed | constant | 0 in each row
country_name | place, category | three countries
country_iso_code | place, category | codes of countries
region | place, category | regions
cloud_provider | constant, category | gcp or empty
cloud_region | constant, place | one region or empty
os | binary, category ! | two systems
python_version | category, code ! | versions: not quantities
codecarbon_version | constant | 3.0.7
cpu_count | count, ordinal ! | processors
cpu_model | binary, category ! | two processors
gpu_count | count, ordinal ! | GPUs
gpu_model | category ! | GPUs
longitude | place | degrees
latitude | place | degrees
ram_total_size | measurement, ordinal ! | gigabytes, three values
tracking_mode | constant | machine
cpu_utilization_percent | share, measurement | per cent
gpu_utilization_percent | share, measurement | per cent
ram_utilization_percent | share, measurement | per cent
ram_used_gb | measurement | gigabytes
on_cloud | binary ! | Y or N
pue | constant | 1.0
wue | constant | 0.0
""", codecarbon, outcome=["emissions", "energy_consumed"], time=["timestamp"]),
    Starter("energy-meter.csv", "A smart meter by quarters of an hour, German numbers, two tariffs.", """
Zählernummer | constant | one meter
Zeitstempel | time | day.month.year hour:minute
Verbrauch_kWh | amount, measurement | kilowatt hours: they add up
Leistung_kW | measurement | kilowatts
Zählerstand_kWh | measurement ! | a running total
Tarif | binary, category ! | HT or NT
Spannung_V | measurement | volts
cos_phi | measurement, share | part of one
Status | binary, category ! | W or E
Innentemperatur_C | measurement ! | degrees
""", meter, outcome=["Verbrauch_kWh", "Leistung_kW"], by=["Tarif", ""], time=["Zeitstempel"], delimiter=";"),
    Starter("weather-station.txt", "Hours of a weather station as the German weather service writes them; -999 for missing.", """
STATIONS_ID | constant | one station
MESS_DATUM | time | year, month, day and hour in ten digits
QN_9 | constant | 3 in each row
TT_TU | measurement | degrees
RF_TU | measurement, share | relative humidity in per cent
P0 | measurement | hectopascals
F | measurement | metres a second
D | measurement ! | degrees of the wind, in tens
R1 | measurement, amount | millimetres of rain, mostly zero
RS_IND | binary | 0 or 1: rain fell
N_TER | ordinal, measurement | eighths of cloud
SD_SO | measurement | minutes of sun in the hour
eor | constant | the end of a record
""", weather, outcome=["TT_TU", "R1"], time=["MESS_DATUM"], delimiter=";"),
    Starter("sensor-unix.csv", "Three sensors with seconds since 1970, coordinates and a battery that runs down.", """
ts | time | seconds since 1970
node | category, code ! | three nodes
lat | place | degrees
lon | place | degrees
temperature_c | measurement | degrees
humidity_pct | share, measurement | per cent
pressure_pa | measurement | pascals
pm25 | measurement | micrograms a cubic metre, nan for missing
battery_v | measurement ! | volts
rssi_dbm | measurement ! | decibels, negative
packet | code, identifier | a running number of packets
status | binary, category ! | ok or err
""", sensor, outcome=["temperature_c", "pm25", "humidity_pct"], by=["node", ""], time=["ts"]),
    Starter("one-column.csv", "One column of numbers.", """
height_cm | measurement | centimetres
""", plain_lengths, outcome=["height_cm"], by=[""], time=[""]),
    Starter("one-row.csv", "One row: each column has one value, and a name that says more.", """
town | constant, place | one value
state | constant, place | one value
as_of | constant, time | one value
inhabitants | constant, count | one value
area_km2 | constant, measurement | one value
on_a_lake | constant, binary | one value
sights | constant, list | one value
postcode | constant, code | one value
""", one_row),
    Starter("wide-300.csv", "300 columns and 30 rows: a few of the samples, and 295 genes.", """
sample | identifier | one for each row
group | binary, category ! | case or control
age | measurement ! | years
sex | binary, category ! | F or M
batch | binary, category ! | two batches
""" + GENES, wide, by=["group"], time=[""], every=False,
            header=["sample", "group", "age", "sex", "batch"] + [f"G{number:04d}" for number in range(1, 296)]),
    Starter("all-missing.csv", "Six columns with nothing but words for missing.", """
id | constant | no value
date | constant | no value
value | constant | no value
group | constant | no value
notes | constant | no value
score | constant | no value
""", nothing, outcome=[""], by=[""], time=[""]),
]
