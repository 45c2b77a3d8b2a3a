"""The brief of an event as a Word document: title, paragraphs, whose it is, and photos where that was agreed."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle

from gridapp.domain.brief import Brief

_PHOTO = Cm(13)
_HEADING, _BODY = "黑体", "仿宋"  # as official papers are set; another font stands in where these are missing


def document(brief: Brief, signed: Sequence[str], photos: Sequence[bytes] = (), note: str = "") -> bytes:
    """The bytes of a .docx. `signed` are the lines at the end, right: the unit and the day. Photos are JPEG or PNG;
    `note` under them says what was agreed."""
    made = Document()
    base = made.styles["Normal"]
    assert isinstance(base, ParagraphStyle)
    _set(base.font, _BODY, 16)
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(18)
    heading = title.add_run(brief.title)
    _set(heading.font, _HEADING, 22)
    for each in brief.text.splitlines():
        paragraph = made.add_paragraph(each)
        paragraph.paragraph_format.first_line_indent = Pt(32)  # two characters
        paragraph.paragraph_format.line_spacing = Pt(28)
        paragraph.paragraph_format.space_after = Pt(0)
    for each in signed:
        line = made.add_paragraph(each)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        line.paragraph_format.space_after = Pt(0)
    for photo in photos:
        made.add_picture(io.BytesIO(photo), width=_PHOTO)
        made.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    if photos and note:
        under = made.add_paragraph(note)
        under.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _set(under.runs[0].font, _BODY, 12)
    properties = made.core_properties
    properties.title, properties.author, properties.comments = brief.title, signed[0] if signed else "", ""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set(font: object, name: str, size: int) -> None:
    """A font for Chinese and Latin letters alike: Word keeps the two apart."""
    font.name, font.size = name, Pt(size)  # type: ignore[attr-defined]
    font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)  # type: ignore[attr-defined]
