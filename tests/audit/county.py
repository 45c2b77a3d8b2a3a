"""A county with a long past: real pushes, a real audit log, signed daily marks, in an encrypted SQLite."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from gridapp.actions.desk import Desk
from gridapp.domain.ids import uuid7
from gridapp.domain.op import Op, digest_of, digest_of_all
from gridapp.domain.org import COUNTY
from gridapp.domain.record import example, record_type
from gridapp.server import audit, daily, sights
from gridapp.server.audit import Line, Who
from gridapp.server.sights import Sight
from gridapp.server.verify import Verified, verify
from gridapp.store.database import open_database
from gridapp.store.keys import key_for
from gridapp.sync.protocol import Checkpoint, Push, PushAnswer, SignedMark
from tests.conftest import FakeClock
from tests.office import VOLUNTEER, Office, signed

AT_ONCE = 1000
_KIND = "hazard"


class County:
    """So many lines of both chains over so many days."""

    def __init__(self, folder: Path, dice: random.Random, lines: int, days: int) -> None:
        self.clock, self.dice = FakeClock(), dice
        self.office = Office(folder, self.clock, dice, "")
        self.file = folder / "server" / "server.db"
        self._desk = self.office.desk(VOLUNTEER)
        self._bodies = [example(record_type(_KIND), self._desk.world, dice) for _ in range(8)]
        self._head, self._tip = Checkpoint(), ""
        self._entries: list[str] = []
        for _ in range(days):
            self.live_a_day(lines // days)

    def live_a_day(self, lines: int) -> None:
        """So many lines of each chain, and the day's signed mark."""
        for start in range(0, lines, AT_ONCE):
            self.push(min(AT_ONCE, lines - start))
            self.log(min(AT_ONCE, lines - start))
        with self.office.owner() as connection:
            daily.mark(connection, self.office.centre.signer, COUNTY, self.clock())
        self.clock.pass_by(days=1)

    def push(self, count: int) -> PushAnswer:
        """A batch as a computer sends it."""
        ops = [self._op(self._desk) for _ in range(count)]
        data = [each.encoded() for each in ops]
        digest = digest_of_all(digest_of(each) for each in data)
        batch = self.dice.randbytes(16).hex()
        push = Push(batch, digest, [msgspec.Raw(each) for each in data], self._head, self._tip)
        answer = self.office.line(self._desk).push(signed(self._desk, push))
        assert not answer.verdicts, answer.verdicts[:1]
        self._head, self._tip = answer.after, batch
        return answer

    def log(self, count: int) -> None:
        """So many acts in the audit log."""
        acts = ("enrol", "code-made", "file", "refetch", "ruling-release")
        lines = [
            Line(
                Who(COUNTY, self.dice.randbytes(16).hex(), "coordinator", self.dice.randbytes(16).hex()),
                self.dice.choice(acts),
                self.dice.randbytes(16).hex(),
                refused=self.dice.random() < 0.2,
            )
            for _ in range(count)
        ]
        with self.office.owner() as connection:
            audit.write(connection, lines, self.clock())

    def _op(self, desk: Desk) -> Op:
        person, now = desk.person, self.clock()
        made = {"n": 1, "type": _KIND, "at": now.isoformat(), "author": person.id, "author_name": person.name}
        if len(self._entries) < 50 or self.dice.random() < 0.05:
            entry = uuid7(now, self.dice.randbytes)
            self._entries.append(entry)
            return Op(
                id=uuid7(now, self.dice.randbytes), entry=entry, kind="add", fields=self.dice.choice(self._bodies),
                number=f"YH-621026-A7-{len(self._entries):04d}", unit=person.unit, recorded_at=now.isoformat(),
                to=record_type(_KIND).workflow.start, **made,
            )  # fmt: skip
        words = f"第{self.dice.randrange(10**6)}次检查，已处理"
        entry = self.dice.choice(self._entries)
        return Op(
            id=uuid7(now, self.dice.randbytes), entry=entry, kind="set", base=self._head.seq,
            fields={"description": words}, **made,
        )  # fmt: skip

    def close(self) -> None:
        self.office.close()


class Tampered:
    """The county's database in the hands of its owner: a copy of the file, its key, and plain SQL."""

    def __init__(self, county: County, folder: Path) -> None:
        self.signer = county.office.centre.signer
        self._files = [folder / f"tampered.db{end}" for end in ("", "-wal", "-shm")]
        for end, file in zip(("", "-wal"), self._files[:2], strict=True):
            source = county.file.with_name(county.file.name + end)
            if source.exists():
                shutil.copy(source, file)
        key = key_for(county.file.parent / "keys", "server", county.dice.randbytes)
        self._database = open_database(self._files[0], key)
        self._held: Connection | None = None

    @contextmanager
    def transaction(self, sight: Sight = sights.EVERYTHING) -> Iterator[Connection]:
        if self._held is not None:
            yield self._held
            return
        with self._database.writing() as connection:
            yield connection

    @contextmanager
    def trial(self) -> Iterator[Connection]:
        """Whatever is done in here is seen by verifications in here, and undone at the end."""
        with self._database.reading() as connection:
            self._held = connection
            try:
                yield connection
            finally:
                self._held = None

    def unlock(self) -> None:
        """Take away what keeps a table in order: an owner can."""
        with self.transaction() as connection:
            for table in ("journal", "audit", "daily"):
                connection.exec_driver_sql(f"CREATE TABLE bare AS SELECT * FROM {table}")
                connection.exec_driver_sql(f"DROP TABLE {table}")
                connection.exec_driver_sql(f"ALTER TABLE bare RENAME TO {table}")
                number = "n" if table == "daily" else "seq"
                connection.exec_driver_sql(f"CREATE INDEX {table}_place ON {table} (county, {number})")

    def verify(self, kept: Sequence[SignedMark] = ()) -> Verified:
        return verify(self, self.signer.public, kept)

    def close(self) -> None:
        self._database.close()
        for file in self._files:
            file.unlink(missing_ok=True)
