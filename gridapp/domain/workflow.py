"""States and moves as data: what can happen to an entry, who may do it, what it needs."""

from __future__ import annotations

from dataclasses import dataclass

from gridapp.domain.errors import Refused
from gridapp.i18n import N_, tr

AUTHOR = "author"
"""Stands in a move's `by` for whoever made the entry."""

SUBJECT = "subject"
"""Stands in a move's `by` for the person whom the entry is about: the one that the type's `subject` names."""

SERVER = "server"
"""Stands in a move's `by` for the server, which makes the step itself where a type declares when (`placing`)."""

LEADERS = ("leader", "squad_leader", "coordinator", "centre_staff")
STAFF = ("coordinator", "centre_staff")


@dataclass(frozen=True)
class State:
    """Where an entry can be. `tone` and `icon` say how its pill looks; a `final` state is no longer edited.
    `holder` names the unit field that says who has it then; "" is the unit it belongs to. `met` says that what the
    entry was due for is done, so that only the stage itself can be late; `hides` that nobody but staff looks at what is
    personal in it any more."""

    name: str
    label: str
    tone: str
    icon: str
    final: bool = False
    holder: str = ""
    met: bool = False
    hides: bool = False


@dataclass(frozen=True)
class Move:
    """A step from one of `source` to `target`, by people of the roles in `by`.

    `asks` are the fields a person is asked for while making the move; those in `needs` must be filled in then.
    `notes` are those that the step fills in by itself (see `actions.own`).
    `others` says that nobody makes it of their own: of what is about them or, where a type is about nobody, of what
    they recorded. `concerned` says that people of these roles make it in the units that the entry concerns, too.
    """

    name: str
    label: str
    source: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    asks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    backwards: bool = False
    others: bool = False
    concerned: bool = False
    notes: tuple[str, ...] = ()


class Workflow:
    """The states of a type, the first being where an entry starts, and its moves."""

    def __init__(self, states: tuple[State, ...], moves: tuple[Move, ...] = ()) -> None:
        self.states = {each.name: each for each in states}
        self.moves = {each.name: each for each in moves}
        self.start = states[0].name
        unknown = {name for each in moves for name in (*each.source, each.target)} - set(self.states)
        if unknown:
            raise ValueError(f"moves name states that do not exist: {unknown}")

    def changes_hands(self) -> bool:
        """Whether another unit than its own can have an entry."""
        return any(each.holder for each in self.states.values())

    def state(self, name: str) -> State:
        """The declared state, or a plain one for a state that only a newer version knows."""
        return self.states.get(name) or State(name, name, "grey", "progress")

    def moves_from(self, state: str) -> list[Move]:
        return [each for each in self.moves.values() if state in each.source]

    def move(self, name: str, state: str) -> Move:
        """The move called `name`, legal from `state`. Raises Refused, naming what is possible instead."""
        move = self.moves.get(name)
        if move is None or state not in move.source:
            possible = ", ".join(f"{each.name} ({tr(each.label)})" for each in self.moves_from(state))
            raise Refused(
                tr("This step is not possible now"),
                tr("“{move}” cannot follow “{state}”. Possible: {possible}",
                   move=tr(move.label) if move else name, state=tr(self.state(state).label), possible=possible or "—"),
            )  # fmt: skip
        return move

    def reachable(self) -> set[str]:
        """Every state that moves can lead to from the start."""
        found, todo = {self.start}, [self.start]
        while todo:
            for move in self.moves_from(todo.pop()):
                if move.target not in found:
                    found.add(move.target)
                    todo.append(move.target)
        return found


def review() -> Workflow:
    """The flow of a record made after the work: a leader confirms it or sends it back."""
    return Workflow(
        (
            State("recorded", N_("Recorded"), "blue", "pencil"),
            State("sent_back", N_("Sent back"), "red", "arrow-back-up"),
            State("confirmed", N_("Confirmed"), "green", "check", final=True),
        ),
        (
            Move("confirm", N_("Confirm"), ("recorded",), "confirmed", LEADERS),
            Move("send_back", N_("Send back"), ("recorded",), "sent_back", LEADERS, ("review_note",), ("review_note",),
                 backwards=True),
            Move("hand_in_again", N_("Hand in again"), ("sent_back",), "recorded", (AUTHOR, *LEADERS)),
            Move("reopen", N_("Reopen"), ("confirmed",), "recorded", STAFF, backwards=True),
        ),
    )  # fmt: skip
