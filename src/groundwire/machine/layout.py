"""Where things lie in a machine's memory.

The defaults are the machine that the published Reflex model drives, so that its checkpoints and ours see
the same addresses. What the words there mean is for the tasks to say.
"""

from dataclasses import dataclass

CODE_BASE = 0x1000
"""First address of the code region, and the pc after a reset."""
CODE_END = 0x5000
"""Address after the code region, which a reset fills with HALT."""
DATA_BASE = 0x5000
"""Where results go."""
SOURCE_BASE = 0x5100
"""Where source arrays and strings begin."""
DESTINATION_BASE = 0x5200
"""Where copied arrays begin."""
DISPLAY_BASE = 0x6000
"""Where the display begins, one ASCII character a word."""

_PAGE = 0x1000


@dataclass(frozen=True, slots=True)
class MemoryLayout:
    """One contiguous mapping and the addresses within it that have a meaning. All are byte addresses."""

    base: int = 0x1000
    """First mapped address, a multiple of 4096."""
    size: int = 0x10000
    """Bytes mapped, a multiple of 4096."""
    code_base: int = CODE_BASE
    """First address of the code region, and the pc after a reset."""
    code_end: int = CODE_END
    """Address after the code region."""
    data_base: int = DATA_BASE
    """Where results go."""
    source_base: int = SOURCE_BASE
    """Where source arrays and strings begin."""
    destination_base: int = DESTINATION_BASE
    """Where copied arrays begin."""
    display_base: int = DISPLAY_BASE
    """Where the display begins."""

    def __post_init__(self) -> None:
        """Refuse a layout that no 32-bit machine can have.

        Raises:
            ValueError: if the mapping is not whole pages in 32 bits, or an address is not in it or unaligned.
        """
        if self.base % _PAGE or self.size % _PAGE or self.size <= 0 or self.base < 0 or self.end > 1 << 32:
            raise ValueError(
                f"memory {self.base:#x}..{self.end:#x} is no valid mapping: base and size must be "
                f"multiples of {_PAGE:#x} within 32 bits"
            )
        for name in ("code_base", "code_end", "data_base", "source_base", "destination_base", "display_base"):
            address = getattr(self, name)
            if address % 4 or not self.base <= address <= self.end:
                raise ValueError(
                    f"{name} {address:#x} must be a multiple of 4 within {self.base:#x}..{self.end:#x}"
                )
        if not self.code_base < self.code_end:
            raise ValueError(f"code_base {self.code_base:#x} must lie below code_end {self.code_end:#x}")

    @property
    def end(self) -> int:
        """Address after the last mapped byte."""
        return self.base + self.size

    @property
    def word_count(self) -> int:
        """Number of 32-bit words that are mapped."""
        return self.size // 4


DEFAULT_LAYOUT = MemoryLayout()
"""The published machine: 0x1000 up to 0x11000, code up to 0x5000."""
