"""A summary for people: Markdown, with every number's n, interval and settings beside it. HTML is `report_html`'s."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any


def percent(value: float | None, digits: int = 1) -> str:
    """A share as a percentage; a dash where it is not defined."""
    return "-" if value is None else f"{100 * value:.{digits}f}%"


def interval(low: float | None, high: float | None) -> str:
    """A 95% interval."""
    return "-" if low is None or high is None else f"{100 * low:.1f} to {100 * high:.1f}"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in lines
    )


def escaped(text: str) -> str:
    """A text from outside, so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_\[\]<>#|~])", r"\\\1", " ".join(text.split()))


def errata_note(summary: Mapping[str, Any]) -> str:
    """What to know of the two scores where there can be no errata; empty elsewhere."""
    one = summary["benchmark"]
    return "mathematics has no errata, so both scores are math-verify's" if one["name"] == "math" else ""


def title_of(summary: Mapping[str, Any]) -> str:
    """Benchmark and model."""
    one = summary["benchmark"]
    return f"{summary['settings'].get('model', 'unnamed model')} on {one['name']} {one['task']} ({one['revision']})"


def score_rows(summary: Mapping[str, Any]) -> list[list[str]]:
    """Rows of pass@k, official and with errata side by side."""
    rows = []
    for official, own in zip(summary["official"]["pass@k"], summary["with errata"]["pass@k"], strict=True):
        cells = [f"pass@{own['k']}"]
        for each in (official, own):
            cells += [
                percent(each["value"]),
                interval(each["low"], each["high"]),
                interval(each["sample_low"], each["sample_high"]),
            ]
        rows.append([*cells, f"{own['problems']} problems, {own['samples']} responses"])
    return rows


SCORE_HEAD = (
    "",
    "official",
    "95% over problems and samples",
    "95% over samples",
    "with errata",
    "95% over problems and samples",
    "95% over samples",
    "n",
)


def comparison_rows(summary: Mapping[str, Any]) -> list[list[str]]:
    """The card's rows and this run's, best first."""
    rows = [
        [row["model"], row["size"], row["kind"], f"{row['percent']:.1f}%", "published"]
        for row in summary["card"]["rows"]
    ]
    if not rows:
        return []
    name = str(summary["settings"].get("model", "unnamed model"))
    for label, part in (("official", "official"), ("with errata", "with errata")):
        one = summary[part]["pass@k"][0]
        rows.append(
            [name, "", "", percent(one["value"]), f"this run, {label}, {interval(one['low'], one['high'])}"]
        )
    return sorted(rows, key=lambda row: -float(row[3].rstrip("%")) if row[3] != "-" else 1.0)


def _own_in_bold(row: list[str]) -> list[str]:
    return row if row[4] == "published" else [f"**{escaped(row[0])}**", *row[1:]]


def markdown(summary: Mapping[str, Any]) -> str:
    """The whole report."""
    official, own = summary["official"], summary["with errata"]
    parts = [
        f"# {escaped(title_of(summary))}",
        settings_line(summary),
        *[f"Note: {remark}." for remark in (*summary["benchmark"]["remarks"], errata_note(summary)) if remark],
        unscored_line(summary),
        "## Score",
        table(SCORE_HEAD, score_rows(summary)),
        "A dash: undefined, since not every problem has that many responses."
        if any("-" in row for row in score_rows(summary))
        else "",
        f"The official harness's pass_rate, from percentages truncated to whole numbers: {official['pass_rate']:.2f}%."
        if official["pass_rate"] is not None
        else "",
        "## What became of the responses",
        table(("verdict", "responses", "share"), share_rows(own["kinds"])),
        "## By the benchmark's own rules",
        table(
            ("verdict", "meaning", "responses"), [[k, v["meaning"], v["count"]] for k, v in official["letters"].items()]
        ),
        "## By category",
        table(("category", "problems", "pass@1 with errata", "95%"), category_rows(summary)),
    ]
    if summary["card"]["rows"]:
        parts += [
            "## Beside the model card",
            table(("model", "size", "kind", "pass@1", "source"), [_own_in_bold(row) for row in comparison_rows(summary)]),
            *[f"- {one}" for one in summary["card"]["caveats"]],
        ]
    if summary["errata"]:
        parts += ["## Errata", table(("problem", "fault"), list(summary["errata"].items()))]
    parts += [
        "## By problem",
        table(("problem", "n", "with errata", "official", "verdicts"), problem_rows(summary)),
        f"Tools: {', '.join(f'{name} ({count})' for name, count in summary['tools'].items())}.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def unscored_line(summary: Mapping[str, Any]) -> str:
    """How many responses count, and why some do not."""
    one, whole = summary["responses"], summary["benchmark"]["problems"]
    each = f"{one['least a problem']} to {one['most a problem']} a problem"
    left = f"{one['not scored']:,} could not be scored by a fault of a tool and count neither way"
    over = f"; {one['passed over']:,} lines of the file were passed over" if one.get("passed over") else ""
    return f"{one['total']:,} responses to {one['problems answered']} of {whole} problems, {each}; {left}{over}."


def settings_line(summary: Mapping[str, Any]) -> str:
    """All settings in one line."""
    shown = [f"{key} {escaped(value)}" for key, value in shown_settings(summary).items()]
    return f"Settings: {', '.join(shown)}" if shown else "Settings: not known."


def shown_settings(summary: Mapping[str, Any], without: Sequence[str] = ()) -> dict[str, str]:
    """Settings and use of tokens as text, in short; what was not set is left out."""
    both = {**summary["settings"], **summary["usage"]}
    return {key: _short(value) for key, value in both.items() if key not in without and value not in (None, "")}


def _short(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int | float) and abs(value) >= 1000 else " ".join(str(value).split())
    return text if len(text) <= 80 else text[:77] + "..."


def share_rows(kinds: Mapping[str, int]) -> list[list[str]]:
    """Kinds of verdicts and their shares."""
    total = sum(kinds.values()) or 1
    return [[kind, str(count), percent(count / total)] for kind, count in kinds.items()]


def category_rows(summary: Mapping[str, Any]) -> list[list[str]]:
    """pass@1 of each category."""
    return [
        [one["category"], str(one["problems"]), percent(one["value"]), interval(one["low"], one["high"])]
        for one in summary["categories"]
    ]


def problem_rows(summary: Mapping[str, Any]) -> list[list[str]]:
    """Passes of each problem."""
    return [
        [
            row["problem"],
            str(row["n"]),
            str(row["passes"]),
            str(row["official"]),
            ", ".join(f"{k} {v}" for k, v in row["kinds"].items()),
        ]
        for row in summary["problems"]
    ]
