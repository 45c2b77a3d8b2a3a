"""Who can be told from a text that leaves the house: numbers of persons, and names. Each finding says its words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from gridapp.domain.masking import STARS, covered, maskable, put
from gridapp.domain.privacy import Finding, narrow
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
_UNNAMED = "某"


@dataclass(frozen=True, kw_only=True)
class Identity(Finding):
    """Where in the text somebody can be told, in which words, and what these are. One that is not `certain` is for a
    person to judge."""

    words: str
    certain: bool = True


def identities(text: str, names: Collection[str] = ()) -> list[Identity]:
    """Numbers of persons and plates, `names` of ours, and what looks like a resident's name, in their order; none
    overlaps another. Numbers written in wide digits or in groups count too."""
    plain = narrow(text)
    certain = {*_numbers(plain), *_named(plain, names)}
    possible = {(each.start(1), each.end(1), PERHAPS_A_NAME) for each in _RESIDENT.finditer(plain)}
    found: list[Identity] = []
    for spans, sure in ((certain, True), (possible, False)):
        for start, end, what in sorted(spans, key=_longest_first):
            if not any(start < each.end and each.start < end for each in found):
                found.append(Identity(start, end, what, words=text[start:end], certain=sure))
    return sorted(found, key=lambda each: each.start)


def _longest_first(span: tuple[int, int, str]) -> tuple[int, int]:
    return span[0] - span[1], span[0]


def masked(text: str, found: Iterable[Identity]) -> str:
    """`text` with these made unknown: of a name the surname stays, of a number what `masking` leaves. Where such an end
    makes up another number with what stands beside it, that one is covered whole."""
    text = put(text, ((each, _covered(each)) for each in found))
    while left := [each for each in identities(text) if each.certain]:
        text = put(text, ((each, STARS) for each in left))
    return text


def _covered(found: Identity) -> str:
    if found.what in (OUR_NAME, PERHAPS_A_NAME):
        return found.words[0] + _UNNAMED * (len(found.words) - 1)
    return covered(found.words, found.what)


def _numbers(text: str) -> Iterable[tuple[int, int, str]]:
    """A word about a condition is nobody's identity: an event against drugs may name them."""
    for each in maskable(text):
        yield each.start, each.end, each.what


def _named(text: str, names: Iterable[str]) -> Iterable[tuple[int, int, str]]:
    known = [each for each in names if len(each) > 1]
    if known:
        for each in re.finditer("|".join(map(re.escape, sorted(known, key=len, reverse=True))), text):
            yield each.start(), each.end(), OUR_NAME
