"""`gridapp server verify` names the row that is not what it was, on both databases. The large proof, with thousands of
places, is `python -m tests.audit`.
"""

from __future__ import annotations

import json
import random
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from gridapp.actions import attention, entries
from gridapp.cli.main import main
from gridapp.domain.org import COUNTY
from gridapp.server import audit, centre, daily
from gridapp.server.audit import Line, Who
from gridapp.server.findings import WHAT
from gridapp.server.tables import audit as audit_table
from gridapp.server.verify import Verified, verify
from gridapp.sync.protocol import SignedMark
from tests.audit import __main__ as proof
from tests.office import COORDINATOR, GRID_WORKER, VOLUNTEER, Office, make, smuggle

IN_HASH = [column.name for column in audit_table.columns if column.name not in ("county", "seq")]
IN_DATA = ("op", "entry", "data", "digest", "hash")
IN_RECEIPT = ("device", "at", "skew")


@pytest.fixture
def past(office: Office, dice: random.Random) -> Office:
    """A county with two days behind it: what people did, decided and differed about, and what the log has of it."""
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    for _ in range(2):
        hazards = [make(volunteer, "hazard", dice) for _ in range(6)]
        office.sync(volunteer)
        office.sync(coordinator)
        entries.edit(coordinator, hazards[0].id, {"description": "先到的"})
        entries.edit(volunteer, hazards[0].id, {"description": "后到的"})
        entries.delete(coordinator, hazards[1].id)
        office.sync(coordinator)
        office.sync(volunteer)
        with office.owner() as connection:
            lines = [Line(Who(COUNTY, "ab", "volunteer", "cd"), "enrol", "ef") for _ in range(9)]
            audit.write(connection, lines, office.clock())
        office.clock.pass_by(days=1)  # type: ignore[attr-defined]
    return office


def look(office: Office, kept: list[SignedMark] | None = None) -> Verified:
    return verify(office.centre.database, office.centre.signer.public, kept or [])


def named(office: Office, table: str) -> set[int]:
    found = look(office).findings.found
    return {seq for each in found if each.table == table for seq in range(each.first, each.last + 1)}


def sql(office: Office, statement: str, **values: Any) -> None:
    with office.owner() as connection:
        connection.execute(text(statement), values)


def kept_marks(office: Office) -> list[SignedMark]:
    with office.owner() as connection:
        return daily.every(connection, COUNTY)


def test_an_honest_past_is_whole(past: Office) -> None:
    done = look(past, kept_marks(past))
    assert done.whole, done.findings.found
    assert (done.audit, done.marks, done.unsummed) == (19, 2, False)
    assert done.journal > 12
    assert done.entries == 12


@pytest.mark.parametrize("column", IN_HASH)
def test_a_changed_line_of_the_log_is_named(past: Office, column: str) -> None:
    sql(past, f'UPDATE audit SET "{column}" = "{column}" || \'0\' WHERE seq = 7')
    assert named(past, "audit") == {7}


@pytest.mark.parametrize("column", IN_DATA)
def test_a_changed_line_of_the_journal_is_named(past: Office, column: str) -> None:
    sql(past, f"UPDATE journal SET {column} = {column} || ' ' WHERE seq = 7")
    assert named(past, "journal") == {7}


@pytest.mark.parametrize("column", IN_RECEIPT)
def test_a_changed_device_or_time_is_named_by_the_receipt(past: Office, column: str) -> None:
    assert look(past).uncovered == 0
    sql(past, f"UPDATE journal SET {column} = {column + ' + 1' if column == 'skew' else '1'} WHERE seq = 7")
    assert named(past, "journal") == {7}
    sql(past, "UPDATE batch SET answer = replace(answer, 'skew', 'skaw')")
    assert {each.what for each in look(past).findings.found} == {"unreadable"}
    sql(past, "DELETE FROM batch")
    assert (look(past).whole, look(past).uncovered) == (True, look(past).journal)  # and it says so


def test_a_forged_receipt_proves_nothing(past: Office) -> None:
    sql(past, "UPDATE batch SET answer = replace(answer, '2026-11-18T', '2025-11-18T')")
    sql(past, "UPDATE journal SET at = replace(at, '2026-11-18T', '2025-11-18T')")
    assert {(each.table, each.what) for each in look(past).findings.found} == {("batch", "signature")}


def test_what_a_supervisor_released_came_from_another_device(office: Office, dice: random.Random) -> None:
    grid, coordinator = office.desk(GRID_WORKER), office.desk(COORDINATOR)
    hazard = make(grid, "hazard", dice)
    smuggle(grid, hazard.id, unit=office.unit("和盛镇"))
    for desk in (grid, coordinator):
        office.sync(desk)
    (matter,) = attention.matters(coordinator)
    attention.release(coordinator, matter.item.id)
    office.sync(coordinator)
    assert look(office).whole
    sql(office, "UPDATE journal SET device = 'ab' WHERE seq = 2")  # the decision itself
    assert named(office, "journal") == {2}


@pytest.mark.parametrize("table", ["journal", "audit"])
def test_removed_exchanged_and_cut_lines_are_named(past: Office, table: str) -> None:
    before = past.backup()
    sql(past, f"DELETE FROM {table} WHERE seq = 5")
    assert named(past, table) == {5}
    past.restore(before)
    for one, two in ((-1, 5), (5, 6), (6, -1)):
        sql(past, f"UPDATE {table} SET seq = :one WHERE seq = :two", one=one, two=two)
    assert named(past, table) == {5, 6}
    past.restore(before)
    last = {"journal": look(past).journal, "audit": 19}[table]
    sql(past, f"DELETE FROM {table} WHERE seq > :left", left=last - 3)
    assert named(past, table) == {last - 2, last - 1, last}
    past.restore(before)
    assert look(past).whole


def test_an_entry_that_is_not_what_the_journal_says_is_named(past: Office) -> None:
    with past.owner() as connection:
        name = connection.execute(text("SELECT id FROM entry WHERE deleted = :no"), {"no": False}).scalar()
    sql(past, "UPDATE entry SET state = 'closed' WHERE id = :id", id=name)
    found = look(past).findings.found
    assert {(each.table, each.name) for each in found} == {("entry", name)}
    assert {each.what for each in found} == {"checksum", "standing"}
    assert all(each.words() for each in found)


def test_a_verification_does_not_stumble_over_a_server_at_work(past: Office) -> None:
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            with past.owner() as connection:
                audit.write(connection, [Line(Who(COUNTY), "enrol")], past.clock())

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for _ in range(10):
            assert look(past).whole
    finally:
        stop.set()
        worker.join()


def test_the_command_says_so_and_fails(small_office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    with small_office.owner() as connection:
        audit.write(connection, [Line(Who(COUNTY), "enrol") for _ in range(5)], small_office.clock())
    home = ["--home", str(small_office.folder), "--lang", "en", "server"]
    assert main([*home, "verify"]) == 0
    assert "Everything is what it was." in capsys.readouterr().out
    sql(small_office, "UPDATE audit SET actor = 'aa' WHERE seq = 3")
    assert main([*home, "verify"]) == 1
    assert capsys.readouterr().out == "621026000000 | audit | 3 | its hash does not fit what it says\n"
    assert main([*home, "verify", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(each["table"], each["first"], each["what"]) for each in told["findings"]] == [
        ("audit", 3, "changed")
    ]


def test_a_file_that_was_kept_knows_of_a_past_that_was_taken_back(
    small_office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server is put back whole, or its keeper makes everything anew: nothing in the database contradicts."""
    home = ["--home", str(small_office.folder), "--lang", "en", "server"]
    before = small_office.backup()
    file = tmp_path / "stick" / "checkpoints"
    file.parent.mkdir()
    centre.enrolment_code(small_office.centre, *VOLUNTEER)
    assert main([*home, "checkpoints", "--out", str(file)]) == 0
    assert main([*home, "verify", "--checkpoints", str(file)]) == 0
    small_office.restore(before)
    assert main([*home, "verify"]) == 0  # alone it cannot know
    capsys.readouterr()
    assert main([*home, "verify", "--checkpoints", str(file)]) == 1
    words = capsys.readouterr().out
    assert "| audit | 3 |" in words
    assert "| daily | 1 |" in words
    file.write_text(file.read_text().replace('\\"audit\\"', '\\"xudit\\"'), "utf-8")
    assert main([*home, "verify", "--checkpoints", str(file)]) == 1
    assert "not signed by this server" in capsys.readouterr().out
    file.write_text("something else", "utf-8")
    assert main([*home, "verify", "--checkpoints", str(file)]) == 2


def test_a_server_that_is_older_gets_the_tables(small_office: Office) -> None:
    """Brought up to date, it logs and signs from then on; what it had is whole."""
    for table in ("audit", "audit_head", "daily"):
        sql(small_office, f"DROP TABLE {table}")
    sql(small_office, "DELETE FROM migration WHERE name = 'audit_and_daily_marks'")
    small_office.centre.close()
    small_office.centre = centre.open_centre(
        small_office.folder / "server", "", small_office.clock, small_office.dice.randbytes
    )
    centre.enrolment_code(small_office.centre, *VOLUNTEER)
    done = look(small_office)
    assert (done.whole, done.audit) == (True, 2)


def test_the_large_proof_runs_at_a_small_size(capsys: pytest.CaptureFixture[str]) -> None:
    sizes = {"--seed": 7, "--lines": 1000, "--places": 70, "--rounds": 1, "--trials": 2}
    assert proof.main([str(each) for pair in sizes.items() for each in pair]) == 0
    told = capsys.readouterr().out
    assert "places of the audit | 70 | 0 | 7" in told
    assert told.count("| caught") == 5


def test_every_finding_has_words() -> None:
    assert all(WHAT.values())
