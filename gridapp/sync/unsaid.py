"""Verdicts that need no words: most ops of a batch are stored, each with the number after the one before it."""

from __future__ import annotations

from collections.abc import Sequence

from gridapp.sync.protocol import Checkpoint, PushAnswer, Verdict


def left_out(before: Checkpoint, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts that have to be said: all but those for ops stored in order."""
    said, last = [], before.seq
    for verdict in verdicts:
        if verdict.outcome != "stored" or verdict.seq != last + 1:
            said.append(verdict)
        last = verdict.seq or last
    return said


def verdicts_of(answer: PushAnswer, ops: Sequence[str]) -> list[Verdict]:
    """One verdict for each of the ops with these ids, in their order."""
    said = {each.op: each for each in answer.verdicts}
    found, last = [], answer.before.seq
    for op in ops:
        verdict = said.get(op) or Verdict(op, "stored", last + 1)
        last = verdict.seq or last
        found.append(verdict)
    return found
