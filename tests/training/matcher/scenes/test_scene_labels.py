import random
from collections import Counter

from hardneg.scenes.oracle import is_true
from hardneg.scenes.scene_words import MEANING
from hardneg.scenes.world import sample_at
from hardneg.training.matcher.scenes.foreign_words import ADJECTIVES, NOUNS
from hardneg.training.matcher.scenes.scene_labels import FAMILIES, GROUP, LabelledText, redrawn, texts_of


def _texts(count: int = 60) -> list[tuple[int, list[LabelledText]]]:
    return [(n, texts_of(sample_at(11, n).scene, random.Random(n), sample_at(11, n + 1).scene, 24)) for n in range(count)]


def test_labels_are_the_oracles() -> None:
    for number, texts in _texts():
        for each in texts:
            assert is_true(each.text, sample_at(11, number).scene) in (each.true, None)


def test_only_foreign_words_are_beyond_the_oracle_and_they_are_false() -> None:
    unread = [each for number, texts in _texts() for each in texts if is_true(each.text, sample_at(11, number).scene) is None]
    strange = {*ADJECTIVES, *NOUNS} - MEANING.keys()
    assert unread
    assert not any(each.true for each in unread)
    assert (
        sum(
            any(
                word.strip(".,;").rstrip("s").removesuffix("e") in {s.removesuffix("e") for s in strange}
                for word in each.text.lower().split()
            )
            for each in unread
        )
        > len(unread) / 2
    )


def test_each_scene_has_its_number_of_different_texts_true_ones_and_false_ones_of_all_families() -> None:
    all_texts = [texts for _, texts in _texts()]
    assert all(len({each.text for each in texts}) == 24 for texts in all_texts)
    flat = [each for texts in all_texts for each in texts]
    assert 0.3 < sum(each.true for each in flat) / len(flat) < 0.6
    counted = Counter(each.family for each in flat)
    assert all(counted[family] > 20 for family in FAMILIES)
    assert max(Counter(each.group for each in all_texts[0]).values()) <= GROUP + 1


def test_texts_depend_on_the_generator_alone() -> None:
    assert _texts(3) == _texts(3)


def test_a_redrawn_scene_has_a_negative_true_and_learns_from_it_first() -> None:
    made = [(number, redrawn(sample_at(11, number).scene, random.Random(number))) for number in range(40)]
    changed = [(number, *each) for number, each in made if each is not None]
    assert len(changed) > 20
    for number, scene, statement in changed:
        assert scene != sample_at(11, number).scene
        assert is_true(str(statement), scene) is True
        first = texts_of(scene, random.Random(number), sample_at(11, number + 1).scene, 6, statement)[0]
        assert first == LabelledText(str(statement), True, None, 0)
