"""`groundwire distill corpus`: draw problems in Verilog with references, benches and reasoning, checked by the tools."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from groundwire.cli.options import Workers, output
from groundwire.cli.progress import Reporter

Out = Annotated[Path, typer.Option(metavar="DIR", help="The corpus's folder; the same command goes on with it.")]
Pairs = Annotated[int, typer.Option(min=1, metavar="N", help="Distinct pairs.")]
Seed = Annotated[int, typer.Option(metavar="N", help="The same seed and settings give the same pairs.")]
Texts = Annotated[int, typer.Option(min=1, metavar="N", help="Problem texts of each design, each in another form.")]
BugShare = Annotated[float, typer.Option(min=0, max=1, metavar="SHARE", help="Share of designs that get a bug-fix problem too.")]
Family = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="A family to draw from; by default all. Repeatable.", show_default=False),
]


def corpus(
    out: Out, pairs: Pairs = 100_000, seed: Seed = 0, texts: Texts = 2, bug_share: BugShare = 0.15, family: Family = None,
    workers: Workers = 2,
) -> None:  # fmt: skip
    """Make a corpus of Verilog problems, each simulated and synthesized before it is kept.

    Writes Parquet shards for `groundwire distill run`, README.md and card.json. Stopped by whatever, it goes on with the same
    command, and the pairs are those of a run left alone.

    Example: groundwire distill corpus --out runs/verilog-corpus --pairs 1000
    """
    from groundwire.distill.families.corpus import generate
    from groundwire.distill.families.registry import families

    for name in family or []:
        if name not in families():
            near = get_close_matches(name, families(), 3, 0.4) or list(families())[:5]
            raise typer.BadParameter(f"no family {name!r}; there is, for instance, {', '.join(near)}", param_hint="--family")
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(20, "", str(out))
    if out.is_dir() and any(out.iterdir()) and not (out / "manifest.json").is_file():
        raise typer.BadParameter(f"{out} holds something that is no corpus; choose a new folder", param_hint="--out")
    with Reporter() as report:
        report("pairs", 0, pairs)
        card = generate(
            pairs, seed, out, workers, lambda done, total: report("pairs", done, total), texts=texts, bug_share=bug_share,
            families=tuple(family or ()),
        )  # fmt: skip
    gone = ", ".join(f"{reason} {count:,}" for reason, count in card["reasons_dropped"].items())
    output().print(f"{card['pairs']:,} pairs of {len(card['families'])} families in {out}; not kept: {gone or 'nothing'}")
