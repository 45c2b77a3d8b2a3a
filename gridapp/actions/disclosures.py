"""Looking at a masked value: first it is noted who looked, at what and when; only then is it shown.

The note is the one of everything that is given out (`disclosure`). It reaches the person concerned, where that is one
of ours, and is in what they take along (`my_data`).
"""

from __future__ import annotations

from gridapp.actions import entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import NotAllowed
from gridapp.domain.fields import Json
from gridapp.domain.privacy_rules import is_hidden, masked_fields
from gridapp.i18n import tr


def reveal(desk: Desk, entry: Entry) -> None:
    """Note that the person looks at all that is masked in `entry`; nothing where nothing is. Raises what adding raises,
    and then nothing may be shown."""
    _require_shown(desk, entry)
    labels = tr(", ").join(tr(each.label) for each in masked_fields(entry))
    if not labels:
        return
    values = {
        "what": entry.type,
        "rows_n": 1,
        "chosen": tr("Entry {number}", number=entry.number),
        "personal": labels,
        "way": "revealed",
        "person": _whose(entry),
    }
    entries.add(desk, "disclosure", {name: value for name, value in values.items() if value})


def _require_shown(desk: Desk, entry: Entry) -> None:
    if is_hidden(entry, desk.person.role):
        raise NotAllowed(tr("What is personal of somebody who left is only for staff."))


def _whose(entry: Entry) -> Json:
    """The one of ours that the entry is about."""
    record = entry.record
    if record.stands_for == "person":
        return {"id": entry.id, "name": entry.body[record.heading]}
    return entry.body.get(record.subject) if record.subject else None
