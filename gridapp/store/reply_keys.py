"""The keys that open the answers to a vault's sealed packets: one for each, gone once its answer was taken in."""

from __future__ import annotations

from sqlalchemy import Connection

from gridapp.store import settings

_KEYS, _TAKEN = "reply_keys", "replies_taken"
_MOST_KEYS = 50  # packets under way; what an older one held is in every newer one, or was answered
_MOST_TAKEN = 200


def keep(connection: Connection, packet: str, seed: bytes) -> None:
    """Remember what opens the answer to `packet`."""
    keys = {**settings.get(connection, _KEYS, {}), packet: seed.hex()}
    settings.put(connection, _KEYS, dict(list(keys.items())[-_MOST_KEYS:]))


def seed_of(connection: Connection, packet: str) -> bytes | None:
    kept = settings.get(connection, _KEYS, {}).get(packet)
    return bytes.fromhex(kept) if kept else None


def was_taken(connection: Connection, packet: str) -> bool:
    """Whether the answer to this packet was taken in before."""
    return packet in settings.get(connection, _TAKEN, [])


def note_taken(connection: Connection, packet: str) -> None:
    """The answer is in the vault: nobody needs its key any more."""
    keys = {id_: seed for id_, seed in settings.get(connection, _KEYS, {}).items() if id_ != packet}
    settings.put(connection, _KEYS, keys)
    settings.put(connection, _TAKEN, [*settings.get(connection, _TAKEN, []), packet][-_MOST_TAKEN:])
