"""The log of a day as a Word document: one sheet with a line for each thing done, and room to sign."""

from __future__ import annotations

import io

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle

from gridapp.domain.daily_log import DailyLog
from gridapp.i18n import tr

_FONT = "仿宋"  # as official papers are set; another font stands in where it is missing


def document(log: DailyLog) -> bytes:
    """The bytes of a .docx, A4 landscape."""
    made = Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    base = made.styles["Normal"]
    assert isinstance(base, ParagraphStyle)
    base.font.name, base.font.size = _FONT, Pt(11)
    base.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    made.add_paragraph().add_run(log.title()).font.size = Pt(20)
    made.add_paragraph("　".join(each for each in (log.person, log.unit, log.counted()) if each))
    heads = (tr("Time"), tr("Kind"), tr("What"), tr("Where"), tr("State"), tr("Number"))
    table = made.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for line in log.lines:
        told = (line.when, line.kind, line.what, line.where, line.state, line.number)
        for cell, words in zip(table.add_row().cells, told, strict=True):
            cell.text = words
    made.core_properties.title, made.core_properties.author = log.title(), log.person
    made.core_properties.comments = ""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
