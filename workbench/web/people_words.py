"""Roles and permissions in words, for the screens about people."""

from collections.abc import Mapping

from flask_babel import gettext

from models.enums import RoleCode
from workbench.access.permissions import Permission
from workbench.kernel.text import N_

ROLES: Mapping[str, str] = {
    RoleCode.COLLECTOR.value: N_("Gestor"),
    RoleCode.SUPERVISOR.value: N_("Supervisor"),
    RoleCode.TEAM_LEAD.value: N_("Líder de equipo"),
    RoleCode.ADMINISTRATOR.value: N_("Administrador"),
}

PERMISSIONS: Mapping[Permission, str] = {
    Permission.SEE_CUSTOMERS: N_("Ver clientes y montos"),
    Permission.WORK_QUEUE: N_("Llamar y registrar gestiones"),
    Permission.SEE_TEAM: N_("Ver cifras de su equipo"),
    Permission.REASSIGN_ACCOUNTS: N_("Reasignar cuentas y ajustar carteras"),
    Permission.EDIT_SCRIPTS: N_("Escribir y publicar guiones"),
    Permission.IMPORT_DATA: N_("Importar datos"),
    Permission.ANSWER_REQUESTS: N_("Responder peticiones de clientes"),
    Permission.MANAGE_MODEL: N_("Poner y quitar el modelo que ordena"),
    Permission.SEE_AUDIT: N_("Ver la auditoría"),
    Permission.SEE_ALL_PORTFOLIOS: N_("Ver todas las carteras"),
    Permission.MANAGE_USERS: N_("Administrar personas y equipos"),
}
"""What a role can and cannot do, in the order of the work; what every role may do is left out."""


def role_name(code: str) -> str:
    """The name of a role; one that an operator added is named by its code."""
    return gettext(ROLES[code]) if code in ROLES else code


def permission_lines(held: frozenset[Permission]) -> list[tuple[str, bool]]:
    """Each thing that may be done, and whether the role may."""
    return [(gettext(text), one in held) for one, text in PERMISSIONS.items()]
