"""What counts as sent is what this server signed for: nothing else is believed."""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import pytest

from gridapp.actions import photos, status
from gridapp.domain.errors import WorldFailed
from gridapp.domain.photo import Photo
from gridapp.sync.protocol import BatchReceipt, PushAnswer, Receipt
from gridapp.sync.receipts import Signer, signed_batch, signed_file
from tests.office import VOLUNTEER, Line, Office, make

STRANGE = Signer(b"x" * 32)


def altered(answer: PushAnswer) -> PushAnswer:
    return msgspec.structs.replace(answer, receipt=answer.receipt.replace('"skew":0', '"skew":9'))


def by_another(answer: PushAnswer) -> PushAnswer:
    receipt = msgspec.json.decode(answer.receipt, type=BatchReceipt)
    words, signature = signed_batch(STRANGE, receipt)
    return msgspec.structs.replace(answer, receipt=words, signature=signature)


def without(answer: PushAnswer) -> PushAnswer:
    return msgspec.structs.replace(answer, receipt="", signature="")


def elsewhere(answer: PushAnswer) -> PushAnswer:
    return msgspec.structs.replace(answer, after=answer.before)


@pytest.mark.parametrize("forge", [altered, by_another, without, elsewhere])
def test_an_answer_without_the_servers_word_counts_for_nothing(
    small_office: Office, dice: random.Random, forge: Callable[[PushAnswer], PushAnswer]
) -> None:
    desk = small_office.desk(VOLUNTEER)
    make(desk, "hazard", dice)
    line = small_office.line(desk)
    real = line.push
    line.push = lambda push: forge(real(push))  # type: ignore[method-assign]
    with pytest.raises(WorldFailed, match="receipt"):
        small_office.sync(desk, line)
    assert status.status(desk).unsent_total == 1
    assert small_office.sync(desk).verdicts == {"stored": 1}
    assert status.status(desk).unsent_total == 0


def test_a_photo_counts_as_sent_by_the_servers_word_only(small_office: Office, dice: random.Random) -> None:
    desk = small_office.desk(VOLUNTEER)
    kept = photos.keep(desk, Photo(dice.randbytes(90_000), 10, 10))
    make(desk, "hazard", dice, photos=[kept])
    line: Line = small_office.line(desk)
    real = line.receipt

    def strange(sha: str) -> Receipt:
        return signed_file(STRANGE, msgspec.structs.replace(real(sha), signature=""))

    line.receipt = strange  # type: ignore[method-assign]
    report = small_office.sync(desk, line)
    assert (report.files_sent, len(report.file_problems)) == (0, 1)
    assert status.status(desk).unsent_files == 1
    assert small_office.sync(desk).files_sent == 1


def test_the_same_batch_gets_the_same_receipt(small_office: Office, dice: random.Random) -> None:
    desk = small_office.desk(VOLUNTEER)
    make(desk, "hazard", dice)
    line = small_office.line(desk)
    real, answers = line.push, []

    def twice(push: object) -> PushAnswer:
        answers.extend([real(push), real(push)])  # type: ignore[arg-type]
        return answers[1]

    line.push = twice  # type: ignore[method-assign,assignment]
    small_office.sync(desk, line)
    assert answers[0] == answers[1]
