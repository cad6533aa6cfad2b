"""What counts as a failure."""

import json
import re
import signal
from html.parser import HTMLParser
from xml.etree import ElementTree

from .case import SECRET
from .process import MEMORY, OUTPUT

#: Words of programmers that no message to a user may hold.
RAW = re.compile(r"Error Domain=|NSCocoaError|NSPOSIXError|Fatal error|Optional\(|Swift\.[A-Z]|Foundation\.[A-Z]"
                 r"|\$s[0-9]+[A-Z]\w{6,}|_TtC|CodingKeys|codingPath|DecodingError|EncodingError|YamlError"
                 r"|The operation could(?: not|n.t) be completed|couldn.t be (?:opened|saved)"
                 r"|\b[A-Z]\w+Error\((?!\))|ndex out of range|unexpectedly found nil|GRDB|SQLite error \d+: "
                 r"|\b0x[0-9a-f]{8,}\b|malloc|realloc|core dumped|<[A-Z]\w+: 0x|Yams\.|Code=\d+ |\"\(null\)\"")
#: Commands whose reason to fail stands on standard output.
SPEAKS_ON_OUTPUT = {"lint", "check", "doctor", "verify"}
TEXT_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
JSON_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def failures(command, outcome, here):
    """What is wrong with how a command ended: pairs of a kind and a sentence."""
    found = []
    if outcome.hung:
        found.append(("hang", f"still running after {outcome.seconds:.0f} s"))
    elif outcome.signal and outcome.signal not in command.allowed_signals:
        found.append((f"signal {name(outcome.signal)}", first_line(outcome.stderr)))
    elif not outcome.signal and outcome.status not in allowed(command):
        found.append((f"status {outcome.status}", first_line(outcome.stderr)))
    if outcome.peak > MEMORY:
        found.append(("memory", f"{outcome.peak >> 20} MiB"))
    if found:
        return found
    if not outcome.signal:
        found += messages(command, outcome)
    if outcome.status == 0:
        found += documents(command, outcome)
    if command.must == "succeed" and outcome.status != 0:
        found.append(("refused", first_line(outcome.stderr or outcome.stdout)))
    # A level that the data lack is no fault of the study: it is named in a warning.
    if command.must == "fail" and outcome.status == 0 and b"no-such" not in outcome.stderr:
        found.append(("swallowed", f"{command.about} was accepted without a word".strip()))
    if SECRET in outcome.stdout or SECRET in outcome.stderr:
        found.append(("secret", "a file beside the study was read"))
    if command.inspect:
        try:
            found += command.inspect(here, outcome)
        except OSError:
            # A smaller case may lack what is looked at.
            pass
    return found


def allowed(command):
    # The loader itself ends with 127 where it finds no room for the program.
    few = "ulimit -v" in command.limits or "ulimit -d" in command.limits
    return (0, 1, 2, 127) if few else (0, 1, 2)


def name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def first_line(text):
    lines = text.decode("utf-8", "backslashreplace").strip().splitlines()
    return lines[0][:300] if lines else "no message"


def messages(command, outcome):
    found = []
    words = [str(word) for word in command.arguments]
    if outcome.status != 0:
        on_output = SPEAKS_ON_OUTPUT.intersection(words) or "--batch" in words
        said = outcome.stderr + (outcome.stdout if on_output else b"")
        mute = any(word in command.limits for word in ("2>&-", "ulimit -f"))
        if not said.strip() and command.stdout is None and not mute:
            found.append(("silent", f"exit status {outcome.status} without a word"))
    for stream, data in (("error", outcome.stderr), ("output", outcome.stdout)):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            if len(data) < OUTPUT:
                found.append(("encoding", f"standard {stream} is not UTF-8: {error}"))
            continue
        raw = RAW.search(text) if stream == "error" or outcome.status else None
        if raw:
            found.append((f"raw {raw.group()[:20]}", around(text, raw)))
        is_csv = words[:1] == ["estimate"] and stream == "output"
        is_json = stream == "output" and ("--json" in words or "--batch" in words)
        hazard = None if is_csv else (JSON_CONTROLS if is_json else TEXT_CONTROLS).search(text)
        if hazard:
            found.append((f"control {hazard.group()!r}", repr(around(text, hazard))))
    return found


def around(text, match):
    return text[max(0, match.start() - 80):match.end() + 80]


def documents(command, outcome):
    words = [str(word) for word in command.arguments]
    whole = len(outcome.stdout) < OUTPUT
    if "--json" in words and whole and command.stdout is None and not {"-h", "--help", "--version", "--batch"
                                                                       }.intersection(words):
        return json_problem(outcome.stdout, "standard output")
    return []


def json_problem(data, where):
    def refuse(word):
        raise ValueError(f"{word} is no JSON")

    try:
        json.loads(data.decode("utf-8"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        return [("json", f"{where}: {error}"[:300])]
    return []


class PageReader(HTMLParser):
    """Finds in a page what runs, or fetches."""

    URLS = {"href", "src", "action", "data", "formaction", "poster", "srcset", "xlink:href"}
    FORBIDDEN = {"script", "iframe", "object", "embed", "form", "base", "link", "frame", "applet"}

    def __init__(self):
        super().__init__()
        self.problems = []

    def handle_starttag(self, tag, attributes):
        if tag in self.FORBIDDEN:
            self.problems.append(f"<{tag}>")
        for key, value in attributes:
            value = "".join((value or "").split()).lower()
            if key.startswith("on"):
                self.problems.append(f"<{tag} {key}>")
            if key in self.URLS and re.match(r"(javascript|vbscript|data:text|file):", value):
                self.problems.append(f"<{tag} {key}={value[:60]}>")
            if tag != "a" and key in self.URLS and re.match(r"(https?:)?//", value):
                self.problems.append(f"<{tag} {key}={value[:60]}>")


def page_problems(data, where):
    reader = PageReader()
    reader.feed(data.decode("utf-8", "replace"))
    return [("script", f"{where}: {problem}") for problem in reader.problems[:3]]


def picture_problems(data, where):
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        return [("svg", f"{where} is not XML: {error}")]
    found = []
    for element in root.iter():
        tag = str(element.tag).split("}")[-1]
        if tag in ("script", "foreignObject", "iframe"):
            found.append(("script", f"{where}: <{tag}>"))
        for key, value in element.attrib.items():
            key = key.split("}")[-1]
            if key.startswith("on") or key == "href" and not value.startswith(("#", "data:image")):
                found.append(("script", f"{where}: {key}={value[:60]}"))
    return found[:3]


def folder_problems(folder):
    """What is wrong in a folder that a build wrote."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink() or path.stat().st_size > 20 << 20:
            continue
        data, where = path.read_bytes(), str(path.relative_to(folder))
        if SECRET in data:
            found.append(("secret", f"{where} holds a file beside the study"))
        if path.suffix == ".json":
            found += json_problem(data, where)
        elif path.suffix == ".html":
            found += page_problems(data, where)
        elif path.suffix == ".svg":
            found += picture_problems(data, where)
    return found
