"""A computer that was taken off the list, or lost a unit: others' records leave it without a trace, its own unsent work
is handed in and waits for people."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import update

from gridapp.actions import attention, entries, photos, status
from gridapp.actions.desk import Desk
from gridapp.domain.errors import NotFound, WorldFailed
from gridapp.domain.photo import Photo
from gridapp.server import centre, quarantine
from gridapp.server.tables import account
from gridapp.store import checks, leftovers
from gridapp.store.locks import unseal
from gridapp.sync.client import Client, ServerRefused
from gridapp.sync.engine import Direct, run_round
from tests.office import COORDINATOR, GRID_WORKER, PASSWORD, VOLUNTEER, Office, make

PAGE, RESERVED, SALT, FRAME = 4096, 80, 16, 24
CANARY = "金丝雀 canary"


def pages(desk: Desk, office: Office) -> Iterator[bytes]:
    """What somebody with the person's password finds in the vault's files: every page, free or not, in the clear."""
    folder = Path(str(desk.vault.files.folder)).parent
    home = office.home_of(desk)
    key = unseal(folder, PASSWORD, home.keeper.secret())
    for file in (folder / "vault.db", folder / "vault.db-wal"):
        data = file.read_bytes() if file.exists() else b""
        is_log = file.name.endswith("-wal")
        step, start = (PAGE + FRAME, 32) if is_log else (PAGE, 0)
        for place in range(start, len(data) - step + 1, step):
            page = data[place + step - PAGE : place + step]
            salted = SALT if page.startswith((folder / "vault.db").read_bytes()[:SALT]) else 0
            end = PAGE - RESERVED
            reader = Cipher(algorithms.AES(key), modes.CBC(page[end : end + 16])).decryptor()
            yield reader.update(page[salted:end]) + reader.finalize()


def found(desk: Desk, office: Office) -> bool:
    """Whether the words, or the search index's, are anywhere."""
    return any("金丝雀".encode() in page or b"canary" in page for page in pages(desk, office))


def settle_down(office: Office, *desks: Desk) -> None:
    for _ in range(2):
        for desk in desks:
            office.sync(desk)


def test_what_went_out_of_sight_is_in_no_page_of_the_vault(small_office: Office, dice: random.Random) -> None:
    volunteer, grid = small_office.desk(VOLUNTEER), small_office.desk(GRID_WORKER)
    theirs = [make(grid, "hazard", dice, description=f"{CANARY} {n}") for n in range(30)]
    settle_down(small_office, grid, volunteer)
    entries.edit(grid, theirs[0].id, {"description": f"{CANARY} changed"})
    settle_down(small_office, grid, volunteer)
    assert found(volunteer, small_office)
    elsewhere = f'["{small_office.unit("和盛镇")}"]'
    with small_office.owner() as connection:
        mine = account.c.name == VOLUNTEER[0]
        connection.execute(update(account).where(mine).values(units=elsewhere))
    small_office.sync(volunteer)
    with pytest.raises(NotFound):
        entries.get(volunteer, theirs[0].id)
    assert not found(volunteer, small_office)
    assert checks.findings(volunteer.vault) == []


def test_without_sweeping_it_would_be(
    small_office: Office, dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(leftovers, "sweep", lambda vault: None)
    with pytest.raises(AssertionError):
        test_what_went_out_of_sight_is_in_no_page_of_the_vault(small_office, dice)


def test_unsent_work_is_handed_in_and_others_records_leave(office: Office, dice: random.Random) -> None:
    with office.online() as url:
        lost, other = office.enrolled_over(url, VOLUNTEER), office.enrolled_over(url, COORDINATOR)
        grid = office.enrolled_over(url, GRID_WORKER)
        for desk in (grid, lost, other):
            if desk is grid:
                theirs = make(grid, "hazard", dice, description=CANARY)
            run_round(Direct(desk.vault), Client.of(desk.identity))
        assert entries.get(lost, theirs.id).body["description"] == CANARY
        unsent = make(lost, "hazard", dice, description="没有发出的")
        centre.revoke(office.centre, lost.identity.device)
        for _ in range(2):  # the second time nothing is left to hand in
            with pytest.raises(ServerRefused, match="took this computer off its list"):
                run_round(Direct(lost.vault), Client.of(lost.identity))
        lost.reload()
        with pytest.raises(NotFound):
            entries.get(lost, theirs.id)
        assert not found(lost, office)
        assert entries.get(lost, unsent.id).body == unsent.body
        assert status.status(lost).unsent_total == 0
        run_round(Direct(other.vault), Client.of(other.identity))
        other.reload()
        (matter,) = attention.matters(other)
        assert matter.item.detail["code"] == "taken-off"
        with pytest.raises(NotFound):
            entries.get(other, unsent.id)
        attention.release(other, matter.item.id)
        run_round(Direct(other.vault), Client.of(other.identity))
        other.reload()
        assert entries.get(other, unsent.id).body["description"] == "没有发出的"


def test_photos_are_handed_in_with_their_texts(small_office: Office, dice: random.Random) -> None:
    with small_office.online() as url:
        other, lost = small_office.enrolled_over(url, COORDINATOR), small_office.enrolled_over(url, VOLUNTEER)
        photo = photos.keep(lost, Photo(dice.randbytes(700_000), 100, 80))
        unsent = make(lost, "hazard", dice, photos=[photo])
        centre.revoke(small_office.centre, lost.identity.device)
        with pytest.raises(ServerRefused, match="off its list"):
            run_round(Direct(lost.vault), Client.of(lost.identity))
        lost.reload()
        assert status.status(lost).unsent_files == 0
        run_round(Direct(other.vault), Client.of(other.identity))
        other.reload()
        (matter,) = attention.matters(other)
        with pytest.raises(ServerRefused):  # nobody reads it before it was released
            Client.of(other.identity).download(photo["sha"], 0, 10)
        attention.release(other, matter.item.id)
        run_round(Direct(other.vault), Client.of(other.identity))
        other.reload()
        run_round(Direct(other.vault), Client.of(other.identity))
        assert other.may("view", entries.get(other, unsent.id))
        assert Client.of(other.identity).download(photo["sha"], 0, 10) == photos.read(lost, photo["sha"])[:10]


def test_a_thief_hands_in_no_other_files_and_only_so_many(
    small_office: Office, dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_office.online() as url:
        other, lost = small_office.enrolled_over(url, COORDINATOR), small_office.enrolled_over(url, VOLUNTEER)
        theirs = photos.keep(other, Photo(dice.randbytes(700), 100, 80))
        make(other, "hazard", dice, photos=[theirs])
        run_round(Direct(other.vault), Client.of(other.identity))
        named = [photos.keep(lost, Photo(dice.randbytes(700), 100, 80)) for _ in range(3)]
        make(lost, "hazard", dice, photos=named)
        centre.revoke(small_office.centre, lost.identity.device)
        client = Client.of(lost.identity)
        for sha in (theirs["sha"], "0" * 64, "%" * 64):
            with pytest.raises(WorldFailed, match="401"):
                client.upload_offset(sha, 700)
        monkeypatch.setattr(quarantine, "MOST_FILE_BYTES", 1500)
        with pytest.raises(ServerRefused, match="off its list"):
            run_round(Direct(lost.vault), client)
        lost.reload()
        assert status.status(lost).unsent_files == 1


def test_a_thief_hands_in_only_so_much(
    small_office: Office, dice: random.Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quarantine, "MOST_OPS", 3)
    with small_office.online() as url:
        lost = small_office.enrolled_over(url, VOLUNTEER)
        centre.revoke(small_office.centre, lost.identity.device)
        for _ in range(3):
            make(lost, "hazard", dice)
        with pytest.raises(ServerRefused, match="off its list"):
            run_round(Direct(lost.vault), Client.of(lost.identity))
        assert status.status(lost).unsent_total == 0
        make(lost, "hazard", dice)
        with pytest.raises(ServerRefused, match="keeps no more of this computer"):
            run_round(Direct(lost.vault), Client.of(lost.identity))
        assert status.status(lost).unsent_total == 1
