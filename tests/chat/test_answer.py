"""Answers as people and models really write them, and as nobody should."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.chat import CARD_SYSTEM_PROMPT, extract_answer, split_thinking
from groundwire.chat.boxed import find_boxed, find_number, find_said
from groundwire.chat.fences import find_blocks

M = "module top_module(input a, output b);\nassign b = a;\nendmodule"
CARD = f"<think>\nplain wire\n</think>\n\n<answer>\n```verilog\n{M}\n```\n</answer>"


def strict(text):
    return extract_answer(text, "strict").code


def lenient(text):
    return extract_answer(text, "lenient").code


def test_the_card_s_form_is_found_by_both_rules():
    found = extract_answer(CARD)
    assert (found.code, found.rule, found.why) == (M, "strict", "the last of 1 verilog blocks inside <answer>")
    assert lenient(CARD) == M


def test_a_block_within_a_line_is_found_as_the_card_shows_it():
    assert strict(f"<think>x</think><answer> ```verilog\n {M} ``` </answer>.") == M


def test_the_start_of_thinking_may_be_the_template_s():
    assert strict(CARD.removeprefix("<think>")) == M


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the response is empty"),
        (" \n", "the response is empty"),
        (f"```verilog\n{M}\n```", "there is no </think>"),
        (f"<think>a <answer>```verilog\n{M}\n```</answer>", "the thinking never ends"),
        (f"<think>a</think>```verilog\n{M}\n```", "<answer> is missing after </think>"),
        (f"<think>a</think><answer>```verilog\n{M}\n```", "<answer> is not closed"),
        (f"<think>a</think><answer>```\n{M}\n```</answer>", "there is no closed ```verilog block inside <answer>"),
        (f"<think>a</think><answer>```systemverilog\n{M}\n```</answer>", "there is no closed ```verilog block"),
        (f"<think>a</think><answer>````verilog\n{M}\n````</answer>", "there is no closed ```verilog block"),
        (f"<think>a</think><answer>```verilog\n{M}\n</answer>", "there is no closed ```verilog block inside"),
        (f"<answer>```verilog\n{M}\n```</answer><think>a</think>", "<answer> is missing after </think>"),
        ("<think>a</think><answer>```verilog\n```</answer>", "the last ```verilog block inside <answer> is empty"),
        ("<think>a</think><answer>I cannot.</answer>", "there is no closed ```verilog block inside <answer>"),
    ],
)
def test_what_the_strict_rule_refuses_has_its_reason(text, why):
    found = extract_answer(text, "strict")
    assert found.code is None and found.why.startswith(why)


def test_of_several_blocks_the_last_counts():
    other = M.replace("= a", "= !a")
    assert strict(f"<think></think><answer>```verilog\n{other}\n```\nBetter:\n```verilog\n{M}\n```</answer>") == M
    assert strict(f"<think></think><answer>```verilog\n{other}\n```</answer><answer>```verilog\n{M}\n```</answer>") == M


def test_drafts_in_the_thinking_are_no_answers():
    draft = f"<think>```verilog\n{M}\n```"
    assert strict(draft) is lenient(draft) is None
    assert lenient(f"{draft}</think>I give up.") is None


def test_tags_that_the_thinking_mentions_do_not_hide_the_answer():
    text = f"<think>I must close </think> and write <answer>```verilog\nwrong\n```</answer>. So.</think>{CARD[28:]}"
    assert strict(text) == M


@pytest.mark.parametrize(
    "text",
    [
        f"Here:\n```verilog\n{M}\n```\nDone.",
        f"```systemverilog\n{M}\n```",
        f"```sv\n{M}\n```",
        f"```Verilog\n{M}\n```",
        f"```v\n{M}\n```",
        f"``` verilog\n{M}\n```",
        f"````verilog\n{M}\n````",
        f"```\n{M}\n```",
        f"```python\n{M}\n```",
        f"{M}\n",
        f"Sure! The module is:\n{M}\nIt passes the wire on.",
        f"```verilog\n{M}\n",
        f"```verilog\n{M}\nand so it was cut in the middle of",
        f"<think>x</think>{M}",
        f"<think>x</think><answer>{M}</answer>",
        f"```verilog\n{M}\n```\nUse it:\n```verilog\ntop_module u(.a(x), .b(y));\n```",
        f"```verilog\nforgotten fence ```verilog\n{M}\n```",
        f"stray ```\n\n```verilog\n{M}\n```",
        f"```verilog\r\n{M}\r\n```",
    ],
)
def test_the_lenient_rule_finds_what_a_person_would(text):
    assert lenient(text) == M
    assert extract_answer(text, "lenient").rule == "lenient"


def test_the_lenient_rule_takes_a_body_for_completion():
    assert lenient("  assign out = in;\nendmodule") == "assign out = in;\nendmodule"
    assert lenient("```verilog\nassign out = in;\nendmodule\n```") == "assign out = in;\nendmodule"


@pytest.mark.parametrize(
    "text",
    ["I cannot do that.", "Never forget endmodule.", "```python\nprint(1)\n```", "```", "```verilog\n", "<think>"],
)
def test_the_lenient_rule_invents_nothing(text):
    assert lenient(text) is None


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match="rule is 'loose' and kind 'verilog'; expected strict or lenient"):
        extract_answer("x", "loose")


def test_thinking_is_split_at_its_first_end():
    assert split_thinking("<think>a</think>b</think>c") == ("a", "b</think>c", True)
    assert split_thinking("a</think>b") == ("a", "b", True)
    assert split_thinking("  <think>a") == ("a", "", False)
    assert split_thinking("plain <think> text") == (None, "plain <think> text", True)


@pytest.mark.parametrize(
    ("text", "rule", "code"),
    [
        (r"so \boxed{42}.", "strict", "42"),
        (r"<think>\boxed{1}</think> It is $\boxed{\frac{1}{2}}$.", "strict", r"\frac{1}{2}"),
        (r"\boxed{1} then \boxed{2}", "strict", "2"),
        (r"\boxed{\{1,2\}}", "strict", r"\{1,2\}"),
        (r"\boxed {7}", "strict", "7"),
        (r"\fbox{7}", "strict", None),
        (r"\boxed 9", "strict", "9"),
        (r"\boxed{1} and \boxed{2", "strict", None),
        (r"\boxed{1} and \boxed{2", "lenient", "1"),
        (r"write \boxed{answer \boxed{3}", "strict", "3"),
        (r"\boxed{}", "strict", None),
        (r"<think>\boxed{1}", "lenient", None),
        (r"<think>\boxed{1}</think>", "strict", None),
        ("The final answer is 12.", "strict", None),
        ("The final answer is 12.", "lenient", "12"),
        ("**Answer:** $x = 3$", "lenient", "x = 3"),
        ("we get 1,234 apples and 5/8 left", "lenient", "5/8"),
        ("we get 1,234", "lenient", "1234"),
        ("sets 1,2,3", "lenient", "3"),
        ("no idea", "lenient", None),
    ],
)
def test_the_final_answer_of_mathematics(text, rule, code):
    assert extract_answer(text, rule, "math").code == code


def test_the_card_s_prompt_is_data_character_by_character():
    assert CARD_SYSTEM_PROMPT.startswith("You are a helpful assistant. The assistant first thinks about the reasoning")
    assert CARD_SYSTEM_PROMPT.endswith(r"```verilog\n module top_module(in, out, ...) ... ``` </answer>.\n")
    assert len(CARD_SYSTEM_PROMPT) == 588 and "\n" not in CARD_SYSTEM_PROMPT


_PIECES = st.sampled_from(
    ["```", "```verilog", "````", "``` v", "<think>", "</think>", "<answer>", "</answer>", "module m;", "endmodule",
     "\n", " ", "\\boxed{", "}", "{", "\\boxed 1", "answer is ", "1,2", "x", "\x00", "\ud800", "é"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=3), max_size=40).map("".join))
def test_no_text_breaks_extraction_and_every_answer_stands_in_the_text(text):
    for rule in ("strict", "lenient"):
        found = extract_answer(text, rule)
        assert found.why and (found.code is None or (found.code in text and found.code.strip()))
        math = extract_answer(text, rule, "math")
        assert math.code is None or math.code.replace(",", "") in text.replace(",", "")
    assert strict(text) is None or strict(text) == lenient(text)
    thought = split_thinking(text)
    assert (thought.thinking or "") in text and thought.rest in text


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="`<>\\{}", exclude_categories=["Cs"]), min_size=1))
def test_whatever_stands_in_the_block_is_given_back(code):
    text = f"<think>a</think><answer>```verilog\n{code}\n```</answer>"
    assert strict(text) == (code.strip() or None)
    assert extract_answer(f"\\boxed{{{code}}}", "strict", "math").code == (code.strip() or None)


@pytest.mark.parametrize(
    "unit",
    ["```verilog ", "<answer>", "`", "\\boxed{", "{", "module ", "(*", "answer is ", "1,1", "1", "endmodule ", "```\n",
     "answer is \n", "</think>", "[", "(* *) module", "\n(*", "```v", "``` \t"],
)  # fmt: skip
def test_hostile_repetition_takes_linear_time(unit):
    def seconds(size):
        text = "<think></think><answer>" + unit * (size // len(unit)) + " " * 1000
        start = time.process_time()
        for kind in ("verilog", "math"):
            extract_answer(text, "lenient", kind)
        return time.process_time() - start

    assert seconds(1 << 19) < 3  # quadratic time would be hours


def test_the_parts_agree_on_small_things():
    assert [block.code for block in find_blocks("```a\nb\n``` ```c")] == ["b", ""]
    assert find_boxed("").last is None and find_said("the result is **5**.") == "5" and find_number("x1 y") is None
