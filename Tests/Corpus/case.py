"""What one file of the corpus is, and what is expected of it."""


def column(name, kind, *values, unit=None):
    return {"name": name, "type": kind, "unit": unit, "values": list(values)}


def number(name, *values, unit=None):
    return column(name, "number", *values, unit=unit)


def whole(name, *values, unit=None):
    return column(name, "whole", *values, unit=unit)


def text(name, *values):
    return column(name, "text", *values)


def boolean(name, *values):
    return column(name, "boolean", *values)


def date(name, *values):
    return column(name, "date", *values)


def moment(name, *values):
    return column(name, "moment", *values)


def case(name, content, *columns, given=None, refuse=None, readings=None, extension="csv", hint=None, told=None, note=None,
         types=None, values=None, error=None):
    """A file of text or bytes, with what its cells are.

    given: options that the reader is given. refuse: the column that only an option can settle; readings: both readings
    of it. hint: words that `describe` says about the file. told: the word that is read as missing, and told. types and
    values: another reading of the first column that is as right. error: words of the message of a file that is refused.
    """
    data = content.encode() if isinstance(content, str) else content
    expected = {"columns": list(columns), "given": given or {}, "refuse": refuse, "readings": readings or [], "hint": hint,
                "told": told, "note": note, "error": error}
    if types:
        expected["or"] = column(columns[0]["name"], types, *values)
    return {"name": name, "file": f"{name}.{extension}", "data": data, "expected": expected}
