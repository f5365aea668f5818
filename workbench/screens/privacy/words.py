"""Words of a customer's data: kinds, states and channels in the language of the screen or of the paper."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from models.enums import Channel, CustomerKind, Direction, HoldKind, PointKind, PointState, PromiseState, RequestKind
from workbench.kernel.text import N_
from workbench.web.customer_words import POINT_STATES, PROMISE_STATES

POINT_KINDS = {
    PointKind.PHONE: N_("Teléfono"),
    PointKind.EMAIL: N_("Correo"),
    PointKind.WHATSAPP: N_("WhatsApp"),
    PointKind.ADDRESS: N_("Dirección"),
}
CUSTOMER_KINDS = {CustomerKind.BUSINESS: N_("Empresa"), CustomerKind.RESIDENTIAL: N_("Persona")}
CHANNELS = {
    Channel.CALL: N_("llamada"),
    Channel.VOICEMAIL: N_("buzón"),
    Channel.SMS: N_("SMS"),
    Channel.EMAIL: N_("correo"),
    Channel.WHATSAPP: N_("WhatsApp"),
    Channel.CHAT: N_("chat"),
    Channel.LETTER: N_("carta"),
    Channel.VISIT: N_("visita"),
    Channel.OTHER: N_("otro canal"),
}
DIRECTIONS = {Direction.OUTBOUND: N_("nuestra"), Direction.INBOUND: N_("suya")}
HOLDS = {
    HoldKind.DISPUTE: N_("Reclamo"),
    HoldKind.VULNERABLE: N_("Situación que pide cuidado"),
    HoldKind.DECEASED: N_("Titular fallecido"),
    HoldKind.BANKRUPTCY: N_("Insolvencia"),
    HoldKind.CLAIMED_PAYMENT: N_("Pago en verificación"),
    HoldKind.ATTORNEY: N_("Tiene abogado"),
    HoldKind.CEASE: N_("Pidió no ser contactado"),
    HoldKind.HANDED_OVER: N_("Pasó a otra instancia"),
    HoldKind.BREATHING_SPACE: N_("Pausa legal"),
    HoldKind.LEGAL: N_("Proceso legal"),
    HoldKind.REVIEW: N_("Descanso tras una revisión"),
}
REQUESTS = {
    RequestKind.EXPLANATION: N_("Que le expliquen por qué se le llama"),
    RequestKind.REVIEW: N_("Que una persona lo revise de nuevo"),
    RequestKind.COPY: N_("Una copia de sus datos"),
    RequestKind.ERASURE: N_("Que se borren sus datos"),
}
_WORDS: Mapping[type, Mapping[Any, str]] = {  # Any: the members of the class
    PointKind: POINT_KINDS,
    PointState: POINT_STATES,
    CustomerKind: CUSTOMER_KINDS,
    Direction: DIRECTIONS,
    HoldKind: HOLDS,
    PromiseState: PROMISE_STATES,
    RequestKind: REQUESTS,
}


def word(value: object) -> str:
    """A kind or state in words."""
    return str(gettext(_WORDS[type(value)][value]))


def channel_word(value: Channel | None) -> str:
    """A channel; none: every channel."""
    return str(gettext("todos los canales") if value is None else gettext(CHANNELS[value]))
