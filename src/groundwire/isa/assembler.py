"""Assembly text to words: places the lines, resolves labels, and says exactly which line is wrong.

The text may come from a language model, so every text whatever gives words or an `AssemblyError`, in time
proportional to its length. What a single line means is `statements`' part; there are no sections, macros or
`.org`.
"""

from bisect import bisect_right
from functools import lru_cache

from groundwire.isa.expressions import Expression, Fixup, Modifier, SourceProblem, place, shown
from groundwire.isa.registers import REGISTER_NUMBERS
from groundwire.isa.statements import Statement, parse_line

MAXIMUM_TEXT_LENGTH = 1 << 20
_LONGEST_CACHED_LINE = 120  # bounds the cache's memory whatever the text

_cached_parse_line = lru_cache(maxsize=1 << 16)(parse_line)


class AssemblyError(ValueError):
    """Text that is not a program.

    Attributes:
        line: number of the wrong line, from 1.
        text: that line.
        reason: what is wrong with it and what to do.
    """

    def __init__(self, line: int, text: str, reason: str) -> None:
        """Keep the place and build the message from it."""
        self.line = line
        self.text = text
        self.reason = reason
        super().__init__(line, text, reason)

    def __str__(self) -> str:
        """Return one line: place, text, reason."""
        return f"line {self.line}: {shown(self.text.strip())}: {self.reason}"


class _Labels:
    """Addresses of a program's labels."""

    def __init__(self) -> None:
        self._named: dict[str, tuple[int, int]] = {}
        self._numeric: dict[str, list[int]] = {}

    def define(self, name: str, address: int, line: int) -> None:
        """Give a label its address; numeric labels may come again, and their addresses only grow."""
        if name.isdigit():
            self._numeric.setdefault(name, []).append(address)
        elif name in self._named:
            first_line = self._named[name][1]
            raise SourceProblem(
                f"label {shown(name)} is already defined in line {first_line}; choose another name"
            )
        else:
            self._named[name] = (address, line)

    def value(self, expression: Expression, here: int) -> int:
        """Evaluate an expression that stands at address `here`."""
        symbol = expression.symbol
        if symbol is None:
            return expression.addend
        if symbol == ".":
            return here + expression.addend
        if symbol in self._named:
            return self._named[symbol][0] + expression.addend
        if symbol[0].isdigit():
            return self._numeric_address(symbol, here) + expression.addend
        raise SourceProblem(self._undefined(symbol))

    def _numeric_address(self, symbol: str, here: int) -> int:
        digits, direction = symbol[:-1].lstrip("0") or "0", symbol[-1]
        addresses = self._numeric.get(digits, [])
        following = bisect_right(addresses, here)
        if direction == "b" and following:
            return addresses[following - 1]
        if direction == "f" and following < len(addresses):
            return addresses[following]
        side = "before" if direction == "b" else "after"
        raise SourceProblem(
            f"there is no label {shown(digits)} {side} this line; define it with 1: for 1b and 1f"
        )

    def _undefined(self, symbol: str) -> str:
        if symbol.lower() in REGISTER_NUMBERS:
            return f"expected a label or number, got the register {symbol}; to jump to it use jr {symbol}"
        known = ", ".join(shown(name) for name in list(self._named)[:5]) or "none"
        return f"label {shown(symbol)} is not defined; add {shown(symbol + ':')} (labels defined: {known})"


def assemble(text: str, origin: int = 0x1000) -> list[int]:
    """Assemble a program.

    One statement a line: `label: instruction operands`, comments from `#`, `//` or `;`. Numbers are
    decimal, 0x, 0b or 'c'; `.` is the current address; `1:` is a numeric label, reached by `1b` (back) and
    `1f` (forward); `%hi(x)` and `%lo(x)` split an address for lui and addi. Targets of branches and jumps
    are labels, `.+8` or 0x addresses. Besides RV32I it knows nop li la mv not neg seqz snez sltz sgtz sgt
    sgtu, beqz bnez blez bgez bltz bgtz bgt ble bgtu bleu, j jr ret call tail, jal and jalr with one
    operand, fence.tso, pause, `halt` (`j .`) and `.word`.

    Args:
        text: the program, at most `MAXIMUM_TEXT_LENGTH` characters.
        origin: address of the first word in bytes, a multiple of 4 below 2**32.

    Returns:
        The words in order, 32 bits unsigned each.

    Raises:
        AssemblyError: if the text is not a program; it names line, text, value, range and what to do.
        ValueError: if the origin is not an address of a word.
    """
    if origin % 4 or not 0 <= origin < 1 << 32:
        raise ValueError(f"origin {origin} is not a word address; expected a multiple of 4 in 0..0xfffffffc")
    if len(text) > MAXIMUM_TEXT_LENGTH:
        reason = f"the text has {len(text)} characters, at most {MAXIMUM_TEXT_LENGTH} are taken; shorten it"
        raise AssemblyError(1, text[:60], reason)
    lines = text.split("\n")
    words: list[int] = []
    labels = _Labels()
    open_fixups: list[tuple[int, int, tuple[Fixup, ...]]] = []
    number = 0
    try:
        for number, line in enumerate(lines):
            statement = _parse(line)
            for label in statement.labels:
                labels.define(label, origin + 4 * len(words), number + 1)
            if statement.fixups:
                open_fixups.append((number, len(words), statement.fixups))
            words += statement.words
        if origin + 4 * len(words) > 1 << 32:
            raise SourceProblem(
                f"{len(words)} words from 0x{origin:x} on pass the end of memory; lower the origin"
            )
        for number, start, fixups in open_fixups:  # noqa: B007
            for fixup in fixups:
                index = start + fixup.index
                words[index] = _resolve(fixup, labels, origin + 4 * index)
    except SourceProblem as problem:
        raise AssemblyError(number + 1, lines[number], str(problem)) from None
    return words


def _parse(line: str) -> Statement:
    return _cached_parse_line(line) if len(line) <= _LONGEST_CACHED_LINE else parse_line(line)


def _resolve(fixup: Fixup, labels: _Labels, address: int) -> int:
    """Complete one word; a pair counts from its auipc, so its second half looks from there."""
    here = address - 4 if fixup.modifier is Modifier.RELATIVE_LOW else address
    return place(fixup, labels.value(fixup.expression, here), address)
