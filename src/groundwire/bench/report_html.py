"""A summary as one HTML page that needs nothing else: what a person looks at first stands first, tables are folded away.

The plots are `groundwire.bench.plots`'; the rows of the tables are those of the Markdown report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from groundwire.bench.plots import Bar, bars, curves, problems_map, stack
from groundwire.bench.report import (
    SCORE_HEAD,
    category_rows,
    comparison_rows,
    errata_note,
    interval,
    percent,
    problem_rows,
    score_rows,
    share_rows,
    shown_settings,
    title_of,
    unscored_line,
)

_STYLE = """
:root{color-scheme:light dark;--ink:#1b2230;--soft:#5d6778;--line:#dde2ea;--page:#f6f7fa;--paper:#fff;--bar:#4f7fb8;--own:#2f8f6a}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebf1;--soft:#98a2b3;--line:#333b48;--page:#12161d;--paper:#1a2029;--bar:#6f9fd6;
--own:#57c596}}
*{box-sizing:border-box}body{font:15px/1.5 system-ui,"Segoe UI","DejaVu Sans",sans-serif;
color:var(--ink);background:var(--page);margin:0}
main{max-width:66rem;margin:0 auto;padding:2rem 1.2rem 4rem}h1{font-size:1.7rem;line-height:1.25;margin:0;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:0 0 .8rem}.soft{color:var(--soft)}.sub{color:var(--soft);font-size:1.05rem;margin:.2rem 0 .9rem}
.chips{display:flex;flex-wrap:wrap;gap:.4rem;margin:0 0 1.2rem}.chips span{background:var(--paper);border:1px solid var(--line);
border-radius:1rem;padding:.1rem .7rem;font-size:.85rem}.chips b{font-weight:600}
section{background:var(--paper);border:1px solid var(--line);border-radius:.8rem;padding:1.1rem 1.3rem;margin:1rem 0}
.row{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}.row section{margin:0}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(12.5rem,1fr));gap:1rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.8rem;padding:.8rem 1.1rem}
.card b{display:block;font-size:2.1rem;line-height:1.25;font-variant-numeric:tabular-nums}
.card.first{border-top:4px solid var(--bar)}
.card.second{border-top:4px solid var(--own)}.card.third{border-top:4px solid var(--line)}
svg{display:block;width:100%;height:auto}svg text{fill:var(--ink);font-size:12.5px}svg .tick{fill:var(--soft);font-size:11px}
svg .on{fill:#fff;font-weight:600}svg .own{font-weight:700}svg .grid{stroke:var(--line)}
svg .whisker{stroke:var(--ink);stroke-width:1.4;fill:none;opacity:.7}
svg .unscored{fill:none;stroke:var(--soft);stroke-dasharray:3 2}.legend{margin:.7rem 0 0;font-size:.88rem}
.legend span{margin-right:1.1rem;white-space:nowrap}
.dot{display:inline-block;width:.8rem;height:.8rem;border-radius:.25rem;margin-right:.4rem;vertical-align:-1px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}.wide{overflow-x:auto}
td,th{padding:.28rem .9rem .28rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{color:var(--soft);font-weight:600}details{margin-top:.9rem}summary{cursor:pointer;color:var(--soft)}
summary:hover{color:var(--ink)}details .wide{margin-top:.6rem}ul{margin:.8rem 0 0;padding-left:1.2rem}.note{margin:.5rem 0}
@media print{body{background:#fff}section{break-inside:avoid}}
"""


def page(summary: Mapping[str, Any]) -> str:
    """The whole page."""
    one = summary["benchmark"]
    model = str(summary["settings"].get("model", "unnamed model"))
    parts = [
        f"<h1>{escape(model)}</h1>",
        f'<p class="sub">{escape(one["name"])} {escape(one["task"])}, revision {escape(one["revision"])}</p>',
        _chips(summary),
        _cards(summary),
        *[f'<p class="note">Note: {escape(remark)}.</p>' for remark in (*one["remarks"], errata_note(summary)) if remark],
        _score(summary),
        _verdicts(summary),
        _problems(summary),
        _card_table(summary),
        _errata(summary),
        f'<p class="soft">Judged by {escape(", ".join(f"{name} ({count:,})" for name, count in summary["tools"].items()))}.</p>',
    ]
    body = "\n".join(part for part in parts if part)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title_of(summary))}</title><style>{_STYLE}</style></head><body><main>\n{body}\n</main></body></html>\n"
    )


def _chips(summary: Mapping[str, Any]) -> str:
    settings = shown_settings(summary, without=("model",))
    return f'<div class="chips">{"".join(f"<span>{escape(k)} <b>{escape(v)}</b></span>" for k, v in settings.items())}</div>'


def _cards(summary: Mapping[str, Any]) -> str:
    """The four figures that one looks for."""
    cells = []
    for look, name in (("first", "official"), ("second", "with errata")):
        one = summary[name]["pass@k"][0]
        cells.append((look, f"pass@1, {name}", percent(one["value"]), f"95% interval {interval(one['low'], one['high'])}"))
    rows = [row for row in summary["problems"] if row["n"]]
    solved = sum(row["passes"] > 0 for row in rows)
    always = sum(row["passes"] == row["n"] for row in rows)
    cells.append(("third", "problems ever solved", f"{solved} of {len(rows)}", f"{always} always, {len(rows) - solved} never"))
    responses, whole = summary["responses"], summary["benchmark"]["problems"]
    told = f"to {responses['problems answered']} of {whole} problems, {responses['not scored']:,} not scored"
    cells.append(("third", "responses", f"{responses['total']:,}", told))
    return "".join([
        '<div class="cards">',
        *(f'<div class="card {look}">{a}<b>{b}</b><span class="soft">{c}</span></div>' for look, a, b, c in cells),
        "</div>",
    ])


def _score(summary: Mapping[str, Any]) -> str:
    official, own = summary["official"], summary["with errata"]
    rate = official["pass_rate"]
    told = "" if rate is None else f"The official harness's pass_rate, from percentages truncated to whole numbers: {rate:.2f}%."
    plot = curves({"official": official["pass@k"], "with errata": own["pass@k"]}, "pass@k")
    rows = [Bar(one["category"], one["value"], one["low"], one["high"]) for one in summary["categories"]]
    table = _folded("figures", SCORE_HEAD, score_rows(summary))
    categories = _folded("figures", ("category", "problems", "pass@1 with errata", "95%"), category_rows(summary))
    return (
        f'<div class="row" style="margin-top:1rem"><section><h2>pass@k</h2>{plot}<p class="soft">{told}</p>{table}</section>'
        f"<section><h2>pass@1 by category, with errata</h2>{bars(rows, 'pass@1 by category', 180)}{categories}</section></div>"
    )


def _verdicts(summary: Mapping[str, Any]) -> str:
    official, own = summary["official"], summary["with errata"]
    letters = [[letter, one["meaning"], f"{one['count']:,}"] for letter, one in official["letters"].items()]
    return (
        f"<section><h2>What became of the responses</h2>{stack(own['kinds'], 'verdicts')}"
        f'<p class="soft">{escape(unscored_line(summary))}</p>'
        + _folded("figures", ("verdict", "responses", "share"), share_rows(own["kinds"]))
        + _folded("the benchmark's own verdicts", ("verdict", "meaning", "responses"), letters)
        + "</section>"
    )


def _problems(summary: Mapping[str, Any]) -> str:
    head = ("problem", "n", "with errata", "official", "verdicts")
    return (
        f"<section><h2>Each problem</h2>{problems_map(summary['problems'], 'share of passes of each problem')}"
        + _folded("all problems", head, problem_rows(summary))
        + "</section>"
    )


def _card_table(summary: Mapping[str, Any]) -> str:
    rows = comparison_rows(summary)
    if not rows:
        return ""
    drawn = [Bar(_bar_name(row), _value(row[3]), own=row[4] != "published") for row in rows]
    caveats = "".join(f"<li>{escape(one)}</li>" for one in summary["card"]["caveats"])
    return (
        f"<section><h2>Beside the model card (pass@1)</h2>{bars(drawn, 'pass@1 beside published figures')}<ul>{caveats}</ul>"
        + _folded("figures", ("model", "size", "kind", "pass@1", "source"), rows)
        + "</section>"
    )


def _bar_name(row: Sequence[str]) -> str:
    """A published model with its size; this run by which score it is."""
    if row[4] != "published":
        return f"this run, {row[4].split(', ')[1]}"
    return f"{row[0]} {row[1] if row[1] != 'undisclosed' else ''}".strip()


def _errata(summary: Mapping[str, Any]) -> str:
    if not summary["errata"]:
        return ""
    return f"<section><h2>Errata</h2>{_table(('problem', 'fault'), list(summary['errata'].items()))}</section>"


def _value(text: str) -> float | None:
    return None if text == "-" else float(text.rstrip("%")) / 100


def _folded(name: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    return f"<details><summary>{escape(name)}</summary>{_table(head, rows)}</details>"


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><tr>{"".join(f"<th>{escape(one)}</th>" for one in head)}</tr>{lines}</table></div>'
