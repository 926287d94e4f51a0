from hardneg.parse.columns import sentences_from, targets_column, targets_from, tokens_column
from hardneg.parse.model import Parser
from hardneg.parse.stage import find_targets
from hardneg.schemas.arrow import arrow_schema
from hardneg.schemas.rows import ParsedRow

CAPTIONS = ["A small black dog sits left of two red chairs.", "", "The boy chases a dog and a cat."]


def test_sentences_come_back_as_they_went_in(parser: Parser) -> None:
    sentences = list(parser.parse(CAPTIONS))
    column = tokens_column(sentences)
    assert column.type == arrow_schema(ParsedRow).field("tokens").type
    assert [sentence.words for sentence in sentences_from(CAPTIONS, column)] == [sentence.words for sentence in sentences]


def test_words_of_two_captions_share_their_strings(parser: Parser) -> None:
    texts = ["A dog sits."] * 300
    one, *_, two = sentences_from(texts, tokens_column(list(parser.parse(texts))))
    assert all(first is second for a, b in zip(one.words, two.words, strict=True) for first, second in zip(a[1:7], b[1:7], strict=True))


def test_targets_come_back_as_they_went_in(parser: Parser) -> None:
    targets = [find_targets(sentence) for sentence in parser.parse(CAPTIONS)]
    column = targets_column(targets)
    assert column.type == arrow_schema(ParsedRow).field("targets").type
    found = targets_from(column)
    assert [[target[:7] + target[9:] for target in each] for each in found] == [
        [target[:7] + target[9:] for target in each] for each in targets
    ]


def test_no_sentences_make_empty_columns() -> None:
    assert len(tokens_column([])) == len(targets_column([])) == 0
    assert targets_column([[], []]).to_pylist() == [[], []]
