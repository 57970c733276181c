"""Trying a candidate on what the user brought: a test bench that says pass or fail, or a reference to compare with.

The bench is the user's and is believed; the candidate is not, so its prints are taken out and its names cannot leave it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from groundwire.bench import tools
from groundwire.bench.screen import BenchNames, screen
from groundwire.bench.sources import declared_modules, instantiated_modules
from groundwire.distill.ask.agreement import simulator, trace
from groundwire.distill.ask.ports import parts_of, ports_of
from groundwire.distill.ask.records import Candidate, Check
from groundwire.distill.ask.stimulus import make_stimulus
from groundwire.distill.errors import DistillError
from groundwire.eda.netlist import Equivalence, equivalent

SECONDS = 30.0
"""Processor time of a bench."""
_COUNTS = re.compile(r"^.*?(?:Mismatches:\s*(\d+) in (\d+) samples|RESULT (\d+) (\d+)\s*$)", re.MULTILINE)
_FAIL = re.compile(r"\b(?:fail(?:s|ed|ure|ures)?|errors?|mismatch(?:es)?|wrong)\b", re.IGNORECASE)
_NONE = re.compile(r"\b(?:0|no|zero|without(?: an?| any)?)\s+(?:\w+\s+)?(?:failures?|errors?|mismatch(?:es)?)\b"
                   r"|\b(?:errors?|failures?|mismatch(?:es)?|failed)\s*[:=]\s*0\b", re.IGNORECASE)  # fmt: skip
_PASS = re.compile(r"\bpass(?:ed|es)?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Bench:
    """A test bench of the user's."""

    text: str
    """Its source."""
    top: str
    """Its top module."""
    module: str
    """The module that it tests."""


def read_bench(text: str, beside: str = "", module: str = "") -> Bench:
    """Find a bench's top module and the module that it tests.

    Args:
        text: the bench.
        beside: more sources that it is compiled with, such as a reference.
        module: the module that it tests, where that is known.

    Raises:
        DistillError: it has no top module, or instantiates nothing that is left to write.
    """
    declared, used = declared_modules(text), list(dict.fromkeys(instantiated_modules(text)))
    tops = [name for name in declared if name not in used]
    if not tops:
        raise DistillError("the bench has no top module; expected a module that nothing instantiates")
    missing = [name for name in used if name not in declared and name not in declared_modules(beside)]
    tested = module or (missing[-1] if missing else next((name for name in used if name not in declared), ""))
    if not tested:
        raise DistillError(f"the bench {tops[-1]!r} instantiates no module that is left to write; name it with --top")
    return Bench(text, tops[-1], tested)


def try_bench(candidate: Candidate, bench: Bench, reference: str = "") -> Check:
    """Run the bench with a candidate.

    A bench that a self-checking line ends, or the word pass, passes; one that says neither pass nor fail does not.
    """
    tool = simulator()
    if tool is None:
        return Check("bench", False, "", "there is no simulator; `groundwire doctor` says how to get one")
    reserved = frozenset(declared_modules(bench.text)) - {candidate.module}
    screened = screen(candidate.code, BenchNames(candidate.module, reserved, {}))
    if screened.findings or screened.limit or screened.unresolved:
        return Check("bench", False, "", "; ".join([*screened.findings, *screened.unresolved, screened.limit]).strip("; "))
    beside = [("reference.sv", reference)] if reference and set(declared_modules(reference)) - {candidate.module} else []
    sources = [("answer.sv", screened.clean), ("bench.sv", bench.text), *beside]
    run = tools.simulate(tool, sources, bench.top, {}, SECONDS)
    name = f"{tool} {tools.available()[tool]}"
    if not run.compiled:
        said = next((line for line in run.compile_log.splitlines() if "error" in line.lower()), run.limit or "")
        return Check("bench", False, name, f"it does not compile with the bench: {said}")
    if run.timed_out or run.limit:
        return Check("bench", False, name, f"the bench did not end: {run.limit or 'time ran out'}")
    ok, said = read_words(run.output, run.code or 0)
    return Check("bench", ok, name, said)


def read_words(output: str, code: int) -> tuple[bool, str]:
    """What a bench says of a design, in its own words."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1][:120] if lines else "nothing"
    if found := list(_COUNTS.finditer(output)):
        bad, of = (int(number) for number in found[-1].groups() if number is not None)
        return bad == 0 and of > 0, f"{bad} mismatches in {of} samples"
    if code:
        return False, f"the bench ended with code {code}; its last words are {last!r}"
    failed = next((line for line in lines if _FAIL.search(_NONE.sub("", line))), "")
    if failed:
        return False, f"the bench says {failed[:120]!r}"
    passed = next((line for line in reversed(lines) if _PASS.search(line) or _NONE.search(line)), "")
    if passed:
        return True, f"the bench says {passed[:120]!r}"
    return False, f"the bench says neither pass nor fail; its last words are {last!r}"


def compare(candidate: Candidate, reference: str, module: str) -> Check:
    """Prove a candidate equal to a reference, or hold both side by side on random inputs where no proof comes."""
    found = equivalent(reference, candidate.code, module, candidate.module)
    tool = f"yosys {found.version}"
    if found.verdict is not Equivalence.UNKNOWN:
        equal = found.verdict is Equivalence.EQUAL
        return Check("reference", equal, tool, f"proved {'equal to' if equal else 'different from'} the reference")
    ports = ports_of(reference, module)
    if ports is None or ports != ports_of(candidate.clean, candidate.module):
        return Check("reference", False, tool, f"its ports are not the reference's, or neither proved equal: {found.why}")
    stimulus = make_stimulus(ports, parts_of(ports, reference))
    theirs, mine = trace(reference, module, ports, stimulus), trace(candidate.clean, candidate.module, ports, stimulus)
    if theirs is None or mine is None:
        return Check("reference", False, tool, f"neither proved equal nor simulated: {found.why}")
    same = theirs.like(mine)
    said = f"not proved equal ({found.why}), but the same" if same else "different"
    return Check("reference", same, simulator() or "", f"{said} on {len(stimulus.rows)} random inputs")
