"""Responses files: what a kill, a full disk, a second run and other people's lines do to them."""

import json
import os
import signal
import subprocess
import sys
import tracemalloc

import pytest
from chat_server import HEADER
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.chat import (
    BadLine,
    DirectoryLock,
    FileMismatch,
    Header,
    InUse,
    Response,
    ResponsesFile,
    read_header,
    read_responses,
)

FIRST = Response("p", 1, "text", "stop", 3, 4, 0.5)
SECOND = Response("p", 2, "näxt \u2028 line\n", None, None, None, None, shared=2)


def written(path, *responses, header=HEADER):
    with ResponsesFile(path, header, reserve=0) as file:
        file.append(responses)
    return path


def test_what_is_written_is_read(tmp_path):
    path = written(tmp_path / "deep" / "r.jsonl", FIRST, SECOND)
    assert list(read_responses(path)) == [FIRST, SECOND]
    assert read_header(path) == HEADER
    lines = path.read_text().split("\n")
    assert json.loads(lines[0])["benchmark"] == "arithmetic" and json.loads(lines[1])["text"] == "text"
    assert len(lines) == 4


def test_a_run_goes_on_with_its_file(tmp_path):
    path = written(tmp_path / "r.jsonl", FIRST)
    with ResponsesFile(path, HEADER, reserve=0) as file:
        assert file.done == {"p": {1}}
        with pytest.raises(ValueError, match=r"sample 1 of p is in .* already; each is kept once"):
            file.append([FIRST])
        with pytest.raises(ValueError, match="sample 2 of p"):
            file.append([SECOND, SECOND])
        file.append([SECOND])
    assert list(read_responses(path)) == [FIRST, SECOND]


def test_other_settings_are_refused_by_name(tmp_path):
    path = written(tmp_path / "r.jsonl", FIRST)
    other = Header("arithmetic", "t", "1", "tiny", {"temperature": 1.0, "top_p": 0.9})
    with pytest.raises(FileMismatch) as refused:
        ResponsesFile(path, other)
    assert str(refused.value) == (
        f"{path} belongs to a run with other settings (task is None there and 't' here; temperature is 0.6 there and "
        "1.0 here; top_p is not set there and 0.9 here); choose another directory, or run with the settings that it had"
    )


@pytest.mark.parametrize(
    "content", ["hello", "hello\n", '{"problem": "p", "sample": 1, "text": "a"}\n', "{}\n[1", "\x00"]
)
def test_a_file_of_somebody_else_is_left_as_it_is(tmp_path, content):
    path = tmp_path / "r.jsonl"
    path.write_text(content)
    with pytest.raises(FileMismatch, match="has no header, so it is not of this command; choose another directory"):
        ResponsesFile(path, HEADER)
    assert path.read_text() == content


def test_two_runs_in_one_directory_are_refused(tmp_path):
    with ResponsesFile(tmp_path / "r.jsonl", HEADER, reserve=0):
        with pytest.raises(InUse, match=rf"in use by another run \(process {os.getpid()} on .*\); wait for it, stop"):
            ResponsesFile(tmp_path / "other.jsonl", HEADER)
        code = (
            "import sys; from pathlib import Path; from groundwire.chat.lock import DirectoryLock\n"
            "try: DirectoryLock(Path(sys.argv[1]))\nexcept Exception as error: print(error)"
        )
        said = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True).stdout
        assert f"{tmp_path} is in use by another run (process {os.getpid()}" in said
    DirectoryLock(tmp_path).close()


def test_a_killed_process_lets_go_of_its_lock(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from groundwire.chat.lock import DirectoryLock\n"
        "lock = DirectoryLock(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(InUse, match=f"process {holder.pid}"):
            DirectoryLock(tmp_path)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    DirectoryLock(tmp_path).close()


def test_a_file_cut_at_any_byte_is_gone_on_with(tmp_path):
    whole = written(tmp_path / "a" / "r.jsonl", FIRST, SECOND).read_bytes()
    path = tmp_path / "r.jsonl"
    for size in range(0, len(whole) + 1, 3):
        path.write_bytes(whole[:size])
        with ResponsesFile(path, HEADER, reserve=0) as file:
            have = file.done.get("p", set())
            assert file.bad == [] and len(have) == max(0, whole[: size + 1].count(b"\n") - 1)
            file.append([r for r in (FIRST, SECOND) if r.sample not in have])
        assert path.read_bytes() == whole


def test_a_cut_last_line_is_said_when_read(tmp_path):
    path = written(tmp_path / "r.jsonl", FIRST)
    with path.open("ab") as file:
        file.write(b'{"problem": "p", "sample": 2, "te')
    *_, last = read_responses(path)
    assert last.cut and last.number == 3 and (last.problem, last.sample) == ("p", 2)
    assert last.reason.startswith("the file ends in it: not JSON (")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"hello", "not JSON (Expecting value at column 1)"),
        (b'{"problem": "p", "sample": 9, "text": "\xff"}', "not UTF-8 (byte 0xff at column 40)"),
        (b"[]", "expected an object with problem, sample and text, found list"),
        (b'"x"', "expected an object with problem, sample and text, found str"),
        (b"{}", "problem is None; expected a text that is not empty"),
        (b'{"problem": "", "sample": 1, "text": ""}', "problem is ''; expected a text"),
        (b'{"problem": 7, "sample": 1, "text": ""}', "problem is 7; expected a text"),
        (b'{"problem": "p", "sample": 0, "text": ""}', "sample is 0; expected a whole number from 1"),
        (b'{"problem": "p", "sample": true, "text": ""}', "sample is True; expected"),
        (b'{"problem": "p", "sample": 1.0, "text": ""}', "sample is 1.0; expected"),
        (b'{"problem": "p", "sample": 9, "text": null}', "text is None; expected a text"),
        (b'{"problem": "p", "sample": 9, "text": ["a"]}', "text is ['a']; expected a text"),
        (b'{"problem": "p", "sample": 9, "text": "", "finish_reason": 3}', "finish_reason is 3; expected a text"),
        (b'{"problem": "p", "sample": 9, "text": "", "prompt_tokens": -1}', "prompt_tokens is -1; expected a whole"),
        (b'{"problem": "p", "sample": 9, "text": "", "seconds": NaN}', "seconds is nan; expected a number from 0"),
        (b'{"problem": "p", "sample": 1, "text": "again"}', "a second response for sample 1 of p; the first one"),
        (b"[" * 100_000, "not JSON that can be read"),
        (b'{"problem": "p", "sample": ' + b"9" * 5000 + b"}", "not JSON that can be read"),
        (b'{"groundwire": "responses", "benchmark": "b", "model": "m"}', "another header; score files of different"),
        (b"\x00" * 50, "not JSON"),
    ],
)
def test_a_bad_line_has_its_number_and_reason_and_the_rest_is_read(tmp_path, line, said):
    path = written(tmp_path / "r.jsonl", FIRST)
    with path.open("ab") as file:
        file.write(line + b"\n\n" + SECOND.to_line())
    first, bad, second = read_responses(path)
    assert (first, second) == (FIRST, SECOND)
    assert isinstance(bad, BadLine) and bad.number == 3 and bad.reason.startswith(said) and len(str(bad)) < 300


def test_bad_lines_name_their_sample_where_it_can_be_read(tmp_path):
    path = tmp_path / "r.jsonl"
    path.write_bytes(
        b'{"problem": "a\\u00e9", "sample": 2, "text": "\xff"}\n{"text": 3, "sample": 4, "problem": "b"}\n'
        b'{"text": "\xff", "problem": "c", "sample": 1}\n'
    )
    assert [(bad.problem, bad.sample) for bad in read_responses(path)] == [("aé", 2), ("b", 4), (None, None)]


def test_a_bad_line_is_asked_again_by_the_run_that_goes_on(tmp_path):
    path = written(tmp_path / "r.jsonl", FIRST, SECOND)
    path.write_bytes(path.read_bytes().replace(b'"sample": 1', b'"sample": X'))
    with ResponsesFile(path, HEADER, reserve=0) as file:
        assert file.done == {"p": {2}} and [bad.number for bad in file.bad] == [2]
        file.append([FIRST])
    assert [item for item in read_responses(path) if isinstance(item, Response)] == [SECOND, FIRST]


def test_a_line_of_50_megabytes_is_bounded_and_named(tmp_path):
    path = tmp_path / "r.jsonl"
    with path.open("wb") as file:
        file.write(b'{"problem": "p", "sample": 7, "text": "')
        for _ in range(50):
            file.write(b"x" * 1_000_000)
        file.write(b'"}\n' + FIRST.to_line())
    tracemalloc.start()
    bad, good = read_responses(path, longest=1 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert good == FIRST and (bad.problem, bad.sample) == ("p", 7) and peak < 8 << 20
    assert str(bad) == "line 1: 50,000,042 bytes long; at most 1,048,576 are read"


def test_memory_stays_flat_as_a_file_grows(tmp_path):
    path = tmp_path / "r.jsonl"
    with path.open("wb") as file:
        for i in range(2000):
            file.write(Response(f"p{i % 10}", i // 10 + 1, "x" * 3000).to_line())
    tracemalloc.start()
    assert sum(1 for _ in read_responses(path)) == 2000
    assert tracemalloc.get_traced_memory()[1] < 2 << 20
    tracemalloc.stop()


def test_half_surrogates_do_not_break_the_file(tmp_path):
    path = written(tmp_path / "r.jsonl", Response("p", 1, "a\ud83d"))
    (tmp_path / "o.jsonl").write_text('{"problem": "p", "sample": 1, "text": "a\\ud83d"}\n')
    assert [r.text for r in read_responses(path)] == ["a?"]
    assert [r.text for r in read_responses(tmp_path / "o.jsonl")] == ["a\ufffd"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
_KEYS = st.sampled_from(["problem", "sample", "text", "finish_reason", "seconds", "shared", "groundwire", "benchmark"])
_LINES = st.one_of(
    st.binary(max_size=60),
    st.dictionaries(_KEYS, _JSON | st.sampled_from(["p", 1, 2]), max_size=8).map(lambda row: json.dumps(row).encode()),
    st.builds(lambda k, t: Response("p", k, t).to_line().rstrip(b"\n"), st.integers(1, 4), st.text(max_size=9)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_LINES, max_size=8), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_no_file_breaks_the_reader(tmp_path_factory, lines, newline, ended):
    path = tmp_path_factory.getbasetemp() / "hostile.jsonl"
    data = newline.join(lines) + (newline if ended else b"")
    path.write_bytes(data)
    found = list(read_responses(path, longest=200))
    assert len(found) <= data.count(b"\n") + 1
    keys = [item.key for item in found if isinstance(item, Response)]
    assert len(keys) == len(set(keys))
    for item in found:
        if isinstance(item, Response):
            item.to_line().decode("utf-8")
        else:
            assert 1 <= item.number <= data.count(b"\n") + 1 and item.reason.isprintable() and len(item.reason) < 300


@settings(max_examples=200, deadline=None)
@given(st.builds(
    Response, st.text(min_size=1).filter(lambda t: t.isprintable()), st.integers(1, 99), st.text(),
    st.none() | st.sampled_from(["stop", "length"]), st.none() | st.integers(0, 9), st.none() | st.integers(0, 9),
    st.none() | st.integers(0, 100).map(float), st.integers(1, 5),
))  # fmt: skip
def test_every_response_survives_its_file(tmp_path_factory, response):
    path = tmp_path_factory.getbasetemp() / "one.jsonl"
    path.write_bytes(response.to_line())
    assert list(read_responses(path)) == [response]


FULL_DISK = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from chat_server import HEADER
from groundwire.chat import DiskFull, Response, ResponsesFile, read_responses
folder, kept = Path(sys.argv[1]), 0
with ResponsesFile(folder / "r.jsonl", HEADER, reserve=100_000) as file:
    try:
        while True:
            file.append([Response("p", kept + 1, "x" * 5000)])
            kept += 1
            if file.full and not spare:
                spare = kept
            spare = kept if not file.full else spare
    except DiskFull as error:
        print(error)
found = list(read_responses(folder / "r.jsonl"))
print(kept == len(found), all(isinstance(r, Response) and len(r.text) == 5000 for r in found), kept - spare)
try:
    ResponsesFile(folder / "r.jsonl", HEADER, reserve=100_000)
except DiskFull as error:
    print(error)
(folder / "ballast").unlink()
with ResponsesFile(folder / "r.jsonl", HEADER, reserve=0) as file:
    print(len(file.done["p"]) == kept, file.bad)
"""


def test_a_full_disk_loses_nothing_and_is_said(tmp_path):
    mount = f"mount -t tmpfs -o size=1m none {tmp_path} && head -c 300000 /dev/zero > {tmp_path}/ballast && exec \"$@\""
    inside = ["unshare", "--mount", "--map-root-user", "sh", "-c", mount, "sh"]
    if subprocess.run([*inside, "true"], capture_output=True).returncode:
        pytest.skip("mounting a small file system in a namespace is not allowed here")
    command = [*inside, sys.executable, "-c", FULL_DISK, str(tmp_path), os.path.dirname(__file__)]  # noqa: PTH120
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    full, facts, start, after = done.stdout.splitlines()
    count = int(full.split(" responses")[0].split()[-1])
    assert full.endswith("responses are safe in it; free some space and run the same command again") and count > 100
    same, whole, in_reserve = facts.split()
    assert (same, whole) == ("True", "True") and int(in_reserve) >= 15
    assert "the disk is full (100,000 bytes must be free to begin); free some space" in start
    assert after == "True []"
