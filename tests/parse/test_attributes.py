from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardneg.parse.attributes import Attributes
from hardneg.parse.model import Parser, load

WORDS = [
    "there",
    "is",
    "'s",
    "are",
    "a",
    "dog",
    "to",
    "that",
    "Not",
    "gets",
    "riding",
    "her",
    "what",
    " ",
    "\n",
    "ai",
    "n't",
    "3",
    ",",
    ".",
]


@pytest.fixture(scope="module")
def nlp() -> Any:
    return load("en_core_web_sm")


@pytest.fixture(scope="module")
def attributes(nlp: Any) -> Attributes:
    return Attributes(nlp)


def _with_and_without_ruler(nlp: Any, attributes: Attributes, text: str) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    whole = nlp(text)
    with nlp.select_pipes(disable=["attribute_ruler"]):
        bare = nlp(text)
    rows = [tuple(row) for row in whole.to_array(["POS", "TAG", "DEP"]).astype("int64").tolist()] if len(whole) else []
    return rows, [tuple(each) for each in attributes.of(bare)]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_tokens_are_what_the_ruler_makes_of_them(nlp: Any, attributes: Attributes, text: str) -> None:
    expected, found = _with_and_without_ruler(nlp, attributes, text)
    assert found == expected


def test_a_known_token_is_not_asked_again(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    attributes = Attributes(nlp)
    asked = _counted(attributes, monkeypatch)
    doc = nlp("A dog runs.")
    assert attributes.of(doc) == attributes.of(doc)
    assert asked == ["A dog runs."]


def test_a_word_that_no_rule_names_is_known_by_its_tag_and_dependency(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    attributes = Attributes(nlp)
    asked = _counted(attributes, monkeypatch)
    assert attributes.of(nlp("A dog on a bed.")) == attributes.of(nlp("A cat on a sofa."))
    assert asked == ["A dog on a bed."]


def test_words_are_told_apart_where_a_rule_describes_them_without_naming_them(monkeypatch: pytest.MonkeyPatch) -> None:
    own = load("en_core_web_sm")
    own.get_pipe("attribute_ruler").add([[{"LOWER": {"REGEX": "^c"}}]], {"POS": "X"})
    attributes = Attributes(own)
    first, second = (attributes.of(own(text)) for text in ("A dog runs.", "A cat sleeps."))
    assert first[1].pos != second[1].pos == own.vocab.strings["X"]


def test_a_rule_of_two_tokens_is_asked_once_for_the_same_annotations(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    attributes = Attributes(nlp)
    asked = _counted(attributes, monkeypatch)
    verbs = [attributes.of(nlp(text))[1] for text in ("There is a dog.", "There is a cat.")]
    assert asked == ["There is a dog."]
    assert [nlp.vocab.strings[verb.pos] for verb in verbs] == ["VERB", "VERB"]


def test_a_ruler_that_looks_at_other_things_is_always_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    own = load("en_core_web_sm")
    own.get_pipe("attribute_ruler").add([[{"SHAPE": "Xxxx"}]], {"POS": "X"})
    attributes = Attributes(own)
    asked = _counted(attributes, monkeypatch)
    doc = own("Dogs run.")
    assert attributes.of(doc) == attributes.of(doc)
    assert len(asked) == 2


def test_a_pipeline_without_a_ruler_is_read_as_it_is() -> None:
    import spacy

    doc = spacy.blank("en")("A dog.")
    assert [tuple(each) for each in Attributes(spacy.blank("en")).of(doc)] == [(0, 0, 0)] * 3


def _counted(attributes: Attributes, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    ruler: Callable[[Any], Any] = attributes._ruler
    asked: list[str] = []

    def counting(doc: Any) -> Any:
        asked.append(doc.text)
        return ruler(doc)

    monkeypatch.setattr(attributes, "_ruler", counting)
    return asked


def test_the_parser_reads_as_plain_spacy_does(nlp: Any, parser: Parser) -> None:
    captions = ["There is a cat that gets what it wants.", "Two men ain't riding.", "", "A  red   couch\nstands there."]
    for doc, sentence in zip(nlp.pipe(captions), parser.parse(captions), strict=True):
        assert [(t.pos_, t.tag_, t.dep_, t.head.i) for t in doc] == [(w.pos, w.tag, w.dep, w.head) for w in sentence.words]
