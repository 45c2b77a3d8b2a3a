"""A county with three computers that do at random what people, networks and servers do. What must remain of it in
the end is judged by `tests/faults/remains.py`.
"""

from __future__ import annotations

import json
import random
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import update

from gridapp.actions.desk import Desk
from gridapp.domain.errors import WorldFailed
from gridapp.domain.org import COUNTY
from gridapp.server import centre
from gridapp.server.tables import account
from gridapp.store.home import Home
from gridapp.sync import engine
from gridapp.sync.round import Report
from tests.conftest import FakeClock
from tests.faults import remains
from tests.faults.badline import BadLine
from tests.faults.people import NO_LINES, TYPE, People
from tests.faults.remains import Told
from tests.office import COORDINATOR, GRID_WORKER, PASSWORD, Office, make

LEADER = ("李主任", "coordinator", "新宁镇")
PEOPLE = (COORDINATOR, LEADER, GRID_WORKER)
ROLES = ("coordinator", "grid_worker", "volunteer", "leader")
JUMPS = (0, 3600, -3600, 20 * 3600, -86_400, -3650 * 86_400)
ROUNDS_TO_CONVERGE = 4

AHEAD = 1  # batches on their way at once: with one, a seed gives one order of everything
UNITS = ("新宁镇", "和盛镇", "宁县")


@dataclass
class Skewed:
    """A computer's clock: the county's, and so many seconds off."""

    true: FakeClock
    off: float = 0.0

    def __call__(self) -> datetime:
        return self.true() + timedelta(seconds=self.off)


def build_template(folder: Path) -> None:
    """A server with three enrolled computers that know three entries, to be copied for every run."""
    office = Office(folder, FakeClock(), random.Random("template"), "")
    desks = [office.desk(each) for each in PEOPLE]
    for desk in desks:
        make(desk, TYPE, office.dice, **NO_LINES)
    for desk in (*desks, *desks):
        office.sync(desk)
    office.close()


class County(People):
    """One run. `template` is a folder made by `build_template`; everything that happens comes from `dice`."""

    def __init__(self, template: Path, folder: Path, dice: random.Random) -> None:
        shutil.copytree(template, folder)
        self.folder, self.dice = folder, dice
        self.time = FakeClock()
        self.office = Office(folder, self.time, dice, "")
        self.clocks = [Skewed(self.time) for _ in PEOPLE]
        self.backups: list[Path] = []
        self._late: list[list[tuple[str, Any]]] = [[] for _ in PEOPLE]
        super().__init__([self._opened(who) for who in range(len(PEOPLE))], dice)

    def close(self) -> None:
        for desk in self.desks:
            desk.vault.close()
            desk.shared.close()
        self.office.close()
        shutil.rmtree(self.folder)

    # What computers, networks and servers do.

    def sync(self, who: int, well: bool) -> Report | None:
        desk = self.desks[who]
        try:
            line = self.office.line(desk)
            hub = line if well else BadLine(line, self.dice, self._late[who])
            left = self.dice.randrange(1, 30)
            return engine.run_round(
                engine.Direct(desk.vault), hub, _stop_after(None if well else left), AHEAD
            )
        except WorldFailed:
            if well:
                raise
            return None
        finally:
            desk.reload()

    def sync_all(self) -> None:
        for who in range(len(self.desks)):
            self.sync(who, well=True)

    def restart(self, who: int) -> None:
        self.desks[who].vault.close()
        self.desks[who].shared.close()
        self.desks[who] = self._opened(who)
        self.forms.pop(who, None)

    def jump(self, who: int, seconds: float) -> None:
        self.clocks[who].off = seconds

    def pass_time(self, days: int) -> None:
        self.time.pass_by(days=days)

    def change_right(self, who: int, role: str) -> None:
        with self.office.owner() as connection:
            mine = (account.c.county == COUNTY, account.c.id == self.desks[who].person.id)
            connection.execute(update(account).where(*mine).values(role=role))

    def change_units(self, who: int, unit: str) -> None:
        with self.office.owner() as connection:
            mine = (account.c.county == COUNTY, account.c.id == self.desks[who].person.id)
            connection.execute(
                update(account).where(*mine).values(units=json.dumps([self.office.unit(unit)]))
            )

    def back_up(self) -> None:
        to = self.folder / f"backup-{len(self.backups)}"
        shutil.copytree(self.folder / "server", to)
        self.backups.append(to)

    def restore(self, which: int) -> None:
        """The server is put back to an older state, and knows nothing of what came after."""
        if not self.backups:
            return
        self.office.centre.close()
        shutil.rmtree(self.folder / "server")
        shutil.copytree(self.backups[which % len(self.backups)], self.folder / "server")
        clock, dice = self.office.clock, self.dice
        self.office.centre = centre.open_centre(self.folder / "server", "", clock, dice.randbytes)

    def lose_acknowledged(self, who: int, other: int) -> None:
        """The server takes this computer's work and says so, and is then put back to just before; the computer had
        not pulled in between."""
        self.record(other)
        self.sync(other, well=True)
        self.back_up()
        self.record(who)
        try:
            hub: Any = _NoPull(self.office.line(self.desks[who]))
            engine.run_round(engine.Direct(self.desks[who].vault), hub, lambda: False, AHEAD)
        except WorldFailed:
            self.restore(len(self.backups) - 1)

    def clone(self, who: int) -> int:
        """The computer's whole disk is copied to another; gives the other's number."""
        other = len(self.desks)
        shutil.copytree(self.folder / f"computer-{who + 1}", self.folder / f"computer-{other + 1}")
        self.clocks.append(Skewed(self.time))
        self._late.append([])
        self.desks.append(self._opened(other))
        return other

    def restore_and_overtake(self, which: int, who: int) -> None:
        self.restore(which)
        self.overtake(who)

    def overtake(self, who: int) -> None:
        """After a restore somebody else's work takes the numbers that this computer knows."""
        for _ in range(4):
            self.record(who)
        self.sync(who, well=True)

    def converge(self) -> list[str]:
        """The faults are over. Everything found wrong then, in words."""
        self.time.pass_by(days=1)
        for _ in range(ROUNDS_TO_CONVERGE):
            reports = [self.sync(who, well=True) for who in range(len(self.desks))]
            if not any(each and (each.pushed or each.pulled or each.files_sent) for each in reports):
                break
        told = Told(self.typed, self.lines, self.deletions, self.photos)
        return remains.findings(self.office, self.desks, told)

    def _opened(self, who: int) -> Desk:
        home = Home(self.folder / f"computer-{who + 1}", self.clocks[who], self.dice.randbytes)
        return Desk(home.open_vault(home.vaults()[0], PASSWORD), home.shared())


class _NoPull:
    """A line that breaks off after the push."""

    def __init__(self, line: Any) -> None:
        self._line = line

    def __getattr__(self, name: str) -> Any:
        if name == "pull":
            raise WorldFailed("lost", "the line")
        return getattr(self._line, name)


def _stop_after(left: int | None) -> Any:
    """A person (or a closing window) who ends the round after so many looks."""
    looks = count(1)
    return lambda: left is not None and next(looks) > left
