"""An entry: one record with what all records share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gridapp.domain.record import RecordType, record_type, record_types


@dataclass(frozen=True)
class Author:
    """Who made something: id, and the name they had then."""

    id: str
    name: str

    def stored(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name}


@dataclass(frozen=True)
class Entry:
    """`body` holds the stored values by field name; `seq` is the county journal's number of this row,
    0 while the server has never had it; `pending` says that something of it is still only on this computer."""

    id: str
    type: str
    number: str
    unit: str
    author: Author
    state: str
    recorded_at: str
    body: dict[str, Any] = field(default_factory=dict)
    seq: int = 0
    schema: int = 1
    deleted: bool = False
    pending: bool = False

    @property
    def record(self) -> RecordType:
        return record_type(self.type)

    @property
    def subject(self) -> str:
        """The id of the person it is about; "" where there is none, or nobody knows them."""
        record = record_types().get(self.type)
        about = self.body.get(record.subject) if record else None
        return about["id"] if about else ""

    @property
    def since(self) -> str:
        """Since when it is in its state, as far as its steps tell (ISO)."""
        steps = self.body.get("steps") or []
        return max((each["at"] for each in steps), default=self.recorded_at)

    @property
    def concerned(self) -> tuple[str, ...]:
        """Ids of the units that see it besides its own."""
        record = record_types().get(self.type)
        return record.units_concerned(self.body) if record else ()


def from_columns(row: Any, body: dict[str, Any], pending: bool = False) -> Entry:
    """The entry that a row of a store, of the server or of an answer describes: all name its columns alike."""
    return Entry(
        id=row.id,
        type=row.type,
        number=row.number,
        unit=row.unit,
        author=Author(row.author, row.author_name),
        state=row.state,
        recorded_at=row.recorded_at,
        body=body,
        seq=row.seq,
        schema=row.schema,
        deleted=bool(row.deleted),
        pending=pending,
    )
