"""The server's certificate: looked over before the server starts, so that computers need not find out."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from gridapp.domain.errors import BadFile, Refused
from gridapp.domain.world import CHINA
from gridapp.i18n import tr
from gridapp.sync import authorities, tls

_SOON = timedelta(days=30)
_LEAST_RSA_BITS = 2048


@dataclass(frozen=True)
class Certificate:
    """What a server proves itself with, ready for use: `names` are the hosts it is for, `until` its last moment."""

    context: ssl.SSLContext
    names: tuple[str, ...]
    until: datetime

    def warning(self, now: datetime) -> str:
        """Words when it ends soon, else ""."""
        if self.until - now > _SOON:
            return ""
        return tr("The certificate ends on {moment}. Please renew it before.", moment=_moment(self.until))


def load(certificate: Path, key: Path, now: datetime) -> Certificate:
    """The chain in one file (the server's own first) and its key in another, both PEM. Raises Refused for everything
    that would make computers turn away: BadFile for an unreadable one, else what is wrong with it."""
    chain = authorities.read(certificate)
    leaf = chain[0]
    _require_key(key, leaf)
    for each in chain:
        _require_time(certificate, each, now)
    _require_strength(certificate, leaf)
    names = tuple(authorities.names(leaf))
    if not names:
        raise BadFile(certificate.name, tr("It names no host (subject alternative name)."))
    context = tls.context(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        raise BadFile(certificate.name, str(error)) from error
    return Certificate(context, names, min(each.not_valid_after_utc for each in chain))


def _require_key(file: Path, leaf: x509.Certificate) -> None:
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except OSError as error:
        raise BadFile(file.name, error.strerror or str(error)) from error
    except TypeError as error:
        raise BadFile(
            file.name,
            tr("It has a passphrase, which nobody could type at a restart. Please give a key without one, in a file "
               "that only the server's account can read."),
        ) from error  # fmt: skip
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadFile(file.name, tr("It holds no key.")) from error
    if _public(key.public_key()) != _public(leaf.public_key()):
        raise Refused(
            tr("The key does not belong to the certificate"),
            tr("{file} holds the key of another certificate. The server's own certificate must come first in its "
               "file.", file=file.name),
        )  # fmt: skip


def _require_time(file: Path, certificate: x509.Certificate, now: datetime) -> None:
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if since <= now <= until:
        return
    raise Refused(
        tr("The certificate is not good now"),
        tr("{file} is good from {since} until {until}; this computer's clock says {now}. No computer would talk to "
           "the server.", file=file.name, since=_moment(since), until=_moment(until), now=_moment(now)),
    )  # fmt: skip


def _require_strength(file: Path, leaf: x509.Certificate) -> None:
    key, digest = leaf.public_key(), leaf.signature_hash_algorithm
    weak_key = isinstance(key, rsa.RSAPublicKey) and key.key_size < _LEAST_RSA_BITS
    if weak_key or (digest is not None and digest.name in ("md5", "sha1")):
        raise BadFile(file.name, tr("Its key or its signature is of a kind that can be forged today."))


def _public(key: object) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined, no-any-return]


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
