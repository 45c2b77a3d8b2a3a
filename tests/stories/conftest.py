"""Stories are told through the real window."""

from tests.ui.forms.conftest import session, stage

__all__ = ["session", "stage"]
