from dataclasses import dataclass

import pytest

from groundwire.distill.recipe import CARD_ORDER, load, make
from groundwire.distill.stage import NoSettings, Stage, stage
from groundwire.runs.recipes import RecipeError

MINIMAL = {"raw": {"files": ["x"]}, "decontaminate": {"benchmarks": ["y"]}}


def refused(**values):
    with pytest.raises(RecipeError) as error:
        make(MINIMAL | values)
    return str(error.value)


def test_the_defaults_are_the_model_cards():
    made = make(MINIMAL)
    values = made.values
    assert tuple(one.name for one in made.stages) == CARD_ORDER
    assert values["rephrase"]["model"]["model"] == "" and made.stages[0].settings.model.name == "deepseek-ai/DeepSeek-V3"
    solvers = [one.name for one in made.stages[1].settings.solvers]
    assert solvers == ["Qwen/Qwen2.5-Coder-7B-Instruct", "Qwen/Qwen2.5-Coder-32B-Instruct"]
    assert values["difficulty"]["tries"] == 5 and values["decontaminate"]["rouge_l"] == 0.5
    assert made.stages[3].settings.model.name == "deepseek-ai/DeepSeek-R1" and values["teacher"]["tries"] == 1


@pytest.mark.parametrize("name", ["card", "checked", "constructed", "tiny", "verilog-base"])
def test_the_shipped_recipes_can_be_read(name):
    assert load(name).stages


def test_an_unknown_key_is_named_with_the_nearest_known_one():
    assert "has no key 'stagse'; did you mean 'stages'?" in refused(stagse=[])
    assert "teacher has no key 'trys'; did you mean 'tries'?" in refused(teacher={"trys": 3})
    assert "difficulty.solvers[0] has no key 'modle'; did you mean 'model'?" in refused(difficulty={"solvers": [{"modle": "x"}]})
    assert "raw has no key 'flies'; did you mean 'files'?" in refused(raw={"flies": []})


def test_wrong_values_are_named():
    assert "tries is 'many'; expected int" in refused(teacher={"tries": "many"})
    assert "source is 'endpiont'; expected one of endpoint" in refused(teacher={"model": {"source": "endpiont"}})
    assert "did you mean 'endpoint'?" in refused(teacher={"model": {"source": "endpiont"}})
    assert "no stage 'teach' to offer; did you mean 'teacher'?" in refused(stages=["teach"])
    assert "'format' needs the column 'answer'" in refused(stages=["format"]) and "put 'teacher' before it" in refused(
        stages=["format"]
    )
    assert "twice" in refused(stages=["rephrase", "rephrase"])
    assert "no column 'code'" in refused(raw={"files": ["x"], "columns": {"code": "answer"}})
    assert "shard_rows is 0" in refused(shard_rows=0)
    assert "rouge_l is 1.5" in refused(decontaminate={"benchmarks": ["x"], "rouge_l": 1.5})
    assert "cost is capped, but no price is given" in refused(teacher={"model": {"limits": {"cost": 1.0}}})
    assert "did you mean {problem}?" in refused(teacher={"model": {"prompt": "{probelm} {problem}"}})
    assert "teacher.checks has 'sytnax'" in refused(teacher={"checks": ["sytnax"]})
    with pytest.raises(RecipeError, match=r"benchmarks is empty; name the folders"):
        make({"raw": {"files": ["x"]}})


def test_a_missing_recipe_names_the_ones_there_are():
    with pytest.raises(RecipeError, match=r"no recipe 'crad'; give a YAML file or one of: card, checked, constructed"):
        load("crad")


def test_a_file_that_is_no_yaml_is_one_line(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("a: [1,\nb: {")
    with pytest.raises(RecipeError) as error:
        load(path)
    assert "is no YAML that can be read" in str(error.value) and "\n" not in str(error.value)


def test_users_can_bring_stages_of_their_own():
    @dataclass(frozen=True)
    class Longest:
        characters: int = 10
        """Longest problem."""

    @stage("short_problems", Longest)
    class ShortProblems(Stage):
        title = "drop long problems"

        def decide(self, rows, work):
            raise NotImplementedError

    made = make(MINIMAL | {"stages": ["short_problems"], "short_problems": {"characters": 5}})
    assert made.stages[0].settings.characters == 5

    with pytest.raises(ValueError, match="two stages are named 'short_problems'"):

        @stage("short_problems", NoSettings)
        class Other(Stage):
            title = "another"

            def decide(self, rows, work):
                raise NotImplementedError


def test_settings_can_be_given_instead_of_a_recipes():
    made = load("tiny", ["raw.limit=3", "decontaminate.benchmarks=[a, b]", "difficulty.tries=1"])
    assert made.raw.limit == 3 and made.values["decontaminate"]["benchmarks"] == ("a", "b")
    assert made.stages[0].settings.tries == 1 and made.stages[0].settings.share == 0.004
    for change, said in (
        ("raw.limitt=3", "has no key 'limitt'; did you mean 'limit'?"),
        ("raw.limit", "expected KEY=VALUE, such as raw.limit=300"), ("raw.limit=", "expected KEY=VALUE"),
        ("name.x=1", "'name' has no keys of its own"), ("seed=[1", "expected KEY=VALUE"),
        ("raw.files=[part-0[0-2].parquet]", "is no YAML; expected KEY=VALUE, with quotes"),
        ("difficulty.share=0", "difficulty.share is 0.0; expected more than 0 and at most 1"),
    ):  # fmt: skip
        with pytest.raises(RecipeError) as error:
            load("tiny", [change])
        assert said in str(error.value)
