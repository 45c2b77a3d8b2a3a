"""What can be done to a batch: on its way, by somebody without the computer's key, and by the computer itself, which
signs whatever it likes. Each gives what is sent instead of the next honest batch."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from gridapp.domain.op import decoded
from gridapp.sync.protocol import Checkpoint, Push
from tests.devices.computer import Computer, ops_of, with_ops

Mutation = Callable[[Computer, Computer, Push, random.Random], Push]
"""Made of the computer, another one, the honest batch that would be next, and dice."""


def an_op_altered(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return replace(push, ops=[msgspec.Raw(each) for each in _one_altered(push, dice)])


def an_op_altered_and_the_digest(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return with_ops(push, _one_altered(push, dice))


def its_place_altered(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return dice.choice(
        (
            replace(push, cut=dice.randrange(99)),
            replace(push, checkpoint=Checkpoint(0, dice.randbytes(32).hex())),
            replace(push, batch=dice.randbytes(16).hex()),
            replace(push, tip=dice.choice((None, "", dice.randbytes(16).hex(), own.last.tip))),
        )
    )


def the_signature_altered(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    bits = bytearray.fromhex(push.signature)
    bits[dice.randrange(64)] ^= 1 << dice.randrange(8)
    return replace(push, signature=bytes(bits).hex())


def another_batch_under_the_name_of_the_last(
    own: Computer, other: Computer, push: Push, dice: random.Random
) -> Push:
    return own.signed(replace(push, batch=own.last.batch))


def an_op_dropped(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    ops = ops_of(push)
    del ops[dice.randrange(len(ops))]
    return dice.choice((replace(push, ops=[msgspec.Raw(each) for each in ops]), with_ops(push, ops)))


def the_batch_before_dropped(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    """The computer signed it after `push`, which never comes."""
    return own.signed(replace(own.batch(2), tip=push.batch))


def two_ops_swapped(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    ops = ops_of(push)
    first, second = dice.sample(range(len(ops)), 2)
    ops[first], ops[second] = ops[second], ops[first]
    return dice.choice((replace(push, ops=[msgspec.Raw(each) for each in ops]), with_ops(push, ops)))


def sent_after_an_older_one(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    """A fork: another batch after the one that the last was sent after."""
    return own.signed(replace(push, tip=own.last.tip))


def an_op_twice(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    ops = ops_of(push)
    return own.signed(with_ops(push, [*ops, dice.choice(ops)]))


def the_last_batch_again(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return own.last


def the_last_ops_in_another_batch(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return own.signed(with_ops(push, ops_of(own.last)))


def the_last_ops_with_other_words(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return own.signed(with_ops(push, _all_altered(own.last)))


def sent_at_backdated(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return replace(push, sent_at=_earlier(push.sent_at, dice))


def backdated_by_the_computer_itself(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return own.signed(replace(push, sent_at=_earlier(push.sent_at, dice)))


def an_act_backdated(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    ops = ops_of(push)
    place = dice.randrange(len(ops))
    op = decoded(ops[place])
    ops[place] = replace(op, at=_earlier(op.at, dice), recorded_at=_earlier(op.at, dice)).encoded()
    return dice.choice((replace(push, ops=[msgspec.Raw(each) for each in ops]), with_ops(push, ops)))


def under_anothers_key(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return own.signed(push, other.identity.key)


def under_anothers_signature(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return replace(own.signed(push, other.identity.key), key=push.key)


def anothers_batch(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return other.batch(2)


def anothers_work_as_ones_own_batch(own: Computer, other: Computer, push: Push, dice: random.Random) -> Push:
    return own.signed(with_ops(push, ops_of(other.batch(2))))


KINDS: Mapping[str, tuple[Mutation, ...]] = {
    "altered": (
        an_op_altered,
        an_op_altered_and_the_digest,
        its_place_altered,
        the_signature_altered,
        another_batch_under_the_name_of_the_last,
    ),
    "dropped": (an_op_dropped, the_batch_before_dropped),
    "reordered": (two_ops_swapped, sent_after_an_older_one),
    "duplicated": (
        an_op_twice,
        the_last_batch_again,
        the_last_ops_in_another_batch,
        the_last_ops_with_other_words,
    ),
    "backdated": (sent_at_backdated, backdated_by_the_computer_itself, an_act_backdated),
    "cross-signed": (
        under_anothers_key,
        under_anothers_signature,
        anothers_batch,
        anothers_work_as_ones_own_batch,
    ),
}


def _one_altered(push: Push, dice: random.Random) -> list[bytes]:
    ops = ops_of(push)
    place = dice.randrange(len(ops))
    ops[place] = _reworded(ops[place])
    return ops


def _all_altered(push: Push) -> list[bytes]:
    return [_reworded(each) for each in ops_of(push)]


def _reworded(data: bytes) -> bytes:
    op = decoded(data)
    return replace(op, fields={**op.fields, "description": "不是原来的话"}).encoded()


def _earlier(moment: str, dice: random.Random) -> str:
    ago = timedelta(minutes=dice.randrange(30, 60 * 24 * 400))
    return (datetime.fromisoformat(moment) - ago).isoformat(timespec="milliseconds")
