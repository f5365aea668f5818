"""LikenessEvidence, likelihood and fields in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext

from models.enums import Channel, CustomerKind, PointKind, PointState
from workbench.domain.quality import LIKELY, VERY_LIKELY, EvidenceKind
from workbench.kernel.text import N_
from workbench.web.formats import percent

EVIDENCE: Mapping[EvidenceKind, str] = {
    EvidenceKind.DOCUMENT: N_("mismo documento"),
    EvidenceKind.DOCUMENT_BUT_CHECK_DIGIT: N_("mismo documento, uno sin dígito de verificación"),
    EvidenceKind.DOCUMENT_ONE_DIGIT: N_("el documento cambia en un solo dígito"),
    EvidenceKind.OTHER_DOCUMENT: N_("documentos distintos"),
    EvidenceKind.PHONE: N_("mismo teléfono"),
    EvidenceKind.EMAIL: N_("mismo correo"),
    EvidenceKind.NAME: N_("nombre %(share)s igual"),
    EvidenceKind.NAME_WITHIN: N_("un nombre abrevia al otro"),
    EvidenceKind.OTHER_NAME: N_("nombres distintos"),
    EvidenceKind.ADDRESS: N_("misma dirección"),
    EvidenceKind.CITY: N_("misma ciudad"),
    EvidenceKind.OTHER_KIND: N_("una es empresa y la otra persona"),
}
FIELDS: Mapping[str, str] = {
    "name": N_("Nombre"),
    "document": N_("Documento"),
    "kind": N_("Clase"),
    "segment": N_("Segmento"),
    "city": N_("Ciudad"),
    "region": N_("Departamento o estado"),
    "country": N_("País"),
    "timezone": N_("Zona horaria"),
    "language": N_("Idioma"),
    "opened_on": N_("Cliente desde"),
}
POINTS: Mapping[PointKind, str] = {
    PointKind.PHONE: N_("Teléfono"),
    PointKind.WHATSAPP: N_("WhatsApp"),
    PointKind.EMAIL: N_("Correo"),
    PointKind.ADDRESS: N_("Dirección"),
}
STATES: Mapping[PointState, str] = {
    PointState.UNVERIFIED: N_("sin verificar"),
    PointState.VERIFIED: N_("verificado"),
    PointState.BAD: N_("malo"),
    PointState.SUPPRESSED: N_("suprimido"),
}
KINDS: Mapping[CustomerKind, str] = {
    CustomerKind.BUSINESS: N_("empresa"),
    CustomerKind.RESIDENTIAL: N_("persona"),
}
CHANNELS: Mapping[Channel, str] = {
    Channel.CALL: N_("llamada"),
    Channel.VOICEMAIL: N_("buzón de voz"),
    Channel.SMS: N_("SMS"),
    Channel.EMAIL: N_("correo"),
    Channel.WHATSAPP: N_("WhatsApp"),
    Channel.CHAT: N_("chat"),
    Channel.LETTER: N_("carta"),
    Channel.VISIT: N_("visita"),
    Channel.OTHER: N_("otro"),
}


def evidence_words(evidence: Iterable[Mapping[str, Any]]) -> list[tuple[str, bool]]:  # Any: JSON
    """Each piece of evidence in words, and whether it speaks for one person; what an older program knew is left out."""
    known = set(EvidenceKind)
    return [
        (gettext(EVIDENCE[EvidenceKind(one["kind"])], share=percent(one["share"] or 0)), bool(one["speaks_for"]))
        for one in evidence
        if one["kind"] in known
    ]


def likelihood(score: float) -> str:
    """How likely it looks, in words."""
    if score >= VERY_LIKELY:
        return str(gettext("Muy probable"))
    return str(gettext("Probable") if score >= LIKELY else gettext("Puede ser"))


def channel_words(channels: Iterable[Channel]) -> str:
    """Channels, as a list in words."""
    return ", ".join(str(gettext(CHANNELS[one])) for one in CHANNELS if one in set(channels))
