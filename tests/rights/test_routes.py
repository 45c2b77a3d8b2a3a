"""Every route, as everybody, about everything: 0 unexpected answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import true

from gridapp.server import app, scopes, snapshots
from gridapp.server.app import ROUTES, create_app
from gridapp.server.calls import Route
from gridapp.server.openapi import document
from gridapp.server.ways import WAYS
from gridapp.sync.protocol import Enrol
from tests.office import Office
from tests.rights.county import County, county, expired_code
from tests.rights.routes import OPEN_TO_ALL, prepare, walk

SEED = 5


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    monkeypatch.setattr(snapshots, "WORTH_IT", 1)
    with county(tmp_path, SEED) as made:
        yield made


def test_every_route_stands_in_both_tables_and_in_the_description(small_office: Office) -> None:
    """A route that is in one of them only fails here, and so does one that the framework adds by itself."""
    there = {
        (method, route.path)  # type: ignore[attr-defined]
        for route in create_app(small_office.centre).routes
        for method in route.methods  # type: ignore[attr-defined]
    }
    declared = {(route.method, route.path) for route in ROUTES}
    assert there == declared
    assert {f"{method} {path}" for method, path in declared} == set(WAYS)
    described = {(method.upper(), path) for path, item in document()["paths"].items() for method in item}
    assert described == declared
    for route in ROUTES:
        open_to_all = WAYS[f"{route.method} {route.path}"].reach in OPEN_TO_ALL
        assert (route.needs == "nothing") is open_to_all, route.path


def test_everybody_gets_what_the_tables_say(here: County) -> None:
    assert list(walk(here, prepare(here))) == []


def test_a_code_of_yesterday_opens_nothing(here: County) -> None:
    body = Enrol(expired_code(here), "电脑")
    answer = requests.post(
        f"{here.url}/v1/enrol", json={"code": body.code, "computer": body.computer}, timeout=60
    )
    assert answer.status_code == 422
    assert "token" not in answer.text


# --- the proof is able to fail ---


def test_a_route_without_a_line_is_found(here: County, monkeypatch: pytest.MonkeyPatch) -> None:
    things = prepare(here)
    monkeypatch.setattr(app, "ROUTES", (Route("GET", "/v1/all", "nothing", app.hello, ""),))
    with pytest.raises(KeyError, match="/v1/all"):
        list(walk(here, things))


def test_a_route_without_a_check_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    loose = tuple(
        dataclasses.replace(each, needs="nothing", answer=app.hello) if each.path == "/v1/common" else each
        for each in ROUTES
    )
    monkeypatch.setattr(app, "ROUTES", loose)
    monkeypatch.setattr(snapshots, "WORTH_IT", 1)
    with county(tmp_path, SEED) as here:
        things = prepare(here)
        monkeypatch.setattr(app, "ROUTES", tuple(each for each in loose if each.path == "/v1/common"))
        wrong = list(walk(here, things))
    assert sum("not 401" in each for each in wrong) >= len(here.unknown)


@pytest.mark.parametrize("name", ["in_scope", "below", "may_read"])
def test_a_filter_that_is_switched_off_is_found(
    here: County, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    things = prepare(here)
    monkeypatch.setattr(scopes, name, lambda *_args: True if name == "may_read" else true())
    reads = tuple(each for each in ROUTES if each.path in ("/v1/pull", "/v1/files/{sha}"))
    monkeypatch.setattr(app, "ROUTES", reads)
    wrong = list(walk(here, things))
    assert any("about a stranger's" in each if name == "may_read" else "too many" in each for each in wrong)
