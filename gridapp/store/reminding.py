"""Which entries will remind somebody next, found by one index; and what they were reminded of already."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, text

from gridapp.domain.entry import Entry
from gridapp.domain.record import RecordType
from gridapp.domain.reminder import Reminder
from gridapp.store.rows import from_row
from gridapp.store.tables import entry, reminded


def whose(record: RecordType) -> str:
    """The SQL of the person whom an entry reminds."""
    return f"json_extract(body, '$.{record.subject}.id')" if record.subject else "author"


def moment(record: RecordType, reminder: Reminder) -> str:
    """The SQL of the moment that it reminds of: text in the world's zone, which sorts as the moments do."""
    return f"json_extract(body, '{record.field(reminder.when).path()}')"


def between(connection: Connection, record: RecordType, person: str, after: str, until: str) -> list[Entry]:
    """Entries that remind this person of a moment after `after`, in order: all up to `until`, and the first beyond."""
    reminder = record.reminds
    assert reminder is not None, "the type reminds of nothing"
    # Written out, not bound: SQLite uses a type's partial index only when it can read the type's name.
    about = f"type = '{record.type}' AND deleted = 0 AND {whose(record)} = :person"
    order = moment(record, reminder)
    states: BindParameter[list[str]] = bindparam("states", list(reminder.states), expanding=True)
    found = []
    for condition, most in ((f"{order} > :after AND {order} <= :until", -1), (f"{order} > :until", 1)):
        query = (
            select(entry)
            .where(text(f"{about} AND {condition} AND state IN :states").bindparams(states))
            .order_by(text(order))
            .limit(most)
        )
        values = {"person": person, "after": after, "until": until}
        found += [from_row(row) for row in connection.execute(query, values)]
    return found


def since(connection: Connection, record: RecordType, person: str, after: str) -> list[Entry]:
    """What stands in this person's calendar from `after` on, in order."""
    order = f"json_extract(body, '{record.field(record.when).path()}')"
    about = f"type = '{record.type}' AND deleted = 0 AND {whose(record)} = :person AND {order} >= :after"
    query = select(entry).where(text(about)).order_by(text(order))
    return [from_row(row) for row in connection.execute(query, {"person": person, "after": after})]


def was_said(connection: Connection, entry_id: str, at: datetime) -> bool:
    mine = (reminded.c.entry == entry_id, reminded.c.at == _stored(at))
    return connection.execute(select(reminded.c.entry).where(*mine)).first() is not None


def note_said(connection: Connection, said: Iterable[tuple[str, datetime]], forget: datetime) -> None:
    """Remember that the person was reminded of these entries at these times; what is older than `forget` is let go."""
    connection.execute(delete(reminded).where(reminded.c.at < _stored(forget)))
    rows = [{"entry": entry_id, "at": _stored(at)} for entry_id, at in said]
    if rows:
        connection.execute(insert(reminded).prefix_with("OR IGNORE"), rows)


def _stored(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
