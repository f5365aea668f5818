"""A plot of orders of work: a bar of the gap closed for each order of each world, with the spread over seeds."""

from collections.abc import Sequence
from html import escape
from itertools import groupby

from workbench.simulate.compare import QUEUE, Comparison

ROW, LEFT, WIDTH, TOP = 18, 190, 420, 26
LOW, HIGH = -0.6, 1.6
"""Gaps beyond these are drawn at the edge."""


def plot(comparisons: Sequence[Comparison]) -> str:
    """An SVG image. Worlds stand below one another, orders in the order given; those without a gap are left out."""
    lines: list[str] = []
    y = TOP
    for world, orders in groupby(comparisons, key=lambda one: one.world):
        lines.append(f'<text x="8" y="{y}" font-weight="bold">{escape(world)}</text>')
        for one in orders:
            if one.gap is not None:
                y += ROW
                lines += _row(one, y)
        y += 2 * ROW
    for gap in (0, 1):
        lines.append(
            f'<line x1="{_x(gap)}" x2="{_x(gap)}" y1="{TOP}" y2="{y - ROW}" stroke="#888" stroke-dasharray="3 3"/>'
        )
        lines.append(f'<text x="{_x(gap)}" y="{y - 4}" text-anchor="middle">{gap}</text>')
    size = f'width="{LEFT + WIDTH + 110}" height="{y}"'
    style = 'font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>'
    return "\n".join([head, '<rect width="100%" height="100%" fill="white"/>', *lines, "</svg>", ""])


def _row(one: Comparison, y: int) -> list[str]:
    gap, spread = one.gap or 0.0, one.gap_sd or 0.0
    start, end = sorted((_x(0), _x(gap)))
    colour = "#4355b9" if one.order == QUEUE else "#c3c8dd"
    return [
        f'<text x="{LEFT - 8}" y="{y}" text-anchor="end">{escape(str(one.order))}</text>',
        f'<rect x="{start}" y="{y - 11}" width="{max(end - start, 1)}" height="12" fill="{colour}"/>',
        f'<line x1="{_x(gap - spread)}" x2="{_x(gap + spread)}" y1="{y - 5}" y2="{y - 5}" stroke="#222"/>',
        f'<text x="{LEFT + WIDTH + 6}" y="{y}">{gap:+.2f} ± {spread:.2f}</text>',
    ]


def _x(gap: float) -> int:
    return LEFT + round((min(max(gap, LOW), HIGH) - LOW) / (HIGH - LOW) * WIDTH)
