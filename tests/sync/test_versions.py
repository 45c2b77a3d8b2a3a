"""Programs of three protocol versions talk to each other: each goes on collecting and sending."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest

from gridapp.actions import entries, status
from gridapp.server import tables
from gridapp.sync import unsaid
from gridapp.sync.protocol import Checkpoint, Pull, PullAnswer, Push, PushAnswer, Verdict
from tests.office import COORDINATOR, VOLUNTEER, Line, Office, make

FIRST_PUSH = ("batch", "digest", "ops", "checkpoint")
FIRST_PULL = ("checkpoint", "limit")
FIRST_PUSH_ANSWER = ("before", "after", "verdicts", "exact")
FIRST_PULL_ANSWER = ("rows", "gone", "to", "more")


def plain(message: Any, known: tuple[str, ...] | None, more: dict[str, Any]) -> bytes:
    """`message` as a program says it that knows only these members, or some more that nobody here knows."""
    members = msgspec.json.decode(msgspec.json.encode(message))
    kept = {name: value for name, value in members.items() if known is None or name in known}
    return msgspec.json.encode({**kept, **more})


class OlderClient(Line):
    """What version 1 says of a push and a pull, and what of the answers it understands."""

    def push(self, push: Push) -> PushAnswer:
        asked = msgspec.json.decode(plain(push, FIRST_PUSH, {}), type=Push)
        answer = self._hub.push(asked)
        assert {each.op for each in answer.verdicts} == {op_id(op) for op in push.ops}, "each op is mentioned"
        return answer

    def pull(self, pull: Pull) -> PullAnswer:
        return self._hub.pull(msgspec.json.decode(plain(pull, FIRST_PULL, {}), type=Pull))


class OlderServer(Line):
    """What version 1 answers: no receipts, no tips, a verdict for every op, nothing of matters."""

    def push(self, push: Push) -> PushAnswer:
        answer = super().push(push)
        whole = msgspec.structs.replace(answer, verdicts=all_verdicts(answer, push))
        return msgspec.json.decode(plain(whole, FIRST_PUSH_ANSWER, {}), type=PushAnswer)

    def pull(self, pull: Pull) -> PullAnswer:
        return msgspec.json.decode(plain(super().pull(pull), FIRST_PULL_ANSWER, {}), type=PullAnswer)


class Newer(Line):
    """A program after ours on both ends: members that we do not know, in every message."""

    MORE = {"from_the_future": {"anything": [1, 2]}}

    def push(self, push: Push) -> PushAnswer:
        asked = msgspec.json.decode(plain(push, None, self.MORE), type=Push)
        return msgspec.json.decode(plain(self._hub.push(asked), None, self.MORE), type=PushAnswer)

    def pull(self, pull: Pull) -> PullAnswer:
        asked = msgspec.json.decode(plain(pull, None, self.MORE), type=Pull)
        return msgspec.json.decode(plain(self._hub.pull(asked), None, self.MORE), type=PullAnswer)


def op_id(raw: msgspec.Raw) -> str:
    found: str = msgspec.json.decode(raw)["id"]
    return found


def all_verdicts(answer: PushAnswer, push: Push) -> list[Verdict]:
    return unsaid.verdicts_of(answer, [op_id(op) for op in push.ops])


@pytest.mark.parametrize("between", [OlderClient, OlderServer, Newer])
def test_work_goes_both_ways(office: Office, dice: random.Random, between: type[Line]) -> None:
    other, ours = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    with other.vault.writing() as connection:  # nobody gave version 1 a key to check receipts with
        connection.exec_driver_sql(
            "UPDATE setting SET value = json_set(value, '$.server_key', '') WHERE key = 'identity'"
        )
    other.reload()
    with office.owner() as connection:  # nor did it have one of its own
        connection.execute(tables.device.update().values(key=""))

    def line() -> Line:
        known = office.line(other)
        known.__class__ = between
        return known

    made = [make(other, kind, dice) for kind in ("hazard", "patrol")]
    office.sync(other, line())
    office.sync(ours)
    entries.edit(ours, made[0].id, {"description": "我们改的"})
    office.sync(ours)
    entries.edit(other, made[0].id, {"external_no": "他们改的"})
    office.sync(other, line())
    office.sync(ours)
    for desk in (other, ours):
        body = entries.get(desk, made[0].id).body
        assert (body["description"], body["external_no"]) == ("我们改的", "他们改的")
    assert status.status(other).unsent_total == 0


def test_a_members_default_is_what_the_first_version_meant() -> None:
    push = Push("1", "2", [], Checkpoint())
    assert set(msgspec.json.decode(msgspec.json.encode(push))) == set(FIRST_PUSH)
