"""Certificates of authorities: read from a file, named by a fingerprint, kept as text in a vault."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from gridapp.domain.errors import BadFile, Refused
from gridapp.i18n import tr

_MOST_BYTES = 1_000_000
_LEAST_DIGITS = 32  # of a fingerprint: 128 bits, so that nobody finds another certificate for them
_DIGITS = frozenset("0123456789abcdef")


def read(file: Path) -> list[x509.Certificate]:
    """The certificates in a file, as text (PEM, any number) or binary (DER, one). Raises BadFile."""
    try:
        data = file.read_bytes() if file.stat().st_size <= _MOST_BYTES else b""
    except OSError as error:
        raise BadFile(file.name, error.strerror or str(error)) from error
    try:
        if b"-----BEGIN " in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError as error:
        raise BadFile(file.name, tr("It holds no certificate.")) from error


def as_text(certificates: Iterable[x509.Certificate]) -> str:
    """PEM, as a vault keeps it."""
    return "".join(each.public_bytes(Encoding.PEM).decode("ascii") for each in certificates)


def fingerprint(certificate: x509.Certificate) -> str:
    """64 hex digits: the SHA-256 of the whole certificate, as every tool shows it."""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def mark(certificate: x509.Certificate) -> str:
    """What a code carries behind its @: the beginning of the fingerprint."""
    return fingerprint(certificate)[:_LEAST_DIGITS]


def marked(certificates: Iterable[x509.Certificate], mark: str) -> list[x509.Certificate]:
    """Those whose fingerprint begins with `mark`. Raises Refused when that is too short to mean one."""
    digits = mark.replace(":", "").replace(" ", "").lower()
    if not (_LEAST_DIGITS <= len(digits) <= 64 and set(digits) <= _DIGITS):
        raise Refused(
            tr("This code is not whole"),
            tr("Behind the @ belong {count} digits and letters from a to f.", count=_LEAST_DIGITS),
        )
    return [each for each in certificates if fingerprint(each).startswith(digits)]


def names(certificate: x509.Certificate) -> list[str]:
    """The hosts and addresses that a certificate is for, as it calls them."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):  # a stranger's may be anything
        return []
    hosts = found.get_values_for_type(x509.DNSName)
    return [*hosts, *map(str, found.get_values_for_type(x509.IPAddress))]
