"""What people put around the description of a design without changing it: remarks, and the clock called loosely."""

from __future__ import annotations

import re

from groundwire.distill.families.design import Design
from groundwire.distill.families.draw import CLOCKS, Draw

REMARKS = (
    "Use synthesizable (code|Verilog) only.",
    "Do not use any other ports.",
    "Keep (it|the code) short.",
    "The code (must be|has to be|should be) synthesizable.",
    "(It|The module) will be simulated and synthesized.",
    "(It|This) is part of a (larger|bigger) design.",
    "Do not write a test bench.",
    "(I|We) will check it with a test bench.",
    "Only the module is needed.",
    "(Please give|Give) the whole module.",
    "No comments are needed.",
    "Any (correct |)coding style (is fine|will do).",
    "(Verilog or SystemVerilog, either is|Both Verilog and SystemVerilog are) fine.",
    "(It|The design) targets (a small|an) FPGA.",
    "There is no (particular |)timing (constraint|requirement).",
    "(Write|Make) it (as |)simple(| as you can).",
    "Delays are not to be used.",
    "This will go on a (development|training) board.",
    "(This|It) is an exercise for (a course|students|beginners).",
    "All outputs must be driven.",
    "Watch the names of the ports.",
    "Thanks(!| in advance!|.)",
)
"""What people add that changes nothing."""
POSITIVE_EDGE = (
    "Assume (that |)all sequential logic is triggered (on|by) the (positive|rising) edge of the clock.",
    "(All|Any) flip-flops are (positive-edge|rising-edge) triggered.",
    "Everything that is clocked changes on the rising edge.",
    "Unless (said|stated|noted) otherwise, sequential logic uses posedge {c}.",
)
"""For designs of which it is true, whether or not their own words say it too."""


def told_with_remarks(d: Draw, design: Design) -> str:
    """What a design says of itself, as somebody puts it in a problem: the clock called loosely, remarks around it."""
    text = design.behaviour
    clock = next((port.name for port in design.inputs if port.name in CLOCKS), "")
    if clock and not design.self_contained and d.chance(0.35):
        text = re.sub(rf"\b(edge of|edges of|edge on|clocked by|clocked on) {clock}\b(?! *[=<\[])", r"\1 the clock", text)
    code = design.code("top")
    if clock and f"posedge {clock}" in code and "negedge" not in code and d.chance(0.15):
        remark = d.any(*POSITIVE_EDGE, c=clock)
        text = f"{remark} {text}" if "\n" in text or d.chance(0.3) else f"{text} {remark}"
    if d.chance(0.1):
        remark = d.any(*REMARKS)
        if "\n" in text:
            return f"{text}\n{remark}"
        text = f"{text} {remark}" if d.chance(0.6) else f"{remark} {text}"
    return text
