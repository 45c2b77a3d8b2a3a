"""The server over TLS: everything a computer asks works, what is bad is refused at the start, nothing goes plainly."""

from __future__ import annotations

import random
import re
import socket
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from fastapi import FastAPI, Request

from gridapp.actions import photos
from gridapp.actions.desk import Desk
from gridapp.cli.main import main
from gridapp.domain.errors import Refused
from gridapp.domain.photo import Photo
from gridapp.server import authority, centre, certificates, serve
from gridapp.server.calls import Centre
from gridapp.sync import authorities
from gridapp.sync.client import Client
from gridapp.sync.engine import Direct, run_round
from gridapp.sync.enrolment import enrol, first_contact
from tests.certificates import DAY, LOOPBACK, NOW, Holder, made, root, rsa_key, with_sha1, write
from tests.office import COORDINATOR, PASSWORD, VOLUNTEER, Office, computer, make

# --- good chains ---


def alone(county: Holder) -> list[Holder]:
    return [made("s", county, LOOPBACK)]


def with_its_root(county: Holder) -> list[Holder]:
    return [made("s", county, LOOPBACK), county]


def with_one_between(county: Holder) -> list[Holder]:
    between = root("Between", by=county)
    return [made("s", between, LOOPBACK), between]


def of_rsa(county: Holder) -> list[Holder]:
    return [made("s", county, LOOPBACK, key=rsa_key(2048))]


@pytest.mark.parametrize("name", LOOPBACK)
@pytest.mark.parametrize("chain", [alone, with_its_root, with_one_between, of_rsa])
def test_the_whole_way_over_tls(
    chain: Callable[[Holder], list[Holder]],
    name: str,
    small_office: Office,
    dice: random.Random,
    tmp_path: Path,
) -> None:
    """Enrolment, push, pull, a photo up and down, and waiting for news."""
    county = root()
    file = tmp_path / "county.pem"
    file.write_text(county.pem, "ascii")
    loaded = certificates.load(*write(tmp_path, chain(county)), NOW)
    with serve.running(small_office.centre, tls=loaded.context) as address:
        url = address.replace("127.0.0.1", name)
        volunteer, coordinator = (enrolled(small_office, who, url, file) for who in (VOLUNTEER, COORDINATOR))
        photo = photos.keep(volunteer, Photo(dice.randbytes(700_000), 100, 80))
        hazard = make(volunteer, "hazard", dice, photos=[photo])
        for desk in (volunteer, coordinator):
            assert desk.identity.authorities == county.pem
            assert not run_round(Direct(desk.vault), Client.of(desk.identity)).file_problems
        assert photos.read(coordinator, photo["sha"]) == photos.read(volunteer, photo["sha"])
        assert coordinator.may("view", hazard)
        assert Client.of(coordinator.identity).wait(-1) > 0


def enrolled(office: Office, who: tuple[str, str, str], url: str, file: Path | None, mark: str = "") -> Desk:
    home = computer(office.folder / f"{who[0]}-{office.dice.random()}", office.clock, office.dice.randbytes)
    shared = home.shared()
    desk = Desk(home.create_vault(shared, PASSWORD), shared)
    office._stack.callback(shared.close)
    office._stack.callback(desk.vault.close)
    client, bare = first_contact(url, office.code(who) + mark, file)
    enrol(desk.vault, client, bare, "office")
    desk.reload()
    return desk


def test_a_code_alone_is_enough(small_office: Office, tmp_path: Path) -> None:
    """Its fingerprint picks the authority from what the server shows, and that one is kept."""
    county = root()
    loaded = certificates.load(*write(tmp_path, with_its_root(county)), NOW)
    with serve.running(small_office.centre, tls=loaded.context) as url:
        desk = enrolled(small_office, VOLUNTEER, url, None, f"@{authorities.mark(county.certificate)}")
        assert desk.identity.authorities == county.pem
        run_round(Direct(desk.vault), Client.of(desk.identity))  # no word of distrust
    with serve.running(small_office.centre) as plain, pytest.raises(Refused, match="begins with https://"):
        first_contact(plain, f"{small_office.code(VOLUNTEER)}@{authorities.mark(county.certificate)}")


def test_an_authority_between_may_be_the_one_believed(small_office: Office, tmp_path: Path) -> None:
    county = root()
    between = root("Between", by=county)
    loaded = certificates.load(*write(tmp_path, [made("s", between, LOOPBACK), between]), NOW)
    with serve.running(small_office.centre, tls=loaded.context) as url:
        assert enrolled(small_office, VOLUNTEER, url, None, f"@{authorities.mark(between.certificate)}")


# --- the server's own manners ---


@pytest.mark.parametrize(
    ("version", "taken"),
    [
        (ssl.TLSVersion.TLSv1_1, False),
        (ssl.TLSVersion.TLSv1_2, True),
        (ssl.TLSVersion.TLSv1_3, True),
    ],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_only_new_versions_are_spoken(
    version: ssl.TLSVersion, taken: bool, small_office: Office, tmp_path: Path
) -> None:
    loaded = certificates.load(*write(tmp_path, alone(root())), NOW)
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.check_hostname, asking.verify_mode = False, ssl.CERT_NONE
    asking.set_ciphers("ALL:@SECLEVEL=0")
    asking.minimum_version = asking.maximum_version = version
    with serve.running(small_office.centre, tls=loaded.context) as url:
        assert shakes_hands(asking, url) == taken


@pytest.mark.parametrize(
    "cipher", ["AES256-GCM-SHA384", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-SHA"]
)
def test_no_weak_cipher_is_taken(cipher: str, small_office: Office, tmp_path: Path) -> None:
    loaded = certificates.load(*write(tmp_path, alone(root())), NOW)
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.check_hostname, asking.verify_mode = False, ssl.CERT_NONE
    asking.maximum_version = ssl.TLSVersion.TLSv1_2
    with serve.running(small_office.centre, tls=loaded.context) as url:
        asking.set_ciphers(f"{cipher}:@SECLEVEL=0")
        assert not shakes_hands(asking, url)
        asking.set_ciphers("ECDHE-ECDSA-AES256-GCM-SHA384")
        assert shakes_hands(asking, url)


def shakes_hands(asking: ssl.SSLContext, url: str) -> bool:
    port = int(url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        try:
            with asking.wrap_socket(line) as connection:
                return connection.version() is not None
        except ssl.SSLError:
            return False


def test_plain_words_on_the_tls_port_get_no_answer(small_office: Office, tmp_path: Path) -> None:
    loaded = certificates.load(*write(tmp_path, alone(root())), NOW)
    with serve.running(small_office.centre, tls=loaded.context) as url:
        assert url.startswith("https://")
        with pytest.raises(requests.ConnectionError):
            requests.get(url.replace("https", "http") + "/v1/hello", timeout=10)


def test_where_a_request_says_it_comes_from_is_not_believed(
    small_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = serve.create_app

    def where(request: Request) -> list[str]:
        assert request.client is not None
        return [request.client.host, request.url.scheme]

    def with_an_echo(opened: Centre) -> FastAPI:
        app = real(opened)
        app.add_api_route("/where", where)
        return app

    monkeypatch.setattr(serve, "create_app", with_an_echo)
    claims = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https", "Forwarded": "for=203.0.113.7"}
    with serve.running(small_office.centre) as url:
        assert requests.get(f"{url}/where", headers=claims, timeout=10).json() == ["127.0.0.1", "http"]


# --- where it listens ---


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_without_a_certificate_others_cannot_reach_it(host: str) -> None:
    with pytest.raises(Refused, match="reverse proxy") as caught:
        serve.bind(host, 0)
    assert "--tls-cert" in caught.value.message
    listener = serve.bind(host, 0, encrypted=True)
    assert serve.address(listener, encrypted=True).startswith("https://")
    listener.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_this_computer_always_can(host: str) -> None:
    listener = serve.bind(host, 0)
    assert serve.address(listener).startswith("http://")
    listener.close()


# --- what is refused at the start ---


def load(folder: Path, chain: list[Holder], passphrase: bytes = b"") -> certificates.Certificate:
    return certificates.load(*write(folder, chain, passphrase), NOW)


def test_a_good_one_says_for_whom_and_how_long(tmp_path: Path) -> None:
    loaded = load(tmp_path, alone(root()))
    assert loaded.names == LOOPBACK
    assert loaded.warning(NOW) == ""
    assert "Please renew it" in loaded.warning(loaded.until - 29 * DAY)


BAD: dict[str, tuple[Callable[[], list[Holder]], str]] = {
    "over": (lambda: [made("s", root(), LOOPBACK, since=NOW - 9 * DAY, until=NOW - DAY)], "not good now"),
    "too early": (lambda: [made("s", root(), LOOPBACK, since=NOW + DAY)], "not good now"),
    "over behind it": (lambda: [*alone(root()), root(since=NOW - 9 * DAY, until=NOW - DAY)], "not good now"),
    "no host": (lambda: [made("s", root())], "names no host"),
    "a weak key": (lambda: [made("s", root(), LOOPBACK, key=rsa_key(1024))], "can be forged"),
    "SHA-1": (
        lambda: [
            with_sha1(made("s", signer := root(key=rsa_key(2048)), LOOPBACK, key=rsa_key(2048)), signer)
        ],
        "can be forged",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_certificate_is_refused_in_words(name: str, tmp_path: Path) -> None:
    build, words = BAD[name]
    with pytest.raises(Refused, match=words):
        load(tmp_path, build())


def test_another_key_or_another_order_is_refused_in_words(tmp_path: Path) -> None:
    certificate, key = write(tmp_path, with_its_root(root()))
    own, above = (each.public_bytes(Encoding.PEM) for each in authorities.read(certificate))
    certificate.write_bytes(above + own)
    with pytest.raises(Refused, match="must come first"):
        certificates.load(certificate, key, NOW)


def test_a_key_that_cannot_be_used_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="passphrase"):
        load(tmp_path, alone(root()), b"secret")
    certificate, key = write(tmp_path, alone(root()))
    for content in (b"", b"nothing", certificate.read_bytes()):
        key.write_bytes(content)
        with pytest.raises(Refused, match=r"chain\.key: It holds no key"):
            certificates.load(certificate, key, NOW)
    with pytest.raises(Refused, match="missing"):
        certificates.load(certificate, tmp_path / "missing.key", NOW)
    with pytest.raises(Refused, match="missing"):
        certificates.load(tmp_path / "missing.pem", key, NOW)


# --- an authority of one's own ---


def test_the_authority_stays_and_its_certificates_are_good(tmp_path: Path) -> None:
    place = authority.Place(tmp_path / "tls")
    first = authority.issue(place, ["127.0.0.1", "grid.example"], NOW)
    before = place.chain.read_bytes()
    assert authority.issue(place, ["127.0.0.1"], NOW) == first
    assert place.chain.read_bytes() != before
    assert certificates.load(place.chain, place.server_key, NOW).names == ("127.0.0.1",)
    assert authorities.read(place.chain)[1] == first
    assert not first.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
    for secret in (place.authority_key, place.server_key):
        assert secret.stat().st_mode & 0o077 == 0
    assert place.folder.stat().st_mode & 0o077 == 0
    with pytest.raises(Refused, match="neither a name nor an address"):
        authority.issue(place, ["a" * 64 + ".example"], NOW)


def test_from_nothing_to_a_synced_computer_by_commands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--lang", "en", *words])
        return code, *capsys.readouterr()

    home = ("--home", str(tmp_path / "server"))
    assert run(*home, "server", "init")[0] == 0
    code, shown, words = run(*home, "server", "certificate", "--host", "127.0.0.1")
    assert code == 0
    assert re.fullmatch(r"[0-9a-f]{64}\n", shown)
    assert "server run --host 0.0.0.0 --tls-cert" in words
    asked = run(*home, "server", "enrol-code", "--name", VOLUNTEER[0], "--unit", VOLUNTEER[2])[1].strip()
    assert asked.endswith(f"@{shown[:32]}")

    opened = centre.open_centre(tmp_path / "server" / "server")
    place = authority.Place(tmp_path / "server" / "server" / "tls")
    mine = ("--home", str(tmp_path / "mine"))
    try:
        with served(opened, place, 0) as url:
            assert run(*mine, "enrol", url, asked)[0] == 0
            assert run(*mine, "sync")[0] == 0
        assert (
            run(*home, "server", "certificate", "--host", "127.0.0.1")[0] == 0
        )  # renewed, by the same authority
        with served(opened, place, int(url.rpartition(":")[2])):
            assert run(*mine, "sync")[0] == 0
    finally:
        opened.close()


def served(opened: Centre, place: authority.Place, port: int) -> AbstractContextManager[str]:
    """The server with the certificate that lies in its folder now."""
    loaded = certificates.load(place.chain, place.server_key, opened.clock())
    return serve.running(opened, port, loaded.context)


def test_the_command_refuses_half_a_pair_and_open_doors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "run", lambda *_: pytest.fail("it serves"))
    home = ("--lang", "en", "--home", str(tmp_path))
    assert main([*home, "server", "init"]) == 0
    for more, words in (
        (("--tls-cert", "x.pem"), "both --tls-cert and --tls-key"),
        (("--tls-cert", "x.pem", "--tls-key", "x.key"), "x.pem"),
        (("--host", "0.0.0.0"), "reverse proxy"),
    ):
        capsys.readouterr()
        assert main([*home, "server", "run", "--port", "0", *more]) == 2
        assert words in capsys.readouterr().err
    assert main([*home, "enrol", "http://192.0.2.1", "ABCDE-FGHJK"]) == 2
    assert "not encrypted" in capsys.readouterr().err
