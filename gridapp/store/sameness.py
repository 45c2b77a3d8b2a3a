"""Which entries are linked as reports of the same thing. The link is a field of the linked entry (`same_as`)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select, text

from gridapp.domain.entry import Entry
from gridapp.store import rows
from gridapp.store.indexes import LINKED, SAME_AS
from gridapp.store.tables import entry as table


def linked_to(connection: Connection, main: str) -> list[Entry]:
    """The entries whose own link leads to `main`, oldest first."""
    query = select(table).where(text(f"{LINKED} AND {SAME_AS} = :main").bindparams(main=main))
    found = connection.execute(query.where(table.c.deleted.is_(False)).order_by(table.c.id))
    return [rows.from_row(row) for row in found]


def followers(connection: Connection, main: str) -> list[Entry]:
    """Every entry that reports `main` again. Links made on two computers at once may lead there by way of others,
    or in a circle; each is found once, and `main` is not among them."""
    found: dict[str, Entry] = {}
    todo = [main]
    while todo:
        new = [each for each in linked_to(connection, todo.pop()) if each.id != main and each.id not in found]
        found.update((each.id, each) for each in new)
        todo += [each.id for each in new]
    return list(found.values())


def main_of(connection: Connection, entry: Entry) -> dict[str, Any]:
    """{"id", "number"} of the entry that `entry` reports again, by however many links; of itself when it has none.

    Of entries linked in a circle the oldest is the main one, so that every computer sees the same.
    """
    seen = {entry.id: entry}
    here = entry
    while link := here.body.get("same_as"):
        if link["id"] in seen:
            walked = list(seen)
            oldest = seen[min(walked[walked.index(link["id"]) :])]
            return {"id": oldest.id, "number": oldest.number}
        beyond = rows.read(connection, link["id"])
        if beyond is None or beyond.deleted:
            return {"id": link["id"], "number": link["number"]}
        seen[beyond.id] = here = beyond
    return {"id": here.id, "number": here.number}
