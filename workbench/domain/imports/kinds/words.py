"""Usual Spanish words for what a column of fixed words may say: understood beside our own, whatever the mapping."""

from collections.abc import Mapping

from models.enums import Channel, ChequeState, CustomerKind, Direction, PaymentMethod
from workbench.domain.imports.engine.cells import Words
from workbench.folding import fold


def _words(listed: Mapping[str, str]) -> Words:
    return tuple((fold(word.strip()), ours) for ours, words in listed.items() for word in words.split(","))


METHODS = _words(
    {
        PaymentMethod.CASH: "efectivo, contado, de contado",
        PaymentMethod.CHEQUE: "cheque, cheque posfechado, cheque diferido",
        PaymentMethod.CARD: "tarjeta, tarjeta de crédito, tarjeta de débito, tarjeta crédito, tarjeta débito",
        PaymentMethod.TRANSFER: "transferencia, transferencia bancaria, consignación, depósito, depósito bancario",
        PaymentMethod.DIRECT_DEBIT: "débito automático, domiciliación, domiciliado",
        PaymentMethod.OTHER: "otro, otros",
    }
)
"""How something was paid."""
CHEQUE_STATES = _words(
    {
        ChequeState.RECEIVED: "recibido, en cartera, en custodia",
        ChequeState.DEPOSITED: "depositado, consignado, cobrado",
        ChequeState.BOUNCED: "devuelto, rechazado, rebotado, protestado",
    }
)
CHANNELS = _words(
    {
        Channel.CALL: "llamada, llamada telefónica, teléfono, telefónico, telefónica, celular",
        Channel.VOICEMAIL: "buzón, buzón de voz, mensaje de voz",
        Channel.SMS: "mensaje de texto, texto",
        Channel.EMAIL: "correo, correo electrónico, e-mail, mail",
        Channel.WHATSAPP: "whats app, wasap",
        Channel.LETTER: "carta",
        Channel.VISIT: "visita, visita en terreno, visita de campo",
        Channel.OTHER: "otro, otros",
    }
)
DIRECTIONS = _words({Direction.OUTBOUND: "saliente, salida", Direction.INBOUND: "entrante, entrada"})
CUSTOMER_KINDS = _words(
    {
        CustomerKind.BUSINESS: "empresa, jurídica, persona jurídica, negocio, comercio",
        CustomerKind.RESIDENTIAL: "persona, natural, persona natural, residencial, hogar",
    }
)
