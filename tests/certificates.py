"""Certificates of every kind, good and bad, made on the spot."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from gridapp.sync import authorities

LOOPBACK = ("localhost", "127.0.0.1")
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
_SHA256_RSA, _SHA1_RSA = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")


@dataclass(frozen=True)
class Holder:
    """A certificate and the key it is for."""

    certificate: x509.Certificate
    key: Any

    @property
    def pem(self) -> str:
        return authorities.as_text([self.certificate])


def made(
    name: str,
    by: Holder | None = None,
    hosts: Sequence[str] = (),
    since: datetime = NOW - DAY,
    until: datetime = NOW + 365 * DAY,
    key: Any = None,
    only_below: str = "",
    authority: bool = False,
) -> Holder:
    """A certificate of `name`, signed by somebody (or by itself), for `hosts`; an `authority` may sign others, where
    given those `only_below` a domain."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    signer = by.key if by else key
    subject = _called(name)
    building = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    if hosts:
        building = building.add_extension(x509.SubjectAlternativeName([*map(_host, hosts)]), critical=False)
    if only_below:
        permitted = [x509.DNSName(only_below)]
        building = building.add_extension(x509.NameConstraints(permitted, None), critical=True)
    return Holder(building.sign(signer, hashes.SHA256()), key)


def root(name: str = "County Root", **more: Any) -> Holder:
    return made(name, authority=True, **more)


def with_sha1(holder: Holder, by: Holder) -> Holder:
    """The same certificate signed over SHA-1, which no library makes any more. Both keys are RSA."""
    tbs = holder.certificate.tbs_certificate_bytes.replace(_SHA256_RSA, _SHA1_RSA)
    signature = by.key.sign(tbs, padding.PKCS1v15(), hashes.SHA1())
    whole = holder.certificate.public_bytes(Encoding.DER).replace(_SHA256_RSA, _SHA1_RSA)
    return Holder(x509.load_der_x509_certificate(whole[: -len(signature)] + signature), holder.key)


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def write(folder: Path, chain: Sequence[Holder], passphrase: bytes = b"") -> tuple[Path, Path]:
    """The files of a server: its chain, its own first, and its own key."""
    certificate, key = folder / "chain.pem", folder / "chain.key"
    certificate.write_text("".join(each.pem for each in chain), "ascii")
    how: KeySerializationEncryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    key.write_bytes(chain[0].key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))
    return certificate, key


def shown_by(folder: Path, chain: Sequence[Holder]) -> ssl.SSLContext:
    """A server's context that shows this chain, however bad."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(*write(folder, chain))
    return context


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
