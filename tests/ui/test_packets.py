"""Leaving the desk leaves a sealed packet; whoever works there next carries it; a stick does the same."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridapp.actions import photos
from gridapp.actions.desk import Desk
from gridapp.domain.errors import GridAppError
from gridapp.store.couriers import Couriers
from gridapp.sync import courier, packets
from gridapp.sync.client import Client
from gridapp.sync.enrolment import enrol
from tests.office import COORDINATOR, PASSWORD, VOLUNTEER, Office, computer, make
from tests.sync.test_courier import journal_ops, own_ops, waiting
from tests.sync.test_files import plain
from tests.ui.conftest import computer_of, signed_in
from ui.pages.stick_card import StickCard
from ui.session import Session


@pytest.fixture
def url(small_office: Office) -> Iterator[str]:
    with small_office.online() as address:
        yield address


def colleague_of(office: Office, url: str, desk: Desk) -> str:
    """Another person's vault on the same computer."""
    home = computer(computer_of(desk), office.clock, office.dice.randbytes)
    shared = home.shared()
    other = Desk(home.create_vault(shared, PASSWORD), shared)
    enrol(other.vault, Client(url), office.code(COORDINATOR), "computer-1")
    other.reload()
    other.put_tile()
    other.vault.close()
    shared.close()
    return other.vault.name


def sign_out(session: Session, qtbot) -> None:
    with qtbot.waitSignal(session.signed_out, timeout=20_000):
        session.sign_out()


def sign_in(session: Session, vault: str, qtbot) -> None:
    with qtbot.waitSignal(session.signed_in, timeout=20_000):
        session.sign_in(vault, PASSWORD)


def test_what_waits_is_carried_by_whoever_works_next_and_known_when_its_person_is_back(
    small_office: Office, url: str, qtbot
) -> None:
    desk = small_office.enrolled_over(url, VOLUNTEER)
    other = colleague_of(small_office, url, desk)
    make(desk, "hazard", small_office.dice, photos=[photos.keep(desk, plain(small_office.dice, 5000))])
    couriers = Couriers(computer_of(desk) / "couriers")
    session = signed_in(desk, qtbot)
    try:
        sign_out(session, qtbot)
        assert [vault for vault, _ in couriers.left()] == [desk.vault.name]
        assert journal_ops(small_office) == []
        sign_in(session, other, qtbot)
        with qtbot.waitSignal(session.synced, timeout=20_000):
            session.sync(asked=True)
        assert journal_ops(small_office) == own_ops(desk)
        assert waiting(desk) == 2  # the colleague cannot say so in another's name
        sign_out(session, qtbot)
        sign_in(session, desk.vault.name, qtbot)
        assert session.status is not None
        assert (session.status.unsent_total, session.status.unsent_files) == (0, 0)
        sign_out(session, qtbot)
        assert list(couriers.left()) == []
    finally:
        session.close()


def test_closing_the_window_leaves_it_too(small_office: Office, qtbot) -> None:
    desk = small_office.desk(VOLUNTEER)
    make(desk, "hazard", small_office.dice)
    signed_in(desk, qtbot).close()
    assert [vault for vault, _ in Couriers(computer_of(desk) / "couriers").left()] == [desk.vault.name]


def test_a_disk_that_takes_no_packet_keeps_nobody_at_the_desk(small_office: Office, qtbot) -> None:
    desk = small_office.desk(VOLUNTEER)
    make(desk, "hazard", small_office.dice)
    (computer_of(desk) / "couriers").write_bytes(b"no folder")
    session = signed_in(desk, qtbot)
    sign_out(session, qtbot)
    session.close()
    assert waiting(desk) == 1


def test_leaving_waits_for_no_network(small_office: Office, qtbot) -> None:
    """A round hangs on a server that never answers; the packet is written beside it."""
    desk = small_office.desk(VOLUNTEER)
    make(desk, "hazard", small_office.dice)
    session = signed_in(desk, qtbot)
    began, over = [], []

    def hang() -> None:
        began.append(1)
        while not over:
            time.sleep(0.01)

    session._network.run(hang, lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: bool(began))
    sign_out(session, qtbot)
    assert list(Couriers(computer_of(desk) / "couriers").left())
    over.append(1)
    session.close()


def test_the_card_writes_a_packet_and_takes_the_answer_in(
    small_office: Office, tmp_path: Path, qtbot
) -> None:
    desk = small_office.desk(VOLUNTEER)
    make(desk, "hazard", random.Random(1), photos=[photos.keep(desk, plain(small_office.dice, 5000))])
    session = signed_in(desk, qtbot)
    card = StickCard(session)
    qtbot.addWidget(card)
    assert session.status is not None
    card.show_status(session.status)
    assert card.waits.text() == "1 records and 1 photos wait to be sent."
    file, answer = tmp_path / "out.gridpack", tmp_path / "answer.gridpack"

    def done() -> bool:
        return card.write_button.isEnabled()

    card.write(file)
    qtbot.waitUntil(done, timeout=20_000)
    assert "out.gridpack holds 1 changes and 1 photos" in card.words.text()
    card.take_in(file)
    qtbot.waitUntil(done, timeout=20_000)
    assert "for the server" in card.words.text()
    answer.write_bytes(small_office.line(desk).carry(packets.read_file(file)))
    card.take_in(answer)
    qtbot.waitUntil(done, timeout=20_000)
    assert "1 more changes and 1 more photos" in card.words.text()
    qtbot.waitUntil(lambda: card.waits.text() == "Nothing waits to be sent.", timeout=20_000)
    session.close()
    with pytest.raises(GridAppError, match="taken in before"):
        courier.take_in(lambda work: work(desk.vault), answer.read_bytes())
