"""An entry: one record with what all records share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gridapp.domain.record import RecordType, record_type


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
