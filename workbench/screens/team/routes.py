"""The route of Equipo: one page that reads."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from workbench.access.permissions import Permission
from workbench.domain.performance import ATTRIBUTION_DAYS, KPIS, measure, performance
from workbench.queries.portfolios import portfolios_seen
from workbench.screens.team.facts import collector_rows, is_empty, tiles
from workbench.screens.team.forms import SPANS, Span, TeamForm
from workbench.web import htmx
from workbench.web.alarms import alarm_said, calling
from workbench.web.db import get_session
from workbench.web.guard import permission
from workbench.web.moment import today
from workbench.web.session import me

blueprint = Blueprint("team", __name__, template_folder="templates")


@blueprint.get("/equipo")
@permission(Permission.SEE_TEAM)
def index() -> Response:
    """Figures of a period in the portfolios of one's teams."""
    seen = portfolios_seen(get_session(), me())
    if not seen:
        return htmx.look("team/none.html")
    form = TeamForm(formdata=request.args)
    form.offer(seen)
    asked = form.asked(request.args.get("periodo"), seen)
    portfolios = seen if asked.portfolio is None else [asked.portfolio]
    found = performance(get_session(), portfolios, since=asked.since, before=asked.before, today=today())
    return htmx.look(
        "team/page.html",
        asked=asked,
        form=form,
        spans=SPANS,
        custom=Span.CUSTOM,
        found=found,
        is_empty=is_empty(found.total),
        tiles=tiles(found),
        rows=collector_rows(get_session(), found, portfolios),
        regions={one.currency: one.locale for one in portfolios},
        share=lambda name, figures, currency=None: measure(KPIS[name], figures, currency=currency).value,
        attribution_days=ATTRIBUTION_DAYS,
        alarms=calling(),
        alarm_said=alarm_said,
    )
