"""The values of a script's placeholders for one call: facts of the account, and what follows from them by rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.enums import PromiseState
from scripts_library.policy import POLICIES
from workbench.access.person import Person
from workbench.domain.scripts.reading import Item, ScriptFacts
from workbench.kernel.calendar import WorkingCalendar, calendar_for, days_to_offer
from workbench.kernel.days import day_of, days_past_due
from workbench.kernel.money import asked_for, country_of_zone, half

MIDDAY, EVENING = 12, 19
"""Hours from which one says «buenas tardes» and «buenas noches»."""
_GREETINGS = {
    "es": ("Buenos días", "Buenas tardes", "Buenas noches"),
    "en": ("Good morning", "Good afternoon", "Good evening"),
}
_PRODUCT = {"es": "su cuenta de {}", "en": "your {} account"}


@dataclass(frozen=True)
class Agreement:
    """What is being agreed in the call, as far as the form says: minor units, a local day, and how it will be paid."""

    amount: int | None = None
    due_on: date | None = None
    method: str | None = None


def script_values(
    facts: ScriptFacts, *, language: str, now: datetime, collector: Person, agreement: Agreement | None = None
) -> dict[str, object]:
    """Raw values by placeholder name; what the account does not have is left out or `None`.

    Args:
        facts: The account.
        language: The script's.
        now: Aware instant. The greeting is of the customer's hour; days are the portfolio's, as on the form.
        collector: Who calls.
        agreement: What the form holds so far.

    """
    today = day_of(now, facts.portfolio.timezone)
    said = agreement or Agreement()
    policy = POLICIES.get(facts.portfolio.preset)
    first, second = days_to_offer(
        working_calendar(facts), today=today, horizon_days=facts.portfolio.promise_horizon_days
    )
    return {
        "saludo.hora": greeting(now, facts.zone, language),
        "cliente.nombre": facts.customer.name if facts.is_business else first_name(facts.customer.name),
        "cliente.nombre_completo": as_said(facts.customer.name),
        "cliente.telefono": facts.phone,
        "empresa.nombre": facts.portfolio.creditor,
        "gestor.nombre": collector.name,
        "aviso.legal": policy.disclosure.get(language) if policy is not None else None,
        "acreedor.nombre": facts.portfolio.creditor,
        "propuesta.fecha_1": first,
        "propuesta.fecha_2": second,
        "acuerdo.monto": said.amount,
        "acuerdo.fecha": said.due_on,
        "acuerdo.medio": said.method,
        **_debt_values(facts, today, language),
    }


_OF_DEBT = ("cuenta.", "promesa.", "propuesta.", "acuerdo.")


def without_debt(values: Mapping[str, object]) -> dict[str, object]:
    """The values that may be read to anybody: before the identity, and to somebody else, nothing of a debt is said."""
    return {name: value for name, value in values.items() if not name.startswith(_OF_DEBT)}


def _debt_values(facts: ScriptFacts, today: date, language: str) -> Mapping[str, object]:
    """What is asked for of the open and of the overdue items, credit taken off, and what was promised."""
    overdue, promise = facts.overdue(today), facts.promise
    late = sum(item.amount for item in overdue)
    total = asked_for(late, facts.credit)
    credit_left = asked_for(facts.credit, late)
    coming = [item for item in facts.items if item.due_on >= today]
    oldest = (overdue or facts.items or (None,))[0]
    product = oldest.product if oldest is not None else None
    return {
        "cuenta.producto": _PRODUCT[language].format(product) if product else None,
        "cuenta.saldo": asked_for(sum(item.amount for item in facts.items), facts.credit) or None,
        "cuenta.saldo_vencido": total or None,
        "cuenta.mitad": half(total, facts.portfolio.currency) or None,
        "cuenta.dias_mora": days_past_due(overdue[0].due_on, today) if overdue else None,
        "cuenta.facturas": len(overdue) or None,
        "cuenta.factura_antigua": overdue[0].external_id if overdue else None,
        "cuenta.vence_antigua": overdue[0].due_on if overdue else None,
        "cuenta.proximo_monto": asked_for(_next_due(coming), credit_left) or None,
        "cuenta.proximo_vencimiento": coming[0].due_on if coming else None,
        "promesa.monto": promise.amount if promise else None,
        "promesa.fecha": promise.due_on if promise else None,
    }


def _next_due(coming: Sequence[Item]) -> int:
    """What falls due on the next due day; `coming` are the items to come, oldest first."""
    return sum(item.amount for item in coming if item.due_on == coming[0].due_on)


def has_broken_promise(facts: ScriptFacts) -> bool:
    """Whether the newest promise was broken: a newer one makes it the past, and a part paid is not broken."""
    return facts.promise is not None and facts.promise.state is PromiseState.BROKEN


def greeting(now: datetime, zone: str, language: str) -> str:
    """Good morning, afternoon or evening where the customer is."""
    hour = now.astimezone(ZoneInfo(zone)).hour
    return _GREETINGS[language][(hour >= MIDDAY) + (hour >= EVENING)]


def first_name(name: str) -> str:
    """What a person is called by: the first two of four names or more, else the first."""
    words = as_said(name).split()
    return " ".join(words[:2] if len(words) > 3 else words[:1])


def as_said(name: str) -> str:
    """A name that was sent in capitals, as it is written; any other as it came."""
    return name.title() if name.isupper() else name


def working_calendar(facts: ScriptFacts) -> WorkingCalendar:
    """The working days of the customer's country, else of their zone's, less the portfolio's closed days."""
    return calendar_for(facts.customer.country or country_of_zone(facts.zone), facts.portfolio.closed_days)
