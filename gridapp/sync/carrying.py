"""Carrying what others left on this computer: packets go to the server, answers wait for who is absent."""

from __future__ import annotations

from gridapp.domain.errors import Refused, WorldFailed
from gridapp.store.couriers import Couriers
from gridapp.sync import packets
from gridapp.sync.packets import Head
from gridapp.sync.protocol import HubProtocol
from gridapp.sync.round import Gate, Stop


def carry(couriers: Couriers, gate: Gate, hub: HubProtocol, stop: Stop = lambda: False) -> int:
    """Hand over every packet that others left here for the same server; give how many were answered. What goes wrong
    with them is nothing to whoever works here: they stay, and everything in them is in their writers' vaults too."""
    own, key = gate(lambda vault: (vault.name, vault.identity().courier_key))
    carried = 0
    try:
        for vault, packet in couriers.left():
            if stop() or not key:
                break
            if vault != own and _is_for(key, packet):
                carried += _hand_over(couriers, vault, packet, hub)
    except WorldFailed:
        return carried  # no connection, or no room: the next round tries again
    return carried


def _is_for(key: str, packet: bytes) -> bool:
    head = _head(packet)
    return head is not None and head.to == packets.fingerprint(key)


def _hand_over(couriers: Couriers, vault: str, packet: bytes, hub: HubProtocol) -> int:
    """The answer is kept before the packet goes. One that the server cannot open is of no use to anybody."""
    try:
        answer = hub.carry(packet)
    except Refused:
        couriers.withdraw(vault, packet)
        return 0
    head, asked = _head(answer), _head(packet)
    if head is None or asked is None or head.answers != asked.id:
        return 0
    couriers.answer(vault, answer)
    couriers.withdraw(vault, packet)
    return 1


def _head(packet: bytes) -> Head | None:
    try:
        return packets.read_head(packet)
    except Refused:
        return None
