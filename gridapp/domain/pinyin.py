"""Pinyin of places and people, so that a name can be found by typing a few letters.

The dictionary errs on local names (长庆桥 is not "zhang"), so every reading of a character counts, and
an override table says how known local names are read.
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib import resources
from itertools import islice, product

_MOST_READINGS = 8  # a name of many ambiguous characters would otherwise multiply without end
_RUN = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9]+")


def initials(text: str) -> str:
    """First letters of `text`, one word per reading: 长庆桥 -> "cqq zqq"."""
    return " ".join(dict.fromkeys("".join(syllable[0] for syllable in each) for each in _readings(text)))


def spellings(text: str) -> str:
    """Whole pinyin and initials of every reading, as words to search."""
    whole = ["".join(each) for each in _readings(text)]
    return " ".join(dict.fromkeys([*whole, *initials(text).split()]))


def sorted_as(text: str) -> str:
    """What Chinese names are sorted by: the most usual reading, then the characters themselves."""
    return f"{''.join(next(iter(_readings(text)), ()))} {text}"


@cache
def _overrides() -> dict[str, list[str]]:
    file = resources.files("resources") / "codes" / "pinyin_overrides.json"
    return {name: reading.split() for name, reading in json.loads(file.read_text("utf-8")).items()}


@lru_cache(maxsize=20_000)
def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    hanzi = "".join(
        each for each in text if "\u3400" <= each <= "\u9fff" or (each.isascii() and each.isalnum())
    )
    if not hanzi:
        return ()
    for name, reading in _overrides().items():
        if hanzi.startswith(name):
            rest = _readings(hanzi[len(name) :]) or ((),)
            return tuple((*reading, *each) for each in rest)
    choices = [choice for run in _RUN.findall(hanzi) for choice in _choices(run)]
    return tuple(islice(product(*choices), _MOST_READINGS))


@lru_cache(maxsize=20_000)
def _choices(run: str) -> tuple[tuple[str, ...], ...]:
    """What each syllable of a run can be read as. A number in an address ends a run, and is read as it is written:
    house after house of a street has the same runs, so that few of them are looked up."""
    if run.isascii():
        return ((run,),)
    from pypinyin import Style, pinyin  # 100 ms of dictionary, not needed before the first search

    choices = pinyin(run, style=Style.NORMAL, heteronym=True)
    return tuple(tuple(each for each in dict.fromkeys(choice) if each) for choice in choices)
