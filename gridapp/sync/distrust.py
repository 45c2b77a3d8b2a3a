"""Why whoever answers is not believed to be the server, in words that tell a wrong clock from a wrong certificate, and
both from somebody in between. Nothing was sent by then: TLS proves who is there before it carries a request."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from datetime import datetime

import requests
from cryptography import x509

from gridapp.domain.errors import WorldFailed
from gridapp.domain.world import CHINA, system_clock
from gridapp.i18n import tr
from gridapp.sync import authorities, glance

# X509_V_ERR_… of OpenSSL's x509_vfy.h, which ssl gives as `verify_code`
_NOT_YET, _EXPIRED = 9, 10
_UNKNOWN = frozenset({2, 18, 19, 20, 21, 33})  # nobody believed vouches for it
_OTHER_NAME = frozenset({62, 63, 64})
_WEAK = frozenset({66, 67, 68})
_PLAIN = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"})
_OUTDATED = frozenset(
    {
        "UNSUPPORTED_PROTOCOL",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "TLSV1_ALERT_INSUFFICIENT_SECURITY",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "DH_KEY_TOO_SMALL",
        "WRONG_SIGNATURE_TYPE",
    }
)


def in_words(server: str, error: Exception, own: bool) -> WorldFailed | None:
    """What to say when `error` means distrust; None when it means that the connection was cut or never there.
    `own`: an authority was given at enrolment, and only that one is believed."""
    cause = _cause(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _certificate(server, cause, own)
    if cause is None or cause.reason not in _PLAIN | _OUTDATED:
        return None
    if cause.reason in _PLAIN:
        return _said(
            tr("This network wants something first"),
            tr("{server} answers without encryption: perhaps a sign-in page of this network, perhaps a wrong "
               "address.", server=server),
        )  # fmt: skip
    return _said(
        tr("The server's encryption is out of date"),
        tr("{server} offers no encryption that cannot be broken today. Please tell your coordinator.",
           server=server),
    )  # fmt: skip


def stranger(server: str, own: bool, words: str = "") -> WorldFailed:
    """Somebody whom nobody believed vouches for."""
    if own:
        cause = tr(
            "What answers at {server} is not vouched for by the authority that this computer was given at enrolment. "
            "Perhaps it is a sign-in page of this network.",
            server=server,
        )
    else:
        cause = tr(
            "Nobody known vouches for what answers at {server}. Perhaps it is a sign-in page of this network. If your "
            "centre has an authority of its own, enrolment needs its certificate, or a code that names it.",
            server=server,
        )
    return _said(tr("Something else answers in the server's place"), cause, words)


def _certificate(server: str, error: ssl.SSLCertVerificationError, own: bool) -> WorldFailed:
    code, words = error.verify_code, error.verify_message
    if code in _UNKNOWN:
        return stranger(server, own, words)
    if code in (_NOT_YET, _EXPIRED):
        return _untimely(_shown(server), words)
    if code in _OTHER_NAME:
        return _other_name(server, _shown(server), words)
    if code in _WEAK:
        return _said(
            tr("The server's certificate is too weak"),
            tr(
                "Its key or its signature is of a kind that can be forged today. Please tell your coordinator."
            ),
            words,
        )
    return _said(
        tr("The server's certificate is not in order"),
        tr("{server} cannot prove who it is. Please tell your coordinator.", server=server),
        words,
    )


def _untimely(chain: Sequence[x509.Certificate], words: str) -> WorldFailed:
    """A certificate before or after its time, or a clock that is wrong: both dates let a person see which."""
    now = system_clock()  # the clock that OpenSSL has judged by
    over = next((each for each in chain if each.not_valid_after_utc < now), None)
    early = next((each for each in chain if each.not_valid_before_utc > now), None)
    if over is not None:
        cause = tr(
            "The server's certificate was good until {until}; this computer's clock says {now}. If the clock is "
            "wrong, please set it. If it is right, please tell your coordinator.",
            until=_moment(over.not_valid_after_utc),
            now=_moment(now),
        )
    elif early is not None:
        cause = tr(
            "The server's certificate is good from {since} on; this computer's clock says {now}. If the clock is "
            "wrong, please set it. If it is right, please tell your coordinator.",
            since=_moment(early.not_valid_before_utc),
            now=_moment(now),
        )
    else:
        cause = tr(
            "The server's certificate is not good at {now}, which is what this computer's clock says. If the clock is "
            "wrong, please set it. If it is right, please tell your coordinator.",
            now=_moment(now),
        )
    return _said(tr("Is this computer's clock right?"), cause, words)


def _other_name(server: str, chain: Sequence[x509.Certificate], words: str) -> WorldFailed:
    names = ", ".join(authorities.names(chain[0])[:3])[:120] if chain else ""
    cause = tr(
        "What answers at {server} calls itself {names}. Perhaps it is a sign-in page of this network, or the address "
        "is not quite right.",
        server=server,
        names=names or tr("something else"),
    )
    return _said(tr("Something else answers in the server's place"), cause, words)


def _said(title: str, cause: str, words: str = "") -> WorldFailed:
    message = tr(
        "{cause} Nothing was sent; everything is safe on this computer and goes out later.", cause=cause
    )
    return WorldFailed(title, f"{message} ({words})" if words else message)


def _cause(error: BaseException) -> ssl.SSLError | None:
    """What OpenSSL said, somewhere within what urllib3 and requests have wrapped around it."""
    if isinstance(error, ssl.SSLError):
        return error
    within = (error.__cause__, error.__context__, *error.args)
    found = (_cause(each) for each in within if isinstance(each, BaseException))
    return next((each for each in found if each is not None), None)


def _shown(server: str) -> list[x509.Certificate]:
    """A second look, for the words only: what is shown now, or nothing."""
    try:
        return glance.presented(server)
    except (requests.RequestException, ValueError):
        return []


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
