"""Who can be told from a text that leaves the house: numbers of persons, and names. Each finding says its words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from gridapp.domain.privacy import CONDITION, findings, mask_middle
from gridapp.i18n import N_

OUR_NAME = N_("the name of one of ours")
PERHAPS_A_NAME = N_("perhaps somebody’s name")

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤巩昔贠豆脱俄路"
)
_CALLED = "居民|村民|群众|老人|商户|店主|户主|业主|住户|租客|学生|同学|家长|患者|独居者|当事人"
_ENDS = r"(?=[，。、；：！？,.;:!?（(）)“”\s]|说|表示|反映|介绍|称|家|等|的|和|与|及|$)"
# "村民李秀兰家" may name somebody, "群众高度赞扬" does not: a name is followed by a verb or a stop.
_RESIDENT = re.compile(f"(?:{_CALLED})([{_SURNAMES}](?!某)[\u4e00-\u9fff]{{1,2}}?){_ENDS}")
_GAP = re.compile(r"(?<=\d)[ \u00a0\u3000·.-](?=[\dXx])")
_UNNAMED = "某"


@dataclass(frozen=True)
class Identity:
    """Where in the text somebody can be told, in which words, and what these are. One that is not `certain` is for a
    person to judge."""

    start: int
    end: int
    words: str
    what: str
    certain: bool = True


def identities(text: str, names: Collection[str] = ()) -> list[Identity]:
    """Numbers of persons and plates, `names` of ours, and what looks like a resident's name, in their order; none
    overlaps another. Numbers written in wide digits or in groups count too."""
    plain = "".join(_narrow(each) for each in text)
    certain = {*_numbers(plain), *_named(plain, names)}
    possible = {(each.start(1), each.end(1), PERHAPS_A_NAME) for each in _RESIDENT.finditer(plain)}
    found: list[Identity] = []
    for spans, sure in ((certain, True), (possible, False)):
        for start, end, what in sorted(spans, key=_longest_first):
            if not any(start < each.end and each.start < end for each in found):
                found.append(Identity(start, end, text[start:end], what, sure))
    return sorted(found, key=lambda each: each.start)


def _longest_first(span: tuple[int, int, str]) -> tuple[int, int]:
    return span[0] - span[1], span[0]


def masked(text: str, found: Iterable[Identity]) -> str:
    """`text` with these made unknown: of a name the surname stays, of a number its beginning and end. Where such an
    end makes up another number with what stands beside it, that one is covered whole."""
    text = _put(text, ((each, _covered(each)) for each in found))
    while left := [each for each in identities(text) if each.certain]:
        text = _put(text, ((each, "*" * len(each.words)) for each in left))
    return text


def _put(text: str, covers: Iterable[tuple[Identity, str]]) -> str:
    for each, cover in sorted(covers, key=lambda pair: pair[0].start, reverse=True):
        text = text[: each.start] + cover + text[each.end :]
    return text


def _covered(found: Identity) -> str:
    if found.what in (OUR_NAME, PERHAPS_A_NAME):
        return found.words[0] + _UNNAMED * (len(found.words) - 1)
    if any(each.isdecimal() for each in found.words):
        return mask_middle(found.words)
    return "*" * len(found.words)


def _numbers(text: str) -> Iterable[tuple[int, int, str]]:
    """As `privacy.findings` knows them, in the text and in the text without the gaps between digits. A word about a
    condition is nobody's identity: an event against drugs may name them."""
    gaps = {each.start() for each in _GAP.finditer(text)}
    kept = [place for place in range(len(text)) if place not in gaps]
    close = "".join(text[place] for place in kept)
    for each in findings(text):
        if each.what != CONDITION:
            yield each.start, each.end, each.what
    for each in findings(close) if gaps else ():
        if each.what != CONDITION:
            yield kept[each.start], kept[each.end - 1] + 1, each.what


def _named(text: str, names: Iterable[str]) -> Iterable[tuple[int, int, str]]:
    known = [each for each in names if len(each) > 1]
    if known:
        for each in re.finditer("|".join(map(re.escape, sorted(known, key=len, reverse=True))), text):
            yield each.start(), each.end(), OUR_NAME


def _narrow(character: str) -> str:
    """A wide digit or letter as a narrow one; whatever would not stay one character is left as it is."""
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character
