"""Problem texts: the ways in which one design is asked for. What each design says of itself comes from its family.

Forms: `interface` (a list of ports and a description), `head` (a description and the module's header), `prose` (ports in
a sentence), `sheet` (module name, inputs, outputs, implementation, as data sheets have it), `partial` (code to complete),
`bugfix` (code to repair), `wave` (a waveform to read).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import fill
from typing import NamedTuple

from groundwire.distill.families.design import SELF, Bug, Design
from groundwire.distill.families.draw import ARTICLE, Draw, listing
from groundwire.distill.families.identifiers import WORDS_OF_VERILOG, identifier
from groundwire.distill.families.openings import (
    HEAD_ASKS,
    INTERFACE_OPENINGS,
    PROSE_OPENINGS,
    SHEET_FRAMES,
    TITLE_INTROS,
)
from groundwire.distill.families.ports import HOUSE_STYLE, Port
from groundwire.distill.families.remarks import told_with_remarks
from groundwire.distill.families.waveform import waveform

TOP = "TopModule"
_FRAME = "Question:"
_TOP_NAMES = (TOP, TOP, TOP, TOP, "top_module")
_STRANGER = 0.6
"""Share of texts with an opening of many, instead of the few that are most usual."""
FORM_WEIGHTS = {"interface": 4.0, "head": 3.0, "prose": 1.2, "sheet": 1.5, "partial": 0.8, "bugfix": 0.5, "wave": 2.0}
"""How often each form is drawn where a design allows it."""


class Problem(NamedTuple):
    """One problem text with what answers it."""

    form: str
    """Which form."""
    text: str
    """The user's words."""
    module: str
    """Name of the module that is asked for."""
    reasoning: str
    """The way to the answer."""


def forms_of(design: Design) -> list[str]:
    """The forms that a design can be asked for in, without `bugfix`, which needs a variant that was simulated.

    A design in a style of its own is asked for with code that shows it.
    """
    if design.style != HOUSE_STYLE:
        return ["head"] if design.self_contained else ["head", "partial"]
    found = ["interface", "head", "prose"]
    if not design.self_contained:
        found += ["sheet", "partial"]
        found += ["wave"] * bool(design.wave)
    return found


def write_problem(design: Design, form: str, d: Draw, bug: Bug | None = None) -> Problem:
    """Ask for a design in a form.

    Raises:
        ValueError: the form is unknown, or is `bugfix` without a bug.
    """
    if form == "bugfix":
        if bug is None:
            raise ValueError("a bug-fix problem needs a bug: give one whose bench has failed")
        module = _module(d, design, 0.6)
        return Problem(form, _bugfix(d, design, module, bug), module, _bug_reasoning(d, design, bug))
    if form not in _WRITERS:
        raise ValueError(f"no form {form!r}: use one of {', '.join((*_WRITERS, 'bugfix'))}")
    share, writer = _WRITERS[form]
    module = _module(d, design, share)
    reasoning = f"{design.wave}\n{design.reasoning}" if form == "wave" else design.reasoning
    return Problem(form, ARTICLE.sub(r"\1n ", _ended(form, writer(d, design, module))), module, reasoning)


def _ended(form: str, text: str) -> str:
    """A text as the evaluation puts it: a header and a frame end with a line break, a frame begins with one."""
    text = text.strip()
    framed = text.startswith(_FRAME)
    return f"{chr(10) * framed}{text}{chr(10) * (framed or form == 'head')}"


def _module(d: Draw, design: Design, top_share: float) -> str:
    if not design.names or d.chance(top_share):
        return d.one(_TOP_NAMES)
    name = d.one(design.names)
    return f"{identifier(d.rng)}_{name}" if d.chance(0.2) or name in WORDS_OF_VERILOG else name


def _wrapped(d: Draw, text: str) -> str:
    """A text with its long lines wrapped, as people who write in an editor have it, in half of all cases."""
    if d.chance(0.5):
        return text
    width = d.number(60, 80)
    lines = text.split("\n")
    return "\n".join(one if len(one) <= width or "|" in one else fill(one, width, break_on_hyphens=False) for one in lines)


def _interface(d: Draw, design: Design, module: str) -> str:
    usual = d.any(
        "I would like you to (implement|write|build|design) a module (named|called) {m} with the following interface. "
        "All (input and output ports|inputs and outputs|ports) are one bit unless (otherwise specified|stated otherwise|noted).",
        "(Please implement|Implement|Write|Create) a (Verilog |SystemVerilog |)module named {m} with this interface. "
        "(Ports are one bit wide unless a width is given|Every port is one bit unless its width is shown).",
        "Interface of the module {m} (one bit where no width is given):",
        "(We need|I need|Please write) {m}, a (Verilog |)module with these ports. (Where no width is given it is one bit|Single "
        "bits unless noted).",
        "Module {m} (has|with) the ports (below|listed here)(|, each one bit wide unless a width is given).",
        "Ports of {m}:",
        "(Build|Code) the module {m}. Its (interface is|ports are) as follows.",
        m=module,
    )  # fmt: skip
    opening = d.any(*INTERFACE_OPENINGS, m=module) if d.chance(_STRANGER) else usual
    text = f"{_wrapped(d, opening)}\n\n{_bullets(d, design.ports)}\n\n{_wrapped(d, _should(d, design))}"
    return f"{_FRAME}\n{text}\n\nAnswer:" if d.chance(0.7) else text


def _should(d: Draw, design: Design) -> str:
    intro = d.any(
        "", "", "", "The module should implement {t}. ", "It is {t}. ", "Implement {t}. ",
        "The module (is|should be|will be) {t}. ", "This is {t}. ", "(Build|Create|Make|Design) {t}. ", t=design.title,
    )  # fmt: skip
    if intro and d.chance(_STRANGER):
        intro = d.any(*TITLE_INTROS, t=design.title)
    return f"{intro}{told_with_remarks(d, design)}"


def _bullets(d: Draw, ports: Sequence[Port]) -> str:
    style = d.one((0, 0, 0, 0, 1, 2, 3, 4, 5, 6))
    longest = max(len(port.name) for port in ports) * d.chance(0.6)
    return "\n".join(_bullet(port, style, longest) for port in ports)


def _bullet(port: Port, style: int, longest: int) -> str:
    kind = "output" if port.output else "input"
    kept = " signed" if port.signed else ""
    if style < 2:
        bits = "" if not port.range else f" [{port.low + port.width - 1}:{port.low}]" if port.low else f" ({port.width} bits)"
        named = port.name.ljust(longest) if bits and style == 0 else port.name
        return f" - {kind}{kept} {' ' * (kind == 'input')}{named}{bits}"
    if style == 2:
        return f" - {kind}{kept} {port.range + ' ' if port.range else ''}{port.name}"
    if style == 4:
        return f"{kind}{kept} {port.range + ' ' if port.range else ''}{port.name};"
    if style == 5:
        about = port.about or f"{port.width} bit{'s' * (port.width > 1)}"
        return f"* {port.name}{port.range} ({kind}{kept}): {about}"
    if style == 6:
        return f"  {kind}{kept} {port.name}{port.range}"
    return f"- {port.name}: {kind}{kept}, {port.width} bit{'s' * (port.width > 1)}{', ' + port.range if port.low else ''}"


def _head(d: Draw, design: Design, module: str) -> str:
    intro = d.any(
        "", "", "", "{t}. ", "(Design|Build|Implement|Write Verilog for|Create|Make) {t}. ", "(The module|It|This) is {t}. ",
        "(Can you write|I need|Please write) {t}. ", t=design.title,
    )  # fmt: skip
    if intro and d.chance(_STRANGER):
        intro = d.any(*TITLE_INTROS, t=design.title)
    intro = intro[:1].upper() + intro[1:]
    usual = d.any(
        "The module head should be:", "The module head should be:", "The module head should be:",
        "Use this (module |)header:", "The module starts with:", "Complete the module:", "Module declaration:", "Start from:",
    )  # fmt: skip
    ask = d.one(HEAD_ASKS) if d.chance(_STRANGER) else usual
    return f"{_wrapped(d, intro + told_with_remarks(d, design))}\n\n{ask}\n{design.header(module)}"


def _prose(d: Draw, design: Design, module: str) -> str:
    inputs, outputs = (listing([_inline(port) for port in ports]) for ports in (design.inputs, design.outputs))
    words = {
        "m": module, "i": inputs, "o": outputs, "t": design.title,
        "si": "s" * (len(design.inputs) > 1), "so": "s" * (len(design.outputs) > 1),
    }  # fmt: skip
    usual = d.any(
        "(Write|Give me|I need) a (Verilog |SystemVerilog |)module {m} with (the |)input{si} {i} and (the |)output{so} {o}.",
        "Module {m} (has|takes) (the |)input{si} {i} and (has|gives) (the |)output{so} {o}.",
        "(Design|Build|Write) {t} as a module (named|called) {m}. Input{si}: {i}. Output{so}: {o}.",
        "{m}: input{si} {i}, output{so} {o}.",
        "(Could you write|Please write|Make) {m}, {t}, with {i} as (the |)input{si} and {o} as (the |)output{so}(?|.)",
        **words,
    )  # fmt: skip
    opening = d.any(*PROSE_OPENINGS, **words) if d.chance(_STRANGER) else usual
    return f"{opening} {told_with_remarks(d, design)}"


def _inline(port: Port) -> str:
    return ("signed " * port.signed) + port.name + port.range


def _sheet(d: Draw, design: Design, module: str) -> str:
    opening = d.any(
        "(Act as|You are) (an experienced|a professional|a) (Verilog|RTL|hardware) (designer|engineer). ", "", "",
    ) + d.say("(Implement|Design|Write|Build) {t}.", t=design.title)  # fmt: skip
    gap = "\n" if d.chance(0.5) else "\n    "
    usual = ("Module name:", "Input ports:", "Output ports:", "Implementation:", "")
    name, ins, outs, what, closing = d.one(SHEET_FRAMES) if d.chance(_STRANGER) else usual
    closing = closing or d.any("", "(Give|Write) the (complete|full|whole) (code|module).")
    told = told_with_remarks(d, design)
    return (
        f"{opening}\n\n{name}{gap}{module}\n\n{ins}{gap}{gap.join(_told(p) for p in design.inputs)}\n\n"
        f"{outs}{gap}{gap.join(_told(p) for p in design.outputs)}\n\n{what}\n{told}\n\n{closing}"
    )


def _told(port: Port) -> str:
    bits = f"{port.width}-bit " if port.width > 1 else ""
    about = port.about or f"{bits}{'output' if port.output else 'input'}"
    return f"{port.name}{port.range}: {'signed ' * port.signed}{about[:1].upper() + about[1:]}."


def _partial(d: Draw, design: Design, module: str) -> str:
    start, end = design.hidden or (0, len(design.body))
    note = d.any("// your code here", "// TODO", "// complete this part", "// ...")
    body = [*design.body[:start], note, *design.body[end:]]
    ask = d.any(
        "(Complete|Finish) (the|this) (Verilog |)(module|code)(.| so that it "
        "does this.)", "Fill in the missing part( of this module|).",
        "Part of (this|the) module is missing; (give|write) the whole module.",
    )  # fmt: skip
    return f"{ask} {told_with_remarks(d, design)}\n\n```verilog\n{_without_helpers(design, module, body)}```"


def _without_helpers(design: Design, module: str, body: Sequence[str]) -> str:
    return design.code(module, body).split("\nendmodule\n")[0] + "\nendmodule\n"


def _bugfix(d: Draw, design: Design, module: str, bug: Bug) -> str:
    ask = d.any(
        "(This|The following) module (has a bug|is wrong|does not work). (Fix it|Find the bug and fix it|Give the "
        "corrected module).",
        "(There is a bug in|Something is wrong with) this code; (correct|repair|fix) it.",
    )  # fmt: skip
    goal = d.any("It should be {t}.", "(It is meant to be|What it should be:) {t}.", t=design.title)
    return f"{ask} {goal} {told_with_remarks(d, design)}\n\n```verilog\n{design.code(module, bug.body)}```"


def _bug_reasoning(d: Draw, design: Design, bug: Bug) -> str:
    wrong = bug.line.replace(SELF, "")
    tail = d.any("The wrong line is `{a}`; it must be `{b}`.", "`{a}` should be `{b}`.", a=wrong, b=bug.fixed.replace(SELF, ""))
    return f"{design.reasoning}\n{tail}"


def _wave(d: Draw, design: Design, module: str) -> str:
    kind = "combinational" if not any("edge" in line or "latch" in line for line in design.body) else "sequential"
    opening = d.any(
        "(Write|Implement|Design) a module {m}. It is a {k} circuit; (read|find|determine) what it does (from|in) (the|these) "
        "simulation waveforms.",
        "The module {m} is a {k} circuit with (the waveform|the simulation|the behaviour) below. (Implement it|Write it).",
        m=module, k=kind,
    )  # fmt: skip
    ports = _bullets(d, design.ports) if d.chance(0.6) else f"The module head should be:\n{design.header(module)}"
    return f"{opening}\n\n{ports}\n\n{waveform(design, d)}"


_WRITERS: dict[str, tuple[float, Callable[[Draw, Design, str], str]]] = {
    "interface": (0.85, _interface), "head": (0.85, _head), "prose": (0.5, _prose), "sheet": (0.1, _sheet),
    "partial": (0.7, _partial), "wave": (0.85, _wave),
}  # fmt: skip
