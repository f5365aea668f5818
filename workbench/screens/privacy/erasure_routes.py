"""Erasing a customer from the screen: one person asks, another confirms, or the question is taken back."""

from flask import url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.privacy import ErasureRefused, ask_erasure, confirm_erasure, withdraw_erasure
from workbench.queries.privacy import customer_for
from workbench.screens.privacy import facts
from workbench.screens.privacy.blueprint import PAGE, blueprint
from workbench.screens.privacy.forms import AskForm, ConfirmForm
from workbench.web import htmx
from workbench.web.db import commit, get_session
from workbench.web.guard import permission
from workbench.web.htmx import Notice
from workbench.web.moment import now, today
from workbench.web.session import me


@blueprint.post("/clientes/<int:customer_id>/borrado")
@permission(Permission.ANSWER_REQUESTS)
def ask(customer_id: int) -> Response:
    """Ask that the customer is erased."""
    session = get_session()
    found = customer_for(session, me(), customer_id)
    form = AskForm()
    try:
        if not form.validate():
            return htmx.invalid(PAGE, **facts.page(session, found, ask=form))
        ask_erasure(
            session,
            me(),
            customer=found,
            typed_name=form.typed_name.data or "",
            ground=form.ground.data or "",
            today=today(),
            now=now(),
        )
    except ErasureRefused as refused:
        form.refuse(refused)
        return htmx.invalid(PAGE, status=422 if refused.field else 409, **facts.page(session, found, ask=form))
    commit()
    said = Notice(gettext("Pedido. Falta que otra persona lo confirme."))
    return htmx.acted(to=url_for(".show", customer_id=customer_id), notice=said)


@blueprint.post("/clientes/<int:customer_id>/borrado/confirmar")
@permission(Permission.ERASE_CUSTOMERS)
def confirm(customer_id: int) -> Response:
    """Confirm and do the erasure that another person asked for."""
    session = get_session()
    found = customer_for(session, me(), customer_id)
    form = ConfirmForm()
    try:
        if not form.validate():
            return htmx.invalid(PAGE, **facts.page(session, found, confirm=form))
        confirm_erasure(session, me(), customer=found, typed_name=form.typed_name.data or "", today=today(), now=now())
    except ErasureRefused as refused:
        form.refuse(refused)
        return htmx.invalid(PAGE, status=422 if refused.field else 409, **facts.page(session, found, confirm=form))
    commit()
    said = Notice(gettext("Borrado. Quedan los movimientos, bajo un seudónimo."))
    return htmx.acted(to=url_for(".show", customer_id=customer_id), notice=said)


@blueprint.post("/clientes/<int:customer_id>/borrado/retirar")
@permission(Permission.ANSWER_REQUESTS)
def withdraw(customer_id: int) -> Response:
    """Take the question back."""
    session = get_session()
    found = customer_for(session, me(), customer_id)
    form = ConfirmForm()
    try:
        withdraw_erasure(session, me(), customer=found, now=now())
    except ErasureRefused as refused:
        form.refuse(refused)
        return htmx.invalid(PAGE, status=409, **facts.page(session, found, confirm=form))
    commit()
    said = Notice(gettext("Retirado: no se borra nada."))
    return htmx.acted(to=url_for(".show", customer_id=customer_id), notice=said)
