import json
import zlib
from pathlib import Path

import numpy as np
import pytest

from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.paraphrase.paraphrase_kinds import KINDS
from hardneg.parse.model import Parser
from hardneg.rewrite.debias.embedder import Reader, States
from hardneg.rewrite.debias.positive_adversarial import Beside
from hardneg.rewrite.debias.positives import Made, columns, write
from hardneg.rewrite.generate.checks import surface

EXAMPLES = Path(__file__).parents[3] / "examples" / "captions.jsonl"


@pytest.fixture(scope="module")
def sentences(parser: Parser) -> list[Sentence]:
    captions = [json.loads(line)["caption"] for line in EXAMPLES.read_text(encoding="utf-8").splitlines()[:150]]
    return list(parser.parse(captions))


def written(sentences: list[Sentence], parser: Parser, wanted: int = 2, seed: int = 0, taken: list[list[str]] | None = None) -> Made:
    ids = [f"{len(sentence.text)}-{sentence.text}" for sentence in sentences]
    return write(sentences, ids, taken or [["Something else."]] * len(sentences), parser, wanted, seed)


@pytest.fixture(scope="module")
def made(sentences: list[Sentence], parser: Parser) -> Made:
    return written(sentences, parser)


def test_edits_give_each_positive_and_none_is_its_caption_or_another(sentences: list[Sentence], made: Made) -> None:
    for sentence, some in zip(sentences, made.positives, strict=True):
        assert len({sentence.text, *(each.text for each in some)}) == len(some) + 1
        for each in some:
            assert splice(sentence.text, each.edits) == each.text
            assert surface(sentence.text, each.text) is None


def test_most_captions_get_one_and_none_more_than_is_wanted(sentences: list[Sentence], made: Made, parser: Parser) -> None:
    assert sum(map(bool, made.positives)) > 0.6 * len(sentences)
    assert max(map(len, made.positives)) <= 2
    assert written(sentences[:9], parser, wanted=0).positives == [[]] * 9


def test_captions_whose_negatives_exchange_get_more_true_exchanges(sentences: list[Sentence], made: Made, parser: Parser) -> None:
    ids = [f"{len(sentence.text)}-{sentence.text}" for sentence in sentences]
    every = write(sentences, ids, [["Something else."]] * len(sentences), parser, 2, 0, exchanged=range(len(sentences)))
    exchanges = [
        sum(each.kind in ("joined", "converse", "voice") for some in each_made.positives for each in some) for each_made in (made, every)
    ]
    assert exchanges[1] > exchanges[0]


def test_all_are_counted(made: Made) -> None:
    counts = made.counts
    assert counts["positives_kept"] == sum(map(len, made.positives)) <= counts["positives_found"]
    assert counts["captions_without_positives"] == made.positives.count([])
    assert counts["positives_parse_changed"] > 0


@pytest.mark.slow
def test_the_same_captions_get_the_same_positives_in_any_order(sentences: list[Sentence], parser: Parser) -> None:
    some = sentences[:40]
    assert written(some[::-1], parser).positives[::-1] == written(some, parser).positives
    assert written(some, parser, seed=1).positives != written(some, parser).positives


def test_a_positive_is_none_of_the_negatives(sentences: list[Sentence], made: Made, parser: Parser) -> None:
    taken = [[each.text for each in some] or ["Something else."] for some in made.positives]
    again = written(sentences, parser, taken=taken)
    assert not any(each.text in texts for some, texts in zip(again.positives, taken, strict=True) for each in some)
    assert again.counts["positives_like_a_negative"] == made.counts["positives_kept"]


def test_a_caption_without_negatives_has_no_positives(sentences: list[Sentence], parser: Parser) -> None:
    assert written(sentences[:3], parser, taken=[[], [], []]).positives == [[], [], []]


def mark(text: str) -> float:
    """Between 0 and 1, which no word tells."""
    return zlib.crc32(text.encode()) / 2**32


class Sees(Reader):
    """Reads nothing but the `mark` of a text."""

    def __init__(self) -> None:
        pass

    def changes(self, captions: list[str], texts: list[str], of: list[int]) -> States:  # type: ignore[override]  # noqa: ARG002
        return np.array([[mark(text)] for text in texts], np.float32)


def test_positives_come_nearer_to_the_negatives_in_what_a_judge_reads(sentences: list[Sentence], made: Made, parser: Parser) -> None:
    rows = list(range(len(sentences)))
    low = Beside(rows, ["object"] * len(rows), np.full((len(rows), 1), 0.2, np.float32), Sees())
    ids = [f"{len(sentence.text)}-{sentence.text}" for sentence in sentences]
    again = write(sentences, ids, [["Something else."]] * len(sentences), parser, 2, 0, low)
    means = [np.mean([mark(each.text) for some in taken.positives for each in some]) for taken in (made, again)]
    assert means[0] > 0.45
    assert means[1] < means[0] - 0.1
    assert sum(map(len, again.positives)) > 0.6 * sum(map(len, made.positives))


def test_in_a_part_too_small_for_a_judge_all_rewordings_are_offered(sentences: list[Sentence], parser: Parser) -> None:
    few = sentences[:40]
    ids = [f"{len(sentence.text)}-{sentence.text}" for sentence in few]
    beside = Beside(list(range(40)), ["object"] * 40, np.full((40, 1), 0.2, np.float32), Sees())
    assert write(few, ids, [["Something else."]] * 40, parser, 2, 0, beside) == written(few, parser)


def test_columns_run_parallel(made: Made) -> None:
    table = columns(made.positives)
    for texts, kinds, edits in zip(*(table[name] for name in ("positives", "positive_kinds", "positive_edits")), strict=True):
        assert len(texts) == len(kinds) == len(edits)
        assert set(kinds) <= {*KINDS, "synonym", "wider", "article", "number", "verb form", "wearing", "attribute"}
