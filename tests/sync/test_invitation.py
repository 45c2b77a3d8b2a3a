"""The one line a computer is enrolled with: what it says, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from gridapp.domain.errors import Refused
from gridapp.domain.org import COUNTY
from gridapp.server import centre
from gridapp.sync import invitation
from gridapp.sync.enrolment import exchange, first_contact
from gridapp.sync.invitation import Invitation
from tests.office import VOLUNTEER, Office

LINE = Invitation("https://10.20.0.5:8765", COUNTY, "ABCDE-FGHJK", "a" * 32, "b" * 32)


def line_of(office: Office, url: str, **other: str) -> str:
    key = invitation.mark(office.centre.signer.public)
    made = Invitation(url, COUNTY, office.code(VOLUNTEER), key)
    return replace(made, **other).line()


@pytest.mark.parametrize(
    "made", [LINE, replace(LINE, authority=""), replace(LINE, server="https://网格.example")]
)
def test_it_comes_out_as_it_went_in(made: Invitation) -> None:
    line = made.line()
    assert not set(" \n") & set(line)
    assert invitation.read(line) == made
    broken = f" {line[:60]}\r\n {line[60:]}\n"
    assert invitation.is_line(broken)
    assert invitation.read(broken) == made


@pytest.mark.parametrize(
    "line",
    [LINE.line()[:-70], LINE.line().replace("key=", "k="), "gridapp:enrol?", LINE.line().replace("a" * 32, "a" * 31),
     LINE.line().replace("https", "ftp"), LINE.line() + "x" * 3000, LINE.line().replace("a" * 32, "g" * 32)],
)  # fmt: skip
def test_what_is_not_whole_is_refused(line: str) -> None:
    with pytest.raises(Refused, match="not whole"):
        invitation.read(line)


def test_it_never_leads_over_an_unencrypted_way() -> None:
    with pytest.raises(Refused, match="not encrypted"):
        invitation.read(replace(LINE, server="http://10.20.0.5").line())


def test_a_line_enrols(small_office: Office) -> None:
    with small_office.online() as url:
        line = line_of(small_office, url)
        client, code = first_contact("", line)
        identity = exchange(client, code, "office")
    assert (identity.person.name, identity.server, identity.county) == (VOLUNTEER[0], url, COUNTY)


def test_a_server_with_another_key_is_told_no_code(small_office: Office) -> None:
    with small_office.online() as url:
        line = line_of(small_office, url, key="0" * 32)
        with pytest.raises(Refused, match="another server"):
            first_contact("", line)
    assert centre.list_of_computers(small_office.centre) == []
    with small_office.online() as url:  # the code is as good as before
        client, _ = first_contact(url, "")
        exchange(client, invitation.read(line).code, "office")


def test_one_that_only_claims_the_key_is_not_believed(
    small_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer to the code is looked at again: the key that is kept is the line's."""
    with small_office.online() as url:
        line = line_of(small_office, url)
        client, code = first_contact("", line)
        honest = client.enrol
        lie = {"server_key": "0" * 64}
        monkeypatch.setattr(client, "enrol", lambda asked: msgspec.structs.replace(honest(asked), **lie))
        with pytest.raises(Refused, match="another server"):
            exchange(client, code, "office")


def test_another_countys_server_is_refused(small_office: Office) -> None:
    with small_office.online() as url:
        line = line_of(small_office, url, county="110101000000")
        client, code = first_contact("", line)
        with pytest.raises(Refused, match="another county"):
            exchange(client, code, "office")
