"""An authority of the county's own, for a server that no public one vouches for: in a private network, by address."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gridapp.domain.errors import BadFile, Refused
from gridapp.i18n import tr
from gridapp.store.fsync import write_durably
from gridapp.sync import authorities

_AUTHORITY_LIFE = timedelta(days=20 * 365)
_SERVER_LIFE = timedelta(days=825)
_EARLIER = timedelta(days=1)  # a computer whose clock is a little behind believes it all the same
_LONGEST_COMMON_NAME = 64


@dataclass(frozen=True)
class Place:
    """Where an authority keeps its files. The chain is the server's certificate with the authority's behind it."""

    folder: Path

    @property
    def authority(self) -> Path:
        return self.folder / "authority.pem"

    @property
    def authority_key(self) -> Path:
        return self.folder / "authority.key"

    @property
    def chain(self) -> Path:
        return self.folder / "server.pem"

    @property
    def server_key(self) -> Path:
        return self.folder / "server.key"


def issue(place: Place, hosts: Sequence[str], now: datetime) -> x509.Certificate:
    """A new certificate for the server at `hosts` (names or addresses), by the authority in `place`, which is made
    the first time and stays. Gives the authority's certificate. Raises Refused, BadFile or WorldFailed."""
    names = [_name(each) for each in hosts]
    place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not place.authority_key.is_file():
        _found(place, now)
    (authority,) = authorities.read(place.authority)
    issuer = _read_key(place.authority_key)
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    until = min(now + _SERVER_LIFE, authority.not_valid_after_utc)
    made = (
        _begun(_named(hosts[0]), authority.subject, key.public_key(), now - _EARLIER, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(usage, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False
        )
        .sign(issuer, hashes.SHA256())
    )
    _write_key(place.server_key, key)
    write_durably(place.chain, authorities.as_text([made, authority]).encode())
    return authority


def _found(place: Place, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _named("GridApp")
    made = (
        _begun(subject, subject, key.public_key(), now - _EARLIER, now + _AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_SIGNS_CERTIFICATES, critical=True)
        .sign(key, hashes.SHA256())
    )
    write_durably(place.authority, authorities.as_text([made]).encode())
    _write_key(place.authority_key, key)  # last: where it is, the certificate is too


_SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:_LONGEST_COMMON_NAME])])


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        pass
    try:
        return x509.DNSName(host.encode("idna").decode("ascii"))
    except ValueError as error:
        raise Refused(
            tr("A server cannot be called so"),
            tr("{host} is neither a name nor an address of a computer.", host=host),
        ) from error


def _read_key(file: Path) -> ec.EllipticCurvePrivateKey:
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except (ValueError, TypeError) as error:
        raise BadFile(file.name, tr("It holds no key.")) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BadFile(file.name, tr("It holds no key."))
    return key


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Into a folder that only this account can enter."""
    write_durably(file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    os.chmod(file, 0o600)
