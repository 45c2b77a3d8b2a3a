"""Two people for rights: nobody gets any, and nobody becomes an administrator, by one person's word."""

from __future__ import annotations

from typing import Any

import pytest

from gridapp.cli.main import main
from gridapp.domain.errors import NotAllowed, NotFound, Refused
from gridapp.domain.org import COUNTY
from gridapp.server import accounts, admins, audited, centre, console, sights, two_people
from tests.office import VOLUNTEER, Office
from tests.server.admins import PASSWORD, THREE, appoint_three, at
from tests.server.test_audit import lines


def role_of(office: Office, person: str) -> str:
    with office.centre.database.transaction(sights.in_county(COUNTY)) as connection:
        return accounts.person(connection, COUNTY, person).role


def volunteer(office: Office) -> str:
    return centre.enrolment_code(office.centre, *VOLUNTEER)[1].id


def test_every_command_belongs_to_somebody() -> None:
    assert set(admins.COMMANDS) == set(audited.COMMANDS)
    narrow = {name for name, roles in admins.COMMANDS.items() if roles and roles != admins.ANY}
    assert all(isinstance(audited.COMMANDS[name], audited.Audited) for name in narrow)
    assert all(getattr(audited.COMMANDS[name], "refused", "") for name in narrow)


def test_every_command_is_refused_to_every_other_role(office: Office) -> None:
    appoint_three(office)
    for command, roles in admins.COMMANDS.items():
        for name, role in THREE.items():
            before = len(lines(office))
            if role in roles or not roles:
                assert at(office, command, name).console.role == (role if roles else "")
                assert len(lines(office)) == before
            else:
                with pytest.raises(NotAllowed):
                    at(office, command, name)
                assert [line.reason for line in lines(office)[before:]] == ["not-allowed"]
                assert lines(office)[-1].role == role


def test_without_three_administrators_one_operator_does_it_at_once(office: Office) -> None:
    """The control: what the others wait for happens here."""
    person = volunteer(office)
    assert console.change_rights(office.centre, person, "squad_leader", []) is None
    assert role_of(office, person) == "squad_leader"


def test_a_role_changes_when_a_second_person_approves(office: Office) -> None:
    person = volunteer(office)
    appoint_three(office)
    asked = console.change_rights(at(office, "role", "系统员"), VOLUNTEER[0], "coordinator", ["宁县"])
    assert asked is not None
    assert role_of(office, person) == "volunteer"
    two_people.approve(at(office, "approve", "安全员"), asked.id[:8])
    assert role_of(office, person) == "coordinator"
    told = [(line.act, line.role, line.object) for line in lines(office)[-3:]]
    assert told == [
        ("asked", "system", asked.id),
        ("approve", "security", asked.id),
        ("role-set", "security", person),
    ]
    with pytest.raises(NotFound):
        two_people.approve(at(office, "approve", "安全员"), asked.id)


def test_nobody_approves_what_they_asked_for(office: Office) -> None:
    person = volunteer(office)
    appoint_three(office)
    asked = console.change_rights(at(office, "role", "安全员"), person, "coordinator", [])
    assert asked is not None
    with pytest.raises(NotAllowed, match="second"):
        two_people.approve(at(office, "approve", "安全员"), asked.id)
    assert role_of(office, person) == "volunteer"
    second = console.appoint(at(office, "admin", "系统员"), "安全员二", admins.SECURITY, PASSWORD)
    assert second is not None
    two_people.approve(at(office, "approve", "安全员"), second.id)
    two_people.approve(at(office, "approve", "安全员二"), asked.id)
    assert role_of(office, person) == "coordinator"


def test_a_new_person_gets_no_code_before_a_second_agreed(office: Office) -> None:
    appoint_three(office)
    assert centre.enrolment_code(at(office, "enrol-code", "系统员"), *VOLUNTEER)[0] == ""
    (asked,) = _waiting(office)
    two_people.approve(at(office, "approve", "安全员"), asked.id)
    code, person = centre.enrolment_code(at(office, "enrol-code", "系统员"), *VOLUNTEER)
    assert code
    assert person.id == asked.asked.object


def test_nobody_unnamed_acts_once_there_are_three(office: Office) -> None:
    person = volunteer(office)
    appoint_three(office)
    with pytest.raises(NotAllowed):
        console.change_rights(office.centre, person, "coordinator", [])
    with pytest.raises(NotAllowed):
        at(office, "role", "")
    assert lines(office)[-1].act == audited.UNKNOWN_ADMIN
    assert role_of(office, person) == "volunteer"


def test_the_last_of_a_role_stays(office: Office) -> None:
    appoint_three(office)
    with pytest.raises(Refused, match="only"):
        console.dismiss(at(office, "admin", "系统员"), "审计员")


def test_a_request_that_was_changed_in_the_database_is_not_carried_out(office: Office) -> None:
    person = volunteer(office)
    appoint_three(office)
    asked = console.change_rights(at(office, "role", "系统员"), person, "grid_worker", [])
    assert asked is not None
    with office.owner() as connection:
        connection.exec_driver_sql("UPDATE request SET data = replace(data, 'grid_worker', 'centre_staff')")
    with pytest.raises(Refused):
        two_people.approve(at(office, "approve", "安全员"), asked.id)
    assert role_of(office, person) == "volunteer"


def test_guesses_at_an_administrators_password_wait(office: Office) -> None:
    appoint_three(office)
    for _ in range(5):
        with pytest.raises(Refused, match="again"):
            at(office, "computers", "系统员", "not-the-password")
    with pytest.raises(Refused, match="wait"):
        at(office, "computers", "系统员")


def test_the_commands_from_end_to_end(
    small_office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRIDAPP_NEW_PASSWORD", PASSWORD)
    monkeypatch.setenv("GRIDAPP_ADMIN_PASSWORD", PASSWORD)
    person = volunteer(small_office)

    def run(*words: str) -> tuple[int, str]:
        code = main(["--home", str(small_office.folder), "--lang", "en", "server", *words])
        return code, capsys.readouterr().out.strip()

    for name, role in THREE.items():
        assert run("admin", "add", name, role)[0] == 0
    assert run("role", person, "squad_leader")[0] == 2
    code, id_ = run("role", person, "squad_leader", "--as", "系统员")
    assert code == 0
    assert id_ in run("requests", "--as", "审计员")[1]
    assert run("approve", id_, "--as", "系统员")[0] == 2
    assert run("approve", id_, "--as", "安全员")[0] == 0
    assert role_of(small_office, person) == "squad_leader"
    assert run("requests", "--as", "审计员")[1] == ""
    assert run("audit", "list", "--as", "安全员")[0] == 2
    _, log = run("audit", "list", "--as", "审计员", "--act", "role-set", "--csv")
    rows = log.splitlines()
    assert len(rows) == 2  # the heading and the one; who named nobody was refused under another act
    assert "安全员" in rows[-1]
    assert VOLUNTEER[0] in rows[-1]
    assert run("audit", "list", "--as", "审计员", "--actor", "安全员", "--act", "approve")[1].count("\n") == 1
    assert run("audit", "list", "--as", "审计员", "--to", "2020-01-01")[1].count("\n") == 0


def test_a_name_never_becomes_a_formula(
    small_office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    centre.enrolment_code(small_office.centre, "=1+1", "volunteer", "新宁镇")
    main(["--home", str(small_office.folder), "--lang", "en", "server", "audit", "list", "--csv"])
    out = capsys.readouterr().out
    assert ",'=1+1," in out
    assert ",=1+1," not in out


def _waiting(office: Office) -> list[Any]:
    with office.centre.database.transaction(sights.in_county(COUNTY)) as connection:
        return two_people.every(connection, COUNTY, two_people.WAITING)
