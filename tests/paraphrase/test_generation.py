import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentences import Parse

from hardneg.grammar.sentence import Sentence
from hardneg.paraphrase import WEAKER, paraphrases
from hardneg.parse.model import Parser
from hardneg.rewrite.generate.checks import artefacts

EXAMPLES = Path(__file__).parents[2] / "examples" / "captions.jsonl"


@pytest.fixture(scope="module")
def sentences(parser: Parser) -> list[Sentence]:
    captions = [json.loads(line)["caption"] for line in EXAMPLES.read_text(encoding="utf-8").splitlines()[:120]]
    return list(parser.parse(captions))


def test_rewordings_are_clean_english_and_differ_from_the_caption(sentences: list[Sentence]) -> None:
    for sentence in sentences:
        before = artefacts(sentence.text)
        for rewording in paraphrases(sentence, random.Random(1), 6):
            after = artefacts(rewording.text)
            assert all(after[name] <= before[name] for name in after), rewording.text
            assert rewording.text.lower().strip(" .") != sentence.text.lower().strip(" .")
            assert rewording.text[:1].isupper() == sentence.text[:1].isupper() or not sentence.text[:1].isalpha()
            assert rewording.text.endswith((".", "!", "?")) == sentence.text.endswith((".", "!", "?")), rewording.text


def test_nearly_every_caption_can_be_reworded(sentences: list[Sentence]) -> None:
    assert sum(bool(paraphrases(sentence, random.Random(2), 1)) for sentence in sentences) > 0.9 * len(sentences)


def test_the_same_generator_gives_the_same_rewordings(sentences: list[Sentence]) -> None:
    first, again = ([paraphrases(sentence, random.Random(3), 3) for sentence in sentences[:20]] for _ in range(2))

    assert first == again


def test_no_more_are_given_than_wanted_and_each_once(sentences: list[Sentence]) -> None:
    for sentence in sentences[:40]:
        texts = [rewording.text for rewording in paraphrases(sentence, random.Random(4), 3)]
        assert len(texts) == len(set(texts)) <= 3


def test_several_kinds_go_together(parse: Parse) -> None:
    sentence = parse("A small dog sits next to two women on a wooden bench.")

    assert max(len(rewording.kinds) for rewording in paraphrases(sentence, random.Random(5), 30)) >= 3


def test_at_most_one_kind_where_one_is_asked_for(sentences: list[Sentence]) -> None:
    assert all(len(rewording.kinds) == 1 for sentence in sentences[:40] for rewording in paraphrases(sentence, random.Random(6), 4, most=1))


def test_a_wider_word_is_told_from_a_synonym(parse: Parse) -> None:
    kinds = {rewording.text: rewording.kinds for rewording in paraphrases(parse("A dog sits on a bed."), random.Random(7), 40, most=1)}

    assert set(kinds["An animal sits on a bed."]) <= WEAKER


@given(st.text(alphabet=st.sampled_from(" aA.,-'\"dogt12éü\n"), max_size=40))
def test_any_text_is_survived(parser: Parser, text: str) -> None:
    sentence = next(parser.parse([text]))

    for rewording in paraphrases(sentence, random.Random(8), 3):
        assert rewording.text
