"""A case: files, and the commands that are run on them in a folder of their own."""

import os
import shlex
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Callable, Optional

from . import server

#: Stands beside the folder of a case. No output of a study may hold it.
SECRET = b"Xq7-beside-the-study-Zw3"
#: A link that a case wants: its text is where it leads.
LINK = b"link to: "
#: A file that a case wants as a pipe.
PIPE = b"a named pipe"
#: A folder that a case wants.
FOLDER = b"a folder"


@dataclass(frozen=True)
class Command:
    """One run of the program, and what it must not do."""

    arguments: list
    stdin: bytes = b""
    environment: dict = field(default_factory=dict)
    #: Shell words before the program, such as "ulimit -v 100000".
    limits: str = ""
    #: Does something to the running process, given it and its folder.
    meanwhile: Optional[Callable] = None
    #: Signals that may end it, because the case sends them.
    allowed_signals: tuple = ()
    #: Whether it must "succeed", or "fail"; None: either.
    must: Optional[str] = None
    #: What is asked of it that it must not pass over.
    about: str = ""
    #: Looks at the folder and the outcome; answers what is wrong there.
    inspect: Optional[Callable] = None
    #: What standard output is instead of a file that is read afterwards.
    stdout: Optional[str] = None


@dataclass(frozen=True)
class Write:
    """A file that is written between two commands."""

    path: str
    data: bytes


@dataclass
class Case:
    """Files and steps. The last command's failure is the case's, or that of any before it."""

    generator: str
    files: dict
    steps: list
    number: int = 0

    def with_files(self, files):
        return Case(self.generator, files, self.steps, self.number)

    def with_arguments(self, step, arguments):
        steps = list(self.steps)
        steps[step] = replace(steps[step], arguments=arguments)
        return Case(self.generator, self.files, steps, self.number)

    def script(self, home):
        """The commands as a person would type them in the folder of the files."""
        lines = [f"export ALMANAC_HOME={shlex.quote(str(home))}"]
        for step in self.steps:
            if isinstance(step, Write):
                lines.append(f"# then {step.path} is written: {step.data[:200]!r}")
                continue
            words = [f"{k}={shlex.quote(v)}" for k, v in step.environment.items()]
            words += ["almanac"] + [shlex.quote(shown(a)) for a in step.arguments]
            line = " ".join(words)
            if step.limits:
                line = f"({step.limits}; {line})"
            if step.stdin:
                line += f"   # standard input: {step.stdin[:200]!r}"
            if step.meanwhile:
                line += f"   # meanwhile: {(step.meanwhile.__doc__ or '').strip()}"
            lines.append(line)
        return "\n".join(lines) + "\n"


def shown(argument):
    return argument if isinstance(argument, str) else argument.decode("utf-8", "backslashreplace")


def plain(path, data):
    """Whether a file's bytes are its content, and may be reduced."""
    return not (data.startswith(LINK) or data in (PIPE, FOLDER))


def place(folder, path, data):
    """Writes one file of a case."""
    target = Path(folder) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if data.startswith(LINK):
        os.symlink(data[len(LINK):].decode(), target)
    elif data == PIPE:
        os.mkfifo(target)
    elif data == FOLDER:
        target.mkdir(exist_ok=True)
    else:
        target.write_bytes(data)


def lay_out(case, root, home):
    """Makes `root/here`, the folder of the case, with a neighbour that is none of its business."""
    here = Path(root) / "here"
    here.mkdir(parents=True)
    (Path(root) / "private.csv").write_bytes(b"name,value\n" + SECRET + b",1\nb,2\nc,3\n")
    (Path(root) / "private.txt").write_bytes(b"{{text}} " + SECRET + b"\n")
    (Path(root) / "private.bib").write_bytes(b"@misc{k, title = {" + SECRET + b"}, year = 2020}\n")
    (Path(root) / "private.yml").write_bytes(b"title: " + SECRET + b"\n")
    for path, data in case.files.items():
        if len(data) < 100000:
            data = data.replace(b"{root}", os.fsencode(root))
        if b"{port}" in data:
            data = data.replace(b"{port}", str(server.port()).encode())
        place(here, path, data)
    return here
