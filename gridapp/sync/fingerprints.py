"""Fingerprints of public keys: short enough to be read to each other, long enough that nobody finds another key."""

from __future__ import annotations

import hashlib

_DIGITS = 20  # 80 bits: another key with the same ones is not found by trying
_GROUP = 4


def of_key(public: str) -> str:
    """Five groups of four digits and letters from a to f, for a public key (hex); "" for none."""
    if not public:
        return ""
    digits = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:_DIGITS]
    return " ".join(digits[start : start + _GROUP] for start in range(0, _DIGITS, _GROUP))


def are_same(one: str, other: str) -> bool:
    """Whether two fingerprints say the same, however they were typed; nothing is the same as none."""
    return bool(_bare(one)) and _bare(one) == _bare(other)


def _bare(fingerprint: str) -> str:
    return "".join(each for each in fingerprint.lower() if each.isalnum())
