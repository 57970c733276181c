"""The report of a curation run: one page that holds everything, with a picture of the funnel; nothing is loaded from elsewhere.

Counts come from `groundwire.distill.funnel`.
"""

from __future__ import annotations

import html
import json
from typing import Any

from groundwire.distill.funnel import Funnel, StageCount, examples

_STYLE = """
:root{--ink:#1b2430;--soft:#5c6b7c;--line:#dde3ea;--keep:#1f7a8c;--keep2:#7fc3cf;--drop:#e07a5f;--paper:#fff;--wash:#f5f7f9}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#9aa8b6;--line:#33404d;--keep:#4fb3c4;--keep2:#2a6672;--drop:#ec9a83;
--paper:#161c23;--wash:#1e262f}}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;color:var(--ink);background:var(--paper);
max-width:960px;margin:2.5rem auto;padding:0 1.2rem}
h1{font-size:1.7rem;margin:0 0 .2rem}h2{font-size:1.15rem;margin:2.4rem 0 .6rem}p.lead{color:var(--soft);margin:.1rem 0 1.6rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th{font-weight:600;color:var(--soft);font-size:.85rem}
th,td{text-align:right;padding:.35rem .6rem;border-bottom:1px solid var(--line)}th:first-child,td:first-child{text-align:left}
details{border:1px solid var(--line);border-radius:8px;padding:.5rem .9rem;margin:.5rem 0;background:var(--wash)}
summary{cursor:pointer;font-weight:600}summary b{color:var(--drop);font-weight:600;float:right}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:12.5px/1.45 ui-monospace,Menlo,"DejaVu Sans Mono",monospace;margin:.3rem 0}
.example{border-top:1px solid var(--line);margin-top:.6rem;padding-top:.5rem}.id{color:var(--soft);font-size:.85rem}
.tiles{display:flex;gap:1rem;flex-wrap:wrap}.tile{background:var(--wash);border-radius:10px;padding:.8rem 1.1rem;flex:1 1 9rem}
.tile b{display:block;font-size:1.5rem}.tile span{color:var(--soft);font-size:.85rem}svg{width:100%;height:auto;display:block}
svg text{fill:var(--ink);font:14px system-ui,"DejaVu Sans",sans-serif}svg .soft{fill:var(--soft);font-size:12.5px}
"""
_ROW, _WIDE, _LEFT, _RIGHT = 64, 960, 190, 215
"""The picture's measures: height of a stage, width, and the room for words on both sides."""


def page(made: Funnel, each: int = 3) -> str:
    """The report as one HTML page.

    Args:
        made: a run's counts.
        each: examples of each reason.
    """
    first, last = made.stages[0], made.stages[-1]
    state = "finished" if made.done else "under way"
    parts = [
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{_(made.name)}: curation</title>",
        f"<meta name='viewport' content='width=device-width,initial-scale=1'><style>{_STYLE}</style></head><body>",
        f"<h1>{_(made.name)}</h1><p class='lead'>Curation, {state}; begun {_(str(made.manifest.get('started', '')))}, "
        f"groundwire {_(str(made.manifest.get('revision') or ''))[:12]}</p>",
        _tiles(made, first, last), "<h2>The funnel</h2>", picture(made), "<h2>Stages</h2>", _table(made), _models(made),
        "<h2>What went, and why</h2>", *(_stage(stage, each) for stage in made.stages if stage.dropped),
        "<h2>Settings</h2>", _settings(made), "</body></html>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def picture(made: Funnel) -> str:
    """The funnel as SVG: for each stage a bar of what stayed and what went, joined to the next."""
    whole = max(1, made.stages[0].rows)
    room, middle = _WIDE - _LEFT - _RIGHT, _LEFT + (_WIDE - _LEFT - _RIGHT) / 2
    height = _ROW * len(made.stages) + 10
    parts = [f"<svg viewBox='0 0 {_WIDE} {height}' role='img' aria-label='rows that stay after each stage'>"]
    for number, stage in enumerate(made.stages):
        top, came, stayed = number * _ROW + 6, room * stage.rows / whole, room * stage.kept / whole
        parts.append(_bar(middle - came / 2, top, came, "var(--drop)" if stage.dropped else "var(--keep)"))
        parts.append(_bar(middle - stayed / 2, top, stayed, "var(--keep)"))
        if number + 1 < len(made.stages):
            points = f"{middle - stayed / 2:.1f},{top + 34} {middle + stayed / 2:.1f},{top + 34}"
            following = room * made.stages[number + 1].rows / whole
            points += f" {middle + following / 2:.1f},{top + _ROW} {middle - following / 2:.1f},{top + _ROW}"
            parts.append(f"<polygon points='{points}' fill='var(--keep2)' opacity='.35'/>")
        share = f"{100 * stage.kept / stage.rows:.1f}% stay" if stage.rows else stage.state
        parts += [
            f"<text x='0' y='{top + 15}'>{_(stage.name)}</text>",
            f"<text class='soft' x='0' y='{top + 31}'>{_(stage.title[:34])}</text>",
            f"<text x='{_WIDE}' y='{top + 15}' text-anchor='end'>{stage.kept:,}</text>",
            f"<text class='soft' x='{_WIDE}' y='{top + 31}' text-anchor='end'>{share}"
            + (f", {stage.dropped:,} go" if stage.dropped else "") + "</text>",
        ]  # fmt: skip
    return "".join([*parts, "</svg>"])


def _bar(left: float, top: float, wide: float, colour: str) -> str:
    return f"<rect x='{left:.1f}' y='{top}' width='{max(wide, 1.5):.1f}' height='34' rx='4' fill='{colour}'/>"


def _tiles(made: Funnel, first: StageCount, last: StageCount) -> str:
    tokens = sum(used["prompt_tokens"] + used["completion_tokens"] for stage in made.stages for used in stage.usage.values())
    cost = sum(used["cost"] for stage in made.stages for used in stage.usage.values())
    share = f"{100 * last.kept / first.rows:.1f}%" if first.rows and made.done else "-"
    shown = [(f"{first.rows:,}", "raw records"), (f"{last.kept:,}", f"rows after {last.name}"), (share, "of the raw records"),
             (f"{tokens:,.0f}", "tokens of models")] + ([(f"{cost:,.2f}", "cost")] if cost else [])  # fmt: skip
    tiles = "".join(f"<div class='tile'><b>{value}</b><span>{_(text)}</span></div>" for value, text in shown)
    return f"<div class='tiles'>{tiles}</div>"


def _table(made: Funnel) -> str:
    rows = ["<table><tr><th>stage</th><th>came in</th><th>stayed</th><th>went</th><th>share</th><th>seconds</th></tr>"]
    for stage in made.stages:
        share = f"{100 * stage.kept / stage.rows:.1f}%" if stage.rows else "-"
        cells = (f"{stage.rows:,}", f"{stage.kept:,}", f"{stage.dropped:,}", share, f"{stage.seconds:,.1f}")
        state = "" if stage.state == "done" else f" <span class='id'>({stage.state})</span>"
        rows.append(f"<tr><td>{_(stage.name)}{state}</td>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    return "".join([*rows, "</table>"])


def _models(made: Funnel) -> str:
    lines = [
        f"<tr><td>{_(stage.name)}: {_(role)}</td><td>{used['samples']:,.0f}</td><td>{used['prompt_tokens']:,.0f}</td>"
        f"<td>{used['completion_tokens']:,.0f}</td><td>{used['cost']:,.2f}</td></tr>"
        for stage in made.stages for role, used in stage.usage.items()
    ]  # fmt: skip
    if not lines:
        return ""
    head = "<tr><th>model role</th><th>answers</th><th>prompt tokens</th><th>answer tokens</th><th>cost</th></tr>"
    return f"<h2>Models</h2><table>{head}{''.join(lines)}</table>"


def _stage(stage: StageCount, each: int) -> str:
    shown = examples(stage, each)
    parts = [f"<h3>{_(stage.name)}</h3>"]
    for reason, count in stage.reasons.items():
        inside = "".join(_example(row) for row in shown.get(reason, []))
        parts.append(f"<details><summary>{_(reason)} <b>{count:,}</b></summary>{inside}</details>")
    return "".join(parts)


def _example(row: dict[str, Any]) -> str:
    detail = f"<pre>{_(str(row['detail']))}</pre>" if row["detail"] else ""
    reference = _(str(row["reference"] or "")[:2000])
    code = f"<details><summary>reference</summary><pre>{reference}</pre></details>" if reference else ""
    problem = f"<pre>{_(str(row['problem'])[:600])}</pre>" if row["problem"] else ""
    return f"<div class='example'><div class='id'>{_(str(row['id']))}</div>{detail}{problem}{code}</div>"


def _settings(made: Funnel) -> str:
    shown = {"settings": made.manifest.get("settings"), "data": made.manifest.get("data"), "tools": made.manifest.get("tools")}
    return f"<details><summary>recipe, raw files and tools</summary><pre>{_(json.dumps(shown, indent=2))}</pre></details>"


def _(text: str) -> str:
    return html.escape(text, quote=True)
