"""Once a day: is the server's past still the one that it signed? This computer keeps the signed daily marks of the
server's chains and compares each new answer with them. What the keeper of the server's database changes behind them
is found here even when every hash was made anew, and so is a server that shows two people two pasts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from itertools import pairwise

from gridapp.i18n import tr
from gridapp.store import history, settings
from gridapp.store.vault import Vault
from gridapp.sync.client import ServerRefused
from gridapp.sync.protocol import MOST_MARKS, Checkpoint, DayMark, HubProtocol, SignedMark
from gridapp.sync.receipts import mark_of
from gridapp.sync.round import Gate, Report, Stop, is_due, note_done

EVERY = timedelta(days=1)
MOST_KEPT = 400  # marks: more than a year
MOST_DISPUTED = 20
_LAST, _KEPT, _DISPUTED = "witnessed_at", "day_marks", "day_marks_disputed"


@dataclass(frozen=True)
class _Read:
    """A mark as it came, and what it says."""

    signed: SignedMark
    mark: DayMark


def witness(gate: Gate, hub: HubProtocol, report: Report, stop: Stop) -> None:
    """Fetch and compare, when a day has passed. Raises WorldFailed; a doubt is told in the report and never stops the
    round: it says nothing against what this computer holds."""
    key = gate(lambda vault: vault.identity().server_key)
    if not key or stop() or not gate(partial(is_due, key=_LAST, every=EVERY)):
        return
    kept = gate(partial(_kept, key=key))
    try:
        answer = hub.day_marks(kept[-1].mark.n if kept else 0)
    except ServerRefused as error:
        if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
            return  # a server of an older version
        raise
    shown = [each for signed in answer if (each := _read(key, signed))]
    if len(shown) < len(answer):
        report.doubts.append(_unsigned())
    elif doubt := _other_past([*kept[-1:], *shown], bool(kept) and (not shown or shown[0] != kept[-1])):
        report.doubts.append(doubt)
        newest = [each for signed in hub.day_marks(0) if (each := _read(key, signed))]
        gate(partial(_start_anew, kept=kept, shown=newest))
    elif shown:
        gate(partial(_keep, kept=kept, shown=shown))
        report.doubts += gate(partial(_against_own, shown=shown)) or _unproven(hub, shown[-1].mark)
    if len(answer) < MOST_MARKS:
        gate(partial(note_done, key=_LAST))


def _read(key: str, signed: SignedMark) -> _Read | None:
    mark = mark_of(key, signed)
    return _Read(signed, mark) if mark else None


def _other_past(marks: Sequence[_Read], moved: bool) -> str:
    """What to tell when these marks, in order, are not of one past; "" when they are. `moved` says that the newest
    one kept is not among those shown."""
    if moved:
        return _two_pasts(marks[0].mark)
    for before, after in pairwise(dict.fromkeys(marks)):
        follows = after.mark.n == before.mark.n + 1 and after.mark.before == _fingerprint(before.signed)
        if not follows or after.mark.county != before.mark.county or _goes_back(before.mark, after.mark):
            return _two_pasts(before.mark)
    return ""


def _goes_back(before: DayMark, after: DayMark) -> bool:
    """Whether a chain became shorter, or is another at the same number."""
    chains = ((before.journal, after.journal), (before.audit, after.audit))
    return any(new.seq < old.seq or (new.seq == old.seq and new != old) for old, new in chains)


def _against_own(vault: Vault, shown: Sequence[_Read]) -> list[str]:
    """The places of the journal that this computer was shown otherwise must be those that were signed."""
    with vault.reading() as connection:
        known = {each.seq: each.hash for each in history.checkpoints(connection)}
    wrong = [
        each.mark for each in shown if known.get(each.mark.journal.seq) not in (None, each.mark.journal.hash)
    ]
    return [_two_pasts(wrong[0])] if wrong else []


def _unproven(hub: HubProtocol, mark: DayMark) -> list[str]:
    """The server must still have what it signed."""
    has: Checkpoint = hub.common([mark.journal])
    return [] if has == mark.journal else [_two_pasts(mark)]


def _two_pasts(mark: DayMark) -> str:
    return tr(
        "The server shows another past than the one it signed on {day}: it was set back to an older state, or its "
        "records were changed. Your own records are safe. Please tell the county's centre.",
        day=mark.day,
    )


def _unsigned() -> str:
    return tr(
        "The server's daily checkpoint is not signed by the server this computer was enrolled at; it was not taken. "
        "Please tell the county's centre."
    )


def _kept(vault: Vault, key: str) -> list[_Read]:
    with vault.reading() as connection:
        marks = [SignedMark(*each) for each in settings.get(connection, _KEPT, [])]
    return [each for signed in marks if (each := _read(key, signed))]


def _keep(vault: Vault, kept: Sequence[_Read], shown: Sequence[_Read]) -> None:
    marks = list(dict.fromkeys([*kept, *shown]))[-MOST_KEPT:]
    with vault.writing() as connection:
        settings.put(connection, _KEPT, [_plain(each) for each in marks])


def _start_anew(vault: Vault, kept: Sequence[_Read], shown: Sequence[_Read]) -> None:
    """Go on from what the server shows now. What it signed before stays as the proof, with what it shows instead."""
    dispute = [_plain(each) for each in (*kept[-1:], *shown[-1:])]
    with vault.writing() as connection:
        disputed = [*settings.get(connection, _DISPUTED, []), dispute]
        settings.put(connection, _DISPUTED, disputed[-MOST_DISPUTED:])
        settings.put(connection, _KEPT, [_plain(each) for each in shown])


def _plain(read: _Read) -> list[str]:
    return [read.signed.data, read.signed.signature]


def _fingerprint(signed: SignedMark) -> str:
    return hashlib.sha256(signed.data.encode()).hexdigest()
