"""Every endpoint declares who may call it, has a well-formed address, and changes something only by POST."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from models import Database
from workbench.app import create_app
from workbench.settings import Settings
from workbench.web.guard import declared

PUBLIC = {
    "first_run.administrator",
    "first_run.become_administrator",
    "health.alive",
    "health.ready",
    "session.choose",
    "session.open_link",
    "session.sign_in",
    "session.use_link",
    "static",
}
"""Anybody may fetch these. A new one needs a reason that a reader of this list accepts.

The first administrator is nobody yet, and is let in only while nobody works here, from the machine itself or with the
code of the start. Who has a one-time link has no password yet.
"""

READS_AND_WRITES = {"session.sign_in"}
"""Forms that are shown and sent at one address. All other writes have an address of their own."""

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?")
ARGUMENT = re.compile(r"<([^>]+)>")


@pytest.fixture(scope="module")
def application() -> Iterator[Flask]:
    """An application that never opens its database."""
    database = Database("sqlite://")
    yield create_app(Settings(database_url="sqlite://", secret_key="0" * 32), database)
    database.dispose()


def _rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_endpoint_declares_a_permission_or_is_on_the_public_list(application: Flask) -> None:
    silent = [name for name in application.view_functions if declared(application, name) is None]
    public = {name for name in application.view_functions if declared(application, name) == ()}

    assert silent == [], "put @permission(...) directly under the route of these"
    assert public == PUBLIC


def test_what_writes_refuses_a_link(application: Flask) -> None:
    both = [
        rule.endpoint
        for rule in _rules(application)
        if rule.methods & {"POST", "PUT", "PATCH", "DELETE"} and "GET" in rule.methods
    ]

    assert sorted(both) == sorted(READS_AND_WRITES), "give the write an address of its own, with @blueprint.post"


def test_only_get_and_post_are_used(application: Flask) -> None:
    used = {method for rule in _rules(application) for method in rule.methods}

    assert used <= {"GET", "HEAD", "OPTIONS", "POST"}, "plain forms know only GET and POST"


def test_paths_are_kebab_case(application: Flask) -> None:
    parts = {part for rule in _rules(application) for part in ARGUMENT.sub("", rule.rule).split("/") if part}

    assert [part for part in parts if not KEBAB.fullmatch(part)] == []


def test_arguments_of_paths_are_typed(application: Flask) -> None:
    untyped = [
        rule.rule for rule in _rules(application) for argument in ARGUMENT.findall(rule.rule) if ":" not in argument
    ]

    assert untyped == [], "write <int:account_id> or <string:code>"
