"""What can be missing or wrong with a customer: each problem with its words, and the rule that finds them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from models.enums import CustomerKind, PointKind, PointState
from workbench.domain.quality.documents import DocumentState, document_verdict
from workbench.domain.quality.texts import Complaint, is_address, is_shouted, mailbox_problem, name_problem
from workbench.kernel.states import is_in_use
from workbench.kernel.text import N_


class DataProblem(StrEnum):
    """One thing that is missing or wrong, in the order in which the screen lists them."""

    NO_NUMBER = "no_number"
    UNREAD_NUMBER = "unread_number"
    NO_PLACE = "no_place"
    NO_NAME = "no_name"
    INVALID_DOCUMENT = "invalid_document"
    NO_DOCUMENT = "no_document"
    BAD_EMAIL = "bad_email"
    NO_EMAIL = "no_email"
    NO_ADDRESS = "no_address"
    SHOUTED_NAME = "shouted_name"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class ProblemWords:
    """A problem in words: what it is, more about it, what it prevents, and who mends it.

    `tone` is how bad it is: bad stops the work, warn makes it worse, info is for the eye. `stops_calls`: who has it
    cannot be reached by telephone.
    """

    label: str
    about: str
    prevents: str
    mended_by: str
    tone: str
    stops_calls: bool = False


_SENDER = N_("Quien envía los datos")
_AGENT = N_("El gestor, en la llamada")

WORDS: Mapping[DataProblem, ProblemWords] = {
    DataProblem.NO_NUMBER: ProblemWords(
        N_("Sin número vivo"),
        N_("ninguno, o todos malos o suprimidos"),
        N_("no se puede llamar"),
        N_("Localización"),
        "bad",
        stops_calls=True,
    ),
    DataProblem.UNREAD_NUMBER: ProblemWords(
        N_("Teléfono que no se pudo leer"), N_("quedó como texto"), N_("no se marca"), _SENDER, "warn"
    ),
    DataProblem.NO_PLACE: ProblemWords(
        N_("Sin país ni zona horaria"),
        N_("se toma la zona de sus carteras"),
        N_("si vive en otra zona, se le llama a deshora"),
        _SENDER,
        "warn",
    ),
    DataProblem.NO_NAME: ProblemWords(
        N_("Sin nombre"), N_("vacío o de relleno"), N_("no se puede confirmar quién es"), _SENDER, "bad"
    ),
    DataProblem.INVALID_DOCUMENT: ProblemWords(
        N_("Documento incompleto o que no existe"),
        N_("NIT, RFC, RUT, RUC, CUIT, NIF…"),
        N_("no se puede confirmar quién es"),
        _SENDER,
        "warn",
    ),
    DataProblem.NO_DOCUMENT: ProblemWords(
        N_("Sin documento"), "", N_("falta un dato para confirmar quién es"), _SENDER, "info"
    ),
    DataProblem.BAD_EMAIL: ProblemWords(
        N_("Correo que no sirve"), N_("mal escrito, o ya rebotó"), N_("no llega el estado de cuenta"), _AGENT, "warn"
    ),
    DataProblem.NO_EMAIL: ProblemWords(N_("Sin correo"), "", N_("no llega el estado de cuenta"), _AGENT, "info"),
    DataProblem.NO_ADDRESS: ProblemWords(
        N_("Sin dirección"), N_("ninguna que se pueda encontrar"), N_("no llegan cartas ni visitas"), _AGENT, "info"
    ),
    DataProblem.SHOUTED_NAME: ProblemWords(
        N_("Nombre en mayúsculas"), "", N_("se lee mal en guiones y cartas"), _SENDER, "info"
    ),
    DataProblem.BY_HAND: ProblemWords(
        N_("Creado a mano en una llamada"),
        N_("el remitente no lo conoce"),
        N_("puede estar dos veces; no tiene deuda"),
        N_("Supervisión"),
        "warn",
    ),
}


@dataclass(frozen=True)
class CheckedPoint:
    """One contact point as the check sees it."""

    kind: PointKind
    value: str
    state: PointState


@dataclass(frozen=True)
class CheckedCustomer:
    """What the check looks at. `country` is the customer's own; `home_country` that of a portfolio of theirs."""

    external_id: str
    name: str
    document: str | None
    kind: CustomerKind | None
    country: str | None
    home_country: str | None
    timezone: str | None
    unread: Mapping[str, str]
    """Texts of the columns of telephones and mailboxes that could not be read, by column."""
    points: Sequence[CheckedPoint] = field(default=())
    note: str | None = None
    """What was noted of a customer whom a person made by hand; None where a sender told of them."""


_NOTHING_MORE = Complaint("", {})
_TELEPHONES = frozenset({PointKind.PHONE, PointKind.WHATSAPP})
NOTE_BY_HAND = "note_by_hand"
"""The attribute of a customer that a person made by hand, with what was noted; see `by_hand`."""

TELEPHONE_COLUMNS = ("phone", "phone_2", "whatsapp")


def problems_of(customer: CheckedCustomer) -> dict[DataProblem, Complaint]:
    """Everything that is missing or wrong, with what more there is to say of it."""
    return dict([*_reach(customer), *_identity(customer), *_mail(customer), *_origin(customer)])


def _reach(customer: CheckedCustomer) -> Iterator[tuple[DataProblem, Complaint]]:
    usable = [one for one in customer.points if is_in_use(one.state)]
    if not any(one.kind in _TELEPHONES for one in usable):
        yield DataProblem.NO_NUMBER, _NOTHING_MORE
    unread = [customer.unread[name] for name in TELEPHONE_COLUMNS if customer.unread.get(name)]
    if unread:
        yield DataProblem.UNREAD_NUMBER, Complaint(N_("Llegó «%(text)s»."), {"text": ", ".join(unread)})
    if customer.country is None and customer.timezone is None:
        yield DataProblem.NO_PLACE, _NOTHING_MORE
    if not any(one.kind is PointKind.ADDRESS and is_address(one.value) for one in usable):
        yield DataProblem.NO_ADDRESS, _NOTHING_MORE


def _identity(customer: CheckedCustomer) -> Iterator[tuple[DataProblem, Complaint]]:
    nameless = name_problem(customer.name, customer.external_id)
    if nameless is not None:
        yield DataProblem.NO_NAME, nameless
    elif is_shouted(customer.name):
        yield DataProblem.SHOUTED_NAME, _NOTHING_MORE
    if not customer.document:
        yield DataProblem.NO_DOCUMENT, _NOTHING_MORE
        return
    verdict = document_verdict(customer.document, customer.country or customer.home_country, customer.kind)
    if verdict.state is DocumentState.INVALID:
        yield DataProblem.INVALID_DOCUMENT, Complaint(verdict.why, verdict.values or {})


def _origin(customer: CheckedCustomer) -> Iterator[tuple[DataProblem, Complaint]]:
    if customer.note is not None:
        yield (
            DataProblem.BY_HAND,
            Complaint(N_("«%(note)s»"), {"note": customer.note}) if customer.note else _NOTHING_MORE,
        )


def _mail(customer: CheckedCustomer) -> Iterator[tuple[DataProblem, Complaint]]:
    boxes = [one for one in customer.points if one.kind is PointKind.EMAIL]
    unread = customer.unread.get("email")
    if not boxes and not unread:
        yield DataProblem.NO_EMAIL, _NOTHING_MORE
        return
    wrong = [mailbox_problem(one.value) for one in boxes if is_in_use(one.state)]
    if any(one is None for one in wrong):
        return
    if unread:
        wrong.append(Complaint(N_("«%(mailbox)s» no es un correo."), {"mailbox": unread}))
    wrong.append(Complaint(N_("El correo ya no sirve."), {}))
    yield DataProblem.BAD_EMAIL, next(one for one in wrong if one is not None)
