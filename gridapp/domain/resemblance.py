"""How alike two texts, two addresses, two positions are. Plain arithmetic that knows nothing of records."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

_EARTH = 6_371_000.0  # metres
_RUNS = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[^\W_\u3400-\u9fff\uf900-\ufaff]+")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_BUILDING = {"号楼": "building", "栋": "building", "幢": "building", "座": "building", "楼": "building"}
_OTHER = {"号院": "yard", "单元": "entrance", "门洞": "entrance", "层": "floor", "室": "room", "号": "number",
          "组": "group", "队": "group", "社": "group"}  # fmt: skip
_COUNTED = {**_BUILDING, **_OTHER}
_OUTER = frozenset({"building", "yard", "number", "group", ""})
"""What tells one house from the next; entrance, floor and room lie within one."""
_NUMBER = re.compile(rf"(\d+|十[一二三四五六七八九]?|[一二三四五六七八九]十?)({'|'.join(_COUNTED)})|(\d+)")
_DIGITS = {each: number for number, each in enumerate("一二三四五六七八九十", start=1)}


@dataclass(frozen=True)
class Address:
    """What an address says: `words` (comparable, whole), `name` (grams without its numbers), and its numbers by
    what they count ("building", "entrance", …; "" for a bare one)."""

    words: str
    name: frozenset[str]
    numbers: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def contradicts(self, other: Address) -> bool:
        """Whether both name a house, and another one."""
        return bool(_differing(self, other) & _OUTER)


@lru_cache(4096)
def address(text: str) -> Address:
    words = "".join(_RUNS.findall(unicodedata.normalize("NFKC", text).casefold()))
    numbers: dict[str, set[int]] = {}
    for counted, unit, bare in _NUMBER.findall(_plain(text)):
        numbers.setdefault(_COUNTED.get(unit, ""), set()).add(_value(counted or bare))
    name = grams(_NUMBER.sub(" ", _plain(text)))
    return Address(words, name, {what: frozenset(found) for what, found in numbers.items()})


def alike(one: Address, other: Address) -> float:
    """From 0 (elsewhere) to 1 (the same address, or all of it that both mention)."""
    if one.words == other.words:
        return 1.0
    if one.contradicts(other):
        return 0.0
    near = rising(overlap(one.name, other.name), 0.3, 0.8)
    return near * 0.6 if _differing(one, other) else near


def grams(text: str) -> frozenset[str]:
    """Pairs of neighbouring Chinese characters, and whole words of other scripts."""
    found: set[str] = set()
    for run in _RUNS.findall(_plain(text)):
        if _CJK.match(run):
            found.update(run[at : at + 2] for at in range(max(1, len(run) - 1)))
        else:
            found.add(run)
    return frozenset(found)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of both is shared: 0 to 1, the cosine of the two sets."""
    return len(one & other) / math.sqrt(len(one) * len(other)) if one and other else 0.0


def shared_phrases(one: str, other: str, most: int = 3) -> list[str]:
    """The longest pieces of at least two characters that stand in both, longest first."""
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    pieces = {
        piece for at, _, size in blocks for piece in _RUNS.findall(one[at : at + size]) if len(piece) > 1
    }
    return sorted(pieces, key=lambda piece: (-len(piece), one.find(piece)))[:most]


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the ground, between two (latitude, longitude) in degrees."""
    (lat, lon), (lat2, lon2) = ((math.radians(north), math.radians(east)) for north, east in (one, other))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * _EARTH * math.asin(math.sqrt(min(1.0, half)))


def rising(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high` on, and straight between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def falling(value: float, low: float, high: float) -> float:
    """1 up to `low`, 0 from `high` on, and straight between."""
    return 1.0 - rising(value, low, high)


def _differing(one: Address, other: Address) -> set[str]:
    """What both count and count otherwise."""
    both = one.numbers.keys() & other.numbers.keys()
    return {what for what in both if not one.numbers[what] & other.numbers[what]}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _value(text: str) -> int:
    """A number below a hundred in Chinese characters, or in digits."""
    if text.isdigit() and text not in _DIGITS:
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _DIGITS[text]
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
