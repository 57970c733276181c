from hypothesis import given
from hypothesis import strategies as st

from groundwire.eda.bounded import BoundedBytes, missing_mark


@given(st.lists(st.binary(max_size=30), max_size=20), st.integers(2, 40))
def test_the_ends_are_kept_and_the_gap_is_told(pieces: list[bytes], limit: int) -> None:
    stream = BoundedBytes(limit)
    for piece in pieces:
        stream.add(piece)
    whole, half = b"".join(pieces), limit // 2
    assert stream.total == len(whole)
    if len(whole) <= 2 * half:
        assert stream.value() == whole
    else:
        assert stream.value() == whole[:half] + missing_mark(len(whole) - 2 * half) + whole[-half:]


def test_memory_stays_bounded_whatever_the_size_of_the_pieces() -> None:
    for size in (1, 100, 5000):
        stream = BoundedBytes(1000)
        for _ in range(3000):
            stream.add(b"x" * size)
        assert stream._tail_bytes <= 500 + size
