"""
Small pictures as inline SVG, drawn from numbers only. Colours are the page's: every shape has a class and no style.

A picture's name for those who cannot see it is given by the caller, as an element `<title>`.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_WIDTH, _HEIGHT, _TOP, _BOTTOM, _GAP = 320, 120, 16, 18, 3
_BAR_LENGTH, _BAR_HEIGHT = 100, 10


def histogram(counts: Sequence[int], title: Markup, *, labels: bool = True) -> Markup:
    """
    One bar for each count, side by side, over a scale of 0 to 100.

    Args: title: an SVG `<title>`. labels: the counts above the bars, and the scale; without them it is a sketch for a table.
    """
    height = _HEIGHT if labels else _HEIGHT - _TOP - _BOTTOM
    top, base = (_TOP, _HEIGHT - _BOTTOM) if labels else (0, height - 1)
    step = _WIDTH / max(len(counts), 1)
    most = max([1, *counts])
    parts = [title]
    for place, count in enumerate(counts):
        tall = (base - top) * count / most
        left, ended = place * step, round(100 * place / len(counts))
        scale = Markup("<title>{}–{} %: {}</title>").format(ended, round(100 * (place + 1) / len(counts)), count)
        parts.append(_rectangle("bar", left + _GAP / 2, base - tall, step - _GAP, tall, scale))
        if labels and count:
            parts.append(_text(left + step / 2, base - tall - 4, str(count)))
    parts.append(Markup('<path class="axis" d="M0 {}H{}"/>').format(_n(base), _WIDTH))
    if labels:
        ticks = [(0, "0", "start"), (_WIDTH / 2, "50", "middle"), (_WIDTH, "100 %", "end")]
        parts += [_text(x, _HEIGHT - 4, label, anchor) for x, label, anchor in ticks]
    return _picture("histogram" if labels else "sketch", _WIDTH, height, parts)


def stacked(shares: Sequence[tuple[str, float]], title: Markup) -> Markup:
    """One bar of several parts. Args: shares: a class and a share of the whole (0 to 1) for each part."""
    parts, left = [title], 0.0
    for kind, share in shares:
        if share > 0:
            parts.append(_rectangle(f"part {kind}", left, 0, _BAR_LENGTH * share, _BAR_HEIGHT))
        left += _BAR_LENGTH * share
    return _picture("stacked", _BAR_LENGTH, _BAR_HEIGHT, parts, stretched=True)


def meter(share: float) -> Markup:
    """A bar that is so full (0 to 1), beside a number that says the same: hidden from screen readers."""
    parts = [
        _rectangle("empty", 0, 0, _BAR_LENGTH, _BAR_HEIGHT),
        _rectangle("bar", 0, 0, _BAR_LENGTH * share, _BAR_HEIGHT),
    ]
    return _picture("meter", _BAR_LENGTH, _BAR_HEIGHT, parts, stretched=True, hidden=True)


def _picture(
    kind: str, width: float, height: float, parts: Sequence[Markup], *, stretched: bool = False, hidden: bool = False
) -> Markup:
    stretch = Markup(' preserveAspectRatio="none"') if stretched else Markup("")
    seen_by = Markup('aria-hidden="true"') if hidden else Markup('role="img"')
    opening = Markup('<svg class="{}" viewBox="0 0 {} {}"{} {}>')
    return opening.format(kind, _n(width), _n(height), stretch, seen_by) + Markup("").join(parts) + Markup("</svg>")


def _rectangle(kind: str, left: float, top: float, width: float, height: float, inside: Markup | None = None) -> Markup:
    shape = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}">{}</rect>')
    return shape.format(kind, _n(left), _n(top), _n(width), _n(height), inside or "")


def _text(x: float, y: float, text: str, anchor: str = "middle") -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(_n(x), _n(y), anchor, text)


def _n(value: float) -> str:
    """A length, short."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
