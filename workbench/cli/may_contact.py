"""`workbench may-contact`: asks the contact gate about a made-up person. Needs no database."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import click

from models.enums import Channel
from workbench.cli.context import format_option, print_json, settings_of
from workbench.cli.made_up_person import instant, made_up_person, named_preset, one_zone
from workbench.domain.contact import CONTACT_CHANNELS, Answer, Purpose, Recipient, Verdict
from workbench.domain.contact import may_contact as ask_gate
from workbench.kernel.text import N_
from workbench.language import translate

ANSWERS = {
    Answer.ALLOWED: N_("Permitido."),
    Answer.WARNED: N_("Permitido con aviso."),
    Answer.BLOCKED: N_("No permitido."),
}


def _words_of(members: Iterable[StrEnum]) -> click.Choice[str]:
    return click.Choice([member.value for member in members])


@click.command("may-contact", help=N_("Pregunta si se puede contactar a una persona inventada, y por qué no."))
@click.option("--preset", "code", required=True, help=N_("Política de contacto, por ejemplo CO."))
@click.option("--channel", required=True, type=_words_of(CONTACT_CHANNELS), help=N_("Canal."))
@click.option("--at", required=True, metavar="INSTANT", help=N_("Cuándo: 2026-11-20T18:59-05:00."))
@click.option(
    "--recipient",
    type=_words_of(Recipient),
    default="debtor",
    help=N_("Con quién se hablaría."),
)
@click.option("--purpose", type=_words_of(Purpose), default="collection", help=N_("Para qué."))
@click.option("--timezone", "zones", multiple=True, help=N_("Zona en que puede estar; puede repetirse."))
@click.option("--country", help=N_("País de la persona, por ejemplo CO; sin él, el de la política."))
@click.option("--events", "events_file", metavar="FILE.json", help=N_("Lo que ya pasó con la persona."))
@click.option("--authorized", metavar="LIST", default="", help=N_("Canales autorizados, separados por comas."))
@click.option("--opt-out", metavar="LIST", default="", help=N_("Canales que la persona dejó, o «all»."))
@click.option("--hold", "holds", multiple=True, help=N_("Una pausa, por ejemplo dispute; puede repetirse."))
@click.option("--debt", help=N_("De qué deuda se trata."))
@click.option("--waiver", "waivers", metavar="INSTANT", multiple=True, help=N_("Hora a la que pidió el contacto."))
@click.option("--content", help=N_("Lo que se diría o enviaría."))
@format_option()
@click.pass_context
def may_contact(context: click.Context, /, **given: Any) -> None:  # Any: click's values
    """Ask the gate and print the verdict."""
    locale = settings_of(context).locale
    law = named_preset(given["code"])
    person = made_up_person(law, given)
    zone = one_zone(person, law)
    verdict = ask_gate(
        person,
        channel=Channel(given["channel"]),
        purpose=Purpose(given["purpose"]),
        at=instant("--at", given["at"], zone),
        recipient=Recipient(given["recipient"]),
        debt=given["debt"],
        content=given["content"],
        preset=law,
    )
    if given["output"] == "json":
        print_json(verdict_json(verdict, zone=zone, locale=locale))
    else:
        _say(verdict, zone=zone, locale=locale)


def verdict_json(verdict: Verdict, *, zone: ZoneInfo | None, locale: str) -> dict[str, Any]:  # Any: JSON
    """A verdict as the public JSON has it; the next opening in the person's zone where there is only one."""
    opens = verdict.next_allowed_at
    return {
        "verdict": verdict.verdict,
        "rules": [
            {"id": rule.id, "severity": rule.severity, "citation": rule.citation, "text": _words(rule.words, locale)}
            for rule in verdict.rules
        ],
        "next_allowed_at": opens.astimezone(zone).isoformat() if opens and zone else opens and opens.isoformat(),
        "remaining": [
            {"id": cap.id, "unit": cap.unit, "window": cap.window, "max": cap.max, "left": cap.left}
            for cap in verdict.remaining
        ],
    }


def _say(verdict: Verdict, *, zone: ZoneInfo | None, locale: str) -> None:
    click.echo(translate(ANSWERS[verdict.verdict], locale))
    for rule in verdict.rules:
        click.echo(f"- {_words(rule.words, locale)} [{rule.id}; {rule.citation}]")
    opens = verdict.next_allowed_at
    if opens:
        shown = (opens.astimezone(zone) if zone else opens).isoformat(" ", "minutes")
        click.echo(translate(N_("Se abre el %(at)s."), locale, {"at": shown}))


def _words(words: Callable[[Callable[[str], str]], str], locale: str) -> str:
    return words(lambda text: translate(text, locale))
