"""Recipes: those that ship can be read, and one that cannot be used says which key is to blame."""

from dataclasses import asdict

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwire.reflex.model import GroundedConfig
from groundwire.reflex.recipe import RECIPES, Recipe, RecipeError, build, read_recipe
from groundwire.reflex.train import TrainSettings
from groundwire.tasks.corpus import CorpusSettings


@pytest.mark.parametrize("name", sorted(path.stem for path in RECIPES.glob("*.yaml")))
def test_a_recipe_that_ships_is_read_by_its_name(name):
    recipe = read_recipe(name)
    assert isinstance(recipe.corpus, CorpusSettings)
    assert isinstance(recipe.network, GroundedConfig)
    assert isinstance(recipe.train, TrainSettings)
    assert recipe.corpus.pairs >= 200_000


def test_the_tiny_recipe_trains_over_the_frozen_encoder():
    recipe = read_recipe("tiny")
    assert recipe.backbone.name == "sentence-transformers/all-MiniLM-L6-v2"
    assert recipe.network.positions == "pooled"


def test_an_empty_recipe_is_all_defaults(tmp_path):
    (tmp_path / "empty.yaml").write_text("# nothing\n")
    assert read_recipe(tmp_path / "empty.yaml") == Recipe()


def test_values_of_a_file_take_the_place_of_defaults(tmp_path):
    (tmp_path / "mine.yaml").write_text(
        "corpus: {pairs: 500}\nnetwork:\n  taps: [0, 3]\n  state_width: 64\n  positions: pooled\n"
        "train: {learning_rate: 1, weights: {display: 2, add: 0.5}}\nbackbone: {revision: null}\nthreads: 2\n"
    )
    recipe = read_recipe(tmp_path / "mine.yaml")
    assert recipe.corpus.pairs == 500
    assert (recipe.network.taps, recipe.network.state_width) == ((0, 3), 64)
    assert recipe.train.learning_rate == 1.0
    assert isinstance(recipe.train.learning_rate, float)
    assert recipe.train.weights == {"display": 2.0, "add": 0.5}
    assert recipe.backbone.revision is None
    assert recipe.threads == 2


def test_a_recipe_survives_being_written_as_yaml(tmp_path):
    recipe = read_recipe("tiny")
    values = asdict(recipe)
    values["network"]["taps"] = list(values["network"]["taps"])
    (tmp_path / "again.yaml").write_text(yaml.safe_dump(values))
    assert read_recipe(tmp_path / "again.yaml") == recipe


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("trian: {}", "bad.yaml has no key 'trian'; did you mean 'train'?"),
        ("train: {step: 5}", "bad.yaml.train has no key 'step'; did you mean 'steps'?"),
        ("zzz: 1", "bad.yaml has no key 'zzz'; known are corpus, backbone, network, train"),
        ("train: 5", "bad.yaml.train is 5; expected keys with values"),
        ("- train", "bad.yaml is ['train']; expected keys with values"),
        ("train", "bad.yaml is 'train'; expected keys with values"),
        ("train: {steps: 1.5}", "bad.yaml.train.steps is 1.5; expected int, such as 20000"),
        ("train: {steps: '5'}", "bad.yaml.train.steps is '5'; expected int"),
        ("train: {steps: true}", "bad.yaml.train.steps is True; expected int"),
        ("train: {steps: null}", "bad.yaml.train.steps is None; expected int"),
        ("train: {learning_rate: fast}", "bad.yaml.train.learning_rate is 'fast'; expected float, such as 0.001"),
        ("train: {weights: [1]}", "bad.yaml.train.weights is [1]; expected keys with values"),
        ("train: {weights: {add: much}}", "bad.yaml.train.weights.add is 'much'; expected float"),
        ("network: {taps: 3}", "bad.yaml.network.taps is 3; expected a list"),
        ("network: {taps: [0, x]}", "bad.yaml.network.taps[1] is 'x'; expected int"),
        ("network: {state_width: wide}", "bad.yaml.network.state_width is 'wide'; expected int or nothing"),
        ("network: {positions: some}", "bad.yaml.network: positions is 'some'; expected 'all' or 'pooled'"),
        ("backbone: {revision: 3}", "bad.yaml.backbone.revision is 3; expected str or nothing"),
        ("1: 2", "bad.yaml has no key 1"),
    ],
)
def test_a_key_that_cannot_be_used_is_named(tmp_path, text, message):
    (tmp_path / "bad.yaml").write_text(text + "\n")
    with pytest.raises(RecipeError) as caught:
        read_recipe(tmp_path / "bad.yaml")
    assert message in str(caught.value)


@pytest.mark.parametrize("content", [b"a: [1", b"\xff\xfe\x00bad", b"a: &x\nb: *y\n", b"!!python/object:os.system x"])
def test_a_file_that_is_no_yaml_is_refused(tmp_path, content):
    (tmp_path / "bad.yaml").write_bytes(content)
    with pytest.raises(RecipeError, match=r"bad\.yaml"):
        read_recipe(tmp_path / "bad.yaml")


def test_an_unknown_name_lists_the_recipes_that_there_are():
    with pytest.raises(RecipeError, match=r"no recipe 'huge'; give a YAML file or one of: .*tiny"):
        read_recipe("huge")


def test_a_folder_with_a_recipes_name_does_not_hide_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tiny").mkdir()
    assert read_recipe("tiny").network.positions == "pooled"
    with pytest.raises(RecipeError, match="no recipe"):
        read_recipe(tmp_path)


junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=6)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from(["corpus", "backbone", "network", "train", "threads", "evaluate_prompts", "other"])


@given(st.dictionaries(keys, junk, max_size=3))
@settings(max_examples=200, deadline=None)
def test_hostile_values_make_a_recipe_or_a_recipe_error(values):
    try:
        recipe = build(Recipe, values, "x.yaml")
    except RecipeError as error:
        assert str(error).startswith("x.yaml")
    else:
        assert isinstance(recipe, Recipe)
