"""How days and amounts of a file are written, by what its cells let be: one reading, or two."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.guess import SAMPLES, Alternative, Guess
from workbench.domain.imports.engine.written.days import fits, reading
from workbench.domain.imports.engine.written.locales import NAMED, ORDERS, first_part
from workbench.domain.imports.engine.written.numbers import as_figure, bare_figure

MOST_TEXTS = 50_000
"""Different texts of one kind that are looked at."""

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d).*|\d{8}", re.DOTALL)
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]{1,2})?|-?[0-9]{4,}\.[0-9]+|-?0\.[0-9]+|-?[0-9]+\.[0-9]{4,}")


def is_plain_day(text: str) -> bool:
    """Whether a cell of days needs no format."""
    return not text or type(text) is not str or _ISO_DAY.fullmatch(text) is not None


def is_plain_amount(text: str) -> bool:
    """Whether a cell of amounts can only be read with a decimal point."""
    return not text or type(text) is not str or _PLAIN.fullmatch(text) is not None


@dataclass
class Evidence:
    """Texts of days and of amounts of a file that are not in our own form, each once."""

    days: dict[str, None] = field(default_factory=dict)
    amounts: dict[str, None] = field(default_factory=dict)
    pointed: str = ""
    """An amount that only a decimal point explains."""

    def add(self, days: Iterable[str], amounts: Iterable[str]) -> None:
        """Look at the cells of a row."""
        for text in days:
            if not is_plain_day(text) and len(self.days) < MOST_TEXTS:
                self.days[text.strip()] = None
        for text in amounts:
            if not is_plain_amount(text):
                if len(self.amounts) < MOST_TEXTS:
                    self.amounts[text.strip()] = None
            elif "." in text and not self.pointed and type(text) is str:
                self.pointed = text


def day_guess(texts: Iterable[str], *, locale: str) -> Guess | None:
    """In which formats days are written; None where no text is a day of any.

    Args:
        texts: Cells that are not in ISO 8601.
        locale: Of the reader: its order comes first where two fit.

    """
    by_order: dict[str, list[str]] = {"d": [], "m": []}
    formats: dict[str, dict[str, None]] = {"d": {}, "m": {}, "": {}}
    both: list[tuple[str, str, str]] = []
    read: list[str] = []
    for text in texts:
        found = {order: next((one for one in ORDERS[order] if fits(text, one)), None) for order in "dm"}
        other = next((one for one in (*ORDERS["y"], *NAMED) if fits(text, one)), None)
        if other is None and not any(found.values()):
            continue
        read.append(text)
        if found["d"] and found["m"]:
            if reading(text, found["d"]) != reading(text, found["m"]):
                both.append((text, found["d"], found["m"]))
        elif other is None:
            by_order["d" if found["d"] else "m"].append(text)
        for order, one in found.items():
            if one:
                formats[order][one] = None
        if other:
            formats[""][other] = None
    return _day_guess(by_order, formats, both=both, read=read, locale=locale) if read else None


def _day_guess(
    by_order: dict[str, list[str]],
    formats: dict[str, dict[str, None]],
    *,
    both: Sequence[tuple[str, str, str]],
    read: Sequence[str],
    locale: str,
) -> Guess:
    samples = tuple(read[:SAMPLES])
    if by_order["d"] and by_order["m"]:  # some can only be read one way, and some only the other
        first = [
            Alternative(next(iter(formats[order])), _said(texts[0], next(iter(formats[order]))))
            for order, texts in by_order.items()
        ]
        return Guess("day_formats", first[0].value, samples, alternatives=tuple(first))
    if both and not (by_order["d"] or by_order["m"]):
        text, day_first, month_first = both[0]
        options = [Alternative(day_first, _said(text, day_first)), Alternative(month_first, _said(text, month_first))]
        ordered = tuple(reversed(options)) if first_part(locale) == "m" else tuple(options)
        return Guess("day_formats", ordered[0].value, (text, *samples[1:]), alternatives=ordered)
    order = "m" if by_order["m"] else "d"
    chosen = (*formats[order], *formats[""])
    return Guess("day_formats", ", ".join(chosen), samples)


def _said(text: str, day_format: str) -> str:
    return f"«{text}» = {reading(text, day_format)}"


def decimal_guess(texts: Iterable[str], *, pointed: str, locale_decimal: str) -> Guess | None:
    """Which sign parts the decimals of amounts; None where no text is an amount.

    Args:
        texts: Cells that are not plain.
        pointed: A plain amount with a decimal point, where there is one.
        locale_decimal: Of the reader's locale: it comes first where both fit.

    """
    only: dict[str, str] = {".": pointed} if pointed else {}
    both, read = "", list[str]()
    for text in texts:
        try:
            figure = bare_figure(text).figure
        except BadCell:
            continue
        point, comma = as_figure(figure, "."), as_figure(figure, ",")
        if point is None and comma is None:
            continue
        read.append(text)
        if point is None or comma is None:
            only.setdefault("," if point is None else ".", text)
        elif point != comma:
            both = both or text
    if not read:
        return None
    samples = tuple(read[:SAMPLES])
    if len(only) == 1 or (not both and not only):
        return Guess("decimal", next(iter(only), "."), samples)
    options = [Alternative(sign, _amount_said(only.get(sign) or both, sign)) for sign in (".", ",")]
    options.sort(key=lambda one: one.value != locale_decimal)
    return Guess("decimal", options[0].value, (both or samples[0], *samples[1:]), alternatives=tuple(options))


def _amount_said(text: str, decimal: str) -> str:
    return f"«{text}» = {as_figure(bare_figure(text).figure, decimal)}"
