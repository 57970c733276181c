"""The plots of a report, as SVG drawn by hand: they need no library, no script and no network, and follow the page's colors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import log
from typing import Any, NamedTuple

from groundwire.bench.report import percent

COLORS = {
    "pass": "#2f9e6e", "mismatch": "#d1603d", "no-answer": "#9aa1ad", "syntax": "#e3b23c", "elaboration": "#c9862b",
    "runtime": "#9c6b30", "timeout": "#7d5ba6", "resource-limit": "#5a4a94", "tampering": "#b0305c",
    "unsupported-by-tool": "#6fa3c7", "tool-failure": "#3f7296",
}  # fmt: skip
"""A color for each kind of verdict."""
_SCALE = ("#d3d9e2", "#c3dcd3", "#8fc7b0", "#57ad8a", "#2f8f6a", "#17694b")
"""From no pass to all: one hue, so that it is read with any eyes."""


class Bar(NamedTuple):
    """One bar."""

    name: str
    """Its label."""
    value: float | None
    """Its length, 0 to 1; None for no bar."""
    low: float | None = None
    """Lower end of its interval."""
    high: float | None = None
    """Upper end."""
    own: bool = False
    """Whether it is this run's, which stands out."""


def svg(width: float, height: float, parts: Sequence[str], label: str) -> str:
    """A drawing that grows and shrinks with the page."""
    return (
        f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'style="max-width:{width:.0f}px">{"".join(parts)}</svg>'
    )


def bars(rows: Sequence[Bar], label: str, width: int = 600) -> str:
    """Horizontal bars from 0 to 100%, `width` units long, with intervals where there are any."""
    height, left = 26, 220
    total = height * len(rows)
    parts = [
        f'<line x1="{left + width * share}" x2="{left + width * share}" y1="0" y2="{total}" class="grid"/>'
        f'<text x="{left + width * share}" y="{total + 15}" text-anchor="middle" class="tick">{100 * share:.0f}%</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    ]
    for number, row in enumerate(rows):
        y, end = number * height, float(left)
        weight = ' class="own"' if row.own else ""
        parts.append(f'<text x="{left - 10}" y="{y + 17}" text-anchor="end"{weight}>{escape(row.name[:33])}</text>')
        if row.value is not None:
            color = "var(--own)" if row.own else "var(--bar)"
            parts.append(f'<rect x="{left}" y="{y + 5}" width="{row.value * width:.1f}" height="16" rx="3" fill="{color}"/>')
            end = left + max(row.value, row.high or 0) * width
        if row.low is not None and row.high is not None:
            a, b = left + row.low * width, left + row.high * width
            parts.append(f'<path d="M{a:.1f} {y + 13}H{b:.1f}M{a:.1f} {y + 9}v8M{b:.1f} {y + 9}v8" class="whisker"/>')
        parts.append(f'<text x="{end + 8:.1f}" y="{y + 17}"{weight}>{percent(row.value)}</text>')
    return svg(left + width + 60, total + 22, parts, label)


def curves(series: Mapping[str, Sequence[Mapping[str, Any]]], label: str) -> str:
    """pass@k over k, with the 95% interval over problems and samples as a band."""
    width, height, left, bottom = 430, 250, 44, 30
    ks = [one["k"] for one in next(iter(series.values()))]

    def x(k: int) -> float:
        return left + 14 + (width - left - 60) * (log(k) / log(max(ks)) if max(ks) > 1 else 0)

    def y(value: float) -> float:
        return 10 + (height - bottom - 10) * (1 - value)

    parts = [
        f'<line x1="{left}" x2="{width - 20}" y1="{y(v):.1f}" y2="{y(v):.1f}" class="grid"/>'
        f'<text x="{left - 6}" y="{y(v) + 4:.1f}" text-anchor="end" class="tick">{100 * v:.0f}%</text>'
        for v in (0, 0.25, 0.5, 0.75, 1)
    ]
    parts += [f'<text x="{x(k):.1f}" y="{height - 10}" text-anchor="middle" class="tick">pass@{k}</text>' for k in ks]
    for color, points in zip(("var(--bar)", "var(--own)"), series.values(), strict=True):
        known = [one for one in points if one["value"] is not None]
        upper = [f"{x(one['k']):.1f} {y(one['high']):.1f}" for one in known]
        lower = [f"{x(one['k']):.1f} {y(one['low']):.1f}" for one in reversed(known)]
        if len(known) > 1:
            parts.append(f'<path d="M{"L".join(upper + lower)}Z" fill="{color}" opacity=".13"/>')
        line = "L".join(f"{x(one['k']):.1f} {y(one['value']):.1f}" for one in known)
        parts.append(f'<path d="M{line}" fill="none" stroke="{color}" stroke-width="2.5"/>' if len(known) > 1 else "")
        parts += [
            f'<circle cx="{x(one["k"]):.1f}" cy="{y(one["value"]):.1f}" r="4" fill="{color}">'
            f"<title>pass@{one['k']} {percent(one['value'])}</title></circle>"
            for one in known
        ]
    names = zip(("var(--bar)", "var(--own)"), series, strict=True)
    return svg(width, height, parts, label) + legend([(name, color) for color, name in names])


def stack(kinds: Mapping[str, int], label: str) -> str:
    """All verdicts as one bar."""
    total, x, width = sum(kinds.values()) or 1, 0.0, 980
    parts = []
    for kind, count in kinds.items():
        part = width * count / total
        told = f"{escape(kind)}: {count:,} ({percent(count / total)})"
        color = COLORS.get(kind, "#999")
        parts.append(f'<rect x="{x:.2f}" width="{part:.2f}" height="34" fill="{color}"><title>{told}</title></rect>')
        if part > 60:
            parts.append(f'<text x="{x + part / 2:.1f}" y="22" text-anchor="middle" class="on">{percent(count / total)}</text>')
        x += part
    names = [(f"{kind} {count:,}", COLORS.get(kind, "#999")) for kind, count in kinds.items()]
    return svg(width, 34, parts, label) + legend(names)


def legend(entries: Sequence[tuple[str, str]]) -> str:
    """Names and their colors."""
    dots = (f'<span><i class="dot" style="background:{color}"></i>{escape(name)}</span>' for name, color in entries)
    return f'<p class="legend">{"".join(dots)}</p>'


def problems_map(problems: Sequence[Mapping[str, Any]], label: str) -> str:
    """A square for each problem, the darker the more of its responses pass; its name shows under the pointer."""
    size, columns = 22, 44
    parts = []
    for number, row in enumerate(problems):
        x, y = (number % columns) * size, (number // columns) * size
        told = escape(f"{row['problem']}: {row['passes']} of {row['n']}")
        look = f'fill="{shade(row["passes"] / row["n"])}"' if row["n"] else 'class="unscored"'
        parts.append(f'<rect x="{x}" y="{y}" width="{size - 3}" height="{size - 3}" rx="4" {look}><title>{told}</title></rect>')
    rows = -(-len(problems) // columns) or 1
    steps = [("none passes", _SCALE[0]), ("some", _SCALE[2]), ("most", _SCALE[4]), ("all pass", _SCALE[5])]
    return svg(min(columns, max(1, len(problems))) * size, rows * size, parts, label) + legend(steps)


def shade(share: float) -> str:
    """The color of a share: the ends are kept for none and all."""
    if share in (0, 1):
        return _SCALE[0] if share == 0 else _SCALE[-1]
    return _SCALE[1 + min(3, int(share * 4))]
