"""Documents of identity and tax, judged by the country's own rules. A verdict only tells; it refuses nothing."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from importlib import import_module
from typing import Any

from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from models.enums import CustomerKind
from workbench.kernel.text import N_


class DocumentState(StrEnum):
    """What is known of a document."""

    VALID = "valid"
    INVALID = "invalid"
    UNCHECKED = "unchecked"
    """There is no rule for the country or the kind of document."""


@dataclass(frozen=True)
class DocumentVerdict:
    """The verdict on a document. `why` is Spanish, marked for translation, filled from `values`; empty where valid."""

    state: DocumentState
    document: str = ""
    """Which document it is or was taken for: NIT, RFC."""
    why: str = ""
    values: Mapping[str, str] | None = None


@dataclass(frozen=True)
class _Document:
    """One kind of document of a country.

    Args:
        name: As people write it before the number.
        module: Of python-stdnum, which knows its check digits; None where it has none.
        shape: What a number of this kind looks like once separators are gone, where there is no module or to choose.
        kinds: Whose it is.

    """

    name: str
    module: str | None
    shape: str
    kinds: frozenset[CustomerKind] = frozenset(CustomerKind)


_COMPANY = frozenset({CustomerKind.BUSINESS})
_PERSON = frozenset({CustomerKind.RESIDENTIAL})
_PASSPORT = _Document("PAS", None, r"[A-Z0-9]{5,15}")

_DOCUMENTS: Mapping[str, Sequence[_Document]] = {
    "AR": (_Document("CUIT", "ar.cuit", r"\d{11}"), _Document("DNI", None, r"\d{7,8}", _PERSON)),
    "BR": (_Document("CNPJ", "br.cnpj", r"[A-Z0-9]{14}", _COMPANY), _Document("CPF", "br.cpf", r"\d{11}", _PERSON)),
    "CL": (_Document("RUT", "cl.rut", r"\d{7,8}[\dK]"),),
    "CO": (
        _Document("NIT", "co.nit", r"\d{9,10}"),
        _Document("CC", None, r"\d{4,8}|\d{10}", _PERSON),
        _Document("CE", None, r"\d{5,7}", _PERSON),
    ),
    "CR": (_Document("CPJ", "cr.cpj", r"\d{10}", _COMPANY), _Document("CPF", "cr.cpf", r"\d{9,10}", _PERSON)),
    "DO": (_Document("RNC", "do.rnc", r"\d{9}"), _Document("CEDULA", "do.cedula", r"\d{11}", _PERSON)),
    "EC": (_Document("RUC", "ec.ruc", r"\d{13}"), _Document("CI", "ec.ci", r"\d{10}", _PERSON)),
    "ES": (_Document("NIF", "es.nif", r"[A-Z0-9]{9}"),),
    "GT": (_Document("NIT", "gt.nit", r"\d{1,11}[\dK]"), _Document("DPI", None, r"\d{13}", _PERSON)),
    "MX": (
        _Document("RFC", "mx.rfc", r"[A-Z&Ñ]{3,4}\d{6}[A-Z0-9]{3}"),
        _Document("CURP", "mx.curp", r"[A-Z]{4}\d{6}[A-Z0-9]{8}", _PERSON),
    ),
    "PE": (_Document("RUC", "pe.ruc", r"\d{11}"), _Document("DNI", None, r"\d{8}", _PERSON)),
    "PY": (_Document("RUC", "py.ruc", r"\d{5,9}"), _Document("CI", None, r"\d{5,8}", _PERSON)),
    "SV": (_Document("NIT", "sv.nit", r"\d{14}"), _Document("DUI", None, r"\d{9}", _PERSON)),
    "US": (_Document("EIN", "us.ein", r"\d{9}", _COMPANY), _Document("SSN", "us.ssn", r"\d{9}", _PERSON)),
    "UY": (_Document("RUT", "uy.rut", r"\d{12}"), _Document("CI", None, r"\d{6,8}", _PERSON)),
    "VE": (_Document("RIF", "ve.rif", r"[VEJPG]\d{9}"),),
}  # fmt: skip
_RFC = "mx.rfc"
_NIT_DIGITS = 9
"""Of a Colombian NIT without its check digit."""

_SAME_NAME = {"CUIL": "CUIT", "NIE": "NIF", "CIF": "NIF", "RUN": "RUT", "PA": "PAS", "PASAPORTE": "PAS", "TE": "CE"}
"""Other names under which people write a document."""

_NOBODYS = frozenset({"XAXX010101000", "XEXX010101000"})
"""Mexico's RFC for sales to the public and to foreigners: nobody's own."""

_NAMED = re.compile(r"\s*([A-ZÁÉÍÓÚ](?:\.?[A-ZÁÉÍÓÚ])+\.?)[\s:#.°º-]*(?:N[°ºO]\.?\s*)?(?=\S)")
_SEPARATORS = re.compile(r"[\s.,\-/_–]+")

_LENGTH = N_("No tiene el largo de un %(document)s.")
_CHECKSUM = N_("El dígito de verificación no corresponde: no es un %(document)s que exista, o está mal copiado.")
_CHECKSUM_IS = N_("El dígito de verificación del %(document)s no corresponde: sería %(digit)s.")
NO_CHECK_DIGIT = N_("Es un %(document)s sin su dígito de verificación: sería %(digit)s.")
_SHAPE = N_("No tiene la forma de un %(document)s.")
_NO_NUMBER = N_("No es un número de documento.")
_FILLER = N_("Es un número de relleno.")
_NO_RULE = N_("No hay cómo revisarlo: no se sabe el país, o no hay regla para sus documentos.")


@lru_cache(maxsize=65_536)
def document_verdict(document: str, country: str | None, kind: CustomerKind | None) -> DocumentVerdict:
    """Judge a document by the rules of its country.

    Args:
        document: As the sender wrote it: with its name or without, with separators or without.
        country: ISO 3166, of the customer or else of the portfolio; None: not known.
        kind: A company or a person; None: either.

    """
    name, number = _parts(document, country)
    if not any(letter.isdigit() for letter in number):
        return DocumentVerdict(DocumentState.INVALID, why=_NO_NUMBER)
    if is_filler(number):
        return DocumentVerdict(DocumentState.INVALID, why=_FILLER)
    if name == _PASSPORT.name or country is None or country not in _DOCUMENTS:
        return DocumentVerdict(DocumentState.UNCHECKED, name, why=_NO_RULE)
    verdicts = [_judge(one, number) for one in _candidates(country, name, number, kind)]
    return next((one for one in verdicts if one.state is DocumentState.VALID), verdicts[0])


def is_filler(number: str) -> bool:
    """Whether a number was typed to fill the cell: one digit again and again, 123456…, Mexico's RFC of nobody."""
    if number in _NOBODYS:
        return True
    is_run = number in "01234567890" or number in "9876543210"
    return number.isdecimal() and len(number) >= 5 and (len(set(number)) == 1 or is_run)


def document_key(document: str) -> str:
    """What two spellings of a document have in common: letters and digits without the name and leading zeros."""
    return _parts(document, None)[1].lstrip("0")


def _parts(document: str, country: str | None) -> tuple[str, str]:
    """The name that is written before the number, and the number in upper case without separators."""
    text = document.upper().strip()
    found = _NAMED.match(text)
    if found:
        written = found.group(1).replace(".", "")
        name = _SAME_NAME.get(written, written)
        if name in _names() or (country and name == country):
            return name if name in _names() else "", _SEPARATORS.sub("", text[found.end() :])
    return "", _SEPARATORS.sub("", text)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset({one.name for documents in _DOCUMENTS.values() for one in documents} | {_PASSPORT.name})


def _candidates(country: str, name: str, number: str, kind: CustomerKind | None) -> Sequence[_Document]:
    """The documents that it may be: the one it names, else those of its owner's kind, those of its shape first."""
    documents = _DOCUMENTS[country]
    named = [one for one in documents if one.name == name]
    owners = [one for one in documents if kind is None or kind in one.kinds] or list(documents)
    wanted = named or owners
    return sorted(wanted, key=lambda one: re.fullmatch(one.shape, number) is None)


def _judge(document: _Document, number: str) -> DocumentVerdict:
    why, more = _complaint(document, number)
    if not why:
        return DocumentVerdict(DocumentState.VALID, document.name)
    return DocumentVerdict(DocumentState.INVALID, document.name, why, {"document": document.name, **more})


def _complaint(document: _Document, number: str) -> tuple[str, Mapping[str, str]]:
    """What is wrong with a number as a document of this kind; an empty text where nothing is."""
    fits = re.fullmatch(document.shape, number) is not None
    if document.module is None:
        return "" if fits else _SHAPE, {}
    try:
        _validator(document)(number)
    except InvalidChecksum:
        return _about_check_digit(document, number)
    except InvalidLength:
        return _LENGTH, {}
    except ValidationError:
        return _SHAPE, {}
    # The library takes an RFC without its last three characters.
    return _LENGTH if document.module == _RFC and not fits else "", {}


def _about_check_digit(document: _Document, number: str) -> tuple[str, dict[str, str]]:
    """What to say of a check digit that does not fit; a Colombian NIT of nine digits has none."""
    if document.module != "co.nit":
        return _CHECKSUM, {}
    has_none = len(number) == _NIT_DIGITS
    digit = str(_module(document).calc_check_digit(number if has_none else number[:-1]))
    return (NO_CHECK_DIGIT if has_none else _CHECKSUM_IS), {"digit": digit}


@lru_cache(maxsize=64)
def _validator(document: _Document) -> Callable[[str], object]:
    validate: Callable[..., object] = _module(document).validate
    # Many RFC of companies in use carry another check digit than the published rule gives: only the form counts.
    return partial(validate, validate_check_digits=False) if document.module == _RFC else validate


def _module(document: _Document) -> Any:  # Any: modules of python-stdnum share no type
    return import_module(f"stdnum.{document.module}")
