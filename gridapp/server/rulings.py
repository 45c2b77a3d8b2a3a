"""What of a pushed batch is written to the audit log: decisions about other people's ops, and what its sender had no
right to do. What is done is in the journal as well; a batch that is sent again is no second act.
"""

from __future__ import annotations

from gridapp.domain.op import understood
from gridapp.server import audit
from gridapp.server.audit import Line, Who
from gridapp.sync.protocol import Push, PushAnswer, Verdict

_ACTS = {"release": "ruling-release", "return": "ruling-return"}


def lines(who: Who, push: Push, answer: PushAnswer, quarantine: str = "") -> list[Line]:
    """The audit lines of a batch and its answer; none when nothing was done with it. `quarantine` is its
    computer's."""
    if answer.diverged is not None or answer.tip is not None:
        return []
    said = {each.op: each for each in answer.verdicts}
    found, rulings = [], set()
    for raw in push.ops:
        data = bytes(raw)
        if not any(kind.encode() in data for kind in _ACTS):
            continue  # most are no rulings: they are not read a second time
        op = understood(data)
        if act := _ACTS.get(op.kind):
            rulings.add(op.id)
            found += _ruling(who, act, said.get(op.id) or Verdict(op.id, "stored"))
    if quarantine and any(_code(each) == quarantine for each in answer.verdicts):
        found.append(Line(who, "put-aside", audit.name(push.batch)))
    if any(each.op not in rulings and _code(each) == "not_allowed" for each in answer.verdicts):
        found.append(Line(who, "op", audit.name(push.batch), "not-allowed", refused=True))
    return found


def _ruling(who: Who, act: str, verdict: Verdict) -> list[Line]:
    if verdict.outcome == "retry":
        return []
    if verdict.outcome != "held":
        return [Line(who, act, audit.name(verdict.op))]
    reason = "not-allowed" if _code(verdict) == "not_allowed" else "decided"
    return [Line(who, act, audit.name(verdict.op), reason, refused=True)]


def _code(verdict: Verdict) -> str:
    return str(verdict.detail.get("code", "")) if verdict.outcome == "held" else ""
