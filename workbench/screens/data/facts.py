"""What the pages of Datos are given."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext

from models import Portfolio, Upload
from models.enums import ImportKind, UploadState
from workbench.access.permissions import Permission
from workbench.domain.imports import PartialList
from workbench.domain.records import leader
from workbench.domain.uploads import held_back_of, imports_ahead, looks_foreign, rows_looked_at, why_not_import
from workbench.kernel.money import decimals_of
from workbench.queries.company.first_run import has_queue
from workbench.queries.portfolios import portfolios_seen
from workbench.queries.uploads import imports_of_upload, is_open_for, recent_uploads, rows_to_fix
from workbench.screens.data.on_screen import say_afterwards, say_here
from workbench.screens.data.outcome import came_of, names_of
from workbench.screens.data.words import KINDS, changed_name, inserted, state_of, value_words
from workbench.web.db import get_session
from workbench.web.import_words import kind_name
from workbench.web.moment import now
from workbench.web.refused_files import refused_files
from workbench.web.session import may, me

LATEST = 6
ALIVE_WITHIN = timedelta(minutes=2)
SHOWN = 20
Context = dict[str, Any]  # Any: what templates are given


def frame() -> Context:
    """What the bar of every page shows: how many rows wait to be corrected."""
    return {"to_fix": sum(rows for _, rows in rows_to_fix(get_session(), me()))}


def own_portfolios() -> tuple[str, ...] | None:
    """Codes of the portfolios that the person may touch by a file; None: every one."""
    if me().may(Permission.SEE_ALL_PORTFOLIOS):
        return None
    return tuple(sorted(one.code for one in portfolios_seen(get_session(), me())))


def first_page() -> Context:
    """Archivo: portfolios to choose from, the last files with their state."""
    waiting = {upload.id: rows for upload, rows in rows_to_fix(get_session(), me())}
    refused = refused_files()
    latest = recent_uploads(get_session(), me(), limit=LATEST)
    return {
        **frame(),
        "portfolios": portfolios_seen(get_session(), me()),
        "kinds": KINDS,
        "latest": [
            (one, *state_of(one, waiting.get(one.id, 0)), inserted(one.reports) if one.state is UploadState.DONE else 0)
            for one in latest
        ],
        "refused": [(one, trouble_said(one), is_open_for(me(), one)) for one in refused],
        "names": names_of({one.given_by_name for one in latest}),
    }


def trouble_said(upload: Upload) -> str:
    """Why a file could not be read, or its import did not end."""
    return say_here(upload.trouble["text"], upload.trouble["values"]) if upload.trouble else ""


def progress(upload: Upload) -> Context:
    """How far the task of a file is, and who comes before it."""
    lead = leader(get_session())
    ahead = imports_ahead(get_session(), upload) if upload.task else []
    return {
        "upload": upload,
        "share": min(1.0, upload.done / upload.total) if upload.total else 0.0,
        "ahead": ahead,
        "names": names_of({one.by for one in ahead}) if ahead else {},
        "is_alive": lead is not None and now() - lead.beat_at < ALIVE_WITHIN,
    }


def review(upload: Upload) -> Context:
    """Revisar: counts by kind, money before and after, examples of changes and rejects, questions."""
    why = why_not_import(upload)
    counted = upload.answers.get("customers")
    return {
        **progress(upload),
        "parts": _parts(upload),
        "totals": _totals(upload),
        "balances": _balances(upload),
        "changes": _changes(upload),
        "doubted": sum(int(report.get("doubted", 0)) for _, report in _parts(upload)),
        "held_back": [(kind, one) for kind in upload.kinds for one in sorted(held_back_of(upload, ImportKind(kind)))],
        "rejects": _rejects(upload)[:SHOWN],
        "warnings": _warnings(upload),
        "foreign": {**counted, "rows": rows_looked_at(upload)} if counted and looks_foreign(**counted) else None,
        "why_not": say_here(*why) if why is not None and upload.state is UploadState.CHECKED else None,
        "say": say_afterwards if upload.state is UploadState.DONE else say_here,
        "asks_complete": (upload.trouble or {}).get("rule") == PartialList.rule,
        "trouble": trouble_said(upload) if upload.trouble else None,
    }


def result(upload: Upload) -> Context:
    """Listo: what landed, with the imports that can be undone, and the way on of a first start."""
    is_first = may(Permission.MANAGE_USERS) and not has_queue(get_session())
    runs, found = imports_of_upload(get_session(), upload), review(upload)
    moved = any(one["added"] or one["paid"] for one in found["balances"])
    came = came_of(upload, runs, totals=found["totals"], moved=moved)
    return {**found, "runs": runs, "came": came, "is_first_start": is_first}


@dataclass(frozen=True)
class ChangeShown:
    """A value that an import would replace. `row` names its row to the server; `why`: a reason to look at it first."""

    row: str
    external_id: str
    kind: str
    column: str
    before: str
    after: str
    why: str


def _changes(upload: Upload) -> list[ChangeShown]:
    """Examples of what would be replaced, those that may be mistakes first."""
    found = [(kind, one) for kind in upload.kinds for one in _report(upload, kind).get("changes", ())]
    found.sort(key=lambda pair: not pair[1].get("why"))
    currency = _currency(upload)
    return [
        ChangeShown(
            row=f"{kind}:{one['id']}",
            external_id=one["id"],
            kind=kind,
            column=changed_name(one["column"], kind),
            before=value_words(one["column"], one["before"], currency),
            after=value_words(one["column"], one["after"], currency),
            why=say_here(one["why"], one["values"]) if one.get("why") else "",
        )
        for kind, one in found[:SHOWN]
    ]


def _rejects(upload: Upload) -> list[tuple[str, dict[str, Any]]]:  # Any: JSON
    """Examples of rejected rows with their kind; a row that two kinds reject for the same reason stands there once."""
    found: dict[tuple[Any, ...], tuple[str, dict[str, Any]]] = {}
    for kind, report in _parts(upload):
        for one in report.get("rejects", ()):
            found.setdefault((one["line"], one["column"], one["text"]), (kind, one))
    return list(found.values())


def _report(upload: Upload, kind: str) -> dict[str, Any]:  # Any: JSON
    found: dict[str, Any] = upload.reports.get(kind, {})
    return found


def _parts(upload: Upload) -> list[tuple[str, dict[str, Any]]]:
    return [(kind, upload.reports[kind]) for kind in upload.kinds if kind in upload.reports]


def _warnings(upload: Upload) -> list[str]:
    """What should be known, each line once though several kinds say it, and then of which kinds it is said."""
    kinds: dict[str, list[str]] = {}
    for kind, part in _parts(upload):
        for one in part["warnings"]:
            kinds.setdefault(say_here(one["text"], one["values"]), []).append(kind_name(kind))
    if len(_parts(upload)) == 1:
        return list(kinds)
    return [gettext("%(kinds)s: %(line)s", kinds=", ".join(said), line=line) for line, said in kinds.items()]


def _totals(upload: Upload) -> dict[str, int]:
    """The sums of all kinds; new customers are rows of customers, or are made by other rows.

    A row that two kinds reject for the same reason is one row to correct.
    """
    names = ("read", "inserted", "updated", "unchanged", "rejected", "created_customers")
    totals = {name: sum(int(report[name]) for _, report in _parts(upload)) for name in names}
    totals["rejected"] -= sum(int(report.get("rejected_before", 0)) for _, report in _parts(upload))
    listed = upload.reports.get(ImportKind.CUSTOMERS.value, {}).get("inserted", 0)
    totals["new_customers"] = listed + totals["created_customers"]
    return totals


def _balances(upload: Upload) -> list[dict[str, Any]]:
    """By currency: what is owed today, what comes and goes by kind, and what is owed after."""
    before: dict[str, int] = dict(upload.reports.get("balances", {}))
    moves: dict[str, dict[str, int]] = {}
    for kind, report in _parts(upload):
        for one in report["money"]:
            moves.setdefault(one["currency"], {})[kind] = one["amount"]
    found = []
    for currency in sorted(before.keys() | moves.keys()):
        added = moves.get(currency, {}).get(ImportKind.INVOICES.value, 0)
        listed = moves.get(currency, {}).get(ImportKind.OPEN_ITEMS.value, 0)
        paid = moves.get(currency, {}).get(ImportKind.PAYMENTS.value, 0)
        now_ = before.get(currency, 0)
        if currency in moves:
            after = now_ + added + listed - paid
            found.append({"currency": currency, "now": now_, "added": added + listed, "paid": paid, "after": after})
    return found


def _currency(upload: Upload) -> str:
    """The currency of amounts in examples of changes: that of the portfolio, else of the file's money."""
    known: dict[str, Portfolio] = {one.code: one for one in portfolios_seen(get_session(), me())}
    if upload.portfolio in known:
        return known[upload.portfolio].currency
    money = [one["currency"] for _, report in _parts(upload) for one in report["money"]]
    fallback = next((one.currency for one in known.values()), "COP")
    found = money[0] if money else fallback
    decimals_of(found)
    return found
