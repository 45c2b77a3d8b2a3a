"""A token and a code go only to whom the right authority vouches for; anybody else hears nothing, and why is said."""

from __future__ import annotations

import random
import re
import ssl
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests

from gridapp.actions import entries, status
from gridapp.domain.errors import GridAppError, Refused, WorldFailed
from gridapp.domain.world import CHINA
from gridapp.store import checks
from gridapp.sync import addresses, authorities, glance, tls
from gridapp.sync.client import Client
from gridapp.sync.engine import Direct, run_round
from gridapp.sync.enrolment import exchange, first_contact
from tests.certificates import DAY, LOOPBACK, NOW, Holder, made, root, rsa_key, shown_by, with_sha1
from tests.impostor import Careless, Impostor, impostor
from tests.office import VOLUNTEER, Office, make

TOKEN, CODE = "TOKEN-that-nobody-may-hear", "ABCDE-FGHJK"
Shown = tuple[
    ssl.SSLContext | None, Holder
]  # what somebody shows, and the authority that the computer believes


def self_signed(folder: Path) -> Shown:
    return shown_by(folder, [made("self", hosts=LOOPBACK)]), root()


def expired(folder: Path) -> Shown:
    county = root(since=NOW - 900 * DAY)
    return shown_by(folder, [made("s", county, LOOPBACK, since=NOW - 800 * DAY, until=NOW - 3 * DAY)]), county


def not_yet_valid(folder: Path) -> Shown:
    county = root()
    return shown_by(folder, [made("s", county, LOOPBACK, since=NOW + 3 * DAY)]), county


def wrong_name(folder: Path) -> Shown:
    county = root()
    return shown_by(folder, [made("s", county, ["wifi.example"])]), county


def common_name_only(folder: Path) -> Shown:
    county = root()
    return shown_by(folder, [made("localhost", county)]), county


def missing_intermediate(folder: Path) -> Shown:
    county = root()
    between = root("Between", by=county)
    return shown_by(folder, [made("s", between, LOOPBACK)]), county


def weak_key(folder: Path) -> Shown:
    county = root()
    return shown_by(folder, [made("s", county, LOOPBACK, key=rsa_key(1024))]), county


def weak_authority(folder: Path) -> Shown:
    county = root()
    between = root("Between", by=county, key=rsa_key(1024))
    return shown_by(folder, [made("s", between, LOOPBACK), between]), county


def sha1(folder: Path) -> Shown:
    county = root(key=rsa_key(2048))
    return shown_by(folder, [with_sha1(made("s", county, LOOPBACK, key=rsa_key(2048)), county)]), county


def other_authority(folder: Path) -> Shown:
    """Of the very same name."""
    other = root()
    return shown_by(folder, [made("s", other, LOOPBACK), other]), root()


def signed_by_a_server(folder: Path) -> Shown:
    county = root()
    another = made("another.example", county, ["another.example"])
    return shown_by(folder, [made("s", another, LOOPBACK), another]), county


def outside_its_constraint(folder: Path) -> Shown:
    county = root()
    school = root("School", by=county, only_below="school.example")
    return shown_by(folder, [made("s", school, LOOPBACK), school]), county


def outdated_tls(folder: Path) -> Shown:
    county = root()
    context = shown_by(folder, [made("s", county, LOOPBACK)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context, county


def ciphers_without_forward_secrecy(folder: Path) -> Shown:
    county = root()
    context = shown_by(folder, [made("s", county, LOOPBACK, key=rsa_key(2048))])
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AES128-SHA:@SECLEVEL=0")
    return context, county


def plain(folder: Path) -> Shown:
    return None, root()


def captive_portal(folder: Path) -> Shown:
    portal = root("Village Wi-Fi")
    return shown_by(folder, [made("login.wifi", portal, ["login.wifi"]), portal]), root()


BAD: dict[Callable[[Path], Shown], str] = {
    self_signed: "sign-in page",
    expired: "good until .* clock says",
    not_yet_valid: "good from .* clock says",
    wrong_name: "calls itself wifi.example",
    common_name_only: "calls itself something else",
    missing_intermediate: "not vouched for",
    weak_key: "can be forged today",
    weak_authority: "can be forged today",
    sha1: "can be forged today",
    other_authority: "not vouched for|cannot prove",
    signed_by_a_server: "cannot prove who it is|not vouched for",
    outside_its_constraint: "cannot prove who it is",
    outdated_tls: "no encryption that cannot be broken",
    ciphers_without_forward_secrecy: "no encryption that cannot be broken",
    plain: "answers without encryption",
    captive_portal: "sign-in page",
}
each_bad = pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.__name__)


def heard(there: Impostor, *secrets: str) -> list[str]:
    return [each for each in secrets if each.encode() in there.heard]


@each_bad
def test_nothing_is_sent_to_whom_nobody_vouches_for(
    bad: Callable[[Path], Shown], small_office: Office, dice: random.Random, tmp_path: Path
) -> None:
    context, believed = bad(tmp_path)
    desk = small_office.desk(VOLUNTEER)
    hazard = make(desk, "hazard", dice, description="东门市场楼道堆物")
    with impostor(context) as there:
        url = there.url.replace("127.0.0.1", "localhost") if bad is common_name_only else there.url
        client = Client(url, TOKEN, authorities=believed.pem)
        for ask in everything_asked(client, desk):
            with pytest.raises(WorldFailed, match=BAD[bad]) as caught:
                ask()
            assert "Nothing was sent; everything is safe on this computer" in caught.value.message
        assert there.visits >= 6
        assert heard(there, TOKEN, CODE, hazard.id, "HTTP", "Authorization") == []
    assert status.status(desk).unsent_total == 1
    assert entries.get(desk, hazard.id).pending
    assert checks.findings(desk.vault) == []
    assert small_office.sync(desk).verdicts == {
        "stored": 1
    }  # the same frozen batch, once the server is there


@each_bad
def test_a_careless_client_would_have_told_everything(
    bad: Callable[[Path], Shown], small_office: Office, dice: random.Random, tmp_path: Path
) -> None:
    """The negative control: the same listener, and a client that believes anybody."""
    context, _ = bad(tmp_path)
    desk = small_office.desk(VOLUNTEER)
    hazard = make(desk, "hazard", dice)
    with impostor(context) as there, Careless() as session:
        client = Client(there.url, TOKEN, session)
        for ask in everything_asked(client, desk):
            with suppress(GridAppError):  # what it answers is not what our server says
                ask()
        assert heard(there, TOKEN, CODE, hazard.id) == [TOKEN, CODE, hazard.id]


def everything_asked(client: Client, desk: Any) -> list[Callable[[], Any]]:
    return [
        lambda: exchange(client, CODE, "office"),
        lambda: run_round(Direct(desk.vault), client),
        lambda: client.wait(1),
        lambda: client.upload("a" * 64, 0, b"photo"),
        lambda: client.download("a" * 64, 0, 100),
        lambda: client.snapshot(),
    ]


def test_the_dates_and_the_clock_are_both_named(tmp_path: Path) -> None:
    context, county = expired(tmp_path)
    with impostor(context) as there, pytest.raises(WorldFailed) as caught:
        Client(there.url, TOKEN, authorities=county.pem).wait(1)
    assert caught.value.title == "Is this computer's clock right?"
    ended = f"{(NOW - 3 * DAY).astimezone(CHINA):%Y-%m-%d %H:%M}"
    assert re.search(rf"good until {ended}; this computer's clock says 20\d\d-", caught.value.message)


def test_without_an_authority_of_its_own_only_the_public_ones_vouch(tmp_path: Path) -> None:
    county = root()
    with impostor(shown_by(tmp_path, [made("s", county, LOOPBACK), county])) as there:
        with pytest.raises(WorldFailed, match="Nobody known vouches"):
            Client(there.url, TOKEN).wait(1)
        assert heard(there, TOKEN) == []


def test_with_one_the_public_ones_do_not(tmp_path: Path) -> None:
    """What is believed is what was given, and nothing is laid beside it by the libraries on the way."""
    only = root("Only One")
    with impostor(shown_by(tmp_path, [made("s", only, LOOPBACK)])) as there, pytest.raises(WorldFailed):
        Client(there.url, TOKEN, authorities=only.pem).wait(1)
    believed = {each["subject"] for each in tls.believing(only.pem).get_ca_certs()}
    assert believed == {((("commonName", "Only One"),),)}
    assert len(tls.believing("").get_ca_certs()) > 50


# --- what a code says about the authority ---


def test_a_code_that_names_an_authority_is_told_to_nobody_else(tmp_path: Path) -> None:
    county, stranger = root(), root()
    code = f"{CODE}@{authorities.mark(county.certificate)}"
    with impostor(shown_by(tmp_path, [made("s", stranger, LOOPBACK), stranger])) as there:
        with pytest.raises(WorldFailed, match="not vouched for"):
            first_contact(there.url, code)
        assert heard(there, CODE, "HTTP") == []
        assert there.visits == 1


def test_showing_the_right_certificate_without_its_key_gains_nothing(tmp_path: Path) -> None:
    """The authority's certificate is no secret; anybody can show it behind their own."""
    county, stranger = root(), root()
    code = f"{CODE}@{authorities.mark(county.certificate)}"
    with impostor(shown_by(tmp_path, [made("s", stranger, LOOPBACK), county])) as there:
        client, bare = first_contact(there.url, code)
        assert (bare, client.authorities) == (CODE, county.pem)
        with pytest.raises(WorldFailed, match=r"not vouched for|cannot prove"):
            exchange(client, bare, "office")
        assert heard(there, CODE, "HTTP") == []


def test_a_file_and_a_code_must_agree(tmp_path: Path) -> None:
    file = tmp_path / "county.pem"
    file.write_text(root().pem, "ascii")
    with pytest.raises(Refused, match="another authority"):
        first_contact("https://127.0.0.1:9", f"{CODE}@{'0' * 32}", file)


@pytest.mark.parametrize("mark", ["", "abc", "0" * 31, "0" * 65, "g" * 32])
def test_half_a_fingerprint_names_nobody(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "county.pem"
    file.write_text(root().pem, "ascii")
    if mark:
        with pytest.raises(Refused, match="Behind the @"):
            first_contact("https://127.0.0.1:9", f"{CODE}@{mark}", file)
    else:
        assert first_contact("https://127.0.0.1:9", f"{CODE}@", file)[1] == CODE


def test_the_whole_fingerprint_with_colons_is_as_good() -> None:
    county = root().certificate
    whole = authorities.fingerprint(county).upper()
    colons = ":".join(whole[at : at + 2] for at in range(0, 64, 2))
    assert authorities.marked([root().certificate, county], colons) == [county]


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"-----BEGIN PRIVATE KEY-----\n", b"x" * 2_000_000])
def test_a_file_that_is_no_certificate_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(content)
    with pytest.raises(Refused, match=r"photo\.jpg: It holds no certificate"):
        first_contact("https://127.0.0.1:9", CODE, file)
    with pytest.raises(Refused, match="missing"):
        first_contact("https://127.0.0.1:9", CODE, tmp_path / "missing.pem")


def test_a_look_tells_nothing(tmp_path: Path) -> None:
    county = root()
    leaf = made("s", county, LOOPBACK)
    with impostor(shown_by(tmp_path, [leaf, county])) as there:
        assert glance.presented(there.url) == [leaf.certificate, county.certificate]
        assert heard(there, "HTTP", "GET") == []


# --- plain HTTP ---

EXPOSED = [
    "http://192.0.2.1:8765",
    "HTTP://192.0.2.1",
    "http://127.0.0.1.example",
    "http://127.0.0.1@192.0.2.1/",
    "http://192.0.2.1\\@127.0.0.1/",
    "http://localhost.example",
    "http://0.0.0.0:9",
    "http://[2001:db8::1]",
]


@pytest.mark.parametrize("address", EXPOSED)
def test_nothing_is_sent_in_the_clear(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def reached(*where: object, **_: object) -> None:
        raise AssertionError(f"a connection was opened: {where}")

    monkeypatch.setattr("urllib3.util.connection.create_connection", reached)
    with pytest.raises(WorldFailed):
        Client(address, TOKEN).wait(1)


@pytest.mark.parametrize("address", EXPOSED[:3])
def test_an_exposed_address_is_refused_in_words(address: str) -> None:
    for ask in (lambda: Client(address, TOKEN).wait(1), lambda: first_contact(address, CODE)):
        with pytest.raises(GridAppError, match="begins with https://") as caught:
            ask()
        assert caught.value.title == "This address is not encrypted"


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8765", "http://127.9.9.9", "http://[::1]:1", "http://localhost"]
)
def test_this_very_computer_is_spoken_to_plainly(address: str) -> None:
    assert not addresses.is_exposed(address)


# --- the environment ---


@pytest.fixture
def overheard(tmp_path: Path) -> Iterator[Impostor]:
    """Somebody at whom the environment points."""
    with impostor(None) as there:
        yield there


def test_the_environment_cannot_make_anybody_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = root()
    file = tmp_path / "stranger.pem"
    file.write_text(stranger.pem, "ascii")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(file))
    with impostor(shown_by(tmp_path, [made("s", stranger, LOOPBACK)])) as there:
        for believed in ("", root().pem):
            with pytest.raises(WorldFailed, match="ouche"):
                Client(there.url, TOKEN, authorities=believed).wait(1)
        assert heard(there, TOKEN) == []
        answer = requests.get(
            there.url, headers={"Authorization": TOKEN}, timeout=10
        )  # what it does elsewhere
        assert answer.status_code == 200
        assert heard(there, TOKEN) == [TOKEN]


def test_a_netrc_file_does_not_replace_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, overheard: Impostor
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", "ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    with pytest.raises(WorldFailed):
        Client(overheard.url.replace("https", "http"), TOKEN).wait(1)
    assert heard(overheard, f"Bearer {TOKEN}", "Basic") == [f"Bearer {TOKEN}"]


def test_a_proxy_of_the_environment_carries_tls_and_reads_nothing(
    monkeypatch: pytest.MonkeyPatch, overheard: Impostor
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{overheard.port}")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(WorldFailed):
        Client("https://grid.example", TOKEN).wait(1)
    assert heard(overheard, "CONNECT grid.example:443", TOKEN) == ["CONNECT grid.example:443"]
    with pytest.raises(WorldFailed):
        Client("http://127.0.0.1:9", TOKEN).wait(1)  # and what is not encrypted does not go there at all
    assert heard(overheard, TOKEN) == []


def test_a_redirect_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    county = root()
    context = shown_by(tmp_path, [made("s", county, LOOPBACK)])
    with impostor(None) as elsewhere, impostor(context) as there:
        to = f"http://127.0.0.1:{elsewhere.port}/"
        monkeypatch.setattr(
            "tests.impostor._ANSWER",
            f"HTTP/1.1 307 Elsewhere\r\nLocation: {to}\r\nContent-Length: %d\r\n\r\n%s".encode(),
        )
        with pytest.raises(WorldFailed, match="sign-in page"):
            Client(there.url, TOKEN, authorities=county.pem).wait(1)
        assert elsewhere.visits == 0
        assert heard(there, TOKEN) == [TOKEN]
