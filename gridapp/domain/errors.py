"""One family of errors, each with a title and a message meant for a person.

Two branches say whose turn it is: `Refused` (this input or act cannot be taken; exit code 2) and
`WorldFailed` (disk, network or server; exit code 1). Anything else that is raised is our own mistake.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gridapp.domain.filenames import shown, shown_name
from gridapp.i18n import tr


class GridAppError(Exception):
    """Base of all: `title` in a few words, `message` saying what happened and what to do."""

    def __init__(self, title: str, message: str) -> None:
        super().__init__(f"{title}: {message}" if message else title)
        self.title = title
        self.message = message


class Refused(GridAppError):
    """What was asked cannot be done as asked; nothing was changed."""


class WorldFailed(GridAppError):
    """The disk, the network or the server failed; what was saved before is safe."""


class BadValue(Exception):
    """One field's value cannot be taken; `Record.clean` gathers these into `Invalid`."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one field: its name, its label as shown, and what to do about it."""

    field: str
    label: str
    message: str

    def __str__(self) -> str:
        return f"{self.label}: {self.message}" if self.label else self.message


class Invalid(Refused):
    """A record with one or more problems, all of them named."""

    def __init__(self, problems: Sequence[Problem], title: str = "") -> None:
        self.problems = tuple(problems)
        words = "\n".join(str(each) for each in problems)
        super().__init__(title or tr("Please check what was filled in"), words)


class NotYours(Invalid):
    """Fields that are not this person's to fill in, all of them named."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems, tr("Not allowed"))


class NotAllowed(Refused):
    """The person has no right to do this here."""

    def __init__(self, message: str) -> None:
        super().__init__(tr("Not allowed"), message)


class ConfirmationNeeded(Refused):
    """The server wants a time-based code as well; nothing was used up by asking."""


class NotFound(Refused):
    """There is no such entry, type, unit or file."""

    def __init__(self, message: str) -> None:
        super().__init__(tr("Not found"), message)


class BadFile(Refused):
    """A file that was handed over cannot be read as what it should be."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(tr("This file cannot be read"), f"{shown_name(name)}: {shown(message)}")
