"""Names, mailboxes and addresses: what is a filler, what is misspelt. Pure; each returns why not, or nothing."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from workbench.folding import fold
from workbench.kernel.text import N_


class Complaint(NamedTuple):
    """What is wrong, in Spanish marked for translation, filled from `values`."""

    text: str
    values: Mapping[str, str]


_FILLERS = frozenset(
    {
        "cliente", "clientes", "customer", "nombre", "name", "sin nombre", "sin nombres", "no name", "n/a", "na", "nd",
        "s/n", "ninguno", "none", "null", "nan", "undefined", "test", "prueba", "pruebas", "desconocido", "unknown",
        "consumidor final", "publico general", "publico en general", "mostrador", "cliente mostrador",
        "cliente de mostrador", "varios", "clientes varios", "cliente varios", "cliente general", "cliente generico",
        "generico", "por definir", "pendiente", "cliente nuevo", "cliente ocasional", "cliente contado",
        "walk-in customer",
    }
)  # fmt: skip
_MAILBOX = re.compile(r"(?P<name>[^@\s,;<>()\[\]\"]+)@(?P<domain>[^@\s,;<>()\[\]\"]+)")
_LABEL = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?")
_FILLER_BOXES = frozenset({"no", "na", "n/a", "none", "notiene", "sincorreo", "nocorreo", "noemail", "sinemail", "xxx"})
_MEANT = {
    "gmial.com": "gmail.com", "gmai.com": "gmail.com", "gmal.com": "gmail.com", "gamil.com": "gmail.com",
    "gmail.con": "gmail.com", "gmail.co": "gmail.com", "gmail.cm": "gmail.com", "gmail.om": "gmail.com",
    "gnail.com": "gmail.com", "gmaill.com": "gmail.com", "gmail.comm": "gmail.com", "gmil.com": "gmail.com",
    "hotmial.com": "hotmail.com", "hotmai.com": "hotmail.com", "hotmal.com": "hotmail.com",
    "hotmil.com": "hotmail.com", "hotmail.con": "hotmail.com", "hotmail.co": "hotmail.com",
    "hotmail.cm": "hotmail.com", "hotnail.com": "hotmail.com", "homail.com": "hotmail.com",
    "hormail.com": "hotmail.com", "outlok.com": "outlook.com", "outlook.con": "outlook.com",
    "outloo.com": "outlook.com", "yaho.com": "yahoo.com", "yahoo.con": "yahoo.com", "yahooo.com": "yahoo.com",
    "yhaoo.com": "yahoo.com", "icloud.con": "icloud.com", "iclud.com": "icloud.com",
}  # fmt: skip
"""Domains that people type by mistake, which nobody's mail arrives at, and the one they meant."""


def name_problem(name: str, external_id: str) -> Complaint | None:
    """What is wrong with a name: it is none, the sender's key, or a filler such as "CLIENTE"."""
    folded = fold(name)
    if not folded or folded == fold(external_id):
        return Complaint(N_("No tiene nombre: se usa el código del remitente."), {})
    plain = folded.strip(" .-_*")
    without_number = re.sub(r"[\s#.\-]*\d+$", "", plain)
    if plain in _FILLERS or without_number in _FILLERS or len(set(plain)) == 1:
        return Complaint(N_("«%(name)s» no es el nombre de nadie."), {"name": name})
    if not any(letter.isalpha() for letter in plain):
        return Complaint(N_("El nombre no tiene letras."), {})
    return None


def is_shouted(name: str) -> bool:
    """Whether a name of two words or more is in capitals throughout; an abbreviation alone may be."""
    letters = [letter for letter in name if letter.isalpha()]
    return len(name.split()) > 1 and len(letters) > 5 and all(letter.isupper() for letter in letters)


def mailbox_problem(mailbox: str) -> Complaint | None:
    """What is wrong with a mailbox: it is none, a filler, or its domain is misspelt."""
    found = _MAILBOX.fullmatch(mailbox.strip().lower())
    if found is None:
        return Complaint(N_("«%(mailbox)s» no es un correo."), {"mailbox": mailbox})
    name, domain = found["name"], found["domain"]
    labels = domain.split(".")
    is_domain = len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdecimal()
    if not is_domain or name.startswith(".") or name.endswith(".") or ".." in name:
        return Complaint(N_("«%(mailbox)s» no es un correo."), {"mailbox": mailbox})
    if name.replace("_", "").replace(".", "") in _FILLER_BOXES:
        return Complaint(N_("«%(mailbox)s» es un correo de relleno."), {"mailbox": mailbox})
    if domain in _MEANT:
        return Complaint(
            N_("«%(mailbox)s»: ¿quiso decir %(meant)s?"), {"mailbox": mailbox, "meant": f"{name}@{_MEANT[domain]}"}
        )
    return None


def is_address(text: str) -> bool:
    """Whether an address could be found: some letters and a number, or words enough to name a place."""
    plain = fold(text)
    return any(letter.isalpha() for letter in plain) and (any(one.isdigit() for one in plain) or len(plain.split()) > 2)
