"""What the modules of files share: dice that fall alike everywhere, and the description of a file with its labels."""

import csv
import datetime
import hashlib
import io
import math
import random

ROLES = ("identifier", "constant", "time", "place", "category", "ordinal", "binary", "count", "amount", "share",
         "measurement", "code", "text", "list")
# A column of these roles is never an outcome; of the others it is not where its label says so.
NEVER = {"identifier", "constant", "time", "place", "code", "text", "list"}


class Dice:
    """Random numbers by the name of a file. Only `random()` is used, which no version of Python changes."""

    def __init__(self, name):
        self.unit = random.Random(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")).random

    def whole(self, low, high):
        return low + int(self.unit() * (high - low + 1))

    def between(self, low, high, digits=1):
        return round(low + self.unit() * (high - low), digits)

    def chance(self, share):
        return self.unit() < share

    def normal(self, mean, deviation, digits=1):
        value = math.sqrt(-2 * math.log(1 - self.unit())) * math.cos(2 * math.pi * self.unit())
        value = round(mean + deviation * value, digits)
        return int(value) if digits == 0 else value

    def positive(self, median, spread, digits=2):
        """Lognormal."""
        value = round(math.exp(self.normal(math.log(median), spread, 9)), digits)
        return int(value) if digits == 0 else value

    def poisson(self, mean):
        limit, count, product = math.exp(-mean), 0, self.unit()
        while product > limit:
            count, product = count + 1, product * self.unit()
        return count

    def pick(self, items, weights=None):
        if weights is None:
            return items[int(self.unit() * len(items))]
        at = self.unit() * sum(weights)
        for item, weight in zip(items, weights):
            at -= weight
            if at < 0:
                return item
        return items[-1]

    def some(self, items, share=0.4, join=", "):
        """Several of the items in their order, at least one."""
        return join.join([item for item in items if self.chance(share)] or [self.pick(items)])

    def level(self, items, centre, spread=1.0):
        """One of ordered items, around a place from 0 to 1."""
        at = round(self.normal(centre * (len(items) - 1), spread, 6))
        return items[max(0, min(len(items) - 1, at))]

    def words(self, *parts, empty=0.0):
        """A remark: one of each part, joined by blanks; or nothing."""
        return "" if self.chance(empty) else " ".join(self.pick(part) for part in parts)

    def hexadecimal(self, length):
        return "".join(self.pick("0123456789abcdef") for _ in range(length))

    def uuid(self):
        return "-".join(self.hexadecimal(length) for length in (8, 4, 4, 4, 12))

    def shuffle(self, items):
        return [item for _, item in sorted((self.unit(), item) for item in items)]

    def lost(self, value, share, word=""):
        """The value, or the word for a missing one."""
        return word if self.chance(share) else value


def day(year, month, date, plus=0):
    return datetime.date(year, month, date) + datetime.timedelta(days=int(plus))


def moment(year, month, date, seconds):
    return datetime.datetime(year, month, date) + datetime.timedelta(seconds=int(seconds))


def months(year, count):
    return [(year + index // 12, index % 12 + 1) for index in range(count)]


def comma(value, digits=2, thousands="."):
    """1234.5 as 1.234,50."""
    whole, _, rest = f"{value:,.{digits}f}".partition(".")
    return whole.replace(",", thousands) + ("," + rest if rest else "")


def columns_of(text):
    """Labels from lines of `name | role, other role that is as right | why`. A `!` after the roles: never an outcome."""
    result = []
    for line in text.strip("\n").split("\n"):
        name, roles, why = line.split(" | ", 2)
        never = roles.endswith("!")
        role, *also = [word.strip() for word in roles.rstrip("! ").split(",")]
        result.append({"column": name.strip(), "role": role, "also": also, "never_outcome": never or role in NEVER,
                       "why": why.strip()})
    return result


class Starter:
    """One file, its labels, and what a plan for it takes as outcome, group and time: each a list of which any is right;
    an empty name is none at all, and None is
    left open. `given` are options of the program without which the file cannot be read for certain."""

    def __init__(self, name, about, columns, rows, outcome=None, by=None, time=None, first=False, every=True,
                 delimiter=",", encoding="utf-8", end="\n", quote=csv.QUOTE_MINIMAL, header=None, given=()):
        self.name, self.about, self.first, self.every = name, about, first, every
        self.columns = columns_of(columns)
        self.rows, self.header, self.given = rows, header, list(given)
        self.plan = {"outcome": outcome, "by": by, "time": time}
        self.delimiter, self.encoding, self.end, self.quote = delimiter, encoding, end, quote

    def data(self):
        """The bytes of the file. `rows` is a function of the dice; None where R writes the file."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator=self.end, quoting=self.quote)
        writer.writerow(self.header or [column["column"] for column in self.columns])
        for row in self.rows(Dice(self.name)):
            writer.writerow(row)
        return text.getvalue().encode(self.encoding)
