"""Every shortcut of the keyboard, by screen: the help sheet lists this table, and tests hold the pages against it.

A key is written as pages write it in `data-key`: `ctrl+enter`, `g c`, `arrowleft`. Where a row stands for a family of
keys (`1` to `9`), `shown` says how the sheet writes it. Keys that the frame's own script answers to are `OF_THE_FRAME`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask
from flask_babel import gettext

from workbench.access.permissions import Permission
from workbench.kernel.text import N_
from workbench.web.navigation import door_letters
from workbench.web.session import may


@dataclass(frozen=True)
class Shortcut:
    """What keys do, the keys, and how the help sheet writes them where it does not write them all."""

    name: str
    keys: tuple[str, ...]
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShortcutGroup:
    """The shortcuts of some screens, under their name; only who has the permission is told of them.

    `screens` are folders of workbench/screens; none stands for the frame.
    """

    title: str
    screens: tuple[str, ...]
    shortcuts: tuple[Shortcut, ...]
    permission: Permission | None = None


DIGITS = tuple("123456789")
THEME = "t"
OF_THE_FRAME = frozenset({f"g {THEME}", "escape", "ctrl+k", "j", "k", "arrowup", "arrowdown"})
"""The theme, leaving, the search from a field, moving in a list, and values proposed in a field: static/js."""

SHORTCUTS = (
    ShortcutGroup(
        N_("En todo lugar"),
        (),
        (
            Shortcut(N_("Buscar un cliente"), ("/",)),
            Shortcut(N_("Buscar desde cualquier campo"), ("ctrl+k",)),
            Shortcut(N_("Ir a mi cola"), ("g c",)),
            Shortcut(N_("Ir a la agenda"), ("g a",)),
            Shortcut(N_("Ir a clientes"), ("g l",)),
            Shortcut(N_("Ir a guiones"), ("g g",)),
            Shortcut(N_("Ir a mis cifras"), ("g k",)),
            Shortcut(N_("Claro u oscuro"), ("g t",)),
            Shortcut(N_("Deshacer lo último"), ("z",)),
            Shortcut(N_("Salir de un campo, cerrar"), ("escape",)),
            Shortcut(N_("Imprimir un papel"), ("p",)),
            Shortcut(N_("Esta ayuda"), ("?",)),
        ),
    ),
    ShortcutGroup(
        N_("Mi cola"),
        ("queue",),
        (
            Shortcut(N_("Bajar, subir"), ("j", "k")),
            Shortcut(N_("Llamar"), ("enter",)),
            Shortcut(N_("Posponer, y a qué hora"), ("p", "a", "b", "c", "d"), ("p", "a", "…", "d")),
            Shortcut(N_("Saltar, y por qué"), ("s", "1", "2", "3", "4"), ("s", "1", "…", "4")),
            Shortcut(N_("Filtrar, y por cuál"), ("f", *DIGITS[:7]), ("f", "1", "…", "7")),
        ),
        Permission.WORK_QUEUE,
    ),
    ShortcutGroup(
        N_("Agenda"),
        ("agenda", "own_figures"),
        (
            Shortcut(N_("Bajar, subir"), ("j", "k")),
            Shortcut(N_("Llamar"), ("enter",)),
            Shortcut(N_("Tomar una llamada de cualquiera"), ("t",)),
            Shortcut(N_("Mover a otra hora"), ("v", "a", "b", "c", "d"), ("v", "a", "…", "d")),
            Shortcut(N_("Día, semana"), ("d", "s")),
            Shortcut(N_("Anterior, siguiente"), ("arrowleft", "arrowright")),
        ),
        Permission.WORK_QUEUE,
    ),
    ShortcutGroup(
        N_("Llamada"),
        ("call",),
        (
            Shortcut(N_("Marcar; si hay varios números, elegir uno"), ("l", *DIGITS), ("l", "1", "…", "9")),
            Shortcut(N_("La siguiente de la lista, la anterior"), ("j", "k")),
            Shortcut(N_("Nos llamó el cliente"), ("o",)),
            Shortcut(N_("La siguiente de la lista, la anterior"), ("j", "k")),
            Shortcut(N_("Ir a la identidad"), ("i",)),
            Shortcut(N_("Datos que confirmó; confirmar"), (*"qwer", "enter"), ("q", "…", "r", "enter")),
            Shortcut(N_("Deuda e historia"), ("d",)),
            Shortcut(N_("Mostrar los montos por 10 segundos"), ("m",)),
            Shortcut(N_("Otra cuenta del cliente"), ("[", "]")),
            Shortcut(N_("Tipo y resultado"), DIGITS, ("1", "…", "9")),
            Shortcut(N_("Respuesta del guion"), tuple("qwerty"), ("q", "…", "y")),
            Shortcut(N_("Paso anterior, siguiente"), ("arrowleft", "arrowright")),
            Shortcut(N_("Ir a la nota"), ("n",)),
            Shortcut(N_("Valores propuestos en un campo"), ("arrowup", "arrowdown")),
            Shortcut(N_("Cambiar resultado"), ("backspace",)),
            Shortcut(N_("Colgar"), ("f8",)),
            Shortcut(N_("Guardar y siguiente"), ("ctrl+enter",)),
        ),
        Permission.WORK_QUEUE,
    ),
    ShortcutGroup(
        N_("Clientes"),
        ("customers",),
        (
            Shortcut(N_("Bajar, subir"), ("j", "k")),
            Shortcut(N_("Abrir"), ("enter",)),
            Shortcut(N_("Llamar"), ("l",)),
            Shortcut(N_("Pestañas del cliente"), ("1", "2", "3")),
            Shortcut(N_("Es quien llama"), DIGITS, ("1", "…", "9")),
        ),
        Permission.SEE_CUSTOMERS,
    ),
    ShortcutGroup(
        N_("Guiones y ajustes"),
        ("scripts", "people", "portfolios", "requests"),
        (
            Shortcut(N_("Guardar borrador de un guion"), ("ctrl+s",)),
            Shortcut(N_("Usuarios: invitar; equipos: nuevo"), ("i", "n")),
            Shortcut(N_("Guardar"), ("ctrl+enter",)),
        ),
        Permission.EDIT_SCRIPTS,
    ),
    ShortcutGroup(
        N_("Datos"),
        ("data", "quality", "first_run"),
        (
            Shortcut(N_("Por corregir: guardar y bajar"), (), ("enter",)),  # the browser's own: it sends the row
            Shortcut(N_("Aceptar lo propuesto"), ("ctrl+enter",)),
            Shortcut(N_("Igual en las parecidas"), ("ctrl+d",)),
            Shortcut(N_("Aceptar todas las propuestas"), ("a",)),
            Shortcut(N_("Importar las corregidas"), ("i",)),
            Shortcut(N_("Seguir al paso siguiente de una importación"), ("ctrl+enter",)),
            Shortcut(N_("Duplicados: unir, son distintas, no sé"), ("u", "d", "s")),
            Shortcut(N_("Anterior, siguiente"), ("arrowleft", "arrowright")),
        ),
        Permission.IMPORT_DATA,
    ),
)

_CAPS = {
    "enter": N_("Intro"), "escape": "Esc", "ctrl": "Ctrl", "alt": "Alt", "backspace": "⌫", "space": N_("Espacio"),
    "arrowleft": "←", "arrowright": "→", "arrowup": "↑", "arrowdown": "↓",
}  # fmt: skip


def bind_shortcuts(app: Flask) -> None:
    """Let the help sheet ask for the table."""
    app.jinja_env.globals["shortcut_tables"] = shortcut_tables


def shortcut_tables() -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """By screen, what the shortcuts of the person who asks do, and what stands on their keys."""
    return [
        (gettext(group.title), [(gettext(one.name), caps_of(one)) for one in group.shortcuts if _leads_somewhere(one)])
        for group in SHORTCUTS
        if group.permission is None or may(group.permission)
    ]


def _leads_somewhere(shortcut: Shortcut) -> bool:
    """Whether a door of the rail that the keys lead to is there for the person who asks; true of all other keys."""
    letters = {key[2:] for key in shortcut.keys if key.startswith("g ")} - {THEME}
    return letters <= door_letters()


def caps_of(shortcut: Shortcut) -> list[str]:
    """What stands on the keys that are pressed, in their order: `Ctrl`, `Intro`."""
    return [cap for key in shortcut.shown or shortcut.keys for cap in _caps(key)]


def _caps(key: str) -> Sequence[str]:
    parts = key.replace("+", " ").split() if len(key) > 1 else [key]
    return [gettext(_CAPS[part]) if part in _CAPS else part.upper() for part in parts]
