from pathlib import Path

import pytest

from hardneg.errors import UserError
from hardneg.parse.model import Parser, load, revision


def test_tokens_have_their_offsets_heads_and_lemmas(parser: Parser) -> None:
    caption = "Two men are riding brown horses."
    sentence = next(parser.parse([caption]))
    assert [caption[word.start : word.end] for word in sentence.words] == [word.text for word in sentence.words]
    assert [word.lemma for word in sentence.words[:6]] == ["two", "man", "be", "ride", "brown", "horse"]
    horses = sentence.words[5]
    assert sentence.head(horses).text == "riding"
    assert [child.text for child in sentence.children[horses.i]] == ["brown"]


def test_a_batch_gives_what_single_captions_give(parser: Parser) -> None:
    captions = ["A dog on a couch.", "", "Three red birds 🐦 fly.", "  spaced   out  "]
    batch = [sentence.words for sentence in parser.parse(captions)]
    assert batch == [next(parser.parse([caption])).words for caption in captions]


def test_only_the_components_that_are_used_are_loaded(parser: Parser) -> None:
    assert parser.nlp.pipe_names == ["tok2vec", "tagger", "parser", "attribute_ruler"]


def test_a_model_that_is_not_there_is_one_clear_line() -> None:
    for ask in (load, revision):
        with pytest.raises(UserError, match="no_such_model"):
            ask("no_such_model")


def test_the_revision_names_model_and_version_and_reads_folders(parser: Parser, tmp_path: Path) -> None:
    assert revision("en_core_web_sm").startswith("en_core_web_sm-3.")
    parser.nlp.to_disk(tmp_path / "mine")
    assert revision(str(tmp_path / "mine")).startswith("mine-")
