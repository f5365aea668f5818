"""Words of the script format: what a front matter, a heading and a branch may say, in Spanish and in English.

Both languages mean the same; a file may even mix them. The canonical value is the English one.
"""

from enum import StrEnum

from models.enums import Channel, ScriptStage


class Listener(StrEnum):
    """Who hears the text. What is not for the account holder reveals nothing."""

    DEBTOR = "debtor"
    THIRD_PARTY = "third_party"


class StepKind(StrEnum):
    """What a step is for. The call screen locks what comes after identity until identity is verified."""

    GREETING = "greeting"
    IDENTITY = "identity"
    DISCLOSURE = "disclosure"
    REASON = "reason"
    NEGOTIATE = "negotiate"
    CLOSING = "closing"
    OTHER = "other"


class Permit(StrEnum):
    """A phrase that is forbidden unless the script states that it is true for every account it is read to."""

    REPORTING = "reporting"
    """The report to the credit bureau was authorised and announced within its legal notice."""
    FINAL_OFFER = "final_offer"
    """The offer really ends: it is not made again after its date."""


LANGUAGES = ("es", "en")

STEP_KINDS = {
    "saludo": StepKind.GREETING,
    "greeting": StepKind.GREETING,
    "identidad": StepKind.IDENTITY,
    "identity": StepKind.IDENTITY,
    "aviso": StepKind.DISCLOSURE,
    "disclosure": StepKind.DISCLOSURE,
    "motivo": StepKind.REASON,
    "reason": StepKind.REASON,
    "negociar": StepKind.NEGOTIATE,
    "negotiate": StepKind.NEGOTIATE,
    "cierre": StepKind.CLOSING,
    "closing": StepKind.CLOSING,
}

STAGES = {stage.value: stage for stage in ScriptStage} | {
    "preventivo": ScriptStage.PREVENTIVE,
    "temprana": ScriptStage.EARLY,
    "media": ScriptStage.MIDDLE,
    "tardia": ScriptStage.LATE,
    "tardía": ScriptStage.LATE,
    "promesa_no_cumplida": ScriptStage.BROKEN_PROMISE,
    "cualquiera": ScriptStage.ANY,
}

CHANNELS = {channel.value: channel for channel in Channel} | {
    "llamada": Channel.CALL,
    "buzon": Channel.VOICEMAIL,
    "buzón": Channel.VOICEMAIL,
    "correo": Channel.EMAIL,
    "carta": Channel.LETTER,
    "visita": Channel.VISIT,
    "otro": Channel.OTHER,
}

RECIPIENTS = {recipient.value: recipient for recipient in Listener} | {
    "titular": Listener.DEBTOR,
    "tercero": Listener.THIRD_PARTY,
}

PERMITS = {permit.value: permit for permit in Permit} | {
    "reporte": Permit.REPORTING,
    "ultima_oferta": Permit.FINAL_OFFER,
}

# Front matter keys: every spelling and the one we use.
KEYS = {
    "code": "code",
    "codigo": "code",
    "name": "name",
    "nombre": "name",
    "stage": "stage",
    "etapa": "stage",
    "language": "language",
    "idioma": "language",
    "channel": "channel",
    "canal": "channel",
    "recipient": "recipient",
    "escucha": "recipient",
    "portfolio": "portfolio",
    "cartera": "portfolio",
    "country": "country",
    "pais": "country",
    "segment": "segment",
    "segmento": "segment",
    "last_outcome": "last_outcome",
    "ultimo_resultado": "last_outcome",
    "permits": "permits",
    "permite": "permits",
    "note": "note",
    "nota": "note",
}

END = "fin"
ENDS = frozenset({END, "end"})
"""Targets that lead nowhere: the conversation is over and the outcome is recorded."""

ANSWER_KEYS = "QWERTY"
"""Keys of the answers on the call screen, in order: more answers than keys is a mistake of the script."""

# Outcomes an answer may preselect. Meanings of codes are fixed, so the list is part of the format; a test holds it
# against the outcome tree that `workbench init` loads.
OUTCOME_CODES = frozenset(
    {
        *("CD-PDP", "CD-PAR", "CD-PLA", "CD-QUI", "CD-YAP", "CD-PEN", "CD-VLL", "CD-NCP", "CD-REN", "CD-INF"),
        *("CD-DIS", "CD-VUL", "CD-ABO", "CD-OPT", "CD-COR"),
        *("CI-CON", "CI-NCO", "CI-NQR", "CI-FAL", "CI-MUD", "CI-TRA"),
        *("NC-NCT", "NC-BZN", "NC-OCU", "NC-APG", "NC-FDS", "NC-EQV", "NC-IVR", "NC-CRT"),
    }
)
