"""The server's own log: every sensitive act is exactly one line, and no line holds anything but codes and ids."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
import requests
from sqlalchemy import select

from gridapp.actions import attention
from gridapp.actions.desk import Desk
from gridapp.cli.main import _parser, main
from gridapp.domain.errors import NotAllowed, NotFound, Refused
from gridapp.domain.org import COUNTY
from gridapp.server import audit, audited, centre, console, refusals, sights, sign_in, snapshots, two_people
from gridapp.server.app import ROUTES
from gridapp.server.audit import Line, Who
from gridapp.server.audited import ACTS, COMMANDS, REASONS, Audited, Everyday
from gridapp.server.tables import audit as table
from gridapp.server.two_people import Request
from gridapp.server.verify import verify
from gridapp.sync import fingerprints, heads, packets, protocol, recovery
from gridapp.sync.client import Client, ServerRefused
from gridapp.sync.courier import write
from gridapp.sync.protocol import Checkpoint, Enrol, Push, Refetch
from tests.office import COORDINATOR, GRID_WORKER, VOLUNTEER, Office, make, signed, smuggle
from tests.server.admins import PASSWORD, admin_ids, appoint_three, at
from tests.server.test_app import Upload


def lines(office: Office) -> list[Any]:
    with office.owner() as connection:
        return list(connection.execute(select(table).order_by(table.c.seq)).all())


@dataclass
class Scene:
    """A running server, and people at real computers."""

    office: Office
    url: str

    def desk(self, who: tuple[str, str, str] = VOLUNTEER) -> Desk:
        return self.office.enrolled_over(self.url, who)

    def client(self, desk: Desk) -> Client:
        return Client(self.url, desk.identity.token)

    def sync(self, desk: Desk) -> None:
        self.office.sync(desk, self.client(desk))

    def upload(self, desk: Desk) -> Upload:
        return Upload(
            self.url, {"Authorization": f"Bearer {desk.identity.token}"}, self.office.dice.randbytes(99)
        )


@pytest.fixture
def scene(small_office: Office) -> Iterator[Scene]:
    with small_office.online() as url:
        yield Scene(small_office, url)


def test_every_way_in_is_audited_or_says_why_not() -> None:
    """A route or a console command that stands in neither list must not get in."""
    assert set(audited.ROUTES) == {f"{route.method} {route.path}" for route in ROUTES}
    (groups,) = [a for a in _parser()._actions if isinstance(getattr(a, "choices", None), dict)]
    (server,) = [
        a for a in groups.choices["server"]._actions if isinstance(getattr(a, "choices", None), dict)
    ]
    assert set(COMMANDS) == set(server.choices)
    ways = [*audited.ROUTES.values(), *COMMANDS.values()]
    assert all(way.why for way in ways if isinstance(way, Everyday))
    written = {act for way in ways if isinstance(way, Audited) for act in (*way.done, way.refused) if act}
    assert written | {audited.UNKNOWN_CALLER, audited.UNKNOWN_ADMIN} == set(ACTS)


# --- one scene for every act, done and refused: it gives the one line that has to be there ---

Play = Callable[[Scene], str]


def set_up(scene: Scene) -> str:
    return COUNTY


def account_added(scene: Scene) -> str:
    return centre.enrolment_code(scene.office.centre, *VOLUNTEER)[1].id


def code_refused(scene: Scene) -> str:
    with pytest.raises(Refused):
        centre.enrolment_code(scene.office.centre, "张春燕", "volunteer", "没有这个单位")
    return ""


def enrol(scene: Scene) -> str:
    return scene.desk().identity.device_id


def enrol_refused(scene: Scene) -> str:
    with pytest.raises(Refused):
        Client(scene.url).enrol(Enrol("AAAAA-AAAAA", "张春燕的电脑"))
    return ""


def revoke(scene: Scene) -> str:
    return centre.revoke(scene.office.centre, scene.desk().identity.device_id).id


def revoke_refused(scene: Scene) -> str:
    with pytest.raises(Refused):
        centre.revoke(scene.office.centre, "999")
    return ""


def trust(scene: Scene) -> str:
    scene.desk(COORDINATOR)
    centre.set_approvals(scene.office.centre, True)
    new = scene.desk()
    fingerprint = fingerprints.of_key(heads.public_key(new.identity.key))
    return centre.approve(scene.office.centre, new.identity.device_id, fingerprint).id


def trust_refused(scene: Scene) -> str:
    with pytest.raises(Refused):
        centre.approve(scene.office.centre, "999", "")
    return ""


def approvals(scene: Scene) -> str:
    centre.set_approvals(scene.office.centre, True)
    return "1"


def recovery_code(scene: Scene) -> str:
    scene.desk()
    return sign_in.recovery_code(scene.office.centre, VOLUNTEER[0])[1].id


def recovery_code_refused(scene: Scene) -> str:
    with pytest.raises(NotFound):
        sign_in.recovery_code(scene.office.centre, "没有这个人")
    return ""


def recover(scene: Scene) -> str:
    desk = scene.desk()
    scene.sync(desk)
    code, _ = sign_in.recovery_code(scene.office.centre, VOLUNTEER[0])
    lock = desk.vault.second.known()
    assert lock is not None
    recovery.trade(lock, code)
    return desk.identity.device_id


def recover_refused(scene: Scene) -> str:
    desk = scene.desk()
    with pytest.raises(Refused):
        Client(scene.url).recover(protocol.Recover("AAAAA-AAAAA", desk.identity.device_id, "0" * 32))
    return ""


def totp_set(scene: Scene) -> str:
    scene.desk(COORDINATOR)
    return sign_in.set_up_totp(scene.office.centre, COORDINATOR[0])[1].id


def totp_refused(scene: Scene) -> str:
    with pytest.raises(NotFound):
        sign_in.set_up_totp(scene.office.centre, "没有这个人")
    return ""


def offline_days(scene: Scene) -> str:
    _console(scene, "offline-days", "7")
    return "7"


def offline_days_refused(scene: Scene) -> str:
    with pytest.raises(Refused):
        sign_in.set_offline_days(scene.office.centre, 15)
    return ""


def renew(scene: Scene) -> str:
    return scene.client(scene.desk()).renew("0" * 64).device_id


def token_unknown(scene: Scene) -> str:
    requests.get(f"{scene.url}/v1/snapshot", headers={"Authorization": "Bearer mallory"}, timeout=10)
    return ""


def pull_all(scene: Scene) -> str:
    desk = scene.desk()
    make(desk, "hazard", scene.office.dice)
    scene.sync(desk)
    scene.client(scene.desk(COORDINATOR)).pull(protocol.Pull(Checkpoint()))
    return ""


def snapshot(scene: Scene) -> str:
    desk = scene.desk()
    for _ in range(12):
        make(desk, "hazard", scene.office.dice)
    scene.sync(desk)
    assert scene.client(desk).snapshot().chunks
    return ""


def refetch(scene: Scene) -> str:
    desk = scene.desk()
    unit: str = make(desk, "hazard", scene.office.dice).unit
    scene.sync(desk)
    client = scene.client(desk)
    here = client.pull(protocol.Pull(Checkpoint())).to
    assert client.refetch(Refetch(here, unit, list(range(256)))).rows
    return unit


def push_refused(scene: Scene) -> str:
    with pytest.raises(Refused):
        desk = scene.desk()
        scene.client(desk).push(signed(desk, Push("b" * 32, "0" * 64, [], Checkpoint(), "")))
    return ""


def op_refused(scene: Scene) -> str:
    """And sent again, because the answer was lost: still one line."""
    grid, _, push = _held(scene)
    scene.client(grid).push(push)
    return push.batch


def put_aside(scene: Scene) -> str:
    desk = scene.desk()
    make(desk, "hazard", scene.office.dice)
    centre.revoke(scene.office.centre, desk.identity.device_id)
    with pytest.raises(ServerRefused):
        scene.sync(desk)
    with desk.vault.reading() as connection:
        return str(connection.exec_driver_sql("SELECT batch FROM receipt").scalar())


def ruling_release(scene: Scene) -> str:
    _, coordinator, _ = _held(scene)
    attention.release(coordinator, _item(coordinator))
    return _decided(scene, coordinator)


def ruling_return(scene: Scene) -> str:
    _, coordinator, _ = _held(scene)
    attention.give_back(coordinator, _item(coordinator), {"": "请改一下"})
    return _decided(scene, coordinator)


def ruling_release_refused(scene: Scene) -> str:
    return _too_late(scene, lambda desk: attention.release(desk, _item(desk)))


def ruling_return_refused(scene: Scene) -> str:
    return _too_late(scene, lambda desk: attention.give_back(desk, _item(desk), {"": "请改一下"}))


def file_refused(scene: Scene) -> str:
    upload = scene.upload(scene.desk())
    upload.create()
    assert upload.patch(0, b"y" * 99).status_code == 422
    return upload.sha


def upload_dropped(scene: Scene) -> str:
    upload = scene.upload(scene.desk())
    upload.create()
    path = f"{scene.url}/v1/uploads/{upload.sha}"
    assert requests.delete(path, headers=upload.headers, timeout=10).status_code == 204
    return upload.sha


def upload_kept(scene: Scene) -> str:
    upload = scene.upload(scene.desk())
    upload.create()
    upload.patch(0, upload.data)
    path = f"{scene.url}/v1/uploads/{upload.sha}"
    assert requests.delete(path, headers=upload.headers, timeout=10).status_code == 403
    return upload.sha


def courier(scene: Scene) -> str:
    """Carried by a colleague: the line is about who wrote it."""
    absent, colleague = scene.desk(), scene.desk(COORDINATOR)
    packet = write(absent.vault, packets.MOST_CARRIED).data
    scene.client(colleague).carry(packet)
    return packets.read_head(packet).id


def courier_refused(scene: Scene) -> str:
    with pytest.raises(Refused):
        scene.client(scene.desk()).carry(b"no packet")
    return ""


def verified(scene: Scene) -> str:
    return _console(scene, "verify")


def exported(scene: Scene) -> str:
    _console(scene, "checkpoints", "--out", str(scene.office.folder / "checkpoints"))
    return "1"


def role_set(scene: Scene) -> str:
    person = centre.enrolment_code(scene.office.centre, *VOLUNTEER)[1].id
    console.change_rights(scene.office.centre, person, "grid_worker", [])
    return person


def role_refused(scene: Scene) -> str:
    with pytest.raises(NotFound):
        console.change_rights(scene.office.centre, "没有这个人", "grid_worker", [])
    return ""


def admin_added(scene: Scene) -> str:
    console.appoint(scene.office.centre, "系统员", "system", PASSWORD)
    return admin_ids(scene.office)["系统员"]


def admin_refused(scene: Scene) -> str:
    with pytest.raises(Refused):
        console.appoint(scene.office.centre, "系统员", "system", "12345")
    return ""


def admin_ended(scene: Scene) -> str:
    for name in ("系统员", "另一个"):
        console.appoint(scene.office.centre, name, "system", PASSWORD)
    console.dismiss(scene.office.centre, "另一个")
    return admin_ids(scene.office)["另一个"]


def admin_unknown(scene: Scene) -> str:
    appoint_three(scene.office)
    with pytest.raises(Refused):
        at(scene.office, "computers", "系统员", "not-the-password")
    return ""


def asked(scene: Scene) -> str:
    return _request(scene).id


def approved(scene: Scene) -> str:
    request = _request(scene)
    two_people.approve(at(scene.office, "approve", "安全员"), request.id[:8])
    return request.id


def approve_refused(scene: Scene) -> str:
    with pytest.raises(NotFound):
        two_people.approve(scene.office.centre, "ffff")
    return ""


def declined(scene: Scene) -> str:
    request = _request(scene)
    two_people.decline(at(scene.office, "decline", "安全员"), request.id[:8])
    return request.id


def decline_refused(scene: Scene) -> str:
    with pytest.raises(NotFound):
        two_people.decline(scene.office.centre, "ffff")
    return ""


def audit_read(scene: Scene) -> str:
    return _console(scene, "audit", "list")


def wrong_role(command: str) -> Play:
    """Somebody signs in whose command this is not."""

    def play(scene: Scene) -> str:
        appoint_three(scene.office)
        with pytest.raises(NotAllowed):
            at(scene.office, command, "系统员")
        return ""

    return play


def _request(scene: Scene) -> Request:
    person = centre.enrolment_code(scene.office.centre, *VOLUNTEER)[1].id
    appoint_three(scene.office)
    made = console.change_rights(at(scene.office, "role", "系统员"), person, "grid_worker", [])
    assert made is not None
    return made


def _console(scene: Scene, *command: str) -> str:
    """A command on the computer of this server."""
    home = scene.office.folder
    assert main(["--home", str(home), "--lang", "en", "server", *command]) == 0
    return ""


def _held(scene: Scene) -> tuple[Desk, Desk, Push]:
    """A grid worker's computer, the coordinator's, and the batch of which the server held something: it lies in no
    unit of theirs."""
    grid, coordinator = scene.desk(GRID_WORKER), scene.desk(COORDINATOR)
    hazard = make(grid, "hazard", scene.office.dice)
    smuggle(grid, hazard.id, unit=scene.office.unit("和盛镇"))
    sent: list[Push] = []

    class Listening(Client):
        def push(self, push: Push) -> protocol.PushAnswer:
            sent.append(push)
            return super().push(push)

    scene.office.sync(grid, Listening(scene.url, grid.identity.token))
    scene.sync(coordinator)
    return grid, coordinator, sent[0]


def _item(desk: Desk) -> str:
    (matter,) = attention.matters(desk)
    return matter.item.id


def _decided(scene: Scene, desk: Desk) -> str:
    """Send a decision; gives the id of the op that it is."""
    with desk.vault.reading() as connection:
        op = connection.exec_driver_sql("SELECT id FROM op ORDER BY n DESC LIMIT 1").scalar()
    scene.sync(desk)
    return str(op)


def _too_late(scene: Scene, decide: Callable[[Desk], None]) -> str:
    """Decide what somebody else has decided meanwhile."""
    _, first, _ = _held(scene)
    second = scene.desk(("王主任", "coordinator", "宁县"))
    scene.sync(second)
    attention.release(first, _item(first))
    decide(second)
    _decided(scene, first)
    return _decided(scene, second)


def feed_made(scene: Scene) -> str:
    desk = scene.desk()
    scene.client(desk).make_feed()
    scene.client(desk).feed()
    return ""


def feed_withdrawn(scene: Scene) -> str:
    scene.client(scene.desk()).withdraw_feed()
    return ""


PLAYS: dict[tuple[str, str], Play] = {
    ("set-up", "done"): set_up,
    ("account-added", "done"): account_added,
    ("code-made", "done"): account_added,
    ("code-made", "refused"): code_refused,
    ("enrol", "done"): enrol,
    ("enrol", "refused"): enrol_refused,
    ("trust", "done"): trust,
    ("trust", "refused"): trust_refused,
    ("approvals", "done"): approvals,
    ("revoke", "done"): revoke,
    ("revoke", "refused"): revoke_refused,
    ("recovery-code", "done"): recovery_code,
    ("recovery-code", "refused"): recovery_code_refused,
    ("recover", "done"): recover,
    ("recover", "refused"): recover_refused,
    ("totp-set", "done"): totp_set,
    ("totp-set", "refused"): totp_refused,
    ("offline-days", "done"): offline_days,
    ("offline-days", "refused"): offline_days_refused,
    ("feed-made", "done"): feed_made,
    ("feed-withdrawn", "done"): feed_withdrawn,
    ("renew", "done"): renew,
    ("token-unknown", "refused"): token_unknown,
    ("pull-all", "done"): pull_all,
    ("snapshot", "done"): snapshot,
    ("refetch", "done"): refetch,
    ("push", "refused"): push_refused,
    ("op", "refused"): op_refused,
    ("put-aside", "done"): put_aside,
    ("ruling-release", "done"): ruling_release,
    ("ruling-release", "refused"): ruling_release_refused,
    ("ruling-return", "done"): ruling_return,
    ("ruling-return", "refused"): ruling_return_refused,
    ("file", "refused"): file_refused,
    ("upload-dropped", "done"): upload_dropped,
    ("upload-dropped", "refused"): upload_kept,
    ("courier", "done"): courier,
    ("courier", "refused"): courier_refused,
    ("role-set", "done"): role_set,
    ("role-set", "refused"): role_refused,
    ("admin-added", "done"): admin_added,
    ("admin-added", "refused"): admin_refused,
    ("admin-ended", "done"): admin_ended,
    ("admin-unknown", "refused"): admin_unknown,
    ("asked", "done"): asked,
    ("approve", "done"): approved,
    ("approve", "refused"): approve_refused,
    ("decline", "done"): declined,
    ("decline", "refused"): decline_refused,
    ("approvals", "refused"): wrong_role("approvals"),
    ("audit-read", "done"): audit_read,
    ("audit-read", "refused"): wrong_role("audit"),
    ("verify", "refused"): wrong_role("verify"),
    ("checkpoints", "refused"): wrong_role("checkpoints"),
    ("verify", "done"): verified,
    ("checkpoints", "done"): exported,
}


def test_every_act_has_its_scene() -> None:
    assert {act for act, _ in PLAYS} == set(ACTS)
    for way in (*audited.ROUTES.values(), *COMMANDS.values()):
        if isinstance(way, Audited):
            assert {(act, "done") for act in way.done if act != "op"} <= set(PLAYS)
            assert not way.refused or (way.refused, "refused") in PLAYS


@pytest.mark.parametrize(("act", "outcome"), PLAYS)
def test_an_act_is_exactly_one_line(
    scene: Scene, act: str, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("WORTH_IT", 5), ("CHUNK_ROWS", 5), ("_STALE_AFTER", 5)):
        monkeypatch.setattr(snapshots, name, value)
    object_ = PLAYS[act, outcome](scene)
    found = [line for line in lines(scene.office) if (line.act, line.outcome) == (act, outcome)]
    assert [line.object for line in found] == [object_]
    assert (found[0].reason != "") == (outcome == "refused")
    done = verify(scene.office.centre.database, scene.office.centre.signer.public)
    assert done.whole, done.findings.found


def test_a_line_says_who_it_was(scene: Scene) -> None:
    desk = scene.desk()
    scene.client(desk).renew("0" * 64)
    line = lines(scene.office)[-1]
    assert (line.actor, line.role, line.device) == (desk.person.id, "volunteer", desk.identity.device_id)
    assert line.at.startswith("2026-11-18T04:00:")


def test_nothing_but_codes_and_ids_can_be_written() -> None:
    for hostile in ("张三", "a\nb", "a\x1b[31m", "a b", "x" * 65, "'; DROP TABLE audit; --"):
        assert audit.name(hostile) == ""
        for line in ({"object": hostile}, {"reason": hostile}, {"act": hostile}):
            with pytest.raises(ValueError, match="not fit"):
                Line(Who(COUNTY), **{"act": "enrol", **line})
        for who in ({"actor": hostile}, {"role": hostile}, {"device": hostile}, {"county": hostile}):
            with pytest.raises(ValueError, match="not fit"):
                Line(Who(**{"county": COUNTY, **who}), "enrol")


def test_no_word_of_anybody_and_no_secret_is_in_the_log(scene: Scene) -> None:
    """Whatever is typed in and sent along, by everybody who can send something."""
    secrets = [centre.enrolment_code(scene.office.centre, "刘备\n伪造", "volunteer", "新宁镇")[0]]
    desk = scene.desk()
    make(desk, "hazard", scene.office.dice, description="李家的煤气漏了")
    scene.sync(desk)
    for word in ("张三\r\n2026", "\x1b[2J"):
        headers = {"Authorization": f"Bearer {desk.identity.token}", "User-Agent": quote("王五")}
        body = msgspec.json.encode(Push(word, word, [msgspec.Raw(b'{"id":"x"}')], Checkpoint()))
        requests.post(f"{scene.url}/v1/push", body, headers=headers, timeout=10)
        requests.get(f"{scene.url}/v1/files/{quote(word)}", headers=headers, timeout=10)
        with pytest.raises(Refused):
            Client(scene.url).enrol(Enrol(word, word))
        requests.get(
            f"{scene.url}/v1/pull?since={quote(word)}", headers={"Authorization": quote(word)}, timeout=10
        )
    secrets += [desk.identity.token, "张三", "王五", "李家", "刘备", "2026\n", "\x1b", "%"]
    found = lines(scene.office)
    assert len(found) > 8
    text = "\n".join("|".join(map(str, line)) for line in found)
    assert not [secret for secret in secrets if secret in text]
    assert all(re.fullmatch(r"[0-9a-z_|.:T+-]+", "|".join(map(str, line))) for line in found)


def test_who_asks_again_and_again_does_not_fill_the_log(
    small_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MOST", 3)
    note, clock = small_office.centre.refusals, small_office.clock
    other = Who(COUNTY, "ab", "volunteer", "cd")
    for _ in range(10):
        note.note(None, "enrol", "refused")
        note.note(other, "file", "altered")
    assert len(lines(small_office)) == 1 + 3 + 3
    clock.pass_by(hours=2)  # type: ignore[attr-defined]
    note.note(None, "enrol", "refused")
    told = [(line.act, line.object, line.reason) for line in lines(small_office)[7:]]
    assert told == [("enrol", "7", "repeated"), ("file", "7", "repeated"), ("enrol", "", "refused")]
    for _ in range(5):
        note.note(other, "file", "altered")
    note.flush()
    assert (lines(small_office)[-1].object, lines(small_office)[-1].reason) == ("2", "repeated")


def test_several_write_at_once_and_the_chain_holds(office: Office) -> None:
    """Each thread is a server process of its own as far as the database can tell."""
    database, errors = office.centre.database, []

    def work(number: int) -> None:
        try:
            for _ in range(20):
                with database.transaction(sights.in_county(COUNTY)) as connection:
                    line = Line(Who(COUNTY, f"{number:02x}"), "enrol")
                    audit.write(connection, [line], office.clock())
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [line.seq for line in lines(office)] == list(range(1, 122))
    assert verify(database, office.centre.signer.public).whole


def test_an_act_that_is_undone_leaves_no_line(office: Office) -> None:
    here = sights.in_county(COUNTY)
    with pytest.raises(RuntimeError), office.centre.database.transaction(here) as connection:
        audit.write(connection, [Line(Who(COUNTY), "enrol")], office.clock())
        raise RuntimeError
    assert [line.act for line in lines(office)] == ["set-up"]


def test_every_code_has_words() -> None:
    assert all(ACTS.values())
    assert all(words for code, words in REASONS.items() if code)
    reasons = {code for _, code in audited._REASON_OF}
    assert reasons <= set(REASONS)
