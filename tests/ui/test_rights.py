"""The table of rights on screen, and a form that keeps what others fill in closed."""

from __future__ import annotations

import random

from gridapp.actions.desk import Desk
from gridapp.domain.policy import rules_of
from tests.office import Office, make
from tests.ui.conftest import enter
from ui.forms.making import make_form
from ui.pages.rights import RightsPage
from ui.program import Program
from ui.session import Session
from ui.targets import Edit, Go, New
from ui.widgets.pills import Pill


def test_the_whole_table_is_shown_for_the_person_first_and_for_every_role(program: Program, qtbot) -> None:
    enter(program, qtbot)
    program.window.go(Go("settings"))
    program.window.go(Go("rights"))
    page = program.window.page("rights")
    assert isinstance(page, RightsPage)
    assert page.role.value() == "volunteer"
    seen = {}
    for role in ("volunteer", "coordinator"):
        page.kind.set_value("hazard")
        page.role.set_value(role)
        page.role.changed.emit()
        cards = [page._cards.itemAt(place).widget() for place in range(page._cards.count())]
        pills = [pill._spec.text for card in cards for pill in card.findChildren(Pill)]
        assert len(pills) == len(rules_of("hazard"))
        seen[role] = pills
    assert seen["volunteer"].count("No") > seen["coordinator"].count("No")


def test_a_form_shows_what_others_fill_in_and_does_not_take_it(
    small_office: Office, volunteer: Desk, session: Session, qtbot
) -> None:
    hazard = make(volunteer, "hazard", random.Random(1))
    new = make_form(session, New("hazard"))
    qtbot.addWidget(new)
    assert "transferred_at" not in new.rows  # type: ignore[attr-defined]
    assert "description" in new.rows  # type: ignore[attr-defined]
    form = make_form(session, Edit("hazard", hazard.id))
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(lambda: form._saw is not None, timeout=10_000)  # type: ignore[attr-defined]
    closed = form.rows["confirmed_by"]  # type: ignore[attr-defined]
    assert "Filled in by: Group leader" in closed._below.text()
    assert closed.field.inner.edit.isReadOnly()
    assert not form.rows["responsible_org_name"].field.inner.edit.isReadOnly()  # type: ignore[attr-defined]
