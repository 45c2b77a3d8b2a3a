"""Very many valid records for a server, faster than a computer could record them: ops made in memory and sent
through the same requests, checked by the server like any others."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from itertools import islice

import msgspec

from gridapp.actions.desk import Desk
from gridapp.domain.ids import entry_number, uuid7
from gridapp.domain.op import Op, digest_of, digest_of_all
from gridapp.domain.record import record_type
from gridapp.sync import heads
from gridapp.sync.client import Client
from gridapp.sync.protocol import MOST_BYTES, Checkpoint, Push
from tests.bench import made_up

AT_ONCE = 1000
BODIES = 2000  # made up and checked once, then told apart by their notes


def fill(desk: Desk, client: Client, count: int) -> dict[str, int]:
    """Send `count` new records of this person's; gives how many the server took."""
    stored, ops, tip = 0, _ops(desk, count), ""
    while part := [op.encoded() for op in islice(ops, AT_ONCE)]:
        assert sum(map(len, part)) < 2 * MOST_BYTES
        digest = digest_of_all(digest_of(each) for each in part)
        push = Push(os.urandom(8).hex(), digest, [msgspec.Raw(each) for each in part], Checkpoint(), tip)
        answer = client.push(heads.signed(push, desk.identity))
        stored += len(part) - sum(each.outcome != "stored" for each in answer.verdicts)
        tip = push.batch
    return {"stored": stored}


def _ops(desk: Desk, count: int) -> Iterator[Op]:
    dice = random.Random(3)
    record, world = record_type(made_up.TYPE), desk.world
    bodies = [made_up.stored(dice, world) for _ in range(BODIES)]
    units = [each.id for each in desk.org.units.values() if desk.org.within(each.id, desk.person.unit)]
    for number in range(1, count + 1):
        body, unit, now = bodies[number % BODIES], units[number % len(units)], world.now()
        yield Op(
            id=uuid7(now, dice.randbytes),
            n=number,
            entry=uuid7(now, dice.randbytes),
            type=record.type,
            kind="add",
            at=now.isoformat(timespec="milliseconds"),
            author=desk.person.id,
            author_name=desk.person.name,
            schema=record.schema,
            fields={**body, "note": f"{body['note']}{number}"},
            number=entry_number(record.letters, desk.org.county(unit), desk.identity.device, number),
            unit=unit,
            recorded_at=now.isoformat(timespec="milliseconds"),
            to=record.workflow.start,
        )
