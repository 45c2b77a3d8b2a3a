"""A person's identity number, while it is typed: checked, its last four kept, and a slow salted hash to know it again.

The number itself is never stored or sent.
"""

from __future__ import annotations

import hashlib
import re

from gridapp.domain.errors import BadValue
from gridapp.i18n import tr

_RESIDENT = re.compile(r"\d{17}[\dX]")
_OTHER = re.compile(r"[0-9A-Z]{6,20}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643
_CHECK = "10X98765432"


def cleaned(text: str, resident: bool) -> str:
    """The number without spaces. Raises BadValue for one that cannot be: most likely a slip of the finger."""
    number = re.sub(r"\s", "", text).upper()
    if resident and not (_RESIDENT.fullmatch(number) and _check_digit(number) == number[-1]):
        raise BadValue(tr("is no identity number: please compare it with the card"))
    if not _OTHER.fullmatch(number):
        raise BadValue(tr("has 6 to 20 letters and digits"))
    return number


def masked(last4: str) -> str:
    """As it is printed unless the whole number is typed again."""
    return "*" * 14 + last4


def salted(number: str, salt: bytes) -> str:
    """ "salt:hash", hex: scrypt, so that trying numbers out takes its time."""
    return f"{salt.hex()}:{_hash(number, salt)}"


def is_same(number: str, kept: str) -> bool:
    """Whether this is the number that `kept` was made from."""
    salt, _, digest = kept.partition(":")
    return _hash(number, bytes.fromhex(salt)) == digest


def _hash(number: str, salt: bytes) -> str:
    return hashlib.scrypt(number.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32).hex()


def _check_digit(number: str) -> str:
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]
