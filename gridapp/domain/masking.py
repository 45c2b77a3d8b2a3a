"""What stands in a text in place of what should not be kept: enough to know it by, never enough to find somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gridapp.domain.privacy import BANK_CARD, CONDITION, ID_NUMBER, MOBILE, PLATE, Finding, findings

STARS = "****"
_NO_SIGN = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff\uff10-\uff5a]")


def masked(text: str) -> str:
    """`text` with its numbers, plates and pupils covered. Words about a condition stay: a person has to rewrite the
    sentence. Where what is left of two numbers makes up another one, that one is covered whole."""
    text = put(text, ((each, covered(text[each.start : each.end], each.what)) for each in maskable(text)))
    while left := maskable(text):
        text = put(text, ((each, STARS) for each in left))
    return text


def maskable(text: str) -> list[Finding]:
    """The findings that can be covered without changing what the text says."""
    return [each for each in findings(text) if each.what != CONDITION]


def covered(words: str, what: str) -> str:
    """What stands for `words`, which are a finding of the kind `what`: 138****5678, ****1234, 甘****."""
    plain = _NO_SIGN.sub("", words)
    match what:
        case _ if what == MOBILE:
            return f"{plain[:3]}{STARS}{plain[-4:]}"
        case _ if what in (ID_NUMBER, BANK_CARD):
            return f"{STARS}{plain[-4:]}"
        case _ if what == PLATE:
            return f"{plain[0]}{STARS}"
    return STARS


def put(text: str, covers: Iterable[tuple[Finding, str]]) -> str:
    """`text` with each finding's place taken by the words beside it."""
    for each, cover in sorted(covers, key=lambda pair: pair[0].start, reverse=True):
        text = text[: each.start] + cover + text[each.end :]
    return text
