"""A network at its worst, in one process: requests lost, answers lost, things sent twice, in any order.

Whatever happens: once it is over, every computer shows what the server has, and nothing a person did is gone.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from gridapp.actions import attention, entries
from gridapp.actions.desk import Desk
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Refused, WorldFailed
from gridapp.domain.record import record_type
from gridapp.store import checks
from gridapp.store.lists import Query
from tests.conftest import FakeClock
from tests.office import GRID_WORKER, Line, Office, make

HAZARD = record_type("hazard")
LEADER = ("何立群", "coordinator", "新宁镇")


class BadLine:
    """A hub behind a network that loses requests and answers and repeats pushes, as its dice say."""

    def __init__(self, line: Line, dice: random.Random) -> None:
        self._line, self._dice = line, dice

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._line, name)

        def faulty(*args: Any) -> Any:
            fate = self._dice.random()
            if fate < 0.2:
                raise WorldFailed("lost", "the request")
            answer = call(*args)
            if name == "push" and fate < 0.4:
                answer = call(*args)
            if fate > 0.8:
                raise WorldFailed("lost", "the answer")
            return answer

        return faulty


class Network(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.dice = random.Random(7)
        self.office = Office(Path(self.folder.name), FakeClock(), self.dice, "")
        self.desks: list[Desk] = [self.office.desk(LEADER), self.office.desk(GRID_WORKER)]
        self.typed: dict[str, set[str]] = {}  # entry -> every text that was ever typed into it

    def teardown(self) -> None:
        for _ in range(3):
            for desk in self.desks:
                self.office.sync(desk)
        shown = [self._shown(desk) for desk in self.desks]
        assert shown[0] == shown[1]
        for entry, texts in self.typed.items():
            kept = {shown[0][entry]} | self._set_aside(entry)
            assert texts & kept, f"nothing of {texts} is left"
            assert shown[0][entry] in texts
        for desk in self.desks:
            assert checks.findings(desk.vault) == []
        self.office.close()
        self.folder.cleanup()

    @rule(who=st.integers(0, 1))
    def record(self, who: int) -> None:
        entry = make(self.desks[who], "hazard", self.dice, description="原文")
        self.typed[entry.id] = {"原文"}

    @rule(who=st.integers(0, 1), which=st.integers(0, 5), text=st.text("甲乙丙丁", min_size=1, max_size=3))
    def change(self, who: int, which: int, text: str) -> None:
        entry = self._pick(who, which)
        if entry is None:
            return
        try:
            entries.edit(self.desks[who], entry.id, {"description": text})
        except Refused:
            return
        self.typed[entry.id].add(text)

    @rule(who=st.integers(0, 1), which=st.integers(0, 5))
    def step(self, who: int, which: int) -> None:
        entry = self._pick(who, which)
        moves = (
            [each for each in entry.record.workflow.moves_from(entry.state) if not each.needs]
            if entry
            else []
        )
        if entry is None or not moves:
            return
        try:
            entries.move(self.desks[who], entry.id, moves[0].name)
        except Refused:
            return

    @rule(who=st.integers(0, 1))
    def sync_badly(self, who: int) -> None:
        try:
            self.office.sync(self.desks[who], BadLine(self.office.line(self.desks[who]), self.dice))
        except WorldFailed:
            return

    @rule(who=st.integers(0, 1))
    def sync_well(self, who: int) -> None:
        self.office.sync(self.desks[who])

    @invariant()
    def the_log_is_whole(self) -> None:
        for desk in self.desks:
            assert not [each for each in checks.findings(desk.vault) if "Op" in each]

    def _pick(self, who: int, which: int) -> Entry | None:
        desk = self.desks[who]
        found = [e for e in entries.find(desk, Query(HAZARD)) if e.id in self.typed]
        return found[which % len(found)] if found else None

    def _shown(self, desk: Desk) -> dict[str, str]:
        return {e.id: e.body["description"] for e in entries.find(desk, Query(HAZARD, limit=None))}

    def _set_aside(self, entry: str) -> set[str]:
        found = set()
        for desk in self.desks:
            for matter in attention.matters(desk):
                if matter.item.entry == entry:
                    found |= {str(matter.op.fields.get("description"))}
        return found


Network.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
TestNetwork = Network.TestCase
