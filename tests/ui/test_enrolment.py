"""Enrolling in the window: over TLS with the certificate that was handed over, and never in the clear."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gridapp.domain.errors import WorldFailed
from gridapp.domain.org import COUNTY
from gridapp.server import certificates, serve
from gridapp.sync.invitation import Invitation
from tests.certificates import LOOPBACK, NOW, made, root, write
from tests.office import COORDINATOR, PASSWORD, VOLUNTEER, Office, make
from ui.pages.enrolment import EnrolmentForm
from ui.session import Session


@pytest.fixture
def form(qtbot: QtBot) -> EnrolmentForm:
    form = EnrolmentForm()
    qtbot.addWidget(form)
    form.code.set_value("ABCDE-FGHJK")
    return form


@pytest.mark.parametrize("address", ["http://192.0.2.1:8765", "ftp://grid.example", "grid.example", ""])
def test_an_address_in_the_clear_goes_no_further(qtbot: QtBot, form: EnrolmentForm, address: str) -> None:
    form.address.set_value(address)
    with qtbot.assertNotEmitted(form.wanted):
        form.button.click()
    assert form.address.has_error()


@pytest.mark.parametrize("address", ["https://grid.example", "http://127.0.0.1:8765", "http://localhost:1"])
def test_other_addresses_do(qtbot: QtBot, form: EnrolmentForm, address: str) -> None:
    form.address.set_value(address)
    form.take_authority(Path("county.pem"))
    assert form.file_button.words() == "Certificate: county.pem"
    with qtbot.waitSignal(form.wanted) as sent:
        form.button.click()
    assert sent.args == [address, "ABCDE-FGHJK", Path("county.pem")]
    form.take_authority(None)
    with qtbot.waitSignal(form.wanted) as sent:
        form.button.click()
    assert sent.args[2] is None


@pytest.mark.parametrize("field", ["address", "code"])
def test_a_pasted_line_fills_both_fields(qtbot: QtBot, form: EnrolmentForm, field: str) -> None:
    line = Invitation("https://10.20.0.5:8765", COUNTY, "ABCDE-FGHJK", "a" * 32, "b" * 32).line()
    getattr(form, field).set_value(line[:-40])
    with qtbot.assertNotEmitted(form.wanted):
        form.button.click()
    getattr(form, field).set_value(f" {line} ")
    with qtbot.waitSignal(form.wanted) as sent:
        form.button.click()
    assert sent.args == ["https://10.20.0.5:8765", line, None]


def test_the_certificate_is_used_from_then_on(
    qtbot: QtBot, small_office: Office, tmp_path: Path, dice: random.Random
) -> None:
    """Also by rounds and by listening for news, which make clients of their own."""
    colleague = small_office.desk(VOLUNTEER)
    county = root()
    file = tmp_path / "county.pem"
    file.write_text(county.pem, "ascii")
    loaded = certificates.load(*write(tmp_path, [made("s", county, LOOPBACK)]), NOW)
    with serve.running(small_office.centre, tls=loaded.context) as url:
        session = Session(tmp_path / "desk")
        with qtbot.waitSignal(session.signed_in):
            session.sign_in(None, PASSWORD)
        failures: list[Exception] = []
        session.enrol(url, small_office.code(COORDINATOR), None, lambda: None, failures.append)
        qtbot.waitUntil(lambda: bool(failures), timeout=10_000)
        assert isinstance(failures[0], WorldFailed)
        assert "Nobody known vouches" in failures[0].message
        with qtbot.waitSignal(session.synced, timeout=10_000):
            session.enrol(url, small_office.code(COORDINATOR), file, lambda: None, failures.append)
        assert session.person.name == COORDINATOR[0]
        # heard of, long before the next round by the clock
        with qtbot.waitSignal(session.changed, timeout=10_000):
            make(colleague, "hazard", dice)
            small_office.sync(colleague)
        assert len(failures) == 1
        session.close()
