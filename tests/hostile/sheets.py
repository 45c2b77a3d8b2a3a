"""Tables as text, and column maps: endless cells and columns, odd encodings, formulas, depth."""

from __future__ import annotations

import random
from collections.abc import Iterator

Named = Iterator[tuple[str, bytes]]
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    " =1+1",
    "　=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠a",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://127.0.0.1:9/"&A1,"a")',
    '=IMPORTXML("http://127.0.0.1:9/","a")',
    "'=1+1",
    "''=1+1",
    '=1+1";=2',
    "-2+3+cmd|' /C calc'!A0",
    "%0A=1+1",
    ";=1+1",
    ",=1+1",
    "=\u202e1+1",
    "–1",
    "-5",
    "-5.5",
    "−5",
)
"""Texts that a spreadsheet might calculate, and some that only look so."""


def sheets(dice: random.Random) -> Named:
    honest = "名称,数量\n东门,3\n"
    yield "with NUL", b"a,b\n\0,\0\n"
    yield "of NUL only", bytes(5_000_000)
    yield "a cell of 5 MB", b"a,b\n" + b"x" * 5_000_000 + b",1\n"
    yield "a quote that never ends", b'a,b\n"' + b"x,1\n" * 1_250_000
    yield "quotes of quotes", b"a,b\n" + b'"' * 4_000_001 + b"\n"
    yield "a quote in the middle", b'a,b\nx"y"z,1\n'
    yield "a million columns", b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n"
    yield "a million columns of one name", b"a," * 1_000_000 + b"\n"
    yield "a row of a million cells", b"a,b\n" + b"x," * 1_000_000 + b"\n"
    yield "10 million cells", b"a,b,c,d\n" + b"1,2,3,4\n" * 2_500_000
    yield (
        "as many cells as may be",
        b",".join(b"c%d" % n for n in range(20))
        + b"\n"
        + ((b"1,2,3,4,5,6,7,8,9,0," * 2)[:-1] + b"\n") * 49_999,
    )
    yield "as many rows as may be", b"a,b\n" + b"1,2\n" * 149_999
    yield "5 million empty lines", b"a,b\n" + b"\n" * 5_000_000
    yield "5 million carriage returns", b"a,b\r" + b"\r" * 5_000_000
    yield "only commas", b"," * 5_000_000
    yield "only line ends", b"\n" * 5_000
    yield "larger than may be", b"a,b\n" + b"1" * 50_000_000
    yield "one character outside the plane", b"a,b\n" + "𠀀".encode() + b"x" * 900_000 + b",1\n"
    for encoding in ("utf-16", "utf-16-le", "utf-32", "utf-7", "shift_jis", "big5", "cp037"):
        yield f"in {encoding}", honest.encode(encoding, errors="replace")
    yield "half of UTF-16", honest.encode("utf-16")[:-1]
    yield "halves of pairs", b"\xff\xfe" + "a,b\n".encode("utf-16-le") + b"\0\xd8\0\xd8,\0"
    yield "two encodings", honest.encode() + honest.encode("gb18030")
    yield "GB18030 outside of it", b"a,b\n\x81\x30\x81\xff,1\n"
    yield "a mark and nothing", b"\xef\xbb\xbf"
    yield "nothing", b""
    yield (
        "formulas",
        "\n".join(['"text"', *(f'"{each.replace(chr(34), chr(34) * 2)}"' for each in FORMULAS)]).encode(),
    )
    yield "names that turn around", "a,\u202eb\u2066,c\x1b[31m\n1,2,3\n".encode()
    yield "a script", b"#!/bin/sh\nrm -rf /\n"
    yield "a web page", b"<html><table><tr><td>=1+1</table>"
    for number in range(6):
        yield f"noise {number}", dice.randbytes(20_000)


def maps(dice: random.Random) -> Named:
    yield "100,000 deep", b'{"kind": {"column": "a", "default": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    yield "a million letters", b'{"kind": "' + b"a" * 900_000 + b'"}'
    yield "larger than may be", b'{"kind": "' + b"a" * 1_100_000 + b'"}'
    yield "the same name often", b"{" + b",".join([b'"kind": "a"'] * 50_000) + b"}"
    yield "a number of 100,000 digits", b'{"kind": {"column": "a", "default": ' + b"9" * 100_000 + b"}}"
    yield "no number", b'{"kind": {"column": "a", "default": NaN}}'
    yield "half a pair", b'{"kind": "\\ud800"}'
    yield (
        "one column a thousand times",
        b'{"kind": {"columns": [' + b",".join([b'"a"'] * 1_000) + b'], "join": "x"}}',
    )
    yield "an endless joint", b'{"kind": {"columns": ["a", "b"], "join": "' + b"x" * 900_000 + b'"}}'
    yield "a format that says it twice", b'{"found_at": {"column": "a", "format": "%Y %Y"}}'
    yield (
        "a zone that is a path",
        b'{"found_at": {"column": "a", "format": "%Y", "zone": "../../etc/passwd"}}',
    )
    yield "in UTF-16", '{"kind": "a"}'.encode("utf-16")
    yield "noise", dice.randbytes(500)
    yield "nothing", b""
