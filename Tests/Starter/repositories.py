"""Listings of software: 1,500 repositories, packages, models, issues, reviews, tickets, visits to a site."""

from starter import Starter, day, moment

LICENCES = ["mit", "apache-2.0", "gpl-3.0", "bsd-3-clause", "other", ""]
LANGUAGES = ["Python", "JavaScript", "Go", "Rust", "C++", "Swift", ""]
SYLLABLES = ["al", "be", "cor", "dex", "el", "fy", "gra", "hub", "io", "jet", "kit", "lo", "mo", "net", "ox", "py"]


def name(dice, parts=3):
    return "".join(dice.pick(SYLLABLES) for _ in range(parts))


def zero_heavy(dice, zeros, median, spread=1.6):
    return 0 if dice.chance(zeros) else max(1, dice.positive(median, spread, 0))


def repositories(dice):
    for number in range(1500):
        stars = zero_heavy(dice, 0.62, 6)
        yield [10_270_250 + number * 7919 + dice.whole(0, 900), f"{name(dice, 2)}/{name(dice)}",
               dice.pick(LICENCES, [40, 20, 12, 6, 8, 30]),
               dice.pick(LANGUAGES, [40, 30, 9, 7, 9, 4, 10]), stars, int(stars * dice.between(0, 0.5, 3)),
               day(2012, 1, 1, dice.whole(0, 4500)), "true" if dice.chance(0.06) else "false"]


def packages(dice):
    words = ["cli", "parser", "async", "http", "plot", "test", "yaml", "ml"]
    licences = ["MIT", "MIT License", "Apache 2.0", "BSD", "GPLv3", "UNKNOWN"]
    seen = set()
    while len(seen) < 420:
        package = name(dice) + dice.pick(["", "-py", "-core"])
        if package in seen:
            continue
        seen.add(package)
        first = dice.whole(0, 3800)
        yield [package, f"{dice.whole(0, 7)}.{dice.whole(0, 30)}.{dice.whole(0, 9)}",
               dice.pick(licences, [30, 15, 14, 10, 8, 6]), zero_heavy(dice, 0.05, 420, 2.2),
               zero_heavy(dice, 0.7, 4), day(2013, 1, 1, first), day(2013, 1, 1, dice.whole(first, 4100)),
               dice.whole(1, 4),
               dice.pick(["True", "False"]), dice.some(words, 0.25, ","), f"{dice.positive(60, 1.3, 1)}",
               dice.pick([">=3.7", ">=3.8", ">=3.9", "UNKNOWN"]), f"{dice.whole(20, 100)}%"]


def models(dice):
    tags = ["pytorch", "safetensors", "en", "de", "conversational", "onnx", "region:us"]
    for number in range(380):
        size = dice.pick([0.11, 0.35, 1.3, 3, 7, 8, 13, 70])
        yield [f"{name(dice, 2)}/{name(dice)}-{number}", zero_heavy(dice, 0.4, 5), zero_heavy(dice, 0.2, 60, 2),
               dice.pick(["mit", "apache-2.0", "cc-by-4.0", "llama3", "None"], [3, 5, 2, 2, 6]),
               dice.pick(["text-generation", "fill-mask", "text-classification", "image-classification", "None"],
               [6, 3, 4, 2, 3]), dice.pick(["transformers", "diffusers", "timm", "peft"], [8, 2, 1, 2]),
               f"{size:g}", "True" if dice.chance(0.05) else "False",
               "[" + dice.some([f"'{tag}'" for tag in tags]) + "]",
               moment(2023, 1, 1, dice.whole(0, 60_000_000)).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
               dice.positive(300 * size, 1, 1) if dice.chance(0.06) else "None", "main"]


def issues(dice):
    labels, people = ["bug", "documentation", "enhancement", "good first issue", "question"], ["octo", "kim-b", "dev42",
        "raja", "lena-s", "bot"]
    titles = ["Crash when the file is empty", "Add a dark theme", "Docs: broken link in README", "Support Python 3.13",
        "Wrong total in summary", "Question about licences"]
    number = 41
    for _ in range(180):
        number += dice.whole(1, 6)
        opened = dice.whole(0, 50_000_000)
        closed = dice.chance(0.7)
        yield [number, f"{dice.pick(titles)} ({name(dice, 2)})", "closed" if closed else "open", dice.pick(people),
               dice.lost(dice.some(labels, 0.25), 0.2), moment(2023, 1, 1, opened).isoformat() + "Z",
               moment(2023, 1, 1, opened + dice.positive(400_000, 1.5, 0)).isoformat() + "Z" if closed else "",
               dice.poisson(2.3), dice.lost(dice.some(people[:4], 0.2), 0.5),
               dice.lost(dice.pick(["v1.0", "v1.1", "v2.0"]), 0.5),
               dice.pick(["NONE", "CONTRIBUTOR", "MEMBER", "OWNER"], [6, 3, 2, 1]), "FALSE",
               zero_heavy(dice, 0.6, 2, 0.8), f"https://github.com/acme/widget/issues/{number}"]


def reviews(dice):
    openings = {1: ["Crashes", "Waste of money,", "Does not start,"], 2: ["Too many ads", "Slow", "Confusing"],
        3: ["It is ok", "Not bad", "So so"], 4: ["Nice app", "Works well", "Good"],
        5: ["Love it!", "Great", "Exactly what I needed"]}
    middles = ["since the update", "on my phone", "when I open the map", "for the price", "compared with the old one",
        "after two weeks"]
    ends = ["and support never answers.", "but sync could be faster", "- please fix!", "and I use it every day.",
        "so I told my friends.", ""]
    for number in range(170):
        stars = dice.pick([1, 2, 3, 4, 5], [20, 7, 9, 18, 46])
        yield [dice.uuid(), f"user{dice.whole(1000, 99999)}", stars, dice.words(openings[stars], middles, empty=0.1),
               dice.words(openings[stars], middles, ends).strip(), dice.pick(["3.9.1", "4.0.0", "4.0.2", "4.1.0"]),
               zero_heavy(dice, 0.7, 3, 1.1), dice.pick(["en", "es", "pt", "hi"], [6, 2, 2, 1]),
               moment(2024, 2, 1, dice.whole(0, 9_000_000)).strftime("%d %b %Y %H:%M"),
               dice.pick(["yes", "no"], [1, 3]), dice.pick(["US", "GB", "BR", "MX", "IN"]),
               dice.pick(["Pixel 7", "Galaxy S22", "Moto G", "Redmi 12"])]


def tickets(dice):
    for number in range(200):
        level = dice.whole(0, 3)
        hours = dice.positive([2, 6, 20, 50][level], 0.8, 2)
        done = dice.chance(0.88)
        opened = dice.whole(0, 15_000_000)
        yield [f"INC{10231 + number * 3:07d}", moment(2024, 1, 8, opened).strftime("%d-%b-%Y %H:%M:%S"),
               moment(2024, 1, 8, opened + hours * 3600).strftime("%d-%b-%Y %H:%M:%S") if done else "",
               ["P1", "P2", "P3", "P4"][level],
               "Resolved" if done else dice.pick(["Open", "Pending"]),
               dice.pick(["Hardware", "Network", "Access", "Software"]),
               dice.pick(["Service desk", "Field", "Network ops"]), dice.pick(["email", "phone", "portal"]),
               hours if done else "", dice.poisson(0.3), dice.poisson(3),
               "yes" if hours > [4, 8, 24, 72][level] else "no", dice.lost(dice.level(range(1, 6), 0.8, 1), 0.55),
               dice.words(["VPN", "Printer on floor 3", "New laptop", "Monitor", "Mail client", "Badge reader"],
               ["drops every hour", "does not start", "flickers", "asks for a password", "is slow"],
               ["since Monday", "after the update", "- cable changed already", "again", "for the whole team"])]


def site(dice):
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    for number in range(210):
        date = day(2024, 1, 1, number)
        visits = int(dice.normal(5200 + number * 9, 300, 0) * (0.55 if date.weekday() > 4 else 1))
        unique = int(visits * dice.between(0.7, 0.8, 3))
        yield [date, names[date.weekday()], visits, unique, int(unique * dice.between(0.3, 0.45, 3)),
               int(visits * dice.between(2.6, 3.4, 3)), f"{dice.between(38, 52, 1)}%", dice.normal(142, 14, 0),
               visits * dice.whole(310_000, 420_000), dice.poisson(60), dice.poisson(0.4),
               f"{dice.between(1.2, 2.9, 2)}%", dice.poisson(24)]


def experiment(dice):
    for number in range(400):
        variant = dice.pick(["control", "treatment"])
        bought = dice.chance(0.11 if variant == "control" else 0.15)
        yield [dice.hexadecimal(12), variant, moment(2024, 6, 3, dice.whole(0, 1_200_000)).isoformat(),
               dice.pick(["DE", "FR", "PL", "SE"]), dice.pick(["mobile", "desktop", "tablet"], [6, 4, 1]),
               dice.pick(["Chrome", "Safari", "Firefox"], [6, 3, 1]),
               dice.pick(["TRUE", "FALSE"]), 1 + dice.poisson(1.4), dice.positive(75, 0.9, 1), int(bought),
               dice.positive(38, 0.5) if bought else 0, int(dice.chance(0.42))]


FILES = [
    Starter("repositories.csv", "1,500 repositories; most have no star, and many no licence.", """
repo_id | identifier | a large number a row
full_name | identifier | owner/name, a row each
license | category ! | six licences, some empty
language | category ! | six languages, some empty
stars | count | mostly zero, a long tail
forks | count | mostly zero, a long tail
created_at | time | days
archived | binary | true or false
""", repositories, outcome=["stars", "forks"], by=["license", "language", "archived", ""], time=["created_at", ""], first=True),
    Starter("packages.csv", "Packages of a registry, with licences spelt in several ways and versions that look like numbers.", """
package | identifier | a name a row
latest_version | code, text | versions: not quantities
licence | category ! | words, UNKNOWN for none
downloads_30d | count | a long tail
dependents | count | mostly zero
first_release | time | days
last_release | time | days
maintainers | count | people
has_types | binary | True or False
keywords | list | words with commas
size_kb | measurement | kilobytes
requires_python | category, ordinal ! | three versions and UNKNOWN
coverage | share | per cent
""", packages, outcome=["downloads_30d", "dependents"], time=["first_release", "last_release", ""], first=True),
    Starter("models.tsv", "Models of a hub, by tabs; None for missing, lists as Python writes them.", """
modelId | identifier | author/name, a row each
likes | count | many zeros
downloads | count | a long tail
license | category ! | words, None for missing
pipeline_tag | category ! | tasks
library_name | category ! | four libraries
parameters_b | measurement, ordinal ! | billions of parameters, eight sizes
gated | binary | True or False
tags | list | a list in brackets
last_modified | time | moments in UTC
co2_eq_emissions_g | measurement | grams, mostly missing
default_branch | constant | main in each row
""", models, outcome=["downloads", "likes", "co2_eq_emissions_g"], time=["last_modified", ""], first=True, delimiter="\t"),
    Starter("github-issues.csv", "An export of issues with labels, assignees and moments.", """
number | identifier | grows by row
title | text, identifier | words
state | binary, category | open or closed
author | category ! | six accounts
labels | list | several with commas
created_at | time | moments in UTC
closed_at | time | moments in UTC, empty where open
comments | count | comments
assignees | list, category | several with commas
milestone | category, ordinal ! | three versions
author_association | category ! | four words in capitals
locked | constant | FALSE in each row
reactions | count | mostly zero
url | identifier, text | an address a row
""", issues, outcome=["comments", "reactions", "state"], time=["created_at"]),
    Starter("app-reviews.csv", "Reviews of an app with stars and words.", """
review_id | identifier | a UUID a row
user_name | identifier, text | an account a row, nearly
rating | ordinal | one to five stars
title | text | short words
review | text | sentences
app_version | code, category | versions: not quantities
thumbs_up | count | mostly zero
language | category, code ! | codes of languages
submitted | time | day, month word, year and time
developer_replied | binary ! | yes or no
country | place, category | codes of countries
device | category ! | four models
""", reviews, outcome=["rating"], time=["submitted", ""]),
    Starter("support-tickets.csv", "Tickets of a service desk with priorities and two moments.", """
Number | identifier | INC0010231 and up
Opened | time | moments with the month as a word
Resolved | time | moments, empty where open
Priority | ordinal | P1 to P4
State | category | three words
Category | category ! | four words
Assignment group | category ! | three teams
Channel | category ! | three words
Hours to resolve | measurement | hours, empty where open
Reopened | count | times
Replies | count | replies
SLA breached | binary | yes or no
CSAT (1-5) | ordinal | a rating, mostly missing
Short description | text | words
""", tickets, outcome=["Hours to resolve", "SLA breached", "CSAT (1-5)"], time=["Opened"]),
    Starter("web-visits-daily.csv", "A web log by day, with a weekly pattern and a trend.", """
date | time | days without a gap
weekday | ordinal, category ! | Mon to Sun
visits | count | visits
unique_visitors | count | visitors
new_users | count | visitors
page_views | count | views
bounce_rate | share | per cent
avg_session_seconds | measurement | seconds
bytes_sent | count, amount | bytes: adds up
errors_404 | count | errors
errors_500 | count | errors, mostly zero
conversion_rate | share | per cent
downloads | count | downloads
""", site, outcome=["visits", "unique_visitors", "page_views", "conversion_rate"], by=["weekday", ""], time=["date"]),
    Starter("ab-test.csv", "A test of two variants of a page, one user a row.", """
user_id | identifier | twelve hexadecimal digits a row
variant | binary, category ! | control or treatment
assigned_at | time | moments
country | place, category | codes of countries
device | category ! | three words
browser | category ! | three words
returning_user | binary ! | TRUE or FALSE
sessions | count | sessions
seconds_on_page | measurement | seconds
converted | binary | 0 or 1
revenue_eur | amount | mostly zero
newsletter | binary | 0 or 1
""", experiment, outcome=["converted", "revenue_eur"], by=["variant"], time=["assigned_at", ""]),
]
