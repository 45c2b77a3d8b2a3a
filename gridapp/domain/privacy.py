"""What is personal, what is never stored, and how text is masked.

GridApp records work, never people. The refused list follows the law quoted in docs/privacy.md; a test
holds every declared field against it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
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


ID_NUMBER = N_("an identity number")
BANK_CARD = N_("a bank card number")
MOBILE = N_("a mobile number")
PLATE = N_("a vehicle plate")
CONDITION = N_("a word about a person's condition or past")
"""What is found that tells of somebody, but not of whom."""

_GAP = re.compile(r"(?<=\d)[ \u00a0\u3000·.-](?=[\dXx])")
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (ID_NUMBER, re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")),
    (BANK_CARD, re.compile(r"(?<!\d)\d{16}(?:\d{3})?(?!\d)")),
    (MOBILE, re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")),
    (
        PLATE,
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
    """What in `text` looks like data that should not be kept, in order, none overlapping another; the person is warned,
    never blocked. Numbers written in wide digits or in groups count too."""
    plain = narrow(text)
    found: list[Finding] = []
    for each in sorted(
        {*_matches(plain), *_grouped(plain)}, key=lambda each: (each.start - each.end, each.start)
    ):
        if not any(each.start < other.end and other.start < each.end for other in found):
            found.append(each)
    return sorted(found, key=lambda each: each.start)


def warning(text: str) -> str:
    """One sentence naming what was found in `text`, or "" when nothing was."""
    kinds = list(dict.fromkeys(tr(each.what) for each in findings(text)))
    return tr("This seems to contain {kinds}. Please leave it out.", kinds="、".join(kinds)) if kinds else ""


def mask_middle(text: str) -> str:
    """The first three and last two characters, stars between (a phone in a list); of something shorter, as a name is,
    the first alone."""
    if len(text) <= 5:
        return f"{text[:1]}{'*' * (len(text) - 1)}" if len(text) > 1 else "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 5)}{text[-2:]}"


def shown(privacy: Privacy, text: str, reveal: bool) -> str:
    """How a value of this class is shown in a list: as it is, or masked."""
    cover: Callable[[str], str] = mask_middle if privacy >= Privacy.PERSONAL and not reveal else str
    return cover(text)


def narrow(text: str) -> str:
    """`text` with wide digits and letters as narrow ones, each character in its place."""
    narrowed = (unicodedata.normalize("NFKC", each) for each in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, narrowed, strict=True))


def _matches(text: str) -> Iterator[Finding]:
    for what, pattern in _PATTERNS:
        for each in pattern.finditer(text):
            yield Finding(each.start(), each.end(), what)


def _grouped(text: str) -> Iterator[Finding]:
    """What is found once the gaps between digits are left out."""
    gaps = {each.start() for each in _GAP.finditer(text)}
    kept = [place for place in range(len(text)) if place not in gaps]
    for each in _matches("".join(text[place] for place in kept)) if gaps else ():
        yield Finding(kept[each.start], kept[each.end - 1] + 1, each.what)
