"""A summary as one HTML page that needs nothing else: tables, and plots drawn as SVG by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from groundwire.bench.report import (
    SCORE_HEAD,
    category_rows,
    comparison_rows,
    interval,
    percent,
    problem_rows,
    score_rows,
    settings_line,
    share_rows,
    title_of,
)

_COLORS = {
    "pass": "#2a7f4f",
    "mismatch": "#c44e3b",
    "no-answer": "#8a8f98",
    "syntax": "#d9a441",
    "elaboration": "#c98a2b",
    "runtime": "#a06a2c",
    "timeout": "#7a5195",
    "resource-limit": "#5b4a8a",
    "tampering": "#1f1f1f",
    "unsupported-by-tool": "#5f8fb3",
    "tool-failure": "#3d6c8f",
}
_STYLE = """
:root{color-scheme:light dark;--ink:#1c2230;--soft:#5c6575;--line:#d9dde4;--page:#fff;--bar:#2f6db0;--own:#2a7f4f}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebf0;--soft:#9aa3b2;--line:#343b47;--page:#14181f;--bar:#6ea8e0;--own:#62b98a}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--page);max-width:72rem;margin:2rem auto;padding:0 1.2rem}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{margin-top:2.2rem;font-size:1.15rem}.soft{color:var(--soft)}
table{border-collapse:collapse;margin:.6rem 0;font-variant-numeric:tabular-nums}
td,th{padding:.25rem .7rem;border-bottom:1px solid var(--line);text-align:left}th{color:var(--soft);font-weight:600}
.wide{overflow-x:auto}.cards{display:flex;gap:1rem;flex-wrap:wrap;margin:1rem 0}
.card{border:1px solid var(--line);border-radius:.6rem;padding:.7rem 1.1rem;min-width:11rem}
.card b{display:block;font-size:1.9rem}
svg text{fill:var(--ink);font:12px system-ui,sans-serif}.legend span{margin-right:1rem;white-space:nowrap}
.dot{display:inline-block;width:.75rem;height:.75rem;border-radius:.2rem;margin-right:.35rem;vertical-align:-1px}
"""


def page(summary: Mapping[str, Any]) -> str:
    """The whole page."""
    card, official, own = summary["card"], summary["official"], summary["with errata"]
    parts = [
        f"<h1>{escape(title_of(summary))}</h1>",
        f'<p class="soft">{escape(settings_line(summary))}</p>',
        _cards(summary),
        *[f"<p>Note: {escape(remark)}.</p>" for remark in summary["benchmark"]["remarks"]],
        "<h2>Score</h2>",
        _table(SCORE_HEAD, score_rows(summary)),
        f'<p class="soft">pass_rate of the official harness, from truncated percentages: {official["pass_rate"]:.2f}%.</p>'
        if official["pass_rate"] is not None
        else "",
        "<h2>What became of the responses</h2>",
        _stack(own["kinds"]),
        _table(("verdict", "responses", "share"), share_rows(own["kinds"])),
        "<h2>By the benchmark's own rules</h2>",
        _table(
            ("verdict", "meaning", "responses"), [[k, v["meaning"], v["count"]] for k, v in official["letters"].items()]
        ),
        "<h2>By category</h2>",
        _bars([(one["category"], one["value"], one["low"], one["high"]) for one in summary["categories"]]),
        _table(("category", "problems", "pass@1 with errata", "95%"), category_rows(summary)),
        "<h2>Each problem</h2>",
        _grid(summary["problems"]),
    ]
    if card["rows"]:
        rows = [[one.replace("**", "") for one in row] for row in comparison_rows(summary)]
        parts += [
            "<h2>Beside the model card</h2>",
            _bars([(f"{row[0]} {row[1]}".strip(), _value(row[3]), None, None) for row in rows]),
            _table(("model", "size", "kind", "pass@1", "source"), rows),
            "<ul>" + "".join(f"<li>{escape(one)}</li>" for one in card["caveats"]) + "</ul>",
        ]
    if summary["errata"]:
        parts += ["<h2>Errata</h2>", _table(("problem", "fault"), list(summary["errata"].items()))]
    parts += [
        "<h2>By problem</h2>",
        _table(("problem", "n", "with errata", "official", "verdicts"), problem_rows(summary)),
        f'<p class="soft">Tools: {escape(", ".join(f"{name} ({count})" for name, count in summary["tools"].items()))}.</p>',
    ]
    body = "\n".join(part for part in parts if part)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title_of(summary))}</title><style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def _value(text: str) -> float | None:
    return None if text == "-" else float(text.rstrip("%")) / 100


def _cards(summary: Mapping[str, Any]) -> str:
    cells = []
    for name, part in (("official", "official"), ("with errata", "with errata")):
        one = summary[part]["pass@k"][0]
        cells.append(
            f'<div class="card">pass@1, {name}<b>{percent(one["value"])}</b>'
            f'<span class="soft">95%: {interval(one["low"], one["high"])}</span></div>'
        )
    responses = summary["responses"]
    cells.append(
        f'<div class="card">responses<b>{responses["total"]:,}</b><span class="soft">{responses["problems answered"]} of '
        f"{summary['benchmark']['problems']} problems, {responses['not scored']} not scored</span></div>"
    )
    return f'<div class="cards">{"".join(cells)}</div>'


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="wide"><table><tr>{"".join(f"<th>{escape(one)}</th>" for one in head)}</tr>{lines}</table></div>'
    )


def _bars(rows: Sequence[tuple[str, float | None, float | None, float | None]]) -> str:
    """Horizontal bars from 0 to 100%, with intervals where there are any."""
    height, left, width = 22, 260, 520
    parts = []
    for number, (name, value, low, high) in enumerate(rows):
        y = number * height
        parts.append(f'<text x="{left - 8}" y="{y + 15}" text-anchor="end">{escape(name[:40])}</text>')
        if value is None:
            continue
        parts.append(
            f'<rect x="{left}" y="{y + 4}" width="{value * width:.1f}" height="{height - 8}" rx="3" fill="var(--bar)"/>'
        )
        if low is not None and high is not None:
            middle = y + height / 2
            parts.append(
                f'<line x1="{left + low * width:.1f}" x2="{left + high * width:.1f}" y1="{middle}" y2="{middle}" '
                'stroke="var(--ink)" stroke-width="1.5"/>'
            )
        parts.append(f'<text x="{left + max(value, high or 0) * width + 6:.1f}" y="{y + 15}">{percent(value)}</text>')
    return f'<svg role="img" width="{left + width + 60}" height="{max(1, len(rows)) * height}">{"".join(parts)}</svg>'


def _stack(kinds: Mapping[str, int]) -> str:
    """All verdicts as one bar."""
    total, x, width = sum(kinds.values()) or 1, 0.0, 840
    parts, legend = [], []
    for kind, count in kinds.items():
        part = width * count / total
        color = _COLORS.get(kind, "#999")
        parts.append(
            f'<rect x="{x:.1f}" y="0" width="{part:.1f}" height="26" fill="{color}"><title>{escape(kind)}: {count}</title></rect>'
        )
        legend.append(f'<span><i class="dot" style="background:{color}"></i>{escape(kind)} {count}</span>')
        x += part
    return f'<svg role="img" width="{width}" height="26">{"".join(parts)}</svg><p class="legend">{"".join(legend)}</p>'


def _grid(problems: Sequence[Mapping[str, Any]]) -> str:
    """A square for each problem, the greener the more of its responses pass."""
    size, columns = 20, 40
    parts = []
    for number, row in enumerate(problems):
        share = row["passes"] / row["n"] if row["n"] else 0.0
        x, y = (number % columns) * size, (number // columns) * size
        color = f"hsl({8 + 137 * share:.0f} 55% 48%)" if row["n"] else "#bbb"
        told = escape(f"{row['problem']}: {row['passes']} of {row['n']}")
        parts.append(
            f'<rect x="{x}" y="{y}" width="{size - 3}" height="{size - 3}" rx="3" fill="{color}"><title>{told}</title></rect>'
        )
    rows = -(-len(problems) // columns) or 1
    legend = '<p class="soft">Red: none passes; green: all do.</p>'
    return f'<svg role="img" width="{columns * size}" height="{rows * size}">{"".join(parts)}</svg>{legend}'
