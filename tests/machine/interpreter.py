"""A plain RV32I interpreter, the oracle of the machine tests.

Written from "The RISC-V Instruction Set Manual, Volume I" (20191213), chapters 2 and 24, with shifts and
masks of its own: it shares no decoding with the package. It is slow and obvious on purpose.
"""

BASE, SIZE = 0x1000, 0x10000
MASK = 0xFFFFFFFF
HALT = 0x6F


class OracleTrap(Exception):
    """An instruction that traps: the kind's name and the address it asked for."""

    def __init__(self, kind: str, address: int | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.address = address


def signed(value: int, bits: int = 32) -> int:
    """Two's complement of the low bits."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


class Interpreter:
    """Registers, pc and bytes of memory at BASE."""

    def __init__(self, registers: list[int], pc: int, memory: bytes) -> None:
        self.x = list(registers)
        self.pc = pc
        self.memory = bytearray(memory)

    def fetch(self) -> int:
        if not BASE <= self.pc < BASE + SIZE:
            raise OracleTrap("fetch-access-fault", self.pc)
        return int.from_bytes(self.memory[self.pc - BASE : self.pc - BASE + 4], "little")

    def run(self, limit: int) -> int:
        """Step until HALT is next or the limit."""
        for count in range(limit):
            word = self.fetch()
            if word == HALT:
                return count
            self.step(word)
        return limit

    def emit(self, word: int) -> None:
        """Write a word at pc and step; the memory stays as it was where that traps."""
        self.fetch()
        place = slice(self.pc - BASE, self.pc - BASE + 4)
        before = self.memory[place]
        self.memory[place] = word.to_bytes(4, "little")
        try:
            self.step(word)
        except OracleTrap:
            self.memory[place] = before
            raise

    def step(self, word: int) -> None:
        opcode, rd, funct3 = word & 0x7F, word >> 7 & 31, word >> 12 & 7
        a, b = self.x[word >> 15 & 31], self.x[word >> 20 & 31]
        funct7 = word >> 25
        following = self.pc + 4
        result = None
        if opcode == 0b0110111:
            result = word & 0xFFFFF000
        elif opcode == 0b0010111:
            result = self.pc + (word & 0xFFFFF000)
        elif opcode == 0b1101111:
            offset = (word >> 31) << 20 | (word >> 12 & 0xFF) << 12 | (word >> 20 & 1) << 11
            result, following = (
                following,
                self.target(self.pc + signed(offset | (word >> 21 & 0x3FF) << 1, 21)),
            )
        elif opcode == 0b1100111 and funct3 == 0:
            result, following = following, self.target(a + signed(word >> 20, 12) & ~1)
        elif opcode == 0b1100011 and funct3 not in (2, 3):
            offset = (
                (word >> 31) << 12 | (word >> 7 & 1) << 11 | (word >> 25 & 0x3F) << 5 | (word >> 8 & 15) << 1
            )
            conditions = {0: a == b, 4: signed(a) < signed(b), 6: a < b}
            if conditions[funct3 & 6] != bool(funct3 & 1):
                following = self.target(self.pc + signed(offset, 13))
        elif opcode == 0b0000011 and funct3 in (0, 1, 2, 4, 5):
            size = 1 << (funct3 & 3)
            start = self.access("load", a + signed(word >> 20, 12), size)
            value = int.from_bytes(self.memory[start : start + size], "little")
            result = value if funct3 & 4 else signed(value, 8 * size)
        elif opcode == 0b0100011 and funct3 in (0, 1, 2):
            size = 1 << funct3
            start = self.access("store", a + signed(word >> 25 << 5 | rd, 12), size)
            self.memory[start : start + size] = (b & ((1 << 8 * size) - 1)).to_bytes(size, "little")
        elif opcode == 0b0010011 and (
            funct3 not in (1, 5) or funct7 == 0 or (funct3 == 5 and funct7 == 0x20)
        ):
            shift = funct3 in (1, 5)
            result = self.compute(
                funct3, shift and funct7 == 0x20, a, word >> 20 & 31 if shift else signed(word >> 20, 12)
            )
        elif opcode == 0b0110011 and (funct7 == 0 or (funct7 == 0x20 and funct3 in (0, 5))):
            result = self.compute(funct3, funct7 == 0x20, a, b)
        elif opcode == 0b0001111 and funct3 == 0:
            pass
        elif word == 0x00000073:
            raise OracleTrap("environment-call")
        elif word == 0x00100073:
            raise OracleTrap("breakpoint")
        else:
            raise OracleTrap("illegal-instruction")
        if result is not None and rd:
            self.x[rd] = result & MASK
        self.pc = following & MASK

    def target(self, address: int) -> int:
        if address & 3:
            raise OracleTrap("misaligned-fetch", address & MASK)
        return address

    def access(self, verb: str, address: int, size: int) -> int:
        address &= MASK
        if address % size:
            raise OracleTrap(f"misaligned-{verb}", address)
        if not (address >= BASE and address + size <= BASE + SIZE):
            raise OracleTrap(f"{verb}-access-fault", address)
        return address - BASE

    @staticmethod
    def compute(funct3: int, alternative: bool, a: int, b: int) -> int:
        unsigned = b & MASK
        if funct3 == 0:
            return a - b if alternative else a + b
        if funct3 == 5:
            return signed(a) >> (b & 31) if alternative else a >> (b & 31)
        return {
            1: a << (b & 31),
            2: int(signed(a) < signed(b)),
            3: int(a < unsigned),
            4: a ^ unsigned,
            6: a | unsigned,
            7: a & unsigned,
        }[funct3]
