"""Lists of entries: filtered, searched, a page at a time, each page found by an index."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, case, func, literal_column, select, text
from sqlalchemy.sql import Select
from sqlalchemy.sql.elements import ColumnElement

from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused
from gridapp.domain.record import RecordType
from gridapp.i18n import tr
from gridapp.store import search
from gridapp.store.rows import from_row
from gridapp.store.tables import entry as table

Comparison = Literal["=", "!=", "<", "<=", ">", ">=", "~"]
COUNT_LIMIT = 1000
"""Lists count no further: nobody reads past it, and counting a million rows is not free."""


@dataclass(frozen=True)
class Where:
    """One condition: a column of every entry (state, author, unit, the unit that has it in its hands:
    holder, open, number, happened, due) or a field.

    A list of values means any of them; such a one, a yes or no and nothing are only ever equal or not.
    """

    name: str
    comparison: Comparison
    value: Any


@dataclass(frozen=True)
class Query:
    """What a list shows. `after` is the last entry of the page before: (happened, id), or a row when searching."""

    record: RecordType
    where: tuple[Where, ...] = ()
    words: str = ""
    order: Literal["newest", "due"] = "newest"
    limit: int | None = 100
    after: Entry | None = None


_COMPARE: dict[Comparison, Callable[[Any, Any], ColumnElement[bool]]] = {
    "=": operator.eq,
    "!=": lambda left, right: (left != right) | left.is_(None),
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "~": lambda left, right: left.contains(str(right), autoescape=True),
}

HOLDER = "holder"
COLUMNS = ("state", "author", "unit", HOLDER, "open", "number", "happened", "due", "pending")


def as_happened(moment: datetime) -> str:
    """A moment as the column `happened` holds it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def page(connection: Connection, query: Query) -> list[Entry]:
    return [from_row(row) for row in connection.execute(selection(query))]


def selection(query: Query) -> Select[Any]:
    """The statement that finds a page."""
    selected = _filtered(select(table), query)
    match query:
        case Query(words=words) if words.strip():
            selected = selected.order_by(literal_column("search.rowid").desc())
            if query.after:
                row = select(table.c.row).where(table.c.id == query.after.id).scalar_subquery()
                selected = selected.where(literal_column("search.rowid") < row)
        case Query(order="due"):
            selected = selected.order_by(table.c.due, table.c.id)
            if query.after:
                selected = _beyond(selected, "due", query.after, later=True)
        case _:
            selected = selected.order_by(table.c.happened.desc(), table.c.id.desc())
            if query.after:
                selected = _beyond(selected, "happened", query.after, later=False)
    return selected if query.limit is None else selected.limit(query.limit)


def count(connection: Connection, query: Query) -> int:
    """How many entries there are, counted up to `COUNT_LIMIT` + 1."""
    some = _filtered(select(literal_column("1")).select_from(table), query).limit(COUNT_LIMIT + 1).subquery()
    return connection.execute(select(text("count(*)")).select_from(some)).scalar() or 0


def _filtered(selected: Select[Any], query: Query) -> Select[Any]:
    # Written out, not bound: SQLite uses a type's partial index only when it can read the type's name.
    selected = selected.where(text(f"entry.type = '{query.record.type}' AND entry.deleted = 0"))
    for where in query.where:
        selected = selected.where(_condition(query.record, where))
    if query.words.strip():
        found = search.query(query.words, query.record.type)
        selected = selected.join(text("search"), text("search.rowid = entry.row"))
        selected = selected.where(text("search MATCH :found").bindparams(found=found or '""'))
    return selected


def _condition(record: RecordType, where: Where) -> ColumnElement[bool]:
    left = _compared(record, where.name)
    many = isinstance(where.value, Sequence) and not isinstance(where.value, str)
    if (many or isinstance(where.value, bool | None)) and where.comparison not in ("=", "!="):
        raise Refused(tr("Not possible"), tr("{name} can only be compared with = and !=.", name=where.name))
    if many:
        among = left.in_(where.value)
        return among if where.comparison == "=" else ~among | left.is_(None)
    return _COMPARE[where.comparison](left, where.value)


def _compared(record: RecordType, name: str) -> ColumnElement[Any]:
    """What a condition with this name looks at."""
    if name == HOLDER:
        return _holder(record)
    return table.c[name] if name in COLUMNS else literal_column(json_path(record, name))


def _holder(record: RecordType) -> ColumnElement[Any]:
    """The unit that has an entry in its hands, as `Entry.holder` tells it."""
    named: dict[str, ColumnElement[Any]] = {
        each.name: func.coalesce(literal_column(json_path(record, each.holder)), table.c.unit)
        for each in record.workflow.states.values()
        if each.holder
    }
    return case(named, value=table.c.state, else_=table.c.unit) if named else table.c.unit


def json_path(record: RecordType, field: str) -> str:
    """The SQL expression of a field's comparable part: the one its index is made of."""
    return f"json_extract(entry.body, '{record.field(field).path()}')"


def _beyond(selected: Select[Any], column: str, after: Entry, later: bool) -> Select[Any]:
    """Only what comes after the last entry of the page before, in the list's own order."""
    last = select(table.c[column]).where(table.c.id == after.id).scalar_subquery()
    if later:
        return selected.where(
            (table.c[column] > last) | ((table.c[column] == last) & (table.c.id > after.id))
        )
    return selected.where((table.c[column] < last) | ((table.c[column] == last) & (table.c.id < after.id)))
