"""What was taken in from files on this computer, and taking it back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from gridapp.actions.acts import change, write
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotFound
from gridapp.i18n import tr
from gridapp.store import rows, settings

_KEY, _COUNT = "takings", "taking"
_KEPT = 10
"""So many are remembered; an older one is taken back entry by entry."""


@dataclass(frozen=True)
class Taking:
    """One file taken in as entries of a type: `prints` are what each entry was then, by id. `at` is ISO."""

    number: int
    at: str
    file: str
    type: str
    prints: dict[str, str]


@dataclass
class Undone:
    """What was deleted, and what stays: somebody has changed it since, or this person may not delete it."""

    deleted: list[str] = field(default_factory=list)
    kept: list[Entry] = field(default_factory=list)


def remember(desk: Desk, file: str, type_name: str, ids: Sequence[str]) -> int:
    """Note what one file became, so that it can be taken back by the number given; 0 where nothing was taken in."""
    if not ids:
        return 0
    with desk.vault.writing() as connection:
        found = (rows.read(connection, each) for each in ids)
        prints = {each.id: _print(each) for each in found if each is not None}
        number = settings.next_number(connection, _COUNT)
        line = {"number": number, "at": desk.vault.now(), "file": file, "type": type_name, "prints": prints}
        settings.put(connection, _KEY, [*_lines(connection), line][-_KEPT:])
    return number


def takings(desk: Desk) -> list[Taking]:
    """The last files that were taken in here, newest first."""
    with desk.reading() as connection:
        return [Taking(**line) for line in reversed(_lines(connection))]


def undo(desk: Desk, number: int) -> Undone:
    """Delete what a file became, all at once, except what somebody has changed since or what this person may not
    delete. Raises NotFound for a number that is not remembered."""
    taking = next((each for each in takings(desk) if each.number == number), None)
    if taking is None:
        raise NotFound(tr("There is no file {number} among those that were taken in here.", number=number))
    done = Undone()
    with desk.vault.writing() as connection:
        gone = []
        for id_, then in taking.prints.items():
            entry = rows.read(connection, id_)
            if entry is None or entry.deleted:
                continue
            if _print(entry) != then or not desk.may("delete", entry):
                done.kept.append(entry)
                continue
            gone.append(write(desk, connection, change(entry, "delete", {})))
        done.deleted = [each.id for each in gone]
        left = [line for line in _lines(connection) if line["number"] != number]
        settings.put(connection, _KEY, left)
    desk.note(gone)
    return done


def _lines(connection: Any) -> list[dict[str, Any]]:
    return list(settings.get(connection, _KEY, []))


def _print(entry: Entry) -> str:
    """Of what people can change of an entry."""
    said = json.dumps([entry.state, entry.body], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
