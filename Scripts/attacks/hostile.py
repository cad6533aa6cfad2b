"""Texts and numbers that programs trip over."""

import json

TEXTS = [
    "", " ", "  ", "\t", "\n", "\r", "\r\n", "\x00", "a\x00b", "\x07", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07",
    "\x1b[2J", "\x7f", "\x85", "\x9b31m", "\u202eevil", "\u2066hidden\u2069", "\u200b", "\ufeff", "\ufffd", "\ufffe",
    "\uffff", "e\u0301", "\u0301", "a" + "\u0301" * 400, "\U0001f600", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "العربية", "中文", "ß", "ﬁ", "İ", "ı", "\U0010ffff", "<script>alert(1)</script>",
    "</script><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "<svg onload=alert(1)>", "<style>*{}</style>", "</title><b>", "<!--", "-->", "]]>", "<![CDATA[", "&lt;script&gt;",
    "&amp;", "&#0;", "&#x1b;", "&", "<", ">", "javascript:alert(1)", "[x](javascript:alert(1))",
    "![x](http://127.0.0.1:9/x.png)", "[x](data:text/html,<script>1</script>)", "<http://127.0.0.1:9/>",
    "{{number(x)}}", "{{methods}}", "{{", "}}", "{{{title}}}", "{%", "${HOME}", "$(id)", "`id`", "$x", "$", "%s%n%d",
    "%", "=1+1", "=cmd|'/C calc'!A0", "@sum", "+1", "-1", "\\", "\\\\", "\\n", "\\input{x}", "\\u0000", "$x^2$", "#",
    "# x", "---", "...", "***", "_x_", "~x~", "^x^", "|", "a|b", "`", "```", "> [!NOTE]", "[^1]", "[^1]: x", "'", "''",
    '"', '""', '"a', "{", "}", "[", "]", "(", ")", ",", ";", ":", ": ", "- ", "?", "!", "*", "&a", "*a", "!!int 1",
    "|\n x", "<<", "null", "Null", "~", "NA", "N/A", "nan", "NaN", "NAN", "inf", "Inf", "-inf", "Infinity", "true",
    "TRUE", "False", "yes", "no", "on", "0", "-0", "00", "007", "+5", "1e5", "1E+05", "1e", "e5", "1.", ".5", "-.5",
    "1,5", "1.234,56", "1 000", "1'000", "1_000", "0x1F", "0b1", "1e309", "-1e309", "1e-400", "5e-324",
    "1.7976931348623157e308", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "18446744073709551616", "１２", "٣", "½", "2024-01-31", "2024-02-30", "2023-02-29",
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "-0001-01-01", "99999999-01-01", "2024-13-01",
    "31/12/2024", "2024-01-31T24:00:00Z", "2024-01-31T23:59:60Z", "2024-01-31T00:00:00+99:99",
    "2024-01-31 00:00:00.999999999999", "12:61", "['a', 'b']", "['a'", "{'a': 1}", "{'a': nan}", "[[[[", "[]", "{}",
    "../../private.csv", "../private.csv", "/etc/passwd", "/proc/self/environ", ".", "..", "/", "//", "C:\\x", "con",
    "x" * 31, "x" * 32, "x" * 33, "x" * 255, "x" * 256, "x" * 4097, "é" * 200, "12 kg", "3.5 t", "1,234 g CO2e", "5 %",
    "p < 0.05", "t(10) = 2.0, p = 0.90", "select", "where", "count()", "row_number()", "x; drop table t", "a.b", "a b",
    "Model size", "__proto__", "constructor", "id", "x", "y"
]

NUMBERS = [
    "0", "-0", "1", "-1", "2", "3", "0.5", "0.95", "1e-300", "5e-324", "2.2250738585072014e-308", "1e300",
    "1.7976931348623157e308", "1e308", "-1e308", "1e309", "-1e309", "nan", "NaN", "inf", "-inf", "infinity", "0x10",
    "1e-9", "1e9", "1e12", "1e18", "1e19", "99", "100", "101", "1000", "65535", "65536", "65537", "1000000", "1000001",
    "10000000", "100000000", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295", "4294967296",
    "9007199254740992", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "18446744073709551615", "18446744073709551616", "1.5", "0.999999999999999999",
    "1.0000000000000002", "", " ", "1 ", " 1", "1,5", "1_000", "+1", "--1", "1e", ".5", "5.", "1e1000000",
    "0" * 400 + "1", "9" * 400, "2022", "1e400"
]


def number(dice):
    """The text of a number, seldom a sensible one."""
    if dice.random() < 0.6:
        return dice.choice(NUMBERS)
    if dice.random() < 0.5:
        return repr(dice.choice([-1, 1]) * 10**dice.uniform(-320, 308) if dice.random() < 0.5 else dice.gauss(0, 1))
    return str(dice.choice([-1, 1]) * dice.getrandbits(dice.randint(1, 70)))


def text(dice):
    """A text, most often hostile."""
    roll = dice.random()
    if roll < 0.6:
        return dice.choice(TEXTS)
    if roll < 0.75:
        return dice.choice(TEXTS) + dice.choice(TEXTS)
    if roll < 0.85:
        return "".join(chr(scalar(dice)) for _ in range(dice.randint(1, 12)))
    if roll < 0.97:
        return dice.choice(["alpha", "beta", "gamma", "NLP", "Audio", "x1", "co2", "models", "Computer Vision"])
    return dice.choice(TEXTS) * dice.choice([10, 100, 3000])


def scalar(dice):
    while True:
        value = dice.choice([
            dice.randint(0, 0x7f),
            dice.randint(0x80, 0x7ff),
            dice.randint(0x800, 0xffff),
            dice.randint(0x10000, 0x10ffff)
        ])
        if not 0xd800 <= value < 0xe000:
            return value


def line(dice):
    """A text of one line, without NUL: fit for an argument."""
    return text(dice).replace("\n", " ").replace("\r", " ").replace("\x00", "0")[:3000]


def value(dice, depth=0):
    """A value of JSON, of any shape."""
    roll = dice.random()
    if roll < 0.3:
        return text(dice)
    if roll < 0.5:
        return real(dice)
    if roll < 0.62:
        return dice.choice([True, False, None])
    if roll < 0.7:
        return dice.choice([-1, 0, 1, 7, 10**6, 2**31, 2**63 - 1, -2**63])
    if depth > 3:
        return []
    if roll < 0.85:
        return [value(dice, depth + 1) for _ in range(dice.randint(0, 4))]
    return {text(dice): value(dice, depth + 1) for _ in range(dice.randint(0, 4))}


def real(dice):
    return dice.choice([
        0.0, -0.0, 0.5, 1.0, -1.0, 2.0, 1e-300, 5e-324, 1e300, 1.7976931348623157e308, -1e308, 1e16, 0.1, 3.5,
        dice.gauss(0, 1),
        dice.gauss(0, 1e6), 10**dice.uniform(-30, 30)
    ])


def spoil(dice, data):
    """Changes bytes: what a broken disk, an editor or an attacker would leave."""
    data = bytearray(data)
    for _ in range(dice.choice([1, 1, 1, 2, 3, 8])):
        at, roll = dice.randint(0, len(data)), dice.random()
        end = min(len(data), at + dice.choice([1, 1, 2, 4, 16, 200, 4000]))
        if roll < 0.2:
            del data[at:end]
        elif roll < 0.35 and at < len(data):
            data[at] ^= 1 << dice.randint(0, 7)
        elif roll < 0.5:
            data[at:at] = bytes(data[at:end]) * dice.choice([1, 2, 3, 50])
        elif roll < 0.75:
            data[at:at] = text(dice).encode("utf-8", "surrogatepass")
        elif roll < 0.85:
            data[at:at] = dice.choice([
                b"\x00", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\xf4\x90\x80\x80",
                b"\xe2\x82"
            ])
        elif roll < 0.93:
            del data[at:]
        else:
            data[at:end] = bytes(dice.getrandbits(8) for _ in range(min(64, end - at)))
    return bytes(data)


def spoil_lines(dice, data):
    """Removes, repeats and moves lines, and changes words in them."""
    lines = data.split(b"\n")
    for _ in range(dice.choice([1, 1, 2, 4])):
        at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        roll = dice.random()
        if roll < 0.2:
            lines[at:at + dice.choice([1, 1, 2, 10])] = [b""] * dice.choice([0, 1])
        elif roll < 0.35:
            lines.insert(at, lines[other])
        elif roll < 0.45:
            lines[at], lines[other] = lines[other], lines[at]
        elif roll < 0.55:
            lines[at] = dice.choice([b"  ", b"    ", b"\t", b"- ", b"# "]) + lines[at]
        elif roll < 0.6:
            lines[at] = lines[at].lstrip()
        else:
            words = lines[at].split(b" ")
            new = number(dice) if dice.random() < 0.4 else text(dice)
            words[dice.randrange(len(words))] = new.encode("utf-8", "surrogatepass")
            lines[at] = b" ".join(words)
        lines = lines or [b""]
    return b"\n".join(lines)


def as_yaml(tree):
    """A tree as YAML; JSON is a part of it."""
    return json.dumps(tree, ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8", "surrogatepass")


def aliases(levels, width):
    """YAML of a few lines that stands for width to the power of levels values."""
    lines = ["a0: &a0 [x, x]"]
    for level in range(1, levels):
        lines.append(f"a{level}: &a{level} [" + ", ".join([f"*a{level - 1}"] * width) + "]")
    return "\n".join(lines) + "\n"


def yaml_trick(dice, head=""):
    """YAML whose trouble is YAML's: aliases, merges, tags, depth, keys that stand twice."""
    n = dice.choice([100, 3000, 100000])
    bomb = aliases(dice.choice([5, 9, 20, 60]), dice.choice([2, 9]))
    return dice.choice([
        bomb, bomb + head, head + bomb, "a: &a [*a]\n", "&a {study: s, title: *a}\n",
        head + "values: " + "{a: " * n + "1" + "}" * n, head + "values: " + "[" * n, "[" * n, "? " * n, "- " * n,
        head + head, head + "x: !!binary aGVsbG8=\n", head + "title: !!float 1\n", "---\n" + head + "---\ntitle: T\n",
        "%YAML 9.9\n---\n" + head, head + "description: |\n" + "  x\n" * n, head + "<<: {study: t}\n",
        head + "<<: *nosuch\n", head + "".join(f"k{i}: 1\n" for i in range(min(n, 3000))), "\t", "", "null", "5", "[]",
        "{}", "a", "\ufeff" + head,
        head.replace("\n", "\r\n"),
        head.replace("\n", "\r"), "{" + "a," * n + "}", head + "k: " + "1" * n, head + "k: '" + "''" * n + "'",
        head + "k: \"" + "\\x41" * n + "\"", head + "k: \"\\ud800\"", "!<" + "x" * n + "> 1", "&" + "a" * n + " 1",
        head + "# " + "x" * n, "{a: b, c: {d: " + "e" * n + "}}", head + "k: 0x" + "f" * 40 + "\n", head + "k: 1:2:3\n",
        head + "k: 2024-01-31T00:00:00Z\n", head + "? [a, b]\n: c\n", head + "? {a: b}\n: c\n", head + "1: x\n",
        head + "~: x\n"
    ]).encode("utf-8", "surrogatepass")


def graft(dice, tree, times=1):
    """The tree with parts changed, removed, doubled or swapped."""
    tree = json.loads(json.dumps(tree))
    for _ in range(times):
        spots = []
        collect(tree, spots)
        if not spots:
            return tree
        holder, key = dice.choice(spots)
        roll = dice.random()
        if roll < 0.15:
            del holder[key]
        elif roll < 0.35:
            other, name = dice.choice(spots)
            if other is not None and (name in other if isinstance(other, dict) else name < len(other)):
                holder[key] = json.loads(json.dumps(other[name]))
        elif roll < 0.5 and isinstance(holder[key], str):
            holder[key] = holder[key] + text(dice)
        elif roll < 0.6 and isinstance(holder, dict):
            holder[text(dice)] = holder.pop(key)
        elif roll < 0.72:
            holder[key] = real(dice)
        elif roll < 0.78 and isinstance(holder[key], (int, float)):
            holder[key] = number(dice)
        else:
            holder[key] = value(dice)
    return tree


def collect(tree, spots):
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, part in items:
        spots.append((tree, key))
        collect(part, spots)
