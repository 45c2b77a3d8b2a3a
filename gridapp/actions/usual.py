"""What a person usually records, so that it is offered first."""

from __future__ import annotations

from datetime import timedelta

from gridapp.actions.desk import Desk
from gridapp.domain.permissions import may_with_own
from gridapp.domain.record import RecordType, record_types
from gridapp.store import lists
from gridapp.store.lists import Query, Where

_LATELY = timedelta(days=90)


def usual(desk: Desk) -> list[RecordType]:
    """The kinds of work that this person may record: what they recorded most often lately first, then what their role
    does day by day, then the rest in the order of their files."""
    person = desk.person
    since = Where("happened", ">=", lists.as_happened(desk.world.now() - _LATELY))
    own = (Where("author", "=", person.id), since)
    mine = [each for each in record_types().values() if each.work and may_with_own(person, "add", each)]
    with desk.reading() as connection:
        often = {each.type: lists.count(connection, Query(each, own)) for each in mine}
    return sorted(mine, key=lambda each: (-often[each.type], person.role not in each.daily_for))
