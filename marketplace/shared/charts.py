"""Figures drawn as inline SVG: no script, no style, and a table for who cannot see them."""

from collections.abc import Callable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from marketplace.shared import labels

WIDTH = 640
LEFT, TOP, BOTTOM = 4, 32, 32

Rows = Sequence[tuple[str, int]]


def bars(rows: Rows, *, label: str, show: Callable, height: int = 220) -> SafeString:
    """Upright bars, the highest one named."""
    if not rows:
        return SafeString("")
    top = max(max(value for _, value in rows), 1)
    step, floor = (WIDTH - 2 * LEFT) / len(rows), height - BOTTOM
    room = floor - TOP
    shapes = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}" rx="1.5"><title>{}</title></rect>',
        (
            (
                _n(LEFT + i * step + step * 0.14),
                _n(floor - _tall(value, top, room)),
                _n(step * 0.72),
                _n(_tall(value, top, room)),
                labels.plainly(name, show(value)),
            )
            for i, (name, value) in enumerate(rows)
        ),
    )
    return _framed(
        rows, shapes, label, show, height, _peak(rows, show, step, floor, room, top), "bars"
    )


def line(rows: Rows, *, label: str, show: Callable, height: int = 220) -> SafeString:
    """One line over a light surface, its highest point named."""
    if not rows:
        return SafeString("")
    top = max(max(value for _, value in rows), 1)
    step, floor = (WIDTH - 2 * LEFT) / len(rows), height - BOTTOM
    room = floor - TOP
    points = [
        (LEFT + (i + 0.5) * step, floor - max(value, 0) / top * room)
        for i, (_, value) in enumerate(rows)
    ]
    path = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    area = f"{_n(points[0][0])},{floor} {path} {_n(points[-1][0])},{floor}"
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        (
            (_n(x), _n(y), 3 if len(rows) <= 16 else 1.6, labels.plainly(name, show(value)))
            for (x, y), (name, value) in zip(points, rows, strict=True)
        ),
    )
    shapes = format_html('<polygon points="{}"/><polyline points="{}"/>{}', area, path, dots)
    return _framed(
        rows, shapes, label, show, height, _peak(rows, show, step, floor, room, top), "line"
    )


def spark(values: Sequence[int], *, label: str = "") -> SafeString:
    """A line of 96 by 24 without axes."""
    if len(values) < 2:
        return SafeString("")
    low, high = min(values), max(values)
    spread = (high - low) or 1
    step = 92 / (len(values) - 1)
    path = " ".join(
        f"{_n(2 + i * step)},{_n(21 - (v - low) / spread * 18)}" for i, v in enumerate(values)
    )
    hidden = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"')
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 96 24" width="96" height="24" {}><polyline'
        ' points="{}"/></svg>',
        hidden,
        path,
    )


def _framed(rows, shapes, label, show, height, peak, kind) -> SafeString:
    floor = height - BOTTOM
    table = format_html_join(
        "",
        "<tr><th scope=row>{}</th><td>{}</td></tr>",
        ((name, show(value)) for name, value in rows),
    )
    return format_html(
        '<figure class="chart" data-kind="{}"><svg viewBox="0 0 {} {}" role="img"'
        ' aria-label="{}"><line class="axis" x1="{}" y1="{}" x2="{}" y2="{}"/>{}{}{}</svg><details'
        ' class="chart-data"><summary>{}</summary><div class="scroll" tabindex="0" role="region"'
        ' aria-label="{}"><table><tbody>{}</tbody></table></div></details></figure>',
        kind,
        WIDTH,
        height,
        label,
        LEFT,
        floor,
        WIDTH - LEFT,
        floor,
        shapes,
        _ticks(rows, height),
        peak,
        label,
        label,
        table,
    )


def _ticks(rows: Rows, height: int) -> SafeString:
    step = (WIDTH - 2 * LEFT) / len(rows)
    every = max(1, -(-len(rows) // 6))
    return format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (_n(min(max(LEFT + (i + 0.5) * step, 30), WIDTH - 30)), height - 9, name)
            for i, (name, _) in enumerate(rows)
            if i % every == 0
        ),
    )


def _peak(rows, show, step, floor, room, top) -> SafeString:
    i, (_, value) = max(enumerate(rows), key=lambda pair: pair[1][1])
    x = min(max(LEFT + (i + 0.5) * step, 64), WIDTH - 64)
    return format_html(
        '<text class="peak" x="{}" y="{}" text-anchor="middle">{}</text>',
        _n(x),
        _n(floor - _tall(value, top, room) - 7),
        show(value),
    )


def _tall(value: int, top: int, room: float) -> float:
    return max(value, 0) / top * room


def _n(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")
