"""A grid worker's contact card (连心卡) and the grid's public notice (网格公示), as pages that any browser prints.

The paper is Chinese whatever language the program speaks. What it tells is public by rule: name and phone of the
worker, never anything of a resident.
"""

from __future__ import annotations

from html import escape

import segno
from segno import helpers

from gridapp.domain.contact_card import Grid, Worker

CARDS_PER_SHEET = 8
MATTERS = ("矛盾纠纷", "安全隐患", "意见建议", "政策咨询", "代办服务", "求助帮扶")
HOTLINES = (("110", "报警"), ("119", "火警"), ("120", "急救"), ("12345", "政务热线"))
_WIDE = "&nbsp;&nbsp; "
_NAVY, _SOFT, _LINE = "#17325C", "#5B5F68", "#B9C2D0"


def cards(grid: Grid) -> str:
    """One A4 sheet of eight cards for each worker, to be cut up and handed out, as HTML."""
    sheets = [_sheet(_card(grid, worker), first=not place) for place, worker in enumerate(grid.workers)]
    return _page(f"连心卡 {grid.name}", "".join(sheets))


def notice(grid: Grid) -> str:
    """One A4 sheet to be put up where everybody passes, as HTML."""
    households = "，".join(
        each
        for each in (
            f"{grid.households} 户" if grid.households else "",
            f"{grid.residents} 人" if grid.residents else "",
        )
        if each
    )
    people = "<br>".join(f"{escape(each.name)}{_WIDE}<b>{escape(each.phone)}</b>" for each in grid.workers)
    facts = (
        ("网格名称", escape(grid.name)),
        ("所属", escape(grid.within)),
        ("网格范围", escape(grid.area)),
        ("户数人口", households),
        ("网格长", escape(grid.leader)),
        ("网格员", people),
        ("监督电话", escape(grid.supervision)),
    )
    rows = "".join(
        f'<tr><td width="24%" style="font-size:17pt;color:{_SOFT}">{label}</td>'
        f'<td style="font-size:19pt">{value}</td></tr>'
        for label, value in facts
        if value
    )
    matters = _WIDE.join(MATTERS)
    hotlines = "".join(
        f'<td align="center" width="25%"><span style="font-size:26pt;color:{_NAVY}"><b>{number}</b></span><br>'
        f'<span style="font-size:13pt">{words}</span></td>'
        for number, words in HOTLINES
    )
    codes = "".join(
        f'<td align="center"><img src="{_square(grid, each)}" width="132" height="132"><br>'
        f'<span style="font-size:11pt;color:{_SOFT}">扫码存 {escape(each.name)} 的电话</span></td>'
        for each in grid.workers[:3]
    )
    body = (
        f'<p align="center" style="font-size:40pt;color:{_NAVY};margin:14px 0 26px 0"><b>网格公示</b></p>'
        f'<table width="100%" cellspacing="0" cellpadding="9" border="1"'
        f' style="border-collapse:collapse;border-color:{_LINE}">{rows}</table>'
        f'<p style="font-size:17pt;color:{_NAVY};margin:26px 0 6px 0"><b>这些事可以找网格</b></p>'
        f'<p style="font-size:17pt;margin:0 0 22px 0">{matters}</p>'
        f'<table width="100%" cellspacing="0" cellpadding="9" border="1"'
        f' style="border-collapse:collapse;border-color:{_LINE}"><tr>{hotlines}</tr></table>'
        f'<table width="100%" cellspacing="0" cellpadding="9" style="margin-top:22px"><tr>{codes}</tr></table>'
    )
    return _page(f"网格公示 {grid.name}", body)


def _sheet(card: str, first: bool) -> str:
    apart = "" if first else "page-break-before:always;"
    row = f'<tr><td width="50%">{card}</td><td width="50%">{card}</td></tr>'
    return (
        f'<table width="100%" cellspacing="0" cellpadding="11" border="1"'
        f' style="{apart}border-collapse:collapse;border-color:{_LINE}">{row * (CARDS_PER_SHEET // 2)}</table>'
    )


def _card(grid: Grid, worker: Worker) -> str:
    where = escape(f"{grid.within} · {grid.name}" if grid.within else grid.name)
    return (
        '<table width="100%" cellspacing="0" cellpadding="0"><tr><td>'
        f'<p style="font-size:11pt;color:{_NAVY};margin:0 0 8px 0"><b>连心卡</b>{_WIDE}网格员</p>'
        f'<p style="font-size:22pt;margin:0 0 4px 0"><b>{escape(worker.name)}</b></p>'
        f'<p style="font-size:16pt;color:{_NAVY};margin:0 0 8px 0"><b>{escape(worker.phone)}</b></p>'
        f'<p style="font-size:9.5pt;margin:0">{where}</p></td>'
        f'<td width="112" align="right"><img src="{_square(grid, worker)}" width="106" height="106"></td></tr>'
        f'<tr><td colspan="2"><p style="font-size:9pt;color:{_SOFT};margin:8px 0 0 0">'
        f"有事找我：{'、'.join(MATTERS)}<br>"
        f"{_WIDE.join(f'{number} {words}' for number, words in HOTLINES)}</p></td></tr></table>"
    )


def vcard(grid: Grid, worker: Worker) -> str:
    """What the square code says: a telephone that reads it offers to keep the number."""
    text: str = helpers.make_vcard_data(
        name=f"{worker.name};",
        displayname=worker.name,
        phone=worker.phone or None,
        org=grid.name,
        title="网格员",
    )
    return text


def _square(grid: Grid, worker: Worker) -> str:
    code = segno.make_qr(vcard(grid, worker), encoding="utf-8", error="m")
    data: str = code.png_data_uri(scale=6, border=2)
    return data


def _page(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        "<style>@page{size:A4;margin:12mm}</style></head>"
        f"<body>{body}</body></html>"
    )
