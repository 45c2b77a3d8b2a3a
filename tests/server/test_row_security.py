"""With the application's own checks switched off, PostgreSQL alone shows nobody a row that is not theirs to see."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, NullPool, create_engine, inspect, text, true
from sqlalchemy.exc import DBAPIError

from gridapp.actions import entries, photos
from gridapp.actions.desk import Desk
from gridapp.domain.checksum import SHARED
from gridapp.domain.errors import GridAppError
from gridapp.domain.org import COUNTY, Org, Unit
from gridapp.domain.record import record_types
from gridapp.domain.workflow import STAFF
from gridapp.server import (
    accounts,
    admins,
    checksums,
    rows,
    scopes,
    sights,
    snapshots,
    throttle,
    totp,
    two_people,
)
from gridapp.server.accounts import Caller
from gridapp.server.audit import Who
from gridapp.server.hub import Hub
from gridapp.server.policies import RULES, UNLOCKED
from gridapp.server.sights import Sight
from gridapp.server.tables import server
from gridapp.server.two_people import Asked
from gridapp.sync.protocol import Checkpoint, Compare, Pull, Refetch
from tests import postgres
from tests.conftest import FakeClock
from tests.office import COORDINATOR, GRID_WORKER, STRANGER, VOLUNTEER, Line, Office, make, smuggle
from tests.sync.test_files import picture

OTHER = "622000000000"
"""A second county in the same database: every id of the first once more."""

PEOPLE = {
    "coordinator": COORDINATOR,
    "grid worker": GRID_WORKER,
    "volunteer": VOLUNTEER,
    "stranger": STRANGER,
    "villager": ("王小红", "volunteer", ""),  # of one village below the volunteer's township
    "officer": ("李建国", "department_officer", "和盛镇"),
}
Rows = dict[str, list[dict[str, Any]]]


class Seeded:
    """Two counties in one database, what is in them by the owner's word, and who asks."""

    def __init__(self, office: Office, dice: random.Random) -> None:
        self.office = office
        village = next(
            each for each in office_tree(office).units.values() if each.parent == office.unit("新宁镇")
        )
        people = {name: (who[0], who[1], who[2] or village.name) for name, who in PEOPLE.items()}
        self.desks = {name: office.desk(who) for name, who in people.items()}
        for desk in self.desks.values():
            _work(office, desk, dice)
        for _ in range(2):
            for desk in self.desks.values():
                office.sync(desk)
        self.callers = {name: self._caller(desk) for name, desk in self.desks.items()}
        for name in ("volunteer", "stranger"):
            office.line(self.desks[name]).snapshot()
        with office.owner() as connection:
            self.org = rows.org(connection, COUNTY)
            _leave(connection, self.org, dice)
            _sign_in(connection, self.callers["volunteer"].person.id, office, dice)
            _administer(connection, office, dice)
            _twin(connection)
        self.callers |= {f"{name} of the other": _elsewhere(each) for name, each in self.callers.items()}
        with office.owner() as connection:
            self.rows: Rows = {
                table.name: [dict(row) for row in connection.execute(table.select()).mappings()]
                for table in server.sorted_tables
            }

    def _caller(self, desk: Desk) -> Caller:
        with self.office.centre.database.transaction(sights.AT_THE_DOOR) as connection:
            return accounts.caller(connection, desk.identity.token, self.office.clock())

    def seen(self, sight: Sight) -> dict[str, set[str]]:
        """What PostgreSQL shows of every table when everything is asked for."""
        with self.office.centre.database.transaction(sight) as connection:
            return {table.name: _marks(connection, f'"{table.name}"') for table in server.sorted_tables}

    def due(self, caller: Caller) -> dict[str, set[str]]:
        """What this caller may see, found out row by row from the tree of units, without a path or a condition."""
        mine = {
            name: [row for row in found if row["id" if name == "county" else "county"] == caller.county]
            for name, found in self.rows.items()
        }
        person, units = caller.person, caller.person.units
        shared = {name for name, record in record_types().items() if record.shared}
        within: Callable[[str], bool] = lambda unit: self.org.within_any(unit, units)  # noqa: E731

        def of_path(path: str) -> bool:
            return within(path.strip("/").split("/")[-1])

        found = {
            each["id"]
            for each in mine["entry"]
            if within(each["unit"])
            or each["type"] in shared
            or each["author"] == person.id
            or any(map(within, record_types()[each["type"]].units_concerned(json.loads(each["body"]))))
        }
        files = {each["sha"] for each in mine["file_use"] if each["entry"] in found}
        conditions: dict[str, Callable[[dict[str, Any]], bool]] = {
            "county": lambda row: True,
            "daily": lambda row: True,
            "account": lambda row: row["id"] == person.id,
            "device": lambda row: row["account"] == person.id,
            "entry": lambda row: row["id"] in found,
            "left": lambda row: of_path(row["path"]),
            "matter": lambda row: (
                (row["kind"] != "told" and row["author"] == person.id)
                or row["other"] == person.id
                or (row["kind"] == "held" and person.role in STAFF and within(row["unit"]))
            ),
            "checksum": lambda row: row["unit"] == SHARED or within(row["unit"]),
            "snapshot": lambda row: row["root"] in (SHARED, f"@{person.id}") or within(row["root"]),
            "file_use": lambda row: row["entry"] in found,
            "upload": lambda row: row["sha"] in files,
        }
        nothing: Callable[[dict[str, Any]], bool] = lambda row: False  # noqa: E731
        return {
            name: {_mark(row) for row in rows_ if conditions.get(name, nothing)(row)}
            for name, rows_ in mine.items()
        }


def office_tree(office: Office) -> Org:
    with office.centre.database.transaction(sights.in_county(COUNTY)) as connection:
        return rows.org(connection, COUNTY)


def _work(office: Office, desk: Desk, dice: random.Random) -> None:
    """Records with and without photos, one that asks for a place, one held because it lies in nobody's unit of
    theirs, one edited by two."""
    for kind in ("hazard", "patrol", "hazard"):
        make(desk, kind, dice)
    make(desk, "signup", dice, person=desk.person.author.stored())
    made = make(desk, "hazard", dice, photos=[photos.keep(desk, picture(dice, 60))])
    stray = make(desk, "hazard", dice)
    elsewhere = "新宁镇" if desk.person.unit == office.unit("和盛镇") else "和盛镇"
    smuggle(desk, stray.id, unit=office.unit(elsewhere))
    office.sync(desk)
    entries.edit(desk, made.id, {"description": "又看了一次"})
    office.sync(desk)


def _leave(connection: Connection, org: Org, dice: random.Random) -> None:
    """As if every second entry had once lain elsewhere."""
    units: list[Unit] = list(org.units.values())
    lines = connection.execute(text("SELECT seq, entry FROM journal ORDER BY seq")).all()
    for line in lines[::2]:
        path = org.path(dice.choice(units).id)
        values = {"county": COUNTY, "seq": line.seq, "entry": line.entry, "path": path}
        connection.execute(text('INSERT INTO "left" VALUES (:county, :seq, :entry, :path)'), values)


def _sign_in(connection: Connection, person: str, office: Office, dice: random.Random) -> None:
    """Time-based codes, and a wrong one; an address of their calendar."""
    connection.execute(
        server.tables["feed"].insert().values(county=COUNTY, account=person, salt=dice.randbytes(16).hex())
    )
    totp.set_up(connection, COUNTY, person, dice.randbytes)
    throttle.take_turn(connection, COUNTY, f"totp:{person}", office.clock())


def _administer(connection: Connection, office: Office, dice: random.Random) -> None:
    """Three administrators, and something that waits for one of them."""
    for number, role in enumerate(admins.ROLES):
        lock = admins.locked("lantern-gravel-42", role, dice.randbytes)
        admins.add(connection, COUNTY, f"{number:032x}", role, role, lock, office.clock())
    by = replace(office.centre, console=Who(COUNTY, f"{0:032x}", admins.SYSTEM))
    two_people.ask(connection, by, Asked("person", "ab", "马晓霞", "coordinator", (COUNTY,)))


def _twin(connection: Connection) -> None:
    """The other county: the same rows under another id. Only what has to be unique everywhere is another."""
    for table in server.sorted_tables:
        key = "id" if table.name == "county" else "county"
        for row in connection.execute(table.select().where(table.c[key] == COUNTY)).mappings().all():
            twin = {**row, key: OTHER}
            for unique in (
                {"token_hash", "hash", "salt"} & set(row) if table.name in ("device", "code", "feed") else ()
            ):
                twin[unique] = f"{row[unique]}x"
            connection.execute(table.insert().values(twin))


def _elsewhere(caller: Caller) -> Caller:
    return Caller(OTHER, caller.device, caller.person)


def _marks(connection: Connection, table: str) -> set[str]:
    return {_mark(dict(row)) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()}


def _mark(row: dict[str, Any]) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Seeded]:
    dice = random.Random(42)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("WORTH_IT", 5), ("CHUNK_ROWS", 5), ("_STALE_AFTER", 10**6)):
            patch.setattr(snapshots, name, value)
        url = postgres.prepared(postgres.fresh_database(postgres_url))
        office = Office(tmp_path_factory.mktemp("office"), FakeClock(), dice, url)
        try:
            yield Seeded(office, dice)
        finally:
            office.close()


def test_every_table_has_a_rule_or_a_reason(seeded: Seeded) -> None:
    assert set(RULES) == set(server.tables)
    with seeded.office.owner() as connection:
        assert set(inspect(connection).get_table_names()) == set(RULES) | set(UNLOCKED)


def test_a_raw_look_at_every_table_gives_each_person_exactly_what_is_theirs(seeded: Seeded) -> None:
    empty = {name for name, found in seeded.rows.items() if not found}
    assert empty <= {"daily", "left"}
    for name, caller in seeded.callers.items():
        seen, due = seeded.seen(scopes.sight(caller, seeded.org)), seeded.due(caller)
        for table in server.tables:
            assert seen[table] - due[table] == set(), f"{name} sees rows of {table} that are not theirs"
            assert due[table] - seen[table] == set(), f"{name} misses rows of {table}"
    everyone = [seeded.due(each) for each in seeded.callers.values()]
    for table in ("entry", "left", "matter", "checksum", "snapshot", "file_use", "upload"):
        sizes = {len(each[table]) for each in everyone}
        assert len(sizes) > 1, f"{table}: everybody sees as much, which proves nothing"


def test_the_server_itself_sees_one_county(seeded: Seeded) -> None:
    for county in (COUNTY, OTHER):
        seen = seeded.seen(sights.in_county(county))
        for table, found in seeded.rows.items():
            key = "id" if table == "county" else "county"
            assert seen[table] == {_mark(row) for row in found if row[key] == county}, table


def test_at_the_door_there_are_people_and_no_records(seeded: Seeded) -> None:
    seen = seeded.seen(sights.AT_THE_DOOR)
    assert {table for table, found in seen.items() if found} == {
        "county",
        "account",
        "code",
        "device",
        "feed",
    }


def test_who_does_not_say_what_they_look_for_sees_nothing(seeded: Seeded) -> None:
    assert not any(seeded.seen(sights.NOTHING).values())
    engine = seeded.office.centre.database._engine  # type: ignore[attr-defined]
    with engine.begin() as connection:
        assert not any(_marks(connection, f'"{table}"') for table in server.tables)
    assert any(seeded.seen(sights.EVERYTHING).values())


def test_a_connection_carries_nothing_into_the_next_transaction(seeded: Seeded) -> None:
    url = seeded.office.centre.database._engine.url  # type: ignore[attr-defined]
    engine = create_engine(url, pool_size=1, max_overflow=0)
    caller = seeded.callers["coordinator"]
    try:
        for broken in (False, True):
            with suppress(ZeroDivisionError), engine.begin() as connection:
                backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
                sights.look(connection, scopes.sight(caller, seeded.org))
                assert _marks(connection, "entry")
                if broken:
                    raise ZeroDivisionError
            with engine.begin() as connection:
                assert connection.execute(text("SELECT pg_backend_pid()")).scalar_one() == backend
                for name in Sight("none").settings():
                    left = connection.execute(
                        text(f"SELECT current_setting('gridapp.{name}', true)")
                    ).scalar()
                    assert not left, name
                assert not any(_marks(connection, f'"{table}"') for table in server.tables)
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("sight", "statement"),
    [
        (sights.in_county(COUNTY), "UPDATE entry SET county = 'x'"),
        (sights.in_county(COUNTY), "INSERT INTO checksum VALUES ('622000000000', 'u', '0')"),
        (sights.in_county(COUNTY), "UPDATE journal SET data = ''"),
        (sights.in_county(COUNTY), "DELETE FROM audit"),
        (sights.in_county(COUNTY), "TRUNCATE entry"),
        (sights.in_county(COUNTY), "ALTER TABLE entry DISABLE ROW LEVEL SECURITY"),
        (sights.in_county(COUNTY), "SET ROLE postgres"),
        (Sight("person", COUNTY, "p"), "INSERT INTO checksum VALUES ('621026000000', 'u', '0')"),
        (sights.EVERYTHING, "INSERT INTO checksum VALUES ('621026000000', 'u', '0')"),
        (sights.AT_THE_DOOR, "INSERT INTO checksum VALUES ('621026000000', 'u', '0')"),
    ],
)
def test_what_the_role_may_not_do(seeded: Seeded, sight: Sight, statement: str) -> None:
    with pytest.raises(DBAPIError), seeded.office.centre.database.transaction(sight) as connection:
        connection.execute(text(statement))


def test_a_change_reaches_no_row_out_of_sight(seeded: Seeded) -> None:
    for sight, county in ((sights.in_county(COUNTY), OTHER), (Sight("person", COUNTY, "p"), COUNTY)):
        with seeded.office.centre.database.transaction(sight) as connection:
            changed = connection.execute(text(f"UPDATE entry SET state = 'x' WHERE county = '{county}'"))
            assert changed.rowcount == 0


# --- the program's own conditions switched off ---


def _blind(patch: pytest.MonkeyPatch) -> None:
    """Every condition by which the application keeps a person to their units says yes."""
    patch.setattr(scopes, "in_scope", lambda caller, org: true())
    patch.setattr(scopes, "below", lambda org, roots, path: true())
    patch.setattr(checksums, "in_sight", lambda caller, org, unit: True)


def _answers(
    office: Office, caller: Caller, units: list[str], shas: list[str]
) -> tuple[set[str], set[str], set[str]]:
    """The entries, units and files that a caller gets by the ways that answer."""
    line = Line(office.centre, caller)
    hub: Hub = line._hub
    pulled = hub.pull(Pull(Checkpoint(), 10_000))
    head = pulled.to
    got = {row.id for row in pulled.rows}
    compared = hub.compare(Compare(head, {}))
    for unit in units:
        answer = hub.refetch(Refetch(head, unit, list(range(256))))
        got |= {row.id for row in answer.rows}
    files: set[str] = set()
    for sha in shas:
        with suppress(GridAppError):
            line.download(sha, 0, 10)
            files.add(sha)
    return got, {unit for unit, parts in compared.parts.items() if parts}, files


def test_with_the_programs_checks_switched_off_postgres_leaks_nothing(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    _blind(monkeypatch)
    units = sorted({row["unit"] for row in seeded.rows["entry"]})
    shas = sorted({row["sha"] for row in seeded.rows["file_use"]})
    looked = 0
    for name, caller in seeded.callers.items():
        due = seeded.due(caller)
        mine = {json.loads(each)["id"] for each in due["entry"]}
        theirs = {json.loads(each)["sha"] for each in due["file_use"]}
        got, compared, files = _answers(seeded.office, caller, units, shas)
        assert got == mine, f"{name}: {len(got - mine)} entries leaked"
        assert files == theirs, f"{name}: {len(files ^ theirs)} files"
        seen = {json.loads(each)["unit"] for each in due["checksum"]}
        assert compared <= seen, f"{name}: sums of {compared - seen}"
        looked += len(got)
    assert looked > len(seeded.callers)


def test_without_row_security_the_same_questions_leak(
    tmp_path: Path, clock: Any, dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: on a database without it, what is switched off above is all there is."""
    office = Office(tmp_path, clock, dice, "")
    try:
        volunteer, stranger = office.desk(VOLUNTEER), office.desk(STRANGER)
        hazard = make(volunteer, "hazard", dice)
        office.sync(volunteer)
        caller = office.line(stranger)._files._caller
        assert hazard.id not in _answers(office, caller, [hazard.unit], [])[0]
        _blind(monkeypatch)
        assert hazard.id in _answers(office, caller, [hazard.unit], [])[0]
    finally:
        office.close()


def test_an_owners_connection_leaks(seeded: Seeded) -> None:
    """The control of the raw look: whom row security does not bind sees everything, whatever is set."""
    caller = seeded.callers["villager"]
    with seeded.office.owner() as connection:
        sights.look(connection, scopes.sight(caller, seeded.org))
        assert _marks(connection, "entry") == {_mark(row) for row in seeded.rows["entry"]}


def test_a_policy_that_says_yes_is_found_by_the_look(seeded: Seeded) -> None:
    caller = seeded.callers["villager"]
    name = seeded.office.centre.database._engine.url.username  # type: ignore[attr-defined]
    engine = create_engine(postgres.owner_of(seeded.office._url), poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("CREATE POLICY loose ON entry USING (true)"))
        connection.execute(text(f'SET LOCAL ROLE "{name}"'))
        sights.look(connection, scopes.sight(caller, seeded.org))
        assert _marks(connection, "entry") - seeded.due(caller)["entry"]
        connection.rollback()
