"""Looking at the certificates that somebody shows, without telling them anything."""

from __future__ import annotations

import ssl
from typing import Any

from cryptography import x509

from gridapp.sync import transport

_PATIENCE = (5, 10)  # seconds to connect, seconds without a byte
_DER = 2  # ssl's number for the binary encoding


def presented(server: str) -> list[x509.Certificate]:
    """What whoever answers at `server` shows, its own certificate first and all of it unproven; over plain HTTP
    nothing.

    The connection ends with the handshake, before it could carry a request. Raises what requests raises when there
    was no handshake.
    """
    gullible = _Gullible(ssl.PROTOCOL_TLS_CLIENT)
    with transport.session(lambda: gullible) as session:
        try:
            session.get(server, timeout=_PATIENCE, allow_redirects=False)
        except _Seen as seen:
            return _readable(seen.chain)
    return []


class _Seen(ValueError):
    """The handshake is over. A ValueError, because then ssl closes the connection and requests lets it pass."""

    def __init__(self, chain: list[bytes]) -> None:
        super().__init__("seen")
        self.chain = chain


class _Gullible(ssl.SSLContext):
    """Believes anybody, and makes only connections that end before they are of use."""

    def __init__(self, _side: int) -> None:
        self.check_hostname = False
        self.verify_mode = ssl.CERT_NONE
        self.sslsocket_class = _Glance


class _Glance(ssl.SSLSocket):
    """Shakes hands and goes."""

    def do_handshake(self, block: bool = False) -> None:
        super().do_handshake(block)
        raise _Seen(_chain(self))


def _chain(connection: Any) -> list[bytes]:
    if hasattr(connection, "get_unverified_chain"):  # from Python 3.13 on
        return list(connection.get_unverified_chain())
    return [each.public_bytes(_DER) for each in connection._sslobj.get_unverified_chain() or ()]


def _readable(chain: list[bytes]) -> list[x509.Certificate]:
    found = []
    for each in chain:
        try:
            found.append(x509.load_der_x509_certificate(each))
        except ValueError:  # a stranger may show anything
            continue
    return found
