"""A vault's key: under a password and the computer's secret, and nowhere else."""

from __future__ import annotations

import errno
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import keyring.errors
import pytest

from gridapp.domain import passwords
from gridapp.domain.errors import BadValue, Refused, WorldFailed
from gridapp.store import computer_secret, fsync, guesses, locks
from gridapp.store.computer_secret import FileKeeper, SystemKeeper, keeper_at
from gridapp.store.home import Home
from gridapp.store.locks import Cost, WrongPassword
from tests.conftest import FakeClock
from tests.office import CHEAP, PASSWORD

OTHER = "three owls on a barn"
KEY, SECRET = bytes(range(32)), b"s" * 32


class Known:
    """A keeper whose secret is known."""

    kind = "file"

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def secret(self) -> bytes:
        return self._secret

    def made(self, dice: object) -> bytes:
        return self._secret

    def where(self) -> str:
        return "here"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "people" / "a1"
    made.mkdir(parents=True)
    locks.seal(made, KEY, PASSWORD, Known(SECRET), CHEAP, os.urandom)
    return made


def vault_of(home: Home) -> str:
    shared = home.shared()
    vault = home.create_vault(shared, PASSWORD)
    vault.close()
    shared.close()
    return vault.name


# --- the lock ---


def test_only_password_and_secret_together_open_it(folder: Path) -> None:
    assert locks.unseal(folder, PASSWORD, SECRET) == KEY
    with pytest.raises(WrongPassword):
        locks.unseal(folder, OTHER, SECRET)
    with pytest.raises(WorldFailed, match="another one now"):
        locks.unseal(folder, PASSWORD, b"t" * 32)
    lock = json.loads((folder / locks.LOCK_FILE).read_text())
    lock["secret"] = computer_secret.fingerprint(b"t" * 32)
    (folder / locks.LOCK_FILE).write_text(json.dumps(lock))
    with pytest.raises(WrongPassword):
        locks.unseal(folder, PASSWORD, b"t" * 32)


def test_it_is_the_same_password_on_every_keyboard(folder: Path) -> None:
    wide = PASSWORD.replace("7", "７").replace("-", "－")
    assert locks.unseal(folder, wide, SECRET) == KEY


def test_a_lock_fits_only_the_vault_it_was_made_for(folder: Path) -> None:
    another = folder.parent / "b2"
    another.mkdir()
    (another / locks.LOCK_FILE).write_bytes((folder / locks.LOCK_FILE).read_bytes())
    with pytest.raises(WrongPassword):
        locks.unseal(another, PASSWORD, SECRET)


@pytest.mark.parametrize(
    "change",
    [
        {"memory": 2**40},
        {"passes": 10**9},
        {"passes": 0},
        {"kdf": "md5"},
        {"salt": "zz"},
        {"salt": ""},
        {"nonce": "00"},
    ],
)
def test_a_damaged_lock_is_said_and_left(folder: Path, change: dict[str, object]) -> None:
    file = folder / locks.LOCK_FILE
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    before = file.read_bytes()
    with pytest.raises(WorldFailed, match=r"lock\.json does not hold a key"):
        locks.unseal(folder, PASSWORD, SECRET)
    assert file.read_bytes() == before


def test_what_people_get_costs_what_the_design_says() -> None:
    assert Cost() == Cost(memory=64 * 1024, passes=3)


# --- passwords ---


@pytest.mark.parametrize(
    "password", ["", "short", "1234567890", "qwertyuiop", "password123", "a" * 129, "aaaaaaaaaaaa"]
)
def test_what_is_short_or_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(BadValue):
        passwords.check(password)


@pytest.mark.parametrize(
    "password", [PASSWORD, OTHER, "柿子树下的三轮车停在门口", "x" * 60 + "Tricycle! 42 under the tree"]
)
def test_long_ones_of_several_words_are_taken(password: str) -> None:
    assert passwords.check(password) == password


# --- a computer's vaults ---


def test_a_wrong_password_opens_nothing_and_the_right_one_still_does(home: Home) -> None:
    name = vault_of(home)
    with pytest.raises(WrongPassword):
        home.open_vault(name, OTHER)
    home.open_vault(name, PASSWORD).close()


def test_another_password_opens_the_same_records(home: Home) -> None:
    name = vault_of(home)
    home.change_password(name, PASSWORD, OTHER)
    with pytest.raises(WrongPassword):
        home.open_vault(name, PASSWORD)
    home.open_vault(name, OTHER).close()
    with pytest.raises(WrongPassword):
        home.change_password(name, PASSWORD, OTHER)
    with pytest.raises(Refused, match="choose another"):
        home.change_password(name, OTHER, "1234567890")
    home.open_vault(name, OTHER).close()


def test_nobody_opens_a_colleagues_vault_with_their_own_password(home: Home) -> None:
    mine, theirs = vault_of(home), vault_of(home)
    home.change_password(theirs, PASSWORD, OTHER)
    with pytest.raises(WrongPassword):
        home.open_vault(theirs, PASSWORD)
    home.open_vault(mine, PASSWORD).close()


def test_a_copied_folder_opens_nowhere_else(home: Home, tmp_path: Path) -> None:
    name = vault_of(home)
    elsewhere = Home(home.folder, home.clock, home.dice, keeper=FileKeeper(tmp_path / "another account"))
    with pytest.raises(WorldFailed, match="cannot be had"):
        elsewhere.open_vault(name, PASSWORD)
    FileKeeper(tmp_path / "another account").made(os.urandom)
    with pytest.raises(WorldFailed, match="another one now"):
        elsewhere.open_vault(name, PASSWORD)


def test_a_vault_from_before_there_were_passwords_gets_its_first(home: Home) -> None:
    name = vault_of(home)
    people, keys = home.folder / "people" / name, home.folder / "keys"
    key = locks.unseal(people, PASSWORD, home.keeper.secret())
    (people / locks.LOCK_FILE).unlink()
    (keys / f"{name}.key").write_text(key.hex())
    assert not home.is_locked(name)
    with pytest.raises(Refused, match="choose another"):
        home.open_vault(name, "1234567890")
    home.open_vault(name, OTHER).close()
    assert home.is_locked(name)
    assert not (keys / f"{name}.key").exists()
    with pytest.raises(WrongPassword):
        home.open_vault(name, PASSWORD)


def test_two_who_change_it_at_once_leave_one_whole_lock(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is stopped where its part is written and not yet named."""
    name, both = vault_of(home), threading.Barrier(2, timeout=20)
    named = fsync.name_durably

    def met(*args: Any) -> None:
        both.wait()
        named(*args)

    chosen = ("three owls on a barn", "four herons by the dam")
    with monkeypatch.context() as slow, ThreadPoolExecutor(2) as pool:
        slow.setattr(fsync, "name_durably", met)
        for done in [pool.submit(home.change_password, name, PASSWORD, each) for each in chosen]:
            done.result()
    opened = []
    for each in chosen:
        try:
            home.open_vault(name, each).close()
            opened.append(each)
        except WrongPassword:
            continue
    assert len(opened) == 1
    assert not list((home.folder / "people" / name).glob("*.part"))


# --- guesses ---


def test_after_some_wrong_ones_each_next_waits_longer_but_never_for_good(
    home: Home, clock: FakeClock
) -> None:
    name = vault_of(home)
    waits = []
    for _ in range(14):
        with pytest.raises(WrongPassword):
            home.open_vault(name, OTHER)
        waited = 0
        while True:
            try:
                guesses.require_turn(home.folder / "people" / name, clock)
                break
            except Refused:
                waited += 1
                clock.pass_by(seconds=1)
        waits.append(waited)
    assert waits[:4] == [0, 0, 0, 0]
    assert 14 <= waits[4] <= 15
    assert waits[4:] == sorted(waits[4:])
    assert waits[-1] == pytest.approx(600, abs=1)
    home.open_vault(name, PASSWORD).close()
    assert guesses.left(home.folder / "people" / name) == guesses.FREE


def test_each_wrong_one_says_how_many_more_there_are(home: Home) -> None:
    name = vault_of(home)
    said = []
    for _ in range(guesses.FREE):
        with pytest.raises(WrongPassword) as wrong:
            home.open_vault(name, OTHER)
        said.append(wrong.value.message.removeprefix("Nothing was changed. "))
    assert [each.split(" before")[0] for each in said[:4]] == [
        "You can try 4 more times",
        "You can try 3 more times",
        "You can try 2 more times",
        "You can try once more",
    ]
    assert said[4] == "Before the next try you have to wait a little."


def test_a_clock_turned_back_does_not_make_the_wait_longer(home: Home, clock: FakeClock) -> None:
    name = vault_of(home)
    for _ in range(guesses.FREE):
        with pytest.raises(WrongPassword):
            home.open_vault(name, OTHER)
    with pytest.raises(Refused, match="0:1"):
        home.open_vault(name, PASSWORD)
    clock.now -= timedelta(days=3650)
    with pytest.raises(Refused, match="0:1"):
        home.open_vault(name, PASSWORD)
    clock.pass_by(seconds=16)
    home.open_vault(name, PASSWORD).close()


def test_two_windows_that_lock_it_first_agree_on_the_key(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    name = vault_of(home)
    people, keys = home.folder / "people" / name, home.folder / "keys"
    key = locks.unseal(people, PASSWORD, home.keeper.secret())
    (people / locks.LOCK_FILE).unlink()
    (keys / f"{name}.key").write_text(key.hex())
    asked = iter((False, True, True))
    monkeypatch.setattr(home, "is_locked", lambda _name: next(asked))
    Home(home.folder, home.clock, home.dice, home.keeper, CHEAP).open_vault(name, OTHER).close()
    with pytest.raises(WrongPassword):  # it looked before the other window was done, and asked after
        home.open_vault(name, PASSWORD)
    home.open_vault(name, OTHER).close()


# --- the computer's secret ---


class _Memory(keyring.backend.KeyringBackend):
    """A key store of a system that remembers as long as the test lasts."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.answers = True

    def get_password(self, service: str, username: str) -> str | None:
        if not self.answers:
            raise keyring.errors.KeyringLocked("locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> _Memory:
    store = _Memory()
    monkeypatch.setattr(keyring, "get_keyring", lambda: store)
    monkeypatch.setattr(keyring.core, "get_keyring", lambda: store)
    return store


def test_the_systems_key_store_keeps_the_secret_where_there_is_one(tmp_path: Path, system: _Memory) -> None:
    found = keeper_at(tmp_path)
    assert isinstance(found, SystemKeeper)
    secret = found.made(os.urandom)
    assert len(secret) == 32
    assert keeper_at(tmp_path).made(os.urandom) == keeper_at(tmp_path).secret() == secret
    assert list(tmp_path.iterdir()) == []


def test_a_key_store_that_does_not_answer_or_forgot_is_said_and_nothing_is_made_anew(
    tmp_path: Path, system: _Memory
) -> None:
    secret = keeper_at(tmp_path).made(os.urandom)
    system.answers = False
    for ask in (keeper_at(tmp_path).secret, lambda: keeper_at(tmp_path).made(os.urandom)):
        with pytest.raises(WorldFailed, match="cannot be had"):
            ask()
    system.answers = True
    kept, system.kept = system.kept, {}
    with pytest.raises(WorldFailed, match="cannot be had"):
        keeper_at(tmp_path).secret()
    system.kept = kept
    assert keeper_at(tmp_path).secret() == secret


def test_without_one_a_file_for_this_account_alone_keeps_it(tmp_path: Path) -> None:
    found = keeper_at(tmp_path)
    secret = found.made(os.urandom)
    assert str(tmp_path) in found.where()
    assert (tmp_path / "computer.key").stat().st_mode & 0o077 == 0
    assert keeper_at(tmp_path).secret() == secret


def test_a_vault_asks_whoever_kept_its_secret_also_where_another_is_seen_first(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked from the desktop, opened over a line without one, and back; and the other way round."""
    by_file = vault_of(home)
    with monkeypatch.context() as desktop:
        store = _Memory()
        desktop.setattr(keyring, "get_keyring", lambda: store)
        desktop.setattr(keyring.core, "get_keyring", lambda: store)
        at_desktop = Home(home.folder, home.clock, home.dice, cost=CHEAP)
        by_system = vault_of(at_desktop)
        for name in (by_file, by_system):
            at_desktop.open_vault(name, PASSWORD).close()
    home.open_vault(by_file, PASSWORD).close()
    with pytest.raises(WorldFailed, match="cannot be had"):
        home.open_vault(by_system, PASSWORD)
    assert guesses.left(home.folder / "people" / by_system) == guesses.FREE


def test_a_broken_desktop_service_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("no bus")

    monkeypatch.setattr(keyring, "get_keyring", broken)
    assert isinstance(computer_secret.keeper_at(tmp_path), FileKeeper)


def test_a_disk_that_takes_nothing_keeps_nobody_out(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    name = vault_of(home)

    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Path, "write_bytes", full)
    home.open_vault(name, PASSWORD).close()
    with pytest.raises(WrongPassword):
        home.open_vault(name, OTHER)


def test_a_password_that_cannot_be_saved_leaves_the_old_one(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = vault_of(home)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as broken:
        broken.setattr(os, "replace", full)
        broken.setattr(Path, "replace", full)
        with pytest.raises(WorldFailed, match="disk is full"):
            home.change_password(name, PASSWORD, OTHER)
    home.open_vault(name, PASSWORD).close()
