"""A round without a network: what waits is sealed into a packet, and the answer to it is taken in.

Nothing counts as sent before the answer is in the vault. A packet holds the same frozen batches as a connection would
carry, so both may deliver them; the server says "the same" to the second.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from gridapp.domain.errors import GridAppError, Refused, WorldFailed
from gridapp.i18n import tr
from gridapp.store import filing, history, outbox, reply_keys
from gridapp.store.couriers import Couriers
from gridapp.store.vault import Vault
from gridapp.sync import files, letters, packets, pull, push
from gridapp.sync.carried import Carried, NotInPacket
from gridapp.sync.engine import Direct, require_enrolled
from gridapp.sync.letters import Letter, Reply
from gridapp.sync.packets import Opener
from gridapp.sync.protocol import Checkpoint
from gridapp.sync.round import Gate, Report

MOST_WANTED = 500  # files of others, named in one packet


@dataclass(frozen=True)
class Written:
    """A packet, how many ops and files are in it, and how many of each had to wait for the next one."""

    data: bytes
    ops: int
    files: int
    ops_left: int
    files_left: int


def write(vault: Vault, most: int) -> Written:
    """Everything that waits, sealed to the server, in about `most` bytes at most. Raises Refused."""
    _require_ready(vault)
    identity, seed, id_ = vault.identity(), vault.dice(32), vault.dice(16).hex()
    pushes = push.frozen(Direct(vault), min(letters.MOST_WORDS, most))
    with vault.writing() as connection:
        reply_keys.keep(connection, id_, seed)  # before anybody can answer
        filing.sort_wanted(connection)
        known = [Checkpoint(each.seq, each.hash) for each in history.checkpoints(connection)]
        wanted = filing.to_download(connection)[:MOST_WANTED]
        all_ops, all_files = outbox.unanswered(connection), len(filing.only_here(connection))
    ops = sum(len(each.ops) for each in pushes)
    fitting = _files(vault, most - sum(len(bytes(op)) for each in pushes for op in each.ops))
    letter = Letter(
        identity.token,
        identity.device_id,
        Opener(seed).public,
        pull.question(vault),
        pushes,
        known,
        wanted,
        letters.enclosed(fitting),
    )
    contents = letters.pack(letter, fitting.values())
    data = packets.to_server(identity.courier_key, id_, contents)
    return Written(data, ops, len(fitting), all_ops - ops, all_files - len(fitting))


def take_in(gate: Gate, data: bytes) -> Report:
    """Take in the answer to a packet of this vault, by the steps of a round. Raises Refused, or WorldFailed."""
    head = packets.read_head(data)
    if head.kind != "to-computer":
        raise Refused(
            tr("This packet is for the server"),
            tr("What comes back from there, the answer to it, can be taken in here. Nothing was changed."),
        )
    opener = gate(partial(_opener, device=head.to, packet=head.answers))
    reply, brought = letters.unpack(opener.open(data), Reply)
    if reply.refused is not None:
        raise Refused(reply.refused.title, reply.refused.message)
    report = Report()
    hub = Carried(reply, brought)
    _as_far_as_it_goes(lambda: push.push(gate, hub, report, _never, ahead=1))
    _as_far_as_it_goes(lambda: pull.pull(gate, hub, report, _never))
    files.exchange(gate, hub, report, _never)
    report.file_problems.clear()  # those that did not come along
    gate(partial(_note_taken, packet=head.answers))
    return report


def put_away(vault: Vault, couriers: Couriers) -> None:
    """Close a vault, having left what waits. That nothing could be left keeps nobody at the desk: the vault has it."""
    try:
        with suppress(GridAppError, SQLAlchemyError, OSError):
            leave(vault, couriers)
    finally:
        vault.close()


def leave(vault: Vault, couriers: Couriers) -> None:
    """Leave what waits for whoever works here next; nothing, when nothing waits. Raises Refused, or WorldFailed."""
    with vault.reading() as connection:
        waits = outbox.unanswered(connection) or filing.only_here(connection)
    if not waits:
        couriers.withdraw(vault.name)
    elif vault.identity().courier_key:
        couriers.leave(vault.name, write(vault, packets.MOST_LEFT).data)


def take_in_left(vault: Vault, couriers: Couriers) -> None:
    """Take in what somebody brought while this person was away. What does not fit any more is let go, for the next
    round says the same; what the disk does not take now stays for the next time."""
    with suppress(WorldFailed):
        answer = couriers.answered(vault.name)
        if answer is not None:
            with suppress(Refused):
                take_in(Direct(vault), answer)
            couriers.forget_answer(vault.name)


def _require_ready(vault: Vault) -> None:
    require_enrolled(vault)
    if not vault.identity().courier_key:
        raise Refused(
            tr("This computer cannot seal a packet yet"),
            tr("It has to reach the server once more before. Everything you record is kept until then."),
        )


def _files(vault: Vault, most: int) -> dict[str, bytes]:
    """The smallest of those that the server does not have, thumbnails before photos, as many as fit."""
    fitting: dict[str, bytes] = {}
    with vault.reading() as connection:
        waiting = filing.only_here(connection)
    for row in waiting:
        most -= row.size
        if most < 0:
            break
        try:
            fitting[row.sha] = vault.files.read(row.sha)
        except GridAppError:
            continue  # a damaged one: a round says so, and it keeps no other back
    return fitting


def _opener(vault: Vault, device: str, packet: str) -> Opener:
    if device != vault.identity().device_id:
        raise Refused(
            tr("This packet is for another person or another computer"),
            tr(
                "It can be taken in only there, by whoever wrote the packet that it answers. Nothing was changed."
            ),
        )
    with vault.reading() as connection:
        seed, taken = reply_keys.seed_of(connection, packet), reply_keys.was_taken(connection, packet)
    if taken:
        raise Refused(tr("This packet was taken in before"), tr("Nothing was changed."))
    if seed is None:
        raise Refused(
            tr("This packet answers none that is known here"),
            tr("Nothing was changed, and nothing is lost: please write a new packet."),
        )
    return Opener(seed)


def _note_taken(vault: Vault, packet: str) -> None:
    with vault.writing() as connection:
        reply_keys.note_taken(connection, packet)


def _as_far_as_it_goes(step: Callable[[], None]) -> None:
    try:
        step()
    except NotInPacket:
        return


def _never() -> bool:
    return False
