"""Local models: tiny ones, with real architectures and random weights."""

import importlib.util
from pathlib import Path

import pytest
import torch
from chat_server import HEADER

from groundwire.chat import Ask, Message, Question, Sampling, Unusable, generate, question, read_responses
from groundwire.chat.local import LocalSource, SeededDraw, keep_mass
from groundwire.chat.templates import render

_spec = importlib.util.spec_from_file_location(
    "tiny_models_chat", Path(__file__).parents[1] / "models" / "tiny_models.py"
)
tiny = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tiny)
torch.set_num_threads(1)  # tiny products gain nothing from more, and lose much where processors are busy
PROMPTS = ["add 2 and 3", "multiply 7 and 8, then store the product at 0x5000 please", "hi", "count down from nine"]
QUESTIONS = [question(f"p{i}", text, system=None) for i, text in enumerate(PROMPTS)]


def source(kind="qwen2", batch_size=8, **sampling):
    sampling = Sampling(**{"temperature": 1.0, "max_tokens": 12, "seed": 3} | sampling)
    return LocalSource(tiny.causal_model(kind), tiny.decoder_tokenizer(), sampling, batch_size)


def run(path, made, questions=QUESTIONS, samples=1):
    outcome = generate(questions, samples, made, made.sampling, path, HEADER, reserve=0)
    return {r.key: r for r in read_responses(path)}, outcome


def plain_greedy(text, tokenizer=None):
    """The oracle: one prompt by itself, token by token, without a cache."""
    model, tokenizer = tiny.causal_model("qwen2"), tokenizer or tiny.decoder_tokenizer()
    ids = tokenizer(render(tokenizer, (Message("user", text),)), add_special_tokens=False)["input_ids"]
    new = []
    for _ in range(12):
        with torch.no_grad():
            new.append(int(model(torch.tensor([ids + new])).logits[0, -1].argmax()))
        if new[-1] == tokenizer.eos_token_id:
            break
    return tokenizer.decode(new, skip_special_tokens=True)


def test_batches_with_padding_say_what_each_prompt_says_alone(tmp_path):
    found, outcome = run(tmp_path / "r.jsonl", source(temperature=0))
    assert outcome.missing == 0
    assert [found[f"p{i}", 1].text for i in range(4)] == [plain_greedy(text) for text in PROMPTS]


def test_what_a_sample_says_depends_on_its_seed_alone(tmp_path):
    together, _ = run(tmp_path / "a" / "r.jsonl", source(batch_size=8), samples=3)
    apart, _ = run(tmp_path / "b" / "r.jsonl", source(batch_size=1), samples=3)
    half, _ = run(tmp_path / "c" / "r.jsonl", source(batch_size=5), samples=1)
    resumed, _ = run(tmp_path / "c" / "r.jsonl", source(batch_size=5), samples=3)
    texts = {key: r.text for key, r in together.items()}
    assert texts == {key: r.text for key, r in apart.items()} == {key: r.text for key, r in resumed.items()}
    assert len(half) == 4 and len(set(texts.values())) == 12
    other, _ = run(tmp_path / "d" / "r.jsonl", source(seed=4), samples=3)
    assert all(other[key].text != text for key, text in texts.items())
    free, _ = run(tmp_path / "e" / "r.jsonl", source(seed=None), samples=3)
    assert {r.text for r in free.values()} != set(texts.values())


def test_tokens_and_the_reason_of_the_end_are_exact(tmp_path):
    made = source()
    tokenizer = made.tokenizer
    found, outcome = run(tmp_path / "r.jsonl", made, samples=8)
    assert {r.finish_reason for r in found.values()} <= {"stop", "length"}
    assert outcome.truncated == sum(r.finish_reason == "length" for r in found.values()) > 0
    for response in found.values():
        asked = next(q for q in QUESTIONS if q.problem == response.problem)
        assert response.prompt_tokens == len(tokenizer(render(tokenizer, asked.messages))["input_ids"])
        assert 1 <= response.completion_tokens <= 12
        assert response.completion_tokens == 12 or response.finish_reason == "stop"
        assert response.seconds > 0 and response.shared == 1


def test_a_model_ends_where_its_end_token_comes(tmp_path):
    made = source(max_tokens=60)
    with torch.no_grad():  # a model that always says the end
        made.model.lm_head.weight.zero_()
        made.model.lm_head.bias = torch.nn.Parameter(torch.zeros(tiny.VOCABULARY))
        made.model.lm_head.bias[made.tokenizer.eos_token_id] = 50.0
    found, outcome = run(tmp_path / "r.jsonl", made)
    assert {(r.text, r.finish_reason, r.completion_tokens) for r in found.values()} == {("", "stop", 1)}
    assert outcome.empty == 4


def test_a_prompt_that_fills_the_context_fails_and_the_rest_goes_on(tmp_path):
    long, near = question("long", "word " * 400, None), question("near", "a b c d e f g h i j " * 4, None)
    made = source(max_tokens=100)
    size = len(made._prompt(Ask(near, 1, 1)))
    found, outcome = run(tmp_path / "r.jsonl", made, [QUESTIONS[0], long, near])
    assert set(found) == {("p0", 1), ("near", 1)}
    assert outcome.failures[0].problem == "long"
    assert "tokens and the model's context 128; no room for an answer" in outcome.failures[0].reason
    assert 28 < size < 128 and found["near", 1].completion_tokens <= 128 - size


def test_settings_that_a_model_brings_along_are_put_aside(tmp_path):
    plain, _ = run(tmp_path / "a" / "r.jsonl", source(temperature=0))
    made = tiny.causal_model("qwen2")
    made.generation_config.repetition_penalty = 5.0
    made.generation_config.top_k = 1
    biased = LocalSource(made, tiny.decoder_tokenizer(), Sampling(0, 12, seed=3))
    found, _ = run(tmp_path / "b" / "r.jsonl", biased)
    assert {k: r.text for k, r in found.items()} == {k: r.text for k, r in plain.items()}


def test_draws_have_the_probabilities_of_the_model():
    logits = torch.tensor([0.0, 1.0, 2.0, -1.0]).repeat(20_000, 1)
    one = torch.Generator().manual_seed(1)
    draw = SeededDraw([one] * 20_000, temperature=0.7, top_p=1.0)
    counts = draw(range(20_000), logits).bincount(minlength=4) / 20_000
    assert torch.allclose(counts, (logits[0] / 0.7).softmax(-1), atol=0.012)


def test_what_is_left_out_is_never_drawn():
    logits = torch.tensor([-float("inf"), 0.0, -30.0, 0.0, -float("inf")]).repeat(2_000, 1)
    draw = SeededDraw([torch.Generator().manual_seed(2)] * 2_000, temperature=1.0, top_p=0.9)
    assert set(draw(range(2_000), logits).tolist()) == {1, 3}


def test_the_mass_that_is_kept_is_the_least_that_suffices():
    scores = torch.tensor([[0.5, 0.3, 0.15, 0.05], [0.05, 0.9, 0.03, 0.02]]).log()
    assert keep_mass(scores, 0.7).isfinite().tolist() == [[True, True, False, False], [False, True, False, False]]
    assert keep_mass(scores, 0.81).isfinite().sum().item() == 4
    assert keep_mass(scores, 1e-9).isfinite().sum().item() == 2


def test_a_template_without_system_turns_gets_it_in_the_user_s():
    tokenizer = tiny.decoder_tokenizer(tiny.NO_SYSTEM)
    text = render(tokenizer, (Message("system", "Be brief."), Message("user", "Hi")))
    assert text == "<|im_start|>user\nBe brief.\n\nHi<|im_end|>\n<|im_start|>assistant\n"


def test_a_tokenizer_without_a_template_gets_plain_text():
    tokenizer = tiny.decoder_tokenizer(None)
    assert render(tokenizer, (Message("system", "Be brief."), Message("user", "Hi"))) == "Be brief.\n\nHi\n"


def test_a_template_that_refuses_everything_is_named():
    tokenizer = tiny.decoder_tokenizer("{{ raise_exception('never') }}")
    with pytest.raises(ValueError, match="the tokenizer's chat template refuses the conversation: never"):
        render(tokenizer, (Message("user", "Hi"),))


def test_a_model_that_is_not_there_is_said_in_one_line(tmp_path):
    with pytest.raises(Unusable, match=r"model '.*absent' could not be loaded: .*Give a folder, or fetch it with `hf"):
        LocalSource.load(str(tmp_path / "absent"), Sampling())


def test_a_saved_model_is_loaded_from_its_folder(tmp_path):
    tiny.causal_model("qwen2").save_pretrained(tmp_path / "m")
    tiny.decoder_tokenizer().save_pretrained(tmp_path / "m")
    made = LocalSource.load(str(tmp_path / "m"), Sampling(0, 12))
    found, _ = run(tmp_path / "r.jsonl", made, [Question("p", (Message("user", PROMPTS[0]),))])
    # For this architecture transformers splits words in Qwen2's own way, whatever was saved, so the tokens differ.
    assert found["p", 1].text == plain_greedy(PROMPTS[0], made.tokenizer)


def test_a_small_model_stored_in_bf16_computes_in_float32_on_a_cpu_unless_told_otherwise(tmp_path):
    tiny.causal_model("qwen2").bfloat16().save_pretrained(tmp_path / "m")
    tiny.decoder_tokenizer().save_pretrained(tmp_path / "m")
    place = str(tmp_path / "m")
    assert LocalSource.load(place, Sampling(), device="cpu").model.dtype == torch.float32
    assert LocalSource.load(place, Sampling(), device="cpu", dtype=torch.bfloat16).model.dtype == torch.bfloat16
