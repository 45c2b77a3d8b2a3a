"""Which entry has which of the numbers that only one may have: read once for a batch, then kept up with it."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, select

from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid
from gridapp.domain.record import RecordType
from gridapp.domain.unique import numbers, taken
from gridapp.server.tables import entry as table


class Book:
    """The numbers of one type in one county."""

    def __init__(self, connection: Connection, county: str, record: RecordType) -> None:
        self._record = record
        self._holders: dict[tuple[str, Any], tuple[str, str]] = {}  # number -> id and number of its entry
        self._own: dict[str, list[tuple[str, Any]]] = {}
        mine = (table.c.county == county, table.c.type == record.type, table.c.deleted.is_(False))
        query = select(table.c.id, table.c.number, table.c.body).where(*mine).order_by(table.c.seq.desc())
        for row in connection.execute(query):  # the first to come stays, where older data has a number twice
            self._put(row.id, row.number, numbers(record, msgspec.json.decode(row.body)))

    def require(self, entry: Entry) -> None:
        """Raise Invalid, naming the other, when a number of this entry is another's."""
        problems = taken(self._record, entry.body, lambda name, value: self._other(entry.id, name, value))
        if problems:
            raise Invalid(problems)

    def note(self, entry: Entry) -> None:
        """Take up what an entry has now."""
        for each in self._own.pop(entry.id, []):
            if self._holders.get(each, ("", ""))[0] == entry.id:
                del self._holders[each]
        if not entry.deleted:
            self._put(entry.id, entry.number, numbers(self._record, entry.body))

    def _put(self, id_: str, number: str, own: list[tuple[str, Any]]) -> None:
        self._own[id_] = own
        self._holders |= dict.fromkeys(own, (id_, number))

    def _other(self, id_: str, name: str, value: Any) -> str:
        holder, number = self._holders.get((name, value), ("", ""))
        return number if holder != id_ else ""
