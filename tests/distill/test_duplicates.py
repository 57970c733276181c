import random

from groundwire.distill.duplicates import _TOKEN, HASHES, SHINGLE, SeenRows, signature


def text(seed, words=200):
    draw = random.Random(seed)
    return " ".join(f"w{draw.randrange(5000)}" for _ in range(words))


def shingles(one):
    found = _TOKEN.findall(one.lower())
    return {tuple(found[i : i + SHINGLE]) for i in range(len(found) - SHINGLE + 1)}


def changed(one, count, seed=1):
    words, draw = one.split(), random.Random(seed)
    for place in draw.sample(range(len(words)), count):
        words[place] = "other"
    return " ".join(words)


def test_the_estimate_is_near_to_the_true_similarity():
    for seed in range(8):
        one = text(seed)
        for count in (1, 3, 8):
            other = changed(one, count, seed)
            true = len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))
            estimate = (signature(one) == signature(other)).mean()
            assert abs(estimate - true) < 4 * (true * (1 - true) / HASHES) ** 0.5 + 0.01


def test_the_first_of_two_stays_and_the_later_one_says_which(tmp_path):
    seen = SeenRows(tmp_path / "seen", 0)
    problem, code = text(1), text(2)
    assert seen.add("a", problem, code, 0.9) is None
    assert seen.add("b", problem.upper().replace(" ", "\n  "), "something else", 0.9) == ("a", 1.0)
    near = seen.add("c", changed(problem, 1), code, 0.9)
    assert near.of == "a" and 0.9 < near.similarity < 1
    assert seen.add("d", text(3), text(4), 0.9) is None
    assert seen.add("e", text(3) + " x", text(5), 0.9) is None, "the same problem with other code is no near duplicate"


def test_operators_tell_texts_apart(tmp_path):
    seen = SeenRows(tmp_path / "seen", 0)
    assert seen.add("a", "y = a & b", "assign y = a & b;", 0.9) is None
    assert seen.add("b", "y = a | b", "assign y = a | b;", 0.9) is None


def test_a_shard_that_comes_again_after_a_kill_does_not_meet_itself(tmp_path):
    seen = SeenRows(tmp_path / "seen", 0)
    seen.add("a", text(1), "x", 0.9)
    seen.close()
    again = SeenRows(tmp_path / "seen", 1)
    again.add("b", text(2), "x", 0.9)
    again.close()
    for _ in range(2):
        once_more = SeenRows(tmp_path / "seen", 1)
        assert once_more.add("b", text(2), "x", 0.9) is None
        assert once_more.add("c", text(1), "x", 0.9) == ("a", 1.0)
        once_more.close()
    dropped = SeenRows(tmp_path / "seen", 2)
    dropped.add("d", text(9), "x", 0.9)
    dropped.drop()
    assert SeenRows(tmp_path / "seen", 2).add("d", text(9), "x", 0.9) is None
