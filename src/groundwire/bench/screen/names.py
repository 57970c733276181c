"""What an answer may name: system functions without effect, prints that are taken out, and what is never honest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PURE = frozenset(
    [
        "$clog2",
        "$signed",
        "$unsigned",
        "$bits",
        "$high",
        "$low",
        "$left",
        "$right",
        "$size",
        "$increment",
        "$dimensions",
        "$unpacked_dimensions",
        "$countones",
        "$countbits",
        "$onehot",
        "$onehot0",
        "$isunknown",
        "$rtoi",
        "$itor",
        "$realtobits",
        "$bitstoreal",
        "$shortrealtobits",
        "$bitstoshortreal",
        "$time",
        "$stime",
        "$realtime",
        "$ln",
        "$log10",
        "$exp",
        "$sqrt",
        "$pow",
        "$floor",
        "$ceil",
        "$sin",
        "$cos",
        "$tan",
        "$asin",
        "$acos",
        "$atan",
        "$atan2",
        "$hypot",
        "$sinh",
        "$cosh",
        "$tanh",
        "$asinh",
        "$acosh",
        "$atanh",
        "$typename",
        "$isunbounded",
        "$cast",
        "$past",
        "$rose",
        "$fell",
        "$stable",
        "$sampled",
        "$changed",
        "$sformatf",
        "$psprintf",
        "$abs",
        "$min",
        "$max",
    ]
)
"""Functions of their arguments and of time, which touch nothing."""

PRINTS = frozenset(
    [f"${name}{base}" for name in ("display", "write", "strobe", "monitor") for base in ("", "b", "o", "h")]
    + ["$error", "$warning", "$info", "$fatal", "$monitoron", "$monitoroff", "$timeformat", "$printtimescale"]
)
"""Tasks that only print, or end the simulation with a complaint; statements of these are taken out."""

ENDS = frozenset(["$finish", "$stop", "$exit", "$finish_and_return"])
"""Tasks that end the simulation."""

RANDOM = frozenset(
    ["$random", "$urandom", "$urandom_range", "$srandom", "$get_randstate", "$set_randstate"]
    + [f"$dist_{name}" for name in ("uniform", "normal", "exponential", "poisson", "chi_square", "t", "erlang")]
)
"""Draws from the one sequence that the bench draws its stimuli from: an answer could choose what it is tested on."""

FORBIDDEN_KINDS: Mapping[str, str] = {
    "BindDirective": "`bind` reaches into other modules",
    "ConfigDeclaration": "a `config` decides what the bench instantiates",
    "DPIImport": "it calls C code",
    "DPIExport": "it offers code to C",
    "ExternModuleDecl": "it declares an external module",
    "ProceduralForceStatement": "`force` changes signals of the bench through a port",
    "ProceduralReleaseStatement": "`release` changes signals of the bench through a port",
    "NetAlias": "`alias` joins signals in both directions",
    "RootScope": "$root leaves the module",
    "LibraryDeclaration": "it declares a library",
    "LibraryIncludeStatement": "it includes a library",
    "SystemTimingCheck": "",
}
"""Syntax that no honest answer needs, and what it does; empty where it is let through."""

FORBIDDEN_WORDS = frozenset(["tran", "tranif0", "tranif1", "rtran", "rtranif0", "rtranif1"])
"""Switches that join signals in both directions."""

DIRECTIVES = frozenset(
    [
        "timescale",
        "default_nettype",
        "define",
        "undef",
        "undefineall",
        "ifdef",
        "ifndef",
        "elsif",
        "else",
        "endif",
        "resetall",
        "celldefine",
        "endcelldefine",
        "begin_keywords",
        "end_keywords",
        "line",
        "pragma",
        "unconnected_drive",
        "nounconnected_drive",
    ]
)
"""Compiler directives that an answer may use; what they do is done before it is simulated."""


@dataclass(frozen=True)
class BenchNames:
    """What screening must know of a problem."""

    module: str
    """The module that the bench instantiates."""
    reserved: frozenset[str] = frozenset()
    """Modules of the bench and the reference, which an answer must not define."""
    directions: Mapping[str, str] = field(default_factory=dict)
    """Directions of the reference's ports: "in", "out" or "inout"; empty where they are not known."""
