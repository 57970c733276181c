from pathlib import Path

import pytest

import groundwire.eda as eda
from groundwire.eda.errors import ToolMissing
from groundwire.eda.tools import ICARUS_VARIABLE, REMEDIES, find_icarus, find_tools, need_tool


def fake_icarus(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    program = folder / "iverilog"
    program.write_text(f"#!/bin/sh\necho 'Icarus Verilog version {version} (stable) ()'\n")
    program.chmod(0o755)
    (folder / "vvp").touch()
    return program


@pytest.fixture(autouse=True)
def fresh():
    find_icarus.cache_clear()
    find_tools.cache_clear()
    yield
    find_icarus.cache_clear()
    find_tools.cache_clear()


def test_each_tool_that_is_found_has_a_version() -> None:
    for name, tool in find_tools().items():
        assert name in REMEDIES and tool.name == name
        assert tool.version[0].isdigit()


def test_the_newest_icarus_comes_first_wherever_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = fake_icarus(tmp_path / "old" / "bin", "9.7")
    new = fake_icarus(tmp_path / "new" / "bin", "13.0")
    monkeypatch.setenv("PATH", f"{old.parent}:/usr/bin:/bin")
    monkeypatch.setenv(ICARUS_VARIABLE, str(new))
    found = find_icarus()
    assert [found[0].version, found[-1].version] == ["13.0", "9.7"]
    assert found[0].root == str(tmp_path / "new") and found[0].path == str(new)
    assert find_tools()["vvp"].path == str(new.with_name("vvp"))


def test_a_broken_program_has_an_unknown_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = fake_icarus(tmp_path / "bin", "1")
    program.write_text("#!/bin/sh\nexit 3\n")
    monkeypatch.setenv("PATH", str(program.parent))
    assert [tool.version for tool in find_icarus()] == ["unknown"]


def test_a_missing_tool_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv(ICARUS_VARIABLE, raising=False)
    with pytest.raises(ToolMissing, match="iverilog is not installed: apt-get install iverilog"):
        need_tool("iverilog")


def test_every_public_name_is_there() -> None:
    for name in eda.__all__:
        assert getattr(eda, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = eda.nothing  # type: ignore[attr-defined]
