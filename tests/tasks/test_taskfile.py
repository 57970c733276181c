"""Task files: what is read, what is refused and with which words, and what counts as done."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.machine import UnicornMachine
from groundwire.tasks.taskfile import (
    PUBLISHED_TASKS,
    Task,
    TaskFileError,
    memory_words,
    parse_task,
    read_tasks,
)

ROW = {
    "id": "add", "suite": "mine", "prompt": "add 2 and 3", "seed": {"0x5100": [1, 2]},
    "expect": {"words": {"0x5000": [5]}}, "prefix": False,
}  # fmt: skip


def line(**changes: object) -> str:
    return json.dumps({key: value for key, value in (ROW | changes).items() if value is not ...})


def test_the_published_file_has_51_rows_of_43_prompts():
    tasks = read_tasks(PUBLISHED_TASKS)
    assert len(tasks) == 51
    assert len({task.prompt for task in tasks}) == 43
    assert sum(task.prefix for task in tasks) > 0


def test_a_line_becomes_a_task():
    task = parse_task(line())
    assert task == Task("add", "mine", "add 2 and 3", {0x5000: [5]}, {0x5100: [1, 2]}, False)


def test_seed_and_prefix_may_be_left_out():
    task = parse_task(line(seed=..., prefix=...))
    assert (task.seed, task.prefix) == ({}, False)


def test_lines_end_where_lines_of_text_files_end(tmp_path):
    path = tmp_path / "tasks.jsonl"
    odd = json.dumps(ROW | {"id": "b", "prompt": "say a\u2028b\u0085c"}, ensure_ascii=False)
    path.write_bytes(f"{line()}\r\n\n   \n{odd}\n".encode())
    assert [task.id for task in read_tasks(path)] == ["add", "b"]


addresses = st.integers(0x1000 // 4, 0x11000 // 4 - 41).map(lambda n: 4 * n)
words = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40)
memories = st.dictionaries(addresses, words, min_size=1, max_size=1)
names = st.text(min_size=1, max_size=20)


@given(names, names, names, memories, memories, st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_task_survives_being_written_and_read(name, suite, prompt, expect, seed, prefix):
    task = Task(name, suite, prompt, expect, seed, prefix)
    assert "\n" not in task.as_json()
    assert parse_task(task.as_json()) == task


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": ...}, "id is None; expected a text that is not empty"),
        ({"id": ""}, "id is ''; expected a text that is not empty"),
        ({"suite": 3}, "suite is 3; expected a text that is not empty"),
        ({"prompt": ["a"]}, "prompt is ['a']; expected a text that is not empty"),
        ({"expect": ...}, "expect is None; expected {'words': {'0x5000': [..]}}"),
        ({"expect": {"words": {"0x5000": [1]}, "z": 1}}, "expect is {'words': {'0x5000': [1]}, 'z': 1}"),
        ({"expect": {"words": {}}}, "expect.words names no address; say which words must be where"),
        ({"expect": {"words": [5]}}, "expect.words is [5]; expected addresses with lists of words"),
        ({"expect": {"words": {"20480": [5]}}}, "expect.words: '20480' is no address; expected hexadecimal"),
        ({"expect": {"words": {"0x_5000": [5]}}}, "expect.words: '0x_5000' is no address"),
        ({"expect": {"words": {"0x5000 ": [5]}}}, "expect.words: '0x5000 ' is no address"),
        ({"expect": {"words": {"0x-5": [5]}}}, "expect.words: '0x-5' is no address"),
        ({"expect": {"words": {"0x500": [5]}}}, "0x500 is not mapped; memory is 0x1000 up to 0x11000"),
        ({"expect": {"words": {"0x11000": [5]}}}, "expect.words: 0x11000 is not mapped"),
        ({"expect": {"words": {"0x5002": [5]}}}, "0x5002 is not aligned; expected a multiple of 4"),
        ({"expect": {"words": {"0x5000": 5}}}, "expect.words at 0x5000: 5; expected a list of words"),
        ({"expect": {"words": {"0x5000": []}}}, "expect.words at 0x5000: []; expected a list of words"),
        ({"expect": {"words": {"0x5000": [True]}}}, "at 0x5000: True is no word; expected integers"),
        ({"expect": {"words": {"0x5000": [1.0]}}}, "expect.words at 0x5000: 1.0 is no word"),
        ({"expect": {"words": {"0x5000": [-1]}}}, "expect.words at 0x5000: -1 is no word"),
        ({"expect": {"words": {"0x5000": [2**32]}}}, "expect.words at 0x5000: 4294967296 is no word"),
        ({"expect": {"words": {"0x10ffc": [1, 2]}}}, "at 0x10ffc: 2 words run past the end of memory"),
        ({"seed": {"0x5100": [1, 2], "0x5104": [3]}}, "seed at 0x5104: 0x5104 is given twice; give each"),
        ({"seed": {"0x5100": [1], "0x05100": [1]}}, "seed at 0x05100: 0x5100 is given twice"),
        ({"seed": None}, "seed is None; expected addresses with lists of words"),
        ({"prefix": 1}, "prefix is 1; expected true or false"),
        ({"expct": {}}, "unknown key 'expct'; known are id, suite, prompt, seed, expect, prefix"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_with_its_key(changes, message):
    with pytest.raises(ValueError) as caught:
        parse_task(line(**changes))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("", "not JSON"),
        ("\ufeff{}", "not JSON"),
        ("[" * 100_000, "not JSON that can be read"),
        ('{"id": ' + "9" * 5000 + "}", "not JSON that can be read"),
        ("3", "expected an object with id, suite, prompt and expect, found int"),
        ("null", "found NoneType"),
    ],
)
def test_what_is_no_json_object_is_refused(text, message):
    with pytest.raises(ValueError) as caught:
        parse_task(text)
    assert message in str(caught.value)


def test_a_message_quotes_no_more_of_a_hostile_value_than_fits_a_line():
    far = "0x" + "5" * 10_000
    for changes in ({"id": ["x" * 10_000]}, {"expect": {"words": {far: [1]}}}, {"z" * 10_000: 1}):
        with pytest.raises(ValueError) as caught:
            parse_task(line(**changes))
        assert len(str(caught.value)) < 300


junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.one_of(st.text(max_size=60), junk.map(json.dumps)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_task_or_a_value_error(text):
    try:
        parse_task(text)
    except ValueError as error:
        assert str(error)


@given(st.sampled_from([*ROW, "words", "other"]), junk)
@settings(max_examples=400, deadline=None)
def test_one_hostile_value_is_accepted_or_its_key_is_in_the_message(key, value):
    changed = ROW | ({"expect": {"words": value}} if key == "words" else {key: value})
    try:
        task = parse_task(json.dumps(changed))
    except ValueError as error:
        assert key in str(error)
    else:
        assert key != "other"
        assert parse_task(task.as_json()) == task


@given(st.dictionaries(st.text(max_size=10), junk, max_size=3))
@settings(max_examples=200, deadline=None)
def test_memory_of_the_command_line_is_checked_alike(value):
    try:
        found = memory_words("--memory", value)
    except ValueError as error:
        assert str(error).startswith("--memory")
    else:
        assert all(0x1000 <= address < 0x11000 and not address % 4 for address in found)


def test_a_bad_line_is_named_with_its_file_and_number(tmp_path):
    path = tmp_path / "tasks.jsonl"
    path.write_text(f"{line()}\n\n{line(id='b', prompt='')}\n")
    with pytest.raises(TaskFileError) as caught:
        read_tasks(path)
    assert str(caught.value) == f"{path}:3: prompt is ''; expected a text that is not empty"


def test_an_id_that_stands_twice_is_refused(tmp_path):
    path = tmp_path / "tasks.jsonl"
    path.write_text(f"{line()}\n{line()}\n")
    with pytest.raises(TaskFileError, match=r"the id 'add' stands twice; ids must be distinct"):
        read_tasks(path)


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_a_file_without_tasks_is_refused(tmp_path, content):
    path = tmp_path / "tasks.jsonl"
    path.write_bytes(content)
    with pytest.raises(TaskFileError, match="holds no task; give one JSON object a line"):
        read_tasks(path)


def test_what_cannot_be_read_as_text_is_refused(tmp_path):
    binary = tmp_path / "tasks.bin"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (binary, tmp_path, tmp_path / "absent.jsonl"):
        with pytest.raises(TaskFileError, match="cannot be read as UTF-8 text") as caught:
            read_tasks(path)
        assert str(path) in str(caught.value)


def left(task: Task, writes: dict[int, list[int]]) -> list[str]:
    machine = UnicornMachine()
    task.prepare(machine)
    for address, content in writes.items():
        machine.write(address, content)
    return task.failures(machine)


def test_a_task_is_met_when_the_words_are_there_and_the_next_is_untouched():
    task = Task("t", "s", "p", {0x5000: [1, 2]})
    assert left(task, {0x5000: [1, 2]}) == []
    assert left(task, {0x5000: [1, 3]}) == ["0x5000: expected [1, 2], found [1, 3]"]
    assert left(task, {0x5000: [1, 2, 9]}) == ["0x5008: expected 0 (unchanged), found 9"]


def test_a_prefix_allows_more_words():
    task = Task("t", "s", "p", {0x5000: [1, 2]}, prefix=True)
    assert left(task, {0x5000: [1, 2, 9]}) == []
    assert left(task, {0x5000: [2, 2, 9]}) == ["0x5000: expected [1, 2], found [2, 2]"]


def test_the_word_behind_may_be_one_that_the_seed_put_there():
    task = Task("t", "s", "p", {0x5100: [1]}, seed={0x5100: [3, 7, 8]})
    assert left(task, {0x5100: [1]}) == []
    assert left(task, {0x5100: [1, 0]}) == ["0x5104: expected 7 (unchanged), found 0"]


def test_neighbouring_expectations_are_not_each_others_next_word():
    task = Task("t", "s", "p", {0x5000: [1], 0x5004: [2]})
    assert left(task, {0x5000: [1, 2]}) == []


def test_the_last_word_of_memory_has_none_behind_it():
    task = Task("t", "s", "p", {0x10FFC: [1]})
    assert left(task, {0x10FFC: [1]}) == []


def test_preparing_resets_what_was_there_before():
    machine = UnicornMachine()
    machine.write(0x5000, [9])
    Task("t", "s", "p", {0x5000: [1]}, seed={0x5100: [4, 5]}).prepare(machine)
    assert machine.read(0x5000, 1) == [0]
    assert machine.read(0x5100, 2) == [4, 5]


def test_a_long_failure_is_cut_after_eight_words():
    task = Task("t", "s", "p", {0x5000: [1] * 12})
    assert left(task, {})[0] == (
        "0x5000: expected [1, 1, 1, 1, 1, 1, 1, 1] and 4 more, found [0, 0, 0, 0, 0, 0, 0, 0] and 4 more"
    )
