"""What must hold after any fault, told from what the victims were promised, not from what the product says.

Each function gives its findings in words; no finding is what a row wants.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import GridAppError
from gridapp.domain.record import record_type
from gridapp.store import checks
from gridapp.store.lists import Query
from tests.faults.county import ONE, OTHER, TYPE, county, desk_at
from tests.faults.processes import Lines
from tests.office import Office

ROUNDS = 2  # enough for everything to go both ways, photos after their text


class Promises:
    """What was said before a fault, at one computer or (`at` is empty) at all of them."""

    def __init__(self, lines: list[dict[str, Any]], at: str = "") -> None:
        self.tried: set[str] = set()
        self.texts: dict[
            str, list[str]
        ] = {}  # entry -> texts that it may show: the last saved, and those since
        self.photos: dict[str, set[str]] = {}  # entry -> names of the photos it has
        self.sent: dict[str, list[str]] = {}  # the same as `texts`, as far as the server was said to have it
        for line in lines:
            self._take(line, at)

    def _take(self, line: dict[str, Any], at: str) -> None:
        if "tries" in line:
            self.tried.add(line["tries"])
            for known in (self.texts, self.sent):
                if line.get("entry") in known:
                    known[line["entry"]].append(line["tries"])
        elif "saved" in line and at in ("", line["at"]):
            self.texts[line["entry"]] = [line["saved"]]
            self.photos[line["entry"]] = set(line["photos"])
        elif "synced" in line:
            self.sent = {entry: list(texts) for entry, texts in self.texts.items()}


def after(_gate: Any, folder: Path, seed: int) -> list[str]:
    """Everything that is wrong with the county below `folder` after a fault, and after syncing it again."""
    said = Lines(folder / "said").read()
    promised, by_us = Promises(said), Promises(said, ONE)
    dice = random.Random(seed)
    try:
        with (
            county(folder, dice) as office,
            desk_at(folder / ONE, dice) as here,
            desk_at(folder / OTHER, dice) as there,
        ):
            return [
                *_kept(here, promised, by_us.texts, "at the computer"),
                *_whole(here, "at the computer"),
                *_kept(_synced(office, there), promised, by_us.sent, "at the server"),
                *_agreed(office, here, there, promised),
            ]
    except (GridAppError, OSError) as error:
        return [f"it does not open or sync again: {error}"]


def _synced(office: Office, desk: Desk) -> Desk:
    office.sync(desk)
    return desk


def _agreed(office: Office, here: Desk, there: Desk, promised: Promises) -> list[str]:
    """Once both have synced, both show the same, with everything in it."""
    problems: list[str] = []
    for _ in range(ROUNDS):
        for desk in (here, there):
            problems = office.sync(desk).file_problems
    found = [f"a photo did not go through: {words}" for words in problems]
    shown = [_shown(desk) for desk in (here, there)]
    if shown[0] != shown[1]:
        found.append(f"the two sides differ: {_difference(*shown)}")
    for desk, name in ((here, "here, synced"), (there, "there, synced")):
        found += _kept(desk, promised, promised.texts, name)
        found += _whole(desk, name)
    return found


def _kept(desk: Desk, promised: Promises, texts: dict[str, list[str]], where: str) -> list[str]:
    """Every acknowledged save is there exactly once, with its photos; nothing is there that nobody typed."""
    there = {entry.id: entry for entry in _entries(desk)}
    found = [
        f"{where}: {entry} shows {_text(there.get(entry))}, promised was one of {possible}"
        for entry, possible in texts.items()
        if _text(there.get(entry)) not in possible
    ]
    times = Counter(_text(entry) for entry in there.values())
    found += [f"{where}: {text} is there {count} times" for text, count in times.items() if count > 1]
    found += [f"{where}: {text} was never typed" for text in times if text not in promised.tried]
    for entry in texts:
        for sha in promised.photos[entry]:
            found += _readable(desk, sha, where)
    return found


def _readable(desk: Desk, sha: str, where: str) -> list[str]:
    try:
        desk.vault.files.read(sha)
    except GridAppError as error:
        return [f"{where}: a photo that was promised is gone: {error}"]
    return []


def _whole(desk: Desk, where: str) -> list[str]:
    return [f"{where}: {words}" for words in checks.findings(desk.vault)]


def _entries(desk: Desk) -> list[Entry]:
    return entries.find(desk, Query(record_type(TYPE), limit=None))


def _text(entry: Entry | None) -> str:
    return str(entry.body.get("description")) if entry else "nothing"


def _shown(desk: Desk) -> dict[str, tuple[Any, ...]]:
    return {each.id: (each.number, each.unit, each.state, each.seq, each.body) for each in _entries(desk)}


def _difference(one: dict[str, Any], other: dict[str, Any]) -> str:
    differing = [entry for entry in one.keys() | other.keys() if one.get(entry) != other.get(entry)]
    return "; ".join(f"{entry}: {one.get(entry)} / {other.get(entry)}" for entry in differing[:3])
