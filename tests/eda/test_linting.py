import pytest

from groundwire.eda.errors import ToolMissing
from groundwire.eda.limits import Limits
from groundwire.eda.linting import elaborate, lint

pytest.importorskip("pyslang", reason="pyslang is not installed")


def test_a_good_module_has_no_errors() -> None:
    report = lint("module m(input a, output y); assign y = ~a; endmodule\n")
    assert report.ok and report.tops == ("m",) and not report.errors


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("module m(input a, output y); assign y = ; endmodule\n", "ExpectedExpression"),
        ("module m(input a, output y); assign y = b; endmodule\n", "UndeclaredIdentifier"),
        ("module m(input a, output y); wire w; wire w; assign y = a; endmodule\n", "Redefinition"),
        ("module m(input a); endmodule\nmodule m(input a); endmodule\n", "DuplicateDefinition"),
        ("module m(input a); n x(a); endmodule\n", "UnknownModule"),
    ],
)
def test_an_error_is_named_with_its_place(source: str, code: str) -> None:
    report = lint(source)
    assert not report.ok
    assert code in [item.code for item in report.errors]
    assert all(item.file == "source.sv" and item.line >= 1 for item in report.errors)
    assert str(report.errors[0]).startswith("source.sv:")


def test_a_warning_is_not_an_error() -> None:
    report = lint("module m(input [7:0] a, output [3:0] y); assign y = a; endmodule\n")
    assert report.ok


def test_files_elaborate_together_below_a_top_and_with_macros() -> None:
    guarded = b"`ifdef ON\nmodule a(output y); assign y = `ON; endmodule\n`endif\n"
    sources = {"a.sv": guarded, "b.sv": b"module b; a x(); endmodule\n"}
    assert elaborate(sources, "b", ["ON=1"]).tops == ("b",)
    assert not elaborate(sources, "b").ok


def test_bytes_that_are_not_text_are_an_error_and_not_a_crash() -> None:
    assert not lint(b"module m; \xff\xfe\x00 endmodule").ok


def test_code_that_explodes_meets_a_limit_or_an_error() -> None:
    bomb = "module m #(parameter N = 0)(); m #(N + 1) a(); m #(N + 1) b(); endmodule\nmodule t; m x(); endmodule\n"
    report = elaborate({"m.sv": bomb.encode()}, limits=Limits(wall_seconds=30.0, cpu_seconds=0.3, memory_bytes=400 << 20))
    assert not report.ok and (report.failure or report.errors)


def test_a_missing_tool_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groundwire.eda.tools.find_tools", dict)
    with pytest.raises(ToolMissing, match="pyslang is not installed: pip install pyslang"):
        lint("module m; endmodule")
