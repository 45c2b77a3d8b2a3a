"""Where an entry and its photos are, by the server's receipts: here, on the way, there; or what stands in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import Connection, select

from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.store import attention, filing
from gridapp.store.tables import attention as attention_table
from gridapp.store.tables import op as op_table


class Standing(Enum):
    """HERE: not sent yet · ON_ITS_WAY: sent, or next to be sent, and not answered · ARRIVED: the server has it, by
    its receipt · SENT_BACK: the server holds it for its author's decision · TO_DECIDE: the server has it, and one of
    its values waits for this person's decision · LEFT: only here, because its author decided not to send it again ·
    LOST: the server, set back, has it no more until its author's computer sends it again · ELSEWHERE: a file that is
    not on this computer.
    """

    HERE = "here"
    ON_ITS_WAY = "on its way"
    ARRIVED = "arrived"
    SENT_BACK = "sent back"
    TO_DECIDE = "to decide"
    LEFT = "left"
    LOST = "lost"
    ELSEWHERE = "elsewhere"


_UNSENT = ("pending", "waiting")
_WEAKEST_FIRST = (Standing.HERE, Standing.ON_ITS_WAY, Standing.ELSEWHERE, Standing.ARRIVED)


@dataclass(frozen=True)
class Standings:
    """Of an entry, and of each file it refers to by its name."""

    entry: Standing
    files: Mapping[str, Standing] = field(default_factory=dict)

    def of_photo(self, photo: Mapping[str, Any]) -> Standing:
        """Of a stored photo and its thumbnail together: the server has it when it has both."""
        both = [self.files.get(photo[key], Standing.ELSEWHERE) for key in ("sha", "thumb") if photo.get(key)]
        return next(each for each in _WEAKEST_FIRST if each in both)


def standing(desk: Desk, entry: Entry) -> Standings:
    """What is known on this computer of where `entry` and its files are."""
    with desk.reading() as connection:
        of_ops = _states_of_ops(connection, entry.id)
        states = filing.states(connection, entry.id)
        asked = _kinds_asked(connection, entry.id)
    own = _of_entry(entry, of_ops, asked)
    text_is_there = entry.seq > 0 or "acked" in of_ops
    text_waits = any(each in _UNSENT or each == "frozen" for each in of_ops)
    follows = Standing.ON_ITS_WAY if text_is_there and not text_waits else Standing.HERE
    of_state = {"kept": Standing.ARRIVED, "local": follows}
    files = {
        sha: of_state.get(states.get(sha, ""), Standing.ELSEWHERE) for sha in entry.record.files(entry.body)
    }
    return Standings(own, files)


def _of_entry(entry: Entry, states: Sequence[str], asked: set[str]) -> Standing:
    if "held" in states and "held" in asked:
        return Standing.SENT_BACK
    if any(each in _UNSENT for each in states):
        return Standing.HERE
    if "frozen" in states:
        return Standing.ON_ITS_WAY
    if "conflict" in asked:
        return Standing.TO_DECIDE
    if entry.pending:
        return Standing.LEFT
    return Standing.ARRIVED if entry.seq or "acked" in states else Standing.LOST


def _states_of_ops(connection: Connection, entry: str) -> list[str]:
    """Of this computer's ops on the entry."""
    query = select(op_table.c.state).where(op_table.c.entry == entry)
    return [row.state for row in connection.execute(query)]


def _kinds_asked(connection: Connection, entry: str) -> set[str]:
    """The kinds of decision about the entry that wait for this person as one of its authors."""
    table = attention_table.c
    query = select(table.kind).where(table.entry == entry, table.done_at.is_(None))
    query = query.where(table.kind.in_(attention.TO_DECIDE), table.side != "supervisor")
    return {row.kind for row in connection.execute(query)}
