"""What a computer believes of its server is changed only when the server proves itself under it."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from gridapp.actions import status
from gridapp.actions.desk import Desk
from gridapp.domain.errors import Refused, WorldFailed
from gridapp.server import certificates, serve
from gridapp.server.calls import Centre
from gridapp.store.vault import put_identity
from gridapp.sync import authorities, fingerprints, trust
from gridapp.sync.client import Client
from gridapp.sync.engine import Direct, run_round
from gridapp.sync.receipts import Signer
from tests.certificates import LOOPBACK, NOW, made, root, write
from tests.office import VOLUNTEER, Office, make


def moved(desk: Desk, url: str) -> Desk:
    """The same server on another port."""
    identity = replace(desk.vault.identity(), server=url)
    with desk.vault.writing() as connection:
        put_identity(connection, identity)
    desk.reload()
    return desk


def go(desk: Desk) -> None:
    desk.reload()
    run_round(Direct(desk.vault), Client.of(desk.identity))


def anew(office: Office) -> Centre:
    """The server with another signing key: its keys were lost."""
    return replace(office.centre, signer=Signer(office.dice.randbytes(32)))


def test_another_authority_is_believed_once_the_server_proves_itself(
    small_office: Office, tmp_path: Path
) -> None:
    old, new = root("Old"), root("New")
    loaded = certificates.load(*write(tmp_path, [made("s", new, LOOPBACK)]), NOW)
    with small_office.online() as plain:
        desk = small_office.enrolled_over(plain, VOLUNTEER)
    with serve.running(small_office.centre, tls=loaded.context) as url:
        moved(desk, url)
        with pytest.raises(WorldFailed):
            go(desk)
        with pytest.raises(WorldFailed):
            trust.believe(desk.vault, old.pem)
        assert trust.of(desk.vault.identity()).authorities == ()
        found = trust.believe(desk.vault, new.pem)
        assert found.authorities == (authorities.fingerprint(new.certificate),)
        go(desk)
        with pytest.raises(WorldFailed):
            trust.believe(desk.vault, "")
        go(desk)


def test_another_key_is_taken_only_by_its_fingerprint(small_office: Office, dice: random.Random) -> None:
    with small_office.online() as url:
        desk = small_office.enrolled_over(url, VOLUNTEER)
        go(desk)
    other = anew(small_office)
    fingerprint = fingerprints.of_key(other.signer.public)
    with serve.running(other) as url:
        moved(desk, url)
        make(desk, "hazard", dice)
        with pytest.raises(WorldFailed, match="receipt is not right"):
            go(desk)
        assert status.status(desk).unsent_total == 1
        with pytest.raises(Refused, match="fingerprints differ"):
            trust.believe(desk.vault, key=fingerprints.of_key(small_office.centre.signer.public))
        assert trust.believe(desk.vault, key=fingerprint.upper()).key == fingerprint
        go(desk)
    assert status.status(desk).unsent_total == 0


def test_one_that_only_claims_a_key_does_not_prove_it(
    small_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_office.online() as url:
        desk = small_office.enrolled_over(url, VOLUNTEER)
        before = desk.vault.identity()
        claimed = Signer(small_office.dice.randbytes(32)).public
        monkeypatch.setattr(Client, "hello", lambda self: {"key": claimed})
        with pytest.raises(WorldFailed, match="receipt is not right"):
            trust.believe(desk.vault, key=fingerprints.of_key(claimed))
        for nonsense in ("", "not hex"):
            monkeypatch.setattr(Client, "hello", lambda self, key=nonsense: {"key": key})
            with pytest.raises(Refused, match="fingerprints differ"):
                trust.believe(desk.vault, key=fingerprints.of_key(claimed))
    assert desk.vault.identity() == before


def test_nothing_changes_while_the_server_cannot_be_asked(small_office: Office) -> None:
    with small_office.online() as url:
        desk = small_office.enrolled_over(url, VOLUNTEER)
    before = desk.vault.identity()
    with pytest.raises(WorldFailed):
        trust.believe(desk.vault, root().pem)
    assert desk.vault.identity() == before
