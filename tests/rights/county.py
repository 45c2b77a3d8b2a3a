"""Two townships at one real server: a person of every role in one, people of the other, and what they have made."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import requests
from sqlalchemy import update

from gridapp.domain import codes
from gridapp.domain.entry import Author, Entry
from gridapp.domain.ids import uuid7
from gridapp.domain.op import Op, digest_of, digest_of_all
from gridapp.domain.org import COUNTY, Org, shipped_units
from gridapp.domain.permissions import Person
from gridapp.domain.record import example, record_type
from gridapp.domain.world import World
from gridapp.server import accounts, centre, journal, recovery, rows, tables
from gridapp.server.verdicts import Known
from gridapp.sync import protocol
from gridapp.sync.protocol import Checkpoint, Enrol, KeepRecovery, Push, PushAnswer, Verdict
from gridapp.sync.unsaid import verdicts_of
from tests.conftest import FakeClock
from tests.office import Office

ROLES = tuple(codes.table("member_role").codes)
ORG = Org(shipped_units())
HERE, THERE = ORG.find("新宁镇")[0].id, ORG.find("和盛镇")[0].id
VILLAGE_HERE, VILLAGE_THERE = ORG.children(HERE)[0].id, ORG.children(THERE)[0].id
NOBODYS = ORG.find("米桥镇")[0].id
T = TypeVar("T")


@dataclass
class Caller:
    """Somebody who calls: the person, and what stands in the header; "" for none."""

    name: str
    token: str
    person: Person | None = None
    device: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@dataclass
class County:
    """`known` are callers with rights by name: each role at home, and "stranger: ROLE" in the other township;
    `unknown` those whom no door opens to. `entries` is everything that was put there, by id."""

    office: Office
    url: str
    dice: random.Random
    http: requests.Session
    known: dict[str, Caller] = field(default_factory=dict)
    unknown: dict[str, Caller] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)  # whose calendar is where

    @property
    def world(self) -> World:
        return World(ORG, self.office.clock)

    def enrol(self, name: str, role: str, unit: str) -> Caller:
        with self.office.owner() as connection:
            person = Person(self.dice.randbytes(8).hex(), name, role, (unit,))
            accounts.add_person(connection, COUNTY, person)
            now, dice = self.office.clock(), self.office.dice.randbytes
            code = accounts.make_code(connection, COUNTY, person.id, now, dice)
            enrolled = accounts.enrol(connection, Enrol(code, name), now, dice)
        return Caller(name, enrolled.token, person, enrolled.device_id)

    def keep_share(self, caller: Caller, share: KeepRecovery) -> None:
        """As the computer of `caller` leaves its share with the server."""
        assert caller.person is not None
        with self.office.owner() as connection:
            recovery.keep(connection, accounts.Caller(COUNTY, caller.device, caller.person), share)

    def code(self, caller: Caller, purpose: str = accounts.ENROL) -> str:
        assert caller.person is not None
        with self.office.owner() as connection:
            now = self.office.clock()
            dice = self.office.dice.randbytes
            return accounts.make_code(connection, COUNTY, caller.person.id, now, dice, purpose)

    def put(self, made: Sequence[Entry]) -> None:
        """Rows as the server would have them, whoever made them and whatever their state, with a journal that knows
        their numbers."""
        with self.office.owner() as connection:
            head = journal.lock_head(connection, COUNTY)
            lines, known = [], []
            for place, entry in enumerate(made, 1):
                raw = Op(
                    id=self.name(), n=1, entry=entry.id, type=entry.type, kind="add", at="", author=entry.author.id,
                    author_name=entry.author.name,
                ).encoded()  # fmt: skip
                identity = msgspec.json.decode(raw)["id"]
                lines.append(journal.Line(identity, entry.id, "", raw.decode(), digest_of(raw), 0))
                known.append(Known(replace(entry, seq=head.seq + place)))
            rows.write(connection, COUNTY, known, {}, rows.org(connection, COUNTY))
            journal.append(connection, COUNTY, head, lines, self.office.clock().isoformat())
        self.entries |= {each.entry.id: each.entry for each in known}

    def entry(self, type_: str, unit: str, author: Person, state: str = "", **values: Any) -> Entry:
        """An entry with an example's values, not put anywhere yet."""
        record = record_type(type_)
        body = example(record, self.world, self.dice, everything=True)
        # Whose is whose is to depend on the unit alone: what is named besides is nobody's here.
        body |= {name: {"id": NOBODYS, "name": ORG.name(NOBODYS)} for name in record.concerned}
        return Entry(
            id=self.name(),
            type=type_,
            number=f"{record.letters}-{self.dice.randrange(10**6):06d}",
            unit=unit,
            author=Author(author.id, author.name),
            state=state or record.workflow.start,
            recorded_at=self.office.clock().isoformat(),
            body={**body, **values},
        )

    def name(self) -> str:
        return uuid7(self.office.clock(), self.office.dice.randbytes)

    def op(self, caller: Caller, entry: Entry, kind: str, **members: Any) -> Op:
        """An act as the program of this caller would write it, having seen everything."""
        assert caller.person is not None
        whose = {"author": caller.person.id, "author_name": caller.person.name}
        return Op(
            **{
                "id": self.name(), "n": 1, "entry": entry.id, "type": entry.type, "kind": kind,
                "at": self.office.clock().isoformat(), "base": 10**9, **whose, **members,
            }
        )  # fmt: skip

    def push(self, caller: Caller, ops: Sequence[Op]) -> list[Verdict]:
        """One batch; a verdict for each op."""
        raws = [each.encoded() for each in ops]
        digest = digest_of_all(digest_of(raw) for raw in raws)
        batch = Push(self.name(), digest, [msgspec.Raw(raw) for raw in raws], Checkpoint())
        answer = self.ask(caller, "/v1/push", batch, PushAnswer)
        return verdicts_of(answer, [each.id for each in ops])

    def ask(self, caller: Caller, path: str, message: object, kind: type[T]) -> T:
        answer = self.http.post(
            self.url + path, msgspec.json.encode(message), headers=caller.headers, timeout=60
        )
        assert answer.status_code == 200, answer.text
        return protocol.unpack(answer.content, answer.headers.get("X-Packed", ""), kind)


@contextmanager
def county(folder: Path, seed: int) -> Iterator[County]:
    """The county with its people, over real HTTP; nothing is in it yet."""
    dice = random.Random(seed)
    office = Office(folder, FakeClock(), random.Random(seed + 1), "")
    try:
        with office.online() as url, requests.Session() as http:
            made = County(office, url, dice, http)
            for role in ROLES:
                made.known[role] = made.enrol(f"{role} 甲", role, HERE)
                made.known[f"stranger: {role}"] = made.enrol(f"{role} 丙", role, THERE)
            made.known["colleague"] = made.enrol("同事", "volunteer", HERE)
            made.unknown = _without_rights(made)
            yield made
    finally:
        office.close()


def _without_rights(county: County) -> dict[str, Caller]:
    """Each of them had a coordinator's rights, or nearly."""
    ended, revoked = county.enrol("已停用", "coordinator", HERE), county.enrol("已收回", "coordinator", HERE)
    with county.office.owner() as connection:
        assert ended.person is not None
        connection.execute(
            update(tables.account).where(tables.account.c.id == ended.person.id).values(active=False)
        )
    centre.revoke(county.office.centre, revoked.device)
    code = county.code(county.known["coordinator"])
    return {
        "anonymous": Caller("anonymous", ""),
        "unknown token": Caller("unknown token", "f" * 64),
        "ended account": ended,
        "revoked computer": revoked,
        "code for a token": Caller("code for a token", code),
        "device for a token": Caller("device for a token", county.known["coordinator"].device),
    }


def expired_code(county: County) -> str:
    """A code of more than a day ago."""
    code = county.code(county.known["volunteer"])
    clock = county.office.clock
    assert isinstance(clock, FakeClock)
    clock.now += timedelta(days=2)
    return code
