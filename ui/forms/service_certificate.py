"""Drafting a certificate: for whom, from when to when, by whom. Its lines come from the confirmed hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gridapp.actions import drafts, service_certificates
from gridapp.actions.desk import Desk
from gridapp.domain import fields
from gridapp.domain.entry import Entry
from gridapp.i18n import N_, tr
from ui.forms.entry_form import EntryForm
from ui.forms.layout import FormBody, card
from ui.forms.saving import Save
from ui.targets import Edit, New
from ui.widgets.form_row import FormRow
from ui.widgets.line_field import LineField

_DRAWN = ("items", "hours", "id_last4", "id_hash")


class Form(EntryForm):
    """Asks for the identity number beside the fields: it is never a part of what is kept or drafted."""

    title_words = N_("Draft a certificate")

    def shown_fields(self) -> dict[str, fields.Field]:
        return {name: field for name, field in super().shown_fields().items() if name not in _DRAWN}

    def lay_out(self, body: FormBody) -> None:
        super().lay_out(body)
        self.number = LineField(max_length=24)
        if isinstance(self.target, New):
            told = tr("Only the last four and a salted hash are kept. It may be left empty.")
            body.left.addWidget(card(FormRow(tr("Identity number"), self.number, help_text=told)))

    def saver(self) -> Save:
        if isinstance(self.target, Edit):
            return super().saver()
        number = self.number.value()

        def draft(
            desk: Desk, target: New | Edit, values: Mapping[str, Any], draft: str, saw: Entry | None
        ) -> Entry:
            given = {name: value for name, value in values.items() if name not in ("person", "id_document")}
            document = (values.get("id_document") or {}).get("code", service_certificates.RESIDENT_CARD)
            person = (values.get("person") or {}).get("id", "")
            made = service_certificates.draft(desk, person, given, document, str(number or ""))
            drafts.drop(desk, draft)
            return made

        return draft
