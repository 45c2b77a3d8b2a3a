"""What the hash of a line of the audit log is made of. Whoever writes a line and whoever checks it later ask here."""

from __future__ import annotations

import hashlib

import msgspec

_encode = msgspec.json.Encoder().encode


def audit_hash(
    before: str, county: str, seq: int, at: str, actor: str, role: str, device: str, act: str, object_: str,
    outcome: str, reason: str,
) -> str:  # fmt: skip
    """The hash of a line of the audit log, hex: SHA-256 over all its other columns, `before` being the hash of the
    line before. As JSON, so that nothing can be moved from one column into the next."""
    columns = (before, county, seq, at, actor, role, device, act, object_, outcome, reason)
    return hashlib.sha256(_encode(columns)).hexdigest()
