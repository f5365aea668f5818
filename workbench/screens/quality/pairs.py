"""What the pages of duplicates are given: the pair side by side, what agrees, and what merging would do."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale, gettext

from models import Customer, DuplicatePair
from models.enums import CustomerKind, PairState, PointKind
from workbench.domain.contact import people_of
from workbench.domain.quality import FIELDS as COLUMNS
from workbench.domain.quality import (
    LikenessEvidence,
    MergeChoice,
    compared_customers,
    likeness_of,
    merge_state,
    useful_document,
    why_not_judged,
    why_not_merge,
)
from workbench.folding import fold
from workbench.queries.data_quality.duplicates import (
    MergeLine,
    PairLine,
    Side,
    merges_seen,
    pairs_seen,
    place_of_pair,
    sides,
)
from workbench.screens.quality.findings import frame
from workbench.screens.quality.words import (
    FIELDS,
    KINDS,
    POINTS,
    STATES,
    channel_words,
    evidence_words,
    likelihood,
)
from workbench.web.contacts import format_document, format_phone
from workbench.web.counts import ngettext
from workbench.web.db import get_session
from workbench.web.formats import day, number
from workbench.web.moment import now
from workbench.web.session import me
from workbench.web.words import why_not
from workbench.web.zones import zone_name

UNITED, DISTINCT = "unidas", "distintas"
_TELEPHONES = frozenset({PointKind.PHONE, PointKind.WHATSAPP})


@dataclass(frozen=True)
class CompareRow:
    """One line of the two columns.

    `name` is the field of the form; empty where nothing is chosen. `values` and `texts` are those of each side;
    `chosen` is the place of the side that is chosen at first.
    """

    label: str
    texts: tuple[str, str]
    name: str = ""
    values: tuple[str, str] = ("", "")
    agrees: bool = False
    chosen: int = 0


def list_page(view: str, *, page: int) -> dict[str, Any]:  # Any: what templates are given
    """Pairs to decide, those judged distinct, or the merges that stand."""
    merges: list[MergeLine] = []
    pairs: list[PairLine] = []
    if view == UNITED:
        merges, pages = merges_seen(get_session(), me(), page=page)
    elif view == DISTINCT:
        pairs, pages = pairs_seen(get_session(), me(), [PairState.DISTINCT], page=page)
    else:
        pairs, pages = pairs_seen(get_session(), me(), page=page)
    return {
        **frame(),
        "list_view": view if view in {UNITED, DISTINCT} else "",
        "pairs": [(one, evidence_words(one.evidence)) for one in pairs],
        "merges": merges,
        "at": page,
        "pages": pages,
        "likelihood": likelihood,
    }


def pair_page(pair: DuplicatePair, *, refused: str = "") -> dict[str, Any]:  # Any: what templates are given
    """Two customers side by side."""
    both = ordered(pair)
    before, place, after, count = place_of_pair(get_session(), me(), pair.id)
    likeness = likeness_of(*compared_customers(get_session(), [one.customer.id for one in both]))
    return {
        "pair": pair,
        "sides": both,
        "rows": compare_rows(both),
        "told": told_rows(both),
        "score": likeness.score,
        "likelihood": likelihood(likeness.score),
        "evidence": evidence_words(_plain(one) for one in likeness.evidence),
        "effect": effect_of(both),
        "refused": refused or _refusal(pair, both),
        "is_judged": why_not_judged(pair.state) is not None,
        "before": before,
        "place": place,
        "after": after,
        "count": count,
    }


def ordered(pair: DuplicatePair) -> list[Side]:
    """The two customers; the one with more interactions, then the older one, stays and stands on the left."""
    both = sides(get_session(), me(), [pair.first_id, pair.second_id])
    return sorted(both, key=lambda one: (-one.interactions, one.customer.id))


def compare_rows(both: Sequence[Side]) -> list[CompareRow]:
    """What differs or agrees and may be chosen: attributes, the preferred contact points, the collector."""
    return [*_attribute_rows(both), *_point_rows(both), *_collector_row(both)]


def choice_of(form: Mapping[str, str], both: Sequence[Side]) -> MergeChoice:
    """What was chosen: fields and contact points of the right side, and whose the accounts are."""
    other = str(both[1].customer.id)
    collectors = {str(account.collector_id) for side in both for account in side.accounts if account.collector_id}
    collector = form.get("gestor", "")
    return MergeChoice(
        fields=frozenset(name for name in COLUMNS if form.get(name) == other),
        points=frozenset(kind for kind in PointKind if form.get(kind.value) == other),
        collector_id=int(collector) if collector in collectors else None,
    )


def told_rows(both: Sequence[Side]) -> list[CompareRow]:
    """What is together afterwards whatever is chosen: accounts, what is overdue, permissions, interactions."""
    people = people_of(get_session(), [one.customer.id for one in both], at=now())
    persons = [people[one.customer.id] for one in both]
    gone = [channel_words(person.opted_out) for person in persons]
    given = [channel_words(person.authorized) for person in persons]
    rows = [
        CompareRow(gettext("Cuentas"), _two(", ".join(one.portfolio for one in side.accounts) for side in both)),
        CompareRow(gettext("Permisos"), _two(text or gettext("ninguno registrado") for text in given)),
        CompareRow(gettext("No quiere por"), _two(gone)),
        CompareRow(gettext("Gestiones"), _two(number(side.interactions) for side in both)),
        CompareRow(gettext("Era también"), _two(", ".join(side.was) for side in both)),
    ]
    return [row for row in rows if any(row.texts)]


def effect_of(both: Sequence[Side]) -> dict[str, Any]:  # Any: what templates are given
    """What merging would do: how many accounts, what is overdue by currency, and how many change hands."""
    accounts = [account for side in both for account in side.accounts]
    overdue: dict[str, list[Any]] = {}
    for account in accounts:
        known = overdue.setdefault(account.currency, [0, account.locale])
        known[0] += account.overdue_amount
    return {
        "accounts": ngettext(
            "Un solo cliente con %(num)s cuenta", "Un solo cliente con %(num)s cuentas", len(accounts)
        ),
        "overdue": [(amount, currency, locale) for currency, (amount, locale) in overdue.items()],
        "collectors": len({account.collector_id for account in accounts}),
    }


def _refusal(pair: DuplicatePair, both: Sequence[Side]) -> str:
    state = merge_state(get_session(), me(), kept=both[0].customer, merged=both[1].customer, now=now())
    refused = why_not_merge(state)
    return why_not(refused) if refused is not None and pair.state is not PairState.MERGED else ""


def _attribute_rows(both: Sequence[Side]) -> list[CompareRow]:
    rows = []
    for name, label in FIELDS.items():
        texts = _two(_shown(one.customer, name) for one in both)
        if any(texts):
            agrees = _agree(name, both)
            values = _two(str(one.customer.id) for one in both)
            chosen = 0 if texts[0] else 1
            rows.append(CompareRow(gettext(label), texts, name, values, agrees=agrees, chosen=chosen))
    return rows


def _shown(customer: Customer, name: str) -> str:
    value = getattr(customer, name)
    if value is None:
        return ""
    if isinstance(value, CustomerKind):
        return str(gettext(KINDS[value]))
    if name == "opened_on":
        return day(value)
    return _WORDS.get(name, str)(value)


def _country_name(code: str) -> str:
    locale = get_locale()
    return (locale.territories.get(code.upper()) if locale is not None else None) or code


def _language_name(code: str) -> str:
    locale = get_locale()
    return (locale.languages.get(code.lower()) if locale is not None else None) or code


_WORDS: dict[str, Callable[[str], str]] = {
    "document": format_document,
    "country": _country_name,
    "timezone": zone_name,
    "language": _language_name,
}
"""What a person reads of a column that is kept as a code."""


def _agree(name: str, both: Sequence[Side]) -> bool:
    one, other = (getattr(side.customer, name) for side in both)
    if not one or not other:
        return False
    if name == "document":
        return useful_document(one) == useful_document(other) != ""
    return fold(one) == fold(other) if isinstance(one, str) else bool(one == other)


def _point_rows(both: Sequence[Side]) -> list[CompareRow]:
    rows = []
    for kind, label in POINTS.items():
        values = [[point for point in side.points if point.kind is kind] for side in both]
        if any(values):
            shared = {point.value for point in values[0]} & {point.value for point in values[1]}
            texts = _two(
                ", ".join(_point_text(point.value, kind, STATES[point.state]) for point in one) for one in values
            )
            ids = _two(str(side.customer.id) for side in both)
            rows.append(CompareRow(gettext(label), texts, kind.value, ids, bool(shared), 0 if values[0] else 1))
    return rows


def _point_text(value: str, kind: PointKind, state: str) -> str:
    shown = format_phone(value) if kind in _TELEPHONES else value
    return f"{shown} ({gettext(state)})" if kind in _TELEPHONES else shown


def _collector_row(both: Sequence[Side]) -> list[CompareRow]:
    first = [next(iter(side.accounts), None) for side in both]
    ids = [account.collector_id if account else None for account in first]
    if ids[0] == ids[1]:
        return []
    texts = _two((account.collector if account else None) or gettext("sin gestor") for account in first)
    values = _two(str(one or "") for one in ids)
    return [CompareRow(gettext("Gestor"), texts, "gestor", values, chosen=0 if ids[0] else 1)]


def _two(texts: Any) -> tuple[str, str]:  # Any: an iterable of two texts
    one, other = texts
    return str(one), str(other)


def _plain(piece: LikenessEvidence) -> dict[str, Any]:  # Any: JSON
    return {"kind": piece.kind.value, "speaks_for": piece.speaks_for, "share": piece.share}
