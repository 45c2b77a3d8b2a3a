"""What somebody may not do any more, or never might, is held: nothing else of the batch, and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from gridapp.server import tables
from gridapp.sync.protocol import Checkpoint, Pull, PullAnswer
from tests.rights.county import VILLAGE_HERE, VILLAGE_THERE, County, county


@pytest.fixture
def here(tmp_path: Path) -> Iterator[County]:
    with county(tmp_path, 7) as made:
        yield made


def test_offline_work_of_a_role_that_ended_is_held_with_its_field_and_can_be_let_through(
    here: County,
) -> None:
    worker, coordinator = here.known["grid_worker"], here.known["coordinator"]
    assert worker.person is not None
    entry = here.entry("hazard", VILLAGE_HERE, worker.person)
    here.put([entry])
    late = here.op(worker, entry, "set", fields={"confirmed_by": "县消防", "responsible_org_name": "物业"})
    other = here.op(worker, entry, "set", fields={"external_no": "7"})
    with here.office.owner() as connection:
        mine = tables.account.c.id == worker.person.id
        connection.execute(update(tables.account).where(mine).values(role="volunteer"))
    held, stored = here.push(worker, [late, other])
    assert (held.outcome, held.detail["code"], list(held.detail["fields"])) == (
        "held",
        "not_allowed",
        ["confirmed_by"],
    )
    assert stored.outcome == "stored"
    let = here.op(coordinator, entry, "release", settles=late.id)
    assert here.push(coordinator, [let])[0].outcome == "stored"
    rows = here.ask(worker, "/v1/pull", Pull(Checkpoint()), PullAnswer).rows
    body = next(row.body for row in rows if row.id == entry.id)
    assert (body["confirmed_by"], body["responsible_org_name"], body["external_no"]) == (
        "县消防",
        "物业",
        "7",
    )


@pytest.mark.parametrize(
    "members", [{"author": "f" * 16}, {"unit": VILLAGE_THERE}, {"to": "closed"}, {"number": "../../etc"}]
)
def test_what_is_not_the_senders_to_assign_is_held(here: County, members: dict[str, str]) -> None:
    caller = here.known["volunteer"]
    assert caller.person is not None
    entry = here.entry("patrol", VILLAGE_HERE, caller.person)
    fields = {name: value for name, value in entry.body.items() if name != "review_note"}
    plain = {
        "fields": fields, "unit": entry.unit, "to": entry.state, "recorded_at": entry.recorded_at,
        "number": entry.number,
    }  # fmt: skip
    good = here.op(caller, replace(entry, id=here.name()), "add", **plain)
    bad = here.op(caller, entry, "add", **{**plain, **members})
    assert [each.outcome for each in here.push(caller, [good, bad])] == ["stored", "held"]
