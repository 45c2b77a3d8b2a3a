"""TLS as both ends speak it: 1.2 and 1.3, forward secrecy, authenticated ciphers, no key that can be forged today."""

from __future__ import annotations

import ssl
from functools import lru_cache

from requests.utils import DEFAULT_CA_BUNDLE_PATH

_CIPHERS = (
    "ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2"  # level 2: no RSA below 2048 bits, no signature over SHA-1
)


def context(side: int) -> ssl.SSLContext:
    """A context for one side (`ssl.PROTOCOL_TLS_CLIENT`, `ssl.PROTOCOL_TLS_SERVER`), believing nobody yet."""
    made = ssl.SSLContext(side)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.set_ciphers(_CIPHERS)
    made.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    return made


@lru_cache(maxsize=8)
def believing(authorities: str) -> ssl.SSLContext:
    """A client's context that believes these authorities alone (PEM), or with none given the public ones."""
    made = context(ssl.PROTOCOL_TLS_CLIENT)
    made.hostname_checks_common_name = False
    if not authorities:
        made.load_verify_locations(cafile=DEFAULT_CA_BUNDLE_PATH)
        return made
    made.load_verify_locations(cadata=authorities)
    # What was given at enrolment is believed as it is, also an authority that another one stands above.
    made.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    return made
