"""A certificate from draft to revocation: signed by the server, checked without a network, revoked for all to see."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from gridapp.actions import entries, service_certificates
from gridapp.actions.desk import Desk
from gridapp.cli.main import main
from gridapp.domain import id_number
from gridapp.domain.entry import Entry
from gridapp.domain.errors import Invalid, NotAllowed, NotYours, Refused
from gridapp.domain.statement import Statement, parts, with_signature
from gridapp.server.papers import Standing, standing
from gridapp.sync import seals
from tests.conftest import FakeClock
from tests.office import COORDINATOR, VOLUNTEER, Office
from tests.sync.test_hours import hours

CARD = "11010519491231002X"  # the example of GB 11643
ISSUER: dict[str, Any] = {
    "first_day": "2026-11-01", "last_day": "2026-11-18", "issuer": "宁县义警协会", "leader": "何立群",
    "handler": "马晓霞", "contact": "0934-0000000",
}  # fmt: skip


@pytest.fixture
def people(office: Office) -> tuple[Desk, Desk]:
    """A volunteer with two confirmed duties and one that waits, and the coordinator."""
    volunteer, coordinator = office.desk(VOLUNTEER), office.desk(COORDINATOR)
    for day in ("16", "17"):
        made = hours(coordinator, volunteer, f"2026-11-{day} 07:10", f"2026-11-{day} 08:25")
        entries.move(coordinator, made.id, "confirm")
    hours(coordinator, volunteer, "2026-11-18 07:10", "2026-11-18 08:10")
    office.sync(coordinator)
    office.sync(volunteer)
    return volunteer, coordinator


def drafted(coordinator: Desk, volunteer: Desk) -> Entry:
    return service_certificates.draft(coordinator, volunteer.person.id, ISSUER, number=CARD)


def issued(office: Office, coordinator: Desk, draft: Entry) -> Entry:
    days = {"publicised_from": "2026-11-18", "publicised_to": "2026-11-25"}
    entries.move(coordinator, draft.id, "publicise", days)
    assert isinstance(office.clock, FakeClock)
    office.clock.pass_by(days=8)
    entries.move(coordinator, draft.id, "issue", {"issue_date": "2026-11-26"})
    assert set(office.sync(coordinator).verdicts) == {"stored"}
    return entries.get(coordinator, draft.id)


def test_issued_verified_without_a_network_and_revoked(office: Office, people: tuple[Desk, Desk]) -> None:
    volunteer, coordinator = people
    paper = issued(office, coordinator, drafted(coordinator, volunteer))
    text = service_certificates.signed_text(paper)

    said = seals.checked(text, volunteer.identity.server_key)  # nothing but the text and the key
    assert (said.name, said.id_last4, said.hours, said.times) == ("张春燕", "002X", "2.5", 2)
    assert said.number == paper.number
    office.sync(volunteer)
    assert entries.get(volunteer, paper.id).body["signed"] == text
    service_certificates.require_holds(volunteer, said)
    assert standing(office.centre, text) == (Standing.VALID, said)

    entries.move(coordinator, paper.id, "revoke", {"revoke_reason": "时长重复计算"})
    office.sync(coordinator)
    seals.checked(text, volunteer.identity.server_key)  # the signature alone cannot know
    assert standing(office.centre, text)[0] is Standing.REVOKED
    office.sync(volunteer)
    with pytest.raises(Refused, match="revoked"):
        service_certificates.require_holds(volunteer, said)


def test_the_public_page_says_what_stands_on_the_paper_and_no_more(
    small_office: Office,
) -> None:
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    made = hours(coordinator, volunteer, "2026-11-16 07:10", "2026-11-16 08:25", note="雨天晚收岗")
    entries.move(coordinator, made.id, "confirm")
    text = service_certificates.signed_text(
        issued(small_office, coordinator, drafted(coordinator, volunteer))
    )
    with small_office.online() as url:
        seen = requests.get(f"{url}/verify/{text}", headers={"Accept-Language": "en"}, timeout=30)
        unknown = requests.get(f"{url}/verify/GA1.bm8.bm8", timeout=30)
        broken = requests.get(f"{url}/verify/<script>alert(1)", timeout=30)
    assert seen.status_code == unknown.status_code == broken.status_code == 200
    assert "genuine and valid" in seen.text
    assert "张春燕" in seen.text
    assert "雨天" not in seen.text
    assert CARD[:14] not in seen.text
    assert "已认证" not in seen.text + unknown.text
    assert 'class="unknown"' in unknown.text
    assert "<script>" not in broken.text


def test_a_changed_word_is_seen(office: Office, people: tuple[Desk, Desk]) -> None:
    volunteer, coordinator = people
    text = service_certificates.signed_text(issued(office, coordinator, drafted(coordinator, volunteer)))
    statement, _, signature = parts(text)
    richer = Statement(**{**{f: getattr(statement, f) for f in statement.__struct_fields__}, "hours": "250"})
    forged = with_signature(richer.words(), signature)
    for wrong in (forged, text[:-2] + ("AA" if text[-2:] != "AA" else "BB"), "GA1.x.y", "", "https://x/y"):
        with pytest.raises(Refused):
            seals.checked(wrong, volunteer.identity.server_key)
        assert standing(office.centre, wrong) == (Standing.UNKNOWN, None)
    with pytest.raises(Refused):
        seals.checked(text, "00" * 32)
    assert seals.checked(f"https://county.example/verify/{text}", volunteer.identity.server_key) == statement


def test_the_whole_number_is_nowhere(office: Office, people: tuple[Desk, Desk]) -> None:
    volunteer, coordinator = people
    paper = issued(office, coordinator, drafted(coordinator, volunteer))
    assert paper.body["id_last4"] == CARD[-4:]
    assert id_number.is_same(CARD, paper.body["id_hash"])
    assert not id_number.is_same("11010519491231003X", paper.body["id_hash"])
    assert CARD not in str(office.backup())
    with pytest.raises(Invalid, match="compare it with the card"):
        service_certificates.draft(coordinator, volunteer.person.id, ISSUER, number="110105194912310021")


def test_what_stands_against_issuing(office: Office, people: tuple[Desk, Desk]) -> None:
    volunteer, coordinator = people
    draft = drafted(coordinator, volunteer)
    short = {"publicised_from": "2026-11-18", "publicised_to": "2026-11-24"}
    with pytest.raises(Invalid, match="at least 7 days"):
        entries.move(coordinator, draft.id, "publicise", short)
    entries.move(
        coordinator, draft.id, "publicise", {"publicised_from": "2026-11-11", "publicised_to": "2026-11-18"}
    )
    with pytest.raises(Invalid, match="after the publicity"):
        entries.move(coordinator, draft.id, "issue", {"issue_date": "2026-11-18"})
    with pytest.raises(NotYours):
        entries.edit(coordinator, draft.id, {"signed": "GA1.x.y"})
    entries.move(coordinator, draft.id, "issue", {"issue_date": "2026-11-19"})  # a clock that runs ahead
    assert office.sync(coordinator).verdicts == {"stored": 2, "held": 1}
    with pytest.raises(Invalid, match="no confirmed hours"):
        service_certificates.draft(coordinator, volunteer.person.id, {**ISSUER, "first_day": "2026-11-18"})
    with pytest.raises(NotAllowed):
        service_certificates.draft(volunteer, volunteer.person.id, ISSUER)


def test_the_server_looks_at_the_records_itself(office: Office, people: tuple[Desk, Desk]) -> None:
    """Hours that were objected to after the draft, and lines that say more than their records."""
    volunteer, coordinator = people
    draft = drafted(coordinator, volunteer)
    objected = draft.body["items"][0]["source"]["id"]
    entries.move(volunteer, objected, "object", {"objection_text": "不对"})
    office.sync(volunteer)
    richer = [{**each, "hours": 9} for each in draft.body["items"]]
    wrong = entries.add(coordinator, "service_certificate", {**draft.body, "items": richer, "hours": 18})
    days = {"publicised_from": "2026-11-18", "publicised_to": "2026-11-25"}
    for each in (draft, wrong):
        entries.move(coordinator, each.id, "publicise", days)
    assert isinstance(office.clock, FakeClock)
    office.clock.pass_by(days=8)
    for each in (draft, wrong):
        entries.move(coordinator, each.id, "issue", {"issue_date": "2026-11-26"})
    assert office.sync(coordinator).verdicts["held"] == 2


def test_for_nobody_known_nothing_is_drawn(office: Office, people: tuple[Desk, Desk]) -> None:
    with pytest.raises(Invalid, match="nobody this program knows"):
        service_certificates.draft(people[1], "", ISSUER)


def test_nobody_issues_their_own(small_office: Office) -> None:
    coordinator, other = small_office.desk(COORDINATOR), small_office.desk(("秦岭", "coordinator", "宁县"))
    made = hours(coordinator, coordinator, "2026-11-16 07:10", "2026-11-16 08:25")
    for each in (coordinator, other):
        small_office.sync(each)
    entries.move(other, made.id, "confirm")
    for each in (other, coordinator):
        small_office.sync(each)
    with pytest.raises(NotAllowed, match="your own"):
        issued(small_office, coordinator, drafted(coordinator, coordinator))


def test_the_command_line_checks_with_the_key_alone(
    small_office: Office, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    volunteer, coordinator = small_office.desk(VOLUNTEER), small_office.desk(COORDINATOR)
    made = hours(coordinator, volunteer, "2026-11-16 07:10", "2026-11-16 08:25")
    entries.move(coordinator, made.id, "confirm")
    text = service_certificates.signed_text(
        issued(small_office, coordinator, drafted(coordinator, volunteer))
    )
    verify = ["--home", str(tmp_path / "stranger"), "--lang", "en", "certificate", "verify"]
    assert main([*verify, text, "--key", volunteer.identity.server_key]) == 0
    assert "张春燕" in capsys.readouterr().out
    assert main([*verify, text, "--key", "00" * 32]) == 2
    assert main([*verify, text]) == 2  # a computer that belongs to no county
