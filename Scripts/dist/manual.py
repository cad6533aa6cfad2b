"""Manual pages from the program's own help."""
import datetime, json
from common import run


def pages(program, version, epoch):
    """File name to text of a page for the program and one for each command."""
    root = json.loads(run(program, "--experimental-dump-help"))["command"]
    commands = [c for c in root.get("subcommands", []) if c["commandName"] != "help" and c.get("shouldDisplay", True)]
    day = datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc).strftime("%Y-%m-%d")
    found = {"almanac.1": page(root, ["almanac"], commands, version, day)}
    for command in commands:
        names = ["almanac", command["commandName"]]
        nested = [c for c in command.get("subcommands", []) if c["commandName"] != "help"]
        found["-".join(names) + ".1"] = page(command, names, nested, version, day)
    return found


def page(command, names, nested, version, day):
    name = "-".join(names)
    abstract = command.get("abstract", "").rstrip(".")
    lines = [f'.TH {name.upper()} 1 "{day}" "Almanac {escape(version)}" "Almanac"',
             ".SH NAME", f"{escape(name)} \\- {escape(lowered(abstract))}", ".SH SYNOPSIS", *synopsis(command, names)]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", *paragraphs(command["discussion"])]
    if len(names) > 1 and nested:
        lines.append(".SH COMMANDS")
        for child in nested:
            lines += [".TP", f"\\fB{escape(child['commandName'])}\\fR", *text(child.get("abstract", ""))]
            for argument in shown(child):
                if argument.get("valueName") in ("help", "version"):
                    continue
                lines += [".RS", ".TP", term(argument), *text(meaning(argument)), ".RE"]
    elif nested:
        lines.append(".SH COMMANDS")
        for child in nested:
            lines += [".TP", f"\\fB{escape(name)}\\-{escape(child['commandName'])}\\fR(1)",
                      *text(child.get("abstract", ""))]
    for title, positional in (("ARGUMENTS", True), ("OPTIONS", False)):
        arguments = [a for a in shown(command) if (a["kind"] == "positional") == positional]
        if arguments:
            lines.append(f".SH {title}")
        for argument in arguments:
            lines += [".TP", term(argument), *text(meaning(argument))]
    lines += [".SH EXIT STATUS", "0: done. 1: failed, or a check did not hold. 2: wrong usage."]
    if len(names) > 1:
        lines += [".SH SEE ALSO", "\\fBalmanac\\fR(1)"]
    return "\n".join(lines) + "\n"


def shown(command):
    return [a for a in command.get("arguments", []) if a.get("shouldDisplay", True)]


def synopsis(command, names):
    parts = [f"\\fB{escape(' '.join(names))}\\fR"]
    if command.get("subcommands") and not any(a["kind"] == "positional" for a in shown(command)):
        parts.append("\\fICOMMAND\\fR")
    if any(a["kind"] != "positional" for a in shown(command)):
        parts.append("[\\fIOPTIONS\\fR]")
    for argument in shown(command):
        if argument["kind"] == "positional":
            value = f"\\fI{escape(argument.get('valueName', 'value')).upper()}\\fR"
            if argument.get("isRepeating"):
                value += " ..."
            parts.append(f"[{value}]" if argument.get("isOptional") else value)
    return [" ".join(parts)]


def term(argument):
    value = f"\\fI{escape(argument.get('valueName', 'value'))}\\fR"
    if argument["kind"] == "positional":
        return value
    names = []
    for name in sorted(argument.get("names", []), key=lambda name: name["kind"] == "long"):
        dashes = "\\-\\-" if name["kind"] == "long" else "\\-"
        names.append(f"\\fB{dashes}{escape(name['name'])}\\fR")
    return ", ".join(names) + (f" {value}" if argument["kind"] == "option" else "")


def meaning(argument):
    parts = [argument.get("abstract", ""), argument.get("discussion", "")]
    if argument.get("defaultValue") not in (None, ""):
        parts.append(f"Default: {argument['defaultValue']}.")
    return " ".join(part for part in parts if part)


def paragraphs(discussion):
    """Paragraphs; what is indented is kept as it stands."""
    lines, literal = [], False
    for line in discussion.splitlines():
        if line.startswith("  ") != literal and line.strip():
            literal = not literal
            lines += [".PP", ".nf", ".RS 2"] if literal else [".RE", ".fi", ".PP"]
        if line.strip():
            lines += text(line.rstrip())
        elif not literal:
            lines.append(".PP")
    if literal:
        lines += [".RE", ".fi"]
    # An empty paragraph before another request is a warning of the formatter.
    return [line for place, line in enumerate(lines) if line != ".PP" or lines[place + 1:place + 2] != [".PP"]
            and lines[place + 1:place + 2] != []]


def text(line):
    return [escape(line)] if line else ["\\&"]


def lowered(words):
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def escape(words):
    """Letters that the formatter would take for its own."""
    words = words.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ")
    return "\\&" + words if words[:1] in (".", "'") else words
