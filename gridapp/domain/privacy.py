"""What is personal, what is never stored, and how text is masked.

GridApp records work, never people. The refused list follows the law quoted in docs/privacy.md; a test
holds every declared field against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from gridapp.i18n import N_, tr


class Privacy(StrEnum):
    """How widely a field's value may travel."""

    PUBLIC = "P0"  # may be published
    WORK = "P1"  # internal work
    PERSONAL = "P2"  # a member's or a contact's
    SENSITIVE = "P3"  # separate consent, masked, short-lived


REFUSED: dict[str, str] = {
    "id_number": N_("full identity numbers"),
    "ethnicity": N_("ethnicity"),
    "religion": N_("religion"),
    "political_status": N_("political status"),
    "health": N_("health, illness or disability"),
    "marital_status": N_("marital status"),
    "family": N_("family relations"),
    "label": N_("labels for kinds of people (key, petitioning, released, addicted persons)"),
    "pupil": N_("pupils' names, classes or pictures"),
    "face": N_("faces"),
    "fingerprint": N_("fingerprints and voiceprints"),
    "plate": N_("vehicle plates"),
    "door_number": N_("home door numbers with their occupants"),
    "bank": N_("bank data"),
    "live_location": N_("live location of members"),
    "rating": N_("ratings of persons"),
    "points": N_("points and rankings"),
    "blacklist": N_("blacklists"),
    "screenshot": N_("chat screenshots"),
    "video": N_("video surveillance links"),
}
"""What no field may hold: the word that may not stand in a field's name -> how it is said to people."""


@dataclass(frozen=True)
class Finding:
    """Something in a free text that looks like personal data: where, and what it seems to be."""

    start: int
    end: int
    what: str


CONDITION = N_("a word about a person's condition or past")
"""What is found that tells of somebody, but not of whom."""

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (N_("an identity number"), re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")),
    (N_("a bank card number"), re.compile(r"(?<!\d)\d{16}(?:\d{3})?(?!\d)")),
    (N_("a mobile number"), re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
    (
        N_("a vehicle plate"),
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·. ]?[A-Z0-9]{5,6}"
        ),
    ),
    (
        CONDITION,
        re.compile(r"身份证|残疾|精神病|精神障碍|前科|信访户|吸毒|艾滋|刑满"),
    ),
    (
        N_("a pupil's class"),
        re.compile(
            r"[一二三四五六七八九高初](?:年级|[年级])?[（(]?[一二三四五六七八九十\d]{1,2}[)）]?班[的]?[\u4e00-\u9fff]{2,3}同?学?"
        ),
    ),
)


def findings(text: str) -> list[Finding]:
    """What in `text` looks like data that should not be kept; the person is warned, never blocked."""
    found = [Finding(m.start(), m.end(), what) for what, pattern in _PATTERNS for m in pattern.finditer(text)]
    return sorted(found, key=lambda each: each.start)


def warning(text: str) -> str:
    """One sentence naming what was found in `text`, or "" when nothing was."""
    kinds = list(dict.fromkeys(tr(each.what) for each in findings(text)))
    return tr("This seems to contain {kinds}. Please leave it out.", kinds="、".join(kinds)) if kinds else ""


def mask(text: str) -> str:
    """`text` with the middle of every such number covered."""
    for finding in reversed(findings(text)):
        piece = text[finding.start : finding.end]
        text = text[: finding.start] + mask_middle(piece) + text[finding.end :]
    return text


def mask_middle(text: str) -> str:
    """The first three and last two characters, stars between (a phone in a list)."""
    return text if len(text) <= 5 else f"{text[:3]}{'*' * (len(text) - 5)}{text[-2:]}"


def shown(privacy: Privacy, text: str, reveal: bool) -> str:
    """How a value of this class is shown in a list: as it is, or masked."""
    cover: Callable[[str], str] = mask_middle if privacy >= Privacy.PERSONAL and not reveal else str
    return cover(text)
