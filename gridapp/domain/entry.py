"""An entry: one record with what all records share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gridapp.domain.deadlines import Reckoned
from gridapp.domain.fields.reckoning import STAGE
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
    def pause(self) -> dict[str, Any] | None:
        """What is noted of the standstill of its deadlines; None while they run."""
        return next((each for each in self.body.get("pauses") or [] if not each.get("until")), None)

    def reckoned(self, part: str) -> Reckoned | None:
        """How its own deadline ("whole") or that of its stage ("stage") was reckoned; None where somebody set it, or
        there is none."""
        stored = (self.body.get("reckoned") or {}).get(part)
        return Reckoned.read(stored) if stored else None

    @property
    def due(self) -> datetime | None:
        """When something is to be done about it: its own deadline until that was met, or that of the stage it is in,
        whichever is nearer. None while nothing is due, or the deadlines stand still."""
        record = record_types().get(self.type)
        if record is None or not record.due or self.pause:
            return None
        state, stage = record.workflow.state(self.state), self.reckoned(STAGE)
        own = None if state.met else self.body.get(record.due)
        moments = [datetime.fromisoformat(own)] if own else []
        return min([*moments, stage.due] if stage else moments, default=None)

    @property
    def began(self) -> datetime:
        """When what it tells of began: as it says itself, else when it was recorded."""
        record = record_types().get(self.type)
        said = (self.body.get(record.when) if record else None) or self.recorded_at
        moment = datetime.fromisoformat(said["from"] if isinstance(said, dict) else said)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @property
    def due_from(self) -> datetime:
        """When the time began that ends when it is due: its stage's, or its own."""
        stage = self.reckoned(STAGE)
        return stage.since if stage and stage.due == self.due else self.began

    @property
    def holder(self) -> str:
        """The unit that has it in its hands: the one that its state names, else the one it belongs to."""
        record = record_types().get(self.type)
        field = record.workflow.state(self.state).holder if record else ""
        named = self.body.get(field) if field else None
        return named["id"] if named else self.unit

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
