"""Reporting a hazard: what, how serious, where, when; whom to phone first when it cannot wait."""

from __future__ import annotations

from typing import Any

from gridapp.domain import codes, fields
from gridapp.i18n import N_, tr
from ui.forms.entry_form import EntryForm
from ui.forms.layout import FormBody, RowStack, card
from ui.targets import New
from ui.widgets.banner import Banner

_FOUND = "hazard/found"
_ONLY_LATER = ("transferred_at", "closed_at")


class Form(EntryForm):
    """The kinds are searched; the banner above them says what comes before any record."""

    title_words = N_("Report a hazard")

    def lay_out(self, body: FormBody) -> None:
        self.alarm = Banner()
        self.alarm.link_clicked.connect(lambda _key: self._note_call())
        self._call = ""
        stack = RowStack()
        stack.add(self.row("kind"))
        stack.add(self.row("suspected_level"))
        stack.add(self.row("place"), self.row("found_at"), stretch=(5, 3))
        stack.add(self.row("description"))
        stack.add(self.row("on_site_action"))
        body.left.addWidget(self.alarm)
        body.left.addWidget(card(stack))
        self.row("photos").set_help(tr("Photos stay on this computer and go out with the record"))
        body.right.addWidget(card(self.row("photos")))
        party = RowStack()
        party.add(self.row("responsible_party_type"))
        party.add(self.row("responsible_org_name"))
        party.add(self.row("responsible_contact"))
        body.right.addWidget(card(party))

    def shown_fields(self) -> dict[str, fields.Field]:
        shown = super().shown_fields()
        if isinstance(self.target, New):
            return {name: field for name, field in shown.items() if name not in _ONLY_LATER}
        return shown

    def filled_in(self) -> None:
        self._show_party()
        self._show_alarm()

    def _show_party(self) -> None:
        """Who is responsible is asked in full only when somebody is known to be."""
        party: Any = self.editors["responsible_party_type"].value() or "unknown"
        known = (party["code"] if isinstance(party, dict) else party) != "unknown"
        for name in ("responsible_org_name", "responsible_contact"):
            self.rows[name].setVisible(known or not self.editors[name].is_empty())

    def _show_alarm(self) -> None:
        line = self._kind()
        rule = self.context.world.deadlines.rule(_FOUND, line.code) if line else None
        self._call = line.extra.get("call", "") if line else ""
        if self._call:
            service = codes.table("emergency_service").codes[self._call].label()
            links = [] if self._has_called() else [("called", tr("I have called"))]
            words = tr("Call {service} first. Recording can wait.", service=service)
            self.alarm.show_message(words, "orange", "phone-call", links)
        elif rule and rule.unit == "at_once":
            words = tr("This cannot wait: keep people away and tell your leader now.")
            self.alarm.show_message(words, "orange", "alert-triangle")
        else:
            self.alarm.hide()

    def _kind(self) -> codes.Code | None:
        value: Any = self.editors["kind"].value()
        return codes.table("hazard_kind").find(value["code"] if isinstance(value, dict) else str(value))

    def _calls(self) -> list[Any]:
        return (
            list(self.editors["emergency_called"].value() or []) if "emergency_called" in self.editors else []
        )

    def _has_called(self) -> bool:
        return any(
            isinstance(each.get("service"), dict) and each["service"].get("code") == self._call
            for each in self._calls()
        )

    def _note_call(self) -> None:
        service = codes.table("emergency_service").codes[self._call].stored()
        now = self.context.world.now().isoformat(timespec="seconds")
        self.type_in({"emergency_called": [*self._calls(), {"service": service, "at": now}]})
