"""The program: where it is, and how it is called."""
from __future__ import annotations

import datetime
import functools
import importlib.metadata
import pathlib
import shutil
import subprocess
from typing import Any, Mapping, Optional


class AlmanacError(Exception):
    """What the program refused, in its own words.

    ``code`` is the kind of a failed analysis (``too-few-observations``), where there is one; ``status`` the exit
    status of the program (1 failed, 2 wrong usage).
    """

    def __init__(self, message: str, *, code: Optional[str] = None, status: Optional[int] = None) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


@functools.lru_cache(maxsize=1)
def program() -> str:
    """The path of the program: the one installed with this module, else the one on the PATH."""
    try:
        files = importlib.metadata.files("almanac-report") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    candidates = [pathlib.Path(str(file.locate())) for file in files if file.parts[-2:] == ("bin", "almanac")]
    # `pip install --target` puts it there, and records another place.
    candidates.append(pathlib.Path(__file__).parents[1] / "bin/almanac")
    for candidate in candidates:
        if candidate.is_file():
            return str(candidate.resolve())
    found = shutil.which("almanac")
    if found is None:
        raise AlmanacError("the program almanac is not installed: pip install the wheel, or put it on the PATH")
    return found


def run(*arguments: Any, input: Optional[str] = None, status: tuple[int, ...] = (0,)) -> str:
    """Runs any command, as in a shell, and gives what it printed.

    ``almanac.run("describe", "models.csv", "--json")``. A status that is not in ``status`` raises
    :class:`AlmanacError` with what the program said.
    """
    try:
        done = subprocess.run(
            [program(), *(str(argument) for argument in arguments)], input=input, capture_output=True, encoding="utf-8",
            stdin=subprocess.DEVNULL if input is None else None)
    except (OSError, ValueError) as error:
        raise AlmanacError(f"the program cannot be run: {error}") from error
    if done.returncode not in status:
        raise AlmanacError(done.stderr.strip().removeprefix("Error: ") or f"almanac ended with status {done.returncode}",
                           status=done.returncode)
    return done.stdout


def options(given: Mapping[str, Any]) -> list[str]:
    """Keyword arguments as options of the command line.

    ``True`` is a flag, ``None`` and ``False`` are left out, a mapping is repeated as ``NAME=VALUE``, and the members of
    a list are joined by commas.
    """
    result = []
    for name, value in given.items():
        flag = "--" + name.strip("_").replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            result.append(flag)
        elif isinstance(value, Mapping):
            result += [f"{flag}={key}={word(member)}" for key, member in value.items()]
        elif isinstance(value, (list, tuple)):
            result.append(f"{flag}={','.join(word(member) for member in value)}")
        else:
            result.append(f"{flag}={word(value)}")
    return result


def word(value: Any) -> str:
    """A value as the command line writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return str(value)
