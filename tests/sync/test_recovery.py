"""A forgotten password: a coordinator's code opens the vault under a new one, over real HTTP, and nothing is lost."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from gridapp.actions import drafts, status
from gridapp.actions.desk import Desk
from gridapp.domain.errors import ConfirmationNeeded, Refused, WorldFailed
from gridapp.server import centre, sign_in, throttle, totp
from gridapp.server.tables import recovery as shares
from gridapp.store import second_lock
from gridapp.store.computer_secret import FileKeeper
from gridapp.store.home import Home
from gridapp.store.locks import WrongPassword
from gridapp.sync import recovery
from gridapp.sync.client import Client, ServerRefused
from gridapp.sync.engine import Direct, run_round
from gridapp.sync.enrolment import exchange
from gridapp.sync.protocol import KeepRecovery
from tests.conftest import FakeClock
from tests.office import COORDINATOR, PASSWORD, VOLUNTEER, Office, computer, make

NEW = "three owls on a barn"


@dataclass
class Scene:
    """A volunteer at a computer that was in contact, with something unsent."""

    office: Office
    desk: Desk
    url: str

    @property
    def home(self) -> Home:
        folder = Path(self.desk.vault.files.folder).parents[2]
        return computer(folder, self.office.clock, self.office.dice.randbytes)

    def code(self, who: str = VOLUNTEER[0]) -> str:
        return sign_in.recovery_code(self.office.centre, who)[0]

    def recover(self, code: str, digits: str = "", new: str = NEW) -> None:
        name = self.desk.vault.name
        self.home.recover(name, recovery.trade(self.home.second_lock(name), code, digits), new)

    def opens(self, password: str) -> bool:
        try:
            self.home.open_vault(self.desk.vault.name, password).close()
        except WrongPassword:
            return False
        return True

    def sync(self) -> None:
        run_round(Direct(self.desk.vault), Client.of(self.desk.identity))

    def shares(self) -> list[str]:
        with self.office.owner() as connection:
            return list(connection.execute(select(shares.c.mark)).scalars())


@pytest.fixture
def scene(office: Office, dice: random.Random) -> Iterator[Scene]:
    with office.online() as url:
        desk = office.enrolled_over(url, VOLUNTEER)
        made = Scene(office, desk, url)
        made.sync()
        make(desk, "hazard", dice)
        drafts.keep(desk, "patrol", {"route": "东城"})
        yield made


def test_a_code_opens_it_under_a_new_password_with_everything_in_it(scene: Scene) -> None:
    before = scene.home.second_lock(scene.desk.vault.name)
    scene.recover(scene.code())
    assert not scene.opens(PASSWORD)
    opened = Desk(scene.home.open_vault(scene.desk.vault.name, NEW), scene.desk.shared)
    assert status.status(opened).unsent_total == 1
    draft = drafts.read(opened, "patrol")
    assert draft is not None
    assert draft.values == {"route": "东城"}
    run_round(Direct(opened.vault), Client.of(opened.identity))
    assert status.status(opened).unsent_total == 0
    after = scene.home.second_lock(scene.desk.vault.name)
    assert (after.mark != before.mark, after.used) == (True, False), (
        "what was given away opens nothing any more"
    )
    opened.vault.close()
    scene.recover(scene.code(), new=PASSWORD)
    assert scene.opens(PASSWORD)


def test_codes_that_do_not_fit_change_nothing(scene: Scene, clock: FakeClock) -> None:
    scene.office.enrolled_over(scene.url, COORDINATOR)
    used, old = scene.code(), scene.code()
    scene.recover(used, new=PASSWORD)
    others, for_a_computer = scene.code(COORDINATOR[0]), scene.office.code(VOLUNTEER)
    for wrong in (used, "AAAAA-AAAAA", others, for_a_computer):
        with pytest.raises(Refused, match="This code is not valid"):
            scene.recover(wrong)
    clock.pass_by(days=2)
    with pytest.raises(Refused, match="older than a day"):
        scene.recover(old)
    assert scene.opens(PASSWORD)
    assert not scene.opens(NEW)
    clock.pass_by(hours=1)
    with pytest.raises(Refused, match="choose another"):
        scene.recover(scene.code(), new="1234567890")
    assert scene.opens(PASSWORD)


def test_no_code_is_made_for_somebody_without_a_computer(scene: Scene) -> None:
    scene.office.code(COORDINATOR)
    with pytest.raises(Refused, match="has no computer here"):
        scene.code(COORDINATOR[0])
    assert scene.code()
    centre.revoke(scene.office.centre, scene.desk.identity.device)
    with pytest.raises(Refused, match="has no computer here"):
        scene.code()


def test_a_recovery_code_enrols_nobody(scene: Scene) -> None:
    with pytest.raises(Refused, match="not valid"):
        exchange(Client(scene.url), scene.code(), "another")


def test_a_code_works_once_however_many_ask_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "FREE", 100)
    lock, code = scene.home.second_lock(scene.desk.vault.name), scene.code()

    def ask(_: int) -> bool:
        try:
            recovery.trade(lock, code)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(ask, range(16))) == 1


def test_who_guesses_has_to_wait_also_after_the_server_was_started_anew(
    scene: Scene, clock: FakeClock
) -> None:
    for _ in range(throttle.FREE):
        with pytest.raises(Refused, match="not valid"):
            scene.recover("AAAAA-AAAAA")
    good = scene.code()
    with pytest.raises(Refused, match="Please wait 15 minutes"):
        scene.recover(good)
    clock.pass_by(minutes=16)
    scene.recover(good)
    assert scene.opens(NEW)


def test_a_computer_off_the_list_and_no_network_are_said_and_nothing_is_lost(scene: Scene) -> None:
    code, lock = scene.code(), scene.home.second_lock(scene.desk.vault.name)
    centre.revoke(scene.office.centre, scene.desk.identity.device)
    with pytest.raises(ServerRefused, match="took this computer off its list"):
        recovery.trade(lock, code)
    nowhere = msgspec.structs.replace(lock, server="http://127.0.0.1:9")
    with pytest.raises(WorldFailed, match="No connection"):
        recovery.trade(nowhere, code)
    exposed = msgspec.structs.replace(lock, server="http://192.0.2.1")
    with pytest.raises(Refused, match="not encrypted"):
        recovery.trade(exposed, code)
    assert scene.opens(PASSWORD)
    assert status.status(scene.desk).unsent_total == 1


def test_one_that_was_never_in_contact_says_so(home: Home) -> None:
    shared = home.shared()
    vault = home.create_vault(shared, PASSWORD)
    with pytest.raises(Refused, match="Only the password opens them"):
        home.second_lock(vault.name)
    vault.close()
    shared.close()


def test_neither_the_servers_share_nor_the_folder_opens_anything_alone(scene: Scene, tmp_path: Path) -> None:
    name = scene.desk.vault.name
    folder = scene.home.folder / "people" / name
    secret, own = recovery.trade(scene.home.second_lock(name), scene.code()), scene.home.keeper.secret()
    assert len(second_lock.unseal(folder, secret, own)) == 32
    for share, computers in ((secret, bytes(32)), (bytes(32), own)):
        with pytest.raises(WorldFailed, match="second lock does not open"):
            second_lock.unseal(folder, share, computers)
    another = folder.parent / "b2"
    shutil.copytree(folder, another)
    with pytest.raises(WorldFailed, match="second lock does not open"):
        second_lock.unseal(another, secret, own)
    keeper = FileKeeper(tmp_path / "another account")
    keeper.made(scene.home.dice)
    elsewhere = Home(scene.home.folder, keeper=keeper)
    with pytest.raises(WorldFailed, match="second lock does not open"):
        elsewhere.recover(name, secret, NEW)


def test_a_round_that_breaks_off_leaves_a_lock_that_opens(scene: Scene) -> None:
    """The server has the new secret, and this computer could not make the lock for it."""
    name = scene.desk.vault.name
    lock = scene.home.second_lock(name)
    client = Client.of(scene.desk.identity)
    for number in range(3):
        client.keep_recovery(KeepRecovery(f"{number:032x}", "ab" * 32, lock.mark))
    assert lock.mark in scene.shares()
    scene.recover(scene.code())
    assert scene.opens(NEW)


def test_a_copied_computer_gets_a_second_lock_of_its_own(scene: Scene) -> None:
    scene.sync()
    copy = scene.office.copied(scene.desk)
    scene.sync()  # the first to send is the one that stays
    make(copy, "hazard", random.Random(3))
    run_round(Direct(copy.vault), Client.of(copy.identity))
    copy.reload()
    lock = copy.vault.second.known()
    assert lock is not None
    assert lock.device == copy.identity.device_id


def test_a_damaged_second_lock_is_made_anew_at_the_next_contact(scene: Scene) -> None:
    file = scene.home.folder / "people" / scene.desk.vault.name / second_lock.FILE
    file.write_bytes(b"{}")
    with pytest.raises(WorldFailed, match="second lock does not open"):
        scene.home.second_lock(scene.desk.vault.name)
    scene.sync()
    scene.recover(scene.code())
    assert scene.opens(NEW)


# --- time-based codes ---


def test_the_digits_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, of which the last six digits are shown."""
    secret = b"12345678901234567890"
    for moment, shown in ((59, "287082"), (1111111109, "081804"), (2000000000, "279037")):
        assert totp.code_at(secret, datetime.fromtimestamp(moment, UTC)) == shown
    assert totp.as_address(secret, "何立群").startswith("otpauth://totp/")


def test_it_is_asked_for_where_it_was_set_up_and_each_is_good_once(scene: Scene, clock: FakeClock) -> None:
    secret, _ = sign_in.set_up_totp(scene.office.centre, VOLUNTEER[0])
    code = scene.code()
    for _ in range(9):  # asking what is needed is no guess
        clock.pass_by(minutes=16)
        with pytest.raises(ConfirmationNeeded, match="six digits"):
            scene.recover(code)
    digits = totp.code_at(secret, clock.now)
    with pytest.raises(Refused, match="do not fit"):
        scene.recover(code, "000000" if digits != "000000" else "111111")
    scene.recover(code, digits)
    assert scene.opens(NEW)
    with pytest.raises(Refused, match="do not fit"):
        scene.recover(scene.code(), digits)
    clock.pass_by(seconds=30)
    scene.recover(scene.code(), totp.code_at(secret, clock.now), PASSWORD)


@pytest.mark.parametrize(("skew", "taken"), [(-61, False), (-29, True), (29, True), (91, False)])
def test_a_clock_may_be_off_by_one_step(scene: Scene, clock: FakeClock, skew: int, taken: bool) -> None:
    clock.now = clock.now.replace(second=0, microsecond=0)
    secret, _ = sign_in.set_up_totp(scene.office.centre, VOLUNTEER[0])
    digits = totp.code_at(secret, clock.now + timedelta(seconds=skew))
    if taken:
        scene.recover(scene.code(), digits)
    else:
        with pytest.raises(Refused, match="do not fit"):
            scene.recover(scene.code(), digits)


def test_digits_cannot_be_guessed_for_long(scene: Scene, clock: FakeClock) -> None:
    secret, _ = sign_in.set_up_totp(scene.office.centre, VOLUNTEER[0])
    right = totp.code_at(secret, clock.now)
    code = scene.office.code(VOLUNTEER)
    for _ in range(throttle.FREE):
        with pytest.raises(Refused, match="do not fit"):
            _enrol_with(scene, code, "12345x")
    with pytest.raises(Refused, match="Please wait"):
        _enrol_with(scene, code, right)
    clock.pass_by(minutes=16)
    _enrol_with(scene, code, totp.code_at(secret, clock.now))


def test_enrolling_asks_for_it_and_the_code_stays_good(scene: Scene, clock: FakeClock) -> None:
    code = scene.office.code(VOLUNTEER)
    secret, _ = sign_in.set_up_totp(scene.office.centre, VOLUNTEER[0])
    with pytest.raises(ConfirmationNeeded):
        _enrol_with(scene, code, "")
    _enrol_with(scene, code, totp.code_at(secret, clock.now))
    _enrol_with(scene, scene.office.code(COORDINATOR), "")  # for whom none was set up


def _enrol_with(scene: Scene, code: str, digits: str) -> None:
    exchange(Client(scene.url), code, "another", totp=digits)
