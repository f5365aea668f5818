"""What an outcome will bring, in sentences, before it is saved."""

from collections.abc import Iterator

from flask_babel import gettext

from models.enums import PointState
from workbench.domain.calls import NumberFate, OutcomeEffect
from workbench.queries.call_rows import PortfolioHead
from workbench.web import customer_words as words
from workbench.web.counts import ngettext
from workbench.web.formats import instant, short_day
from workbench.web.words import say


def effect_lines(foreseen: OutcomeEffect, portfolio: PortfolioHead) -> list[str]:
    """The next call first, then the pause, the number and what the person will not be contacted on."""
    return [*_next_call(foreseen, portfolio.timezone), *_hold(foreseen), *_number(foreseen.number), *_opt_out(foreseen)]


def _next_call(foreseen: OutcomeEffect, zone: str) -> Iterator[str]:
    at = foreseen.next_call_at
    if foreseen.callback_at is not None:
        yield gettext("Se llama %(when)s, como pidió.", when=instant(foreseen.callback_at, zone))
    elif foreseen.again_at is not None:
        yield gettext("Vuelve a la cola %(when)s.", when=instant(foreseen.again_at, zone))
    elif at is not None:
        yield _sentence(gettext("Próxima llamada: %(when)s.", when=instant(at, zone)), _why(foreseen))
    elif foreseen.rest is not None or foreseen.law:
        yield _sentence(gettext("No se vuelve a llamar hasta que eso cambie."), _why(foreseen))
    else:
        yield gettext("Se puede volver a llamar hoy.")


def _why(foreseen: OutcomeEffect) -> str:
    """What keeps the next call off longest: the portfolio's settings, or the law."""
    rest, law = foreseen.rest, foreseen.law_opens_at
    is_rest = rest is not None and (law is None or rest.until is None or rest.until >= law)
    if is_rest and rest is not None and foreseen.hold is None:
        return say(rest.text, dict(rest.values))
    if foreseen.law and not is_rest:
        return words.rule_words(foreseen.law[0])
    return ""


def _hold(foreseen: OutcomeEffect) -> Iterator[str]:
    hold = foreseen.hold
    if hold is None:
        return
    what = words.hold(hold.kind)
    if hold.until_on is None:
        yield gettext("Queda en pausa hasta que alguien la levante: %(what)s.", what=what)
    else:
        yield gettext("Queda en pausa hasta el %(day)s: %(what)s.", day=short_day(hold.until_on), what=what)


def _number(fate: NumberFate | None) -> Iterator[str]:
    if fate is None:
        return
    if fate.reports_missing:
        yield gettext("El número sigue en uso: con otro reporte igual deja de usarse.")
    elif fate.state is PointState.VERIFIED:
        yield gettext("El número queda verificado.")
    elif fate.others:
        yield ngettext(
            "El número deja de usarse, aquí y en otro cliente.",
            "El número deja de usarse, aquí y en otros %(num)s clientes.",
            fate.others,
        )
    else:
        yield gettext("El número deja de usarse.")


def _opt_out(foreseen: OutcomeEffect) -> Iterator[str]:
    if foreseen.opts_out == "all":
        yield gettext("No se le contacta más por ningún canal.")


def _sentence(*parts: str) -> str:
    return " ".join(part for part in parts if part)
