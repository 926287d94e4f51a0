import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from hardneg.families import Target
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import splice
from hardneg.paraphrase.paraphrase_kinds import KINDS
from hardneg.parse.model import Parser
from hardneg.rewrite.debias import positives as module
from hardneg.rewrite.debias.embedder import Embedder, States
from hardneg.rewrite.debias.positive_classifier import NegativeStates
from hardneg.rewrite.debias.positives import MOST_CHECKED, Made, Positive, columns, write
from hardneg.rewrite.generate.checks import surface
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.schemas.rows import Generator

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[3] / "examples" / "captions.jsonl"


@pytest.fixture(scope="module")
def sentences(parser: Parser) -> list[Sentence]:
    captions = [json.loads(line)["caption"] for line in EXAMPLES.read_text(encoding="utf-8").splitlines()[:135]]
    return list(parser.parse(captions))


def states_of(sentences: list[Sentence], negatives: list[list[str]] | None = None, family: str = "object") -> list[CaptionState]:
    """Give each caption one negative, or those named."""
    target = Target(family, "noun", 0, 0, 0, 1, "thing")
    found = []
    for number, sentence in enumerate(sentences):
        texts = ["Something else."] if negatives is None else negatives[number]
        proposals = tuple(Proposal((target,), (), text, Generator(method="rules")) for text in texts)
        found.append(CaptionState(f"{len(sentence.text)}-{sentence.text}", sentence, proposals=proposals))
    return found


@pytest.fixture(scope="module")
def made(sentences: list[Sentence], parser: Parser) -> Made:
    return write(states_of(sentences), parser, 2, 0)


def test_edits_give_each_positive_and_none_is_its_caption_or_another(sentences: list[Sentence], made: Made) -> None:
    for sentence, some in zip(sentences, made.positives, strict=True):
        assert len({sentence.text, *(each.text for each in some)}) == len(some) + 1
        for each in some:
            assert splice(sentence.text, each.edits) == each.text
            assert surface(sentence.text, each.text) is None


def test_most_captions_get_one_and_none_more_than_is_wanted(sentences: list[Sentence], made: Made, parser: Parser) -> None:
    assert sum(map(bool, made.positives)) > 0.6 * len(sentences)
    assert max(map(len, made.positives)) == 2
    assert write(states_of(sentences[:9]), parser, 0, 0).positives == [[]] * 9
    assert max(map(len, write(states_of(sentences[:30]), parser, 1, 0).positives)) == 1


def test_words_are_inserted_about_as_often_as_they_are_removed(
    sentences: list[Sentence], parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = sentences[:50]

    def moved() -> float:
        found = write(states_of(few), parser, 2, 0)
        words: Counter[str] = Counter()
        for sentence, some in zip(few, found.positives, strict=True):
            for each in some:
                words.update(each.text.lower().split())
                words.subtract(sentence.text.lower().split())
        return sum(abs(count) for count in words.values() if abs(count) > 1) / sum(map(len, found.positives))

    balanced = moved()
    monkeypatch.setattr(module, "TOLERANCES", (99.0, 99.0))
    monkeypatch.setattr(module, "features_of", lambda _, candidates: [{} for _ in candidates])
    assert balanced < 0.7 * moved()


def test_captions_whose_negatives_exchange_get_more_true_exchanges(sentences: list[Sentence], made: Made, parser: Parser) -> None:
    every = write(states_of(sentences, family="word_order"), parser, 2, 0)
    exchanges = [sum(each.kind in ("joined", "converse", "voice") for some in found.positives for each in some) for found in (made, every)]
    assert exchanges[1] > exchanges[0]


def test_no_more_than_one_parse_of_a_paraphrase_is_waiting_to_be_read(
    sentences: list[Sentence], parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    yielded = read = 0

    class Counting:
        def parse(self, texts: Sequence[str]) -> Iterator[Sentence]:
            nonlocal yielded
            for each in parser.parse(texts):
                yielded += 1
                yield each

    def objection(*_: object) -> None:
        nonlocal read
        read += 1
        assert read == yielded

    monkeypatch.setattr(module, "objection", objection)
    write(states_of(sentences[:20]), Counting(), 2, 0)  # type: ignore[arg-type]
    assert read > 20


def test_all_are_counted(made: Made) -> None:
    counts = made.counts
    assert counts["positives_kept"] == sum(map(len, made.positives)) <= counts["positives_found"]
    assert counts["captions_without_positives"] == made.positives.count([])
    assert counts["positives_parse_changed"] > 0


@pytest.mark.slow
def test_the_same_captions_get_the_same_positives_in_any_order(sentences: list[Sentence], parser: Parser) -> None:
    some = states_of(sentences[:40])
    assert write(some[::-1], parser, 2, 0).positives[::-1] == write(some, parser, 2, 0).positives
    assert write(some, parser, 2, 1).positives != write(some, parser, 2, 0).positives


def test_a_positive_is_none_of_the_negatives(sentences: list[Sentence], made: Made, parser: Parser) -> None:
    few = 40
    taken = [[each.text for each in some] or ["Something else."] for some in made.positives[:few]]
    again = write(states_of(sentences[:few], taken), parser, 2, 0)
    assert not any(each.text in texts for some, texts in zip(again.positives, taken, strict=True) for each in some)
    assert again.counts["positives_like_a_negative"] == sum(map(len, made.positives[:few]))


def test_a_caption_without_negatives_has_no_positives_and_does_not_count_as_lacking_one(sentences: list[Sentence], parser: Parser) -> None:
    found = write(states_of(sentences[:4], [["Something else."], [], [], []]), parser, 2, 0)
    assert found.positives[1:] == [[], [], []]
    assert found.counts["captions_without_positives"] == (not found.positives[0])
    assert write([], parser, 2, 0).positives == []


def test_of_a_long_menu_all_kinds_are_checked(sentences: list[Sentence], parser: Parser) -> None:
    for caption in states_of(sentences[:30]):
        menu = module._menu(caption, 0)
        whole = Counter(each.kind for each in menu.positives)
        assert len(menu.positives) <= MOST_CHECKED
        assert menu.counts["positives_found"] >= len(menu.positives)
        if len(menu.positives) == MOST_CHECKED:
            assert len(whole) > 1


def test_written_paraphrases_are_chosen_beside_those_of_the_rules_and_none_twice(sentences: list[Sentence], parser: Parser) -> None:
    few = states_of(sentences[:20])
    rules = write(few, parser, 2, 0)
    texts = [[f"Seen here: {each.text[:1].lower()}{each.text[1:]}"] for each in few]
    same = [each.text for each in rules.positives[0]]
    written = [[Positive(text, "llm", ()) for text in (*some, *same)] for some in texts]
    made = write(few, parser, 2, 0, written=written)
    kept = [each for some in made.positives for each in some if each.kind == "llm"]
    assert len(kept) == made.counts["positives_llm_kept"] > 0
    assert "positives_llm_kept" not in rules.counts
    assert any(each.kind != "llm" for some in made.positives for each in some)
    for some in made.positives:
        assert len({each.text for each in some}) == len(some) <= 2


def mark(text: str) -> float:
    """Return a number between 0 and 1 that no word tells."""
    return zlib.crc32(text.encode()) / 2**32


class Sees(Embedder):
    """Read nothing but the `mark` of a text."""

    def __init__(self) -> None:
        pass

    def changes(self, captions: list[str], texts: list[str], of: list[int]) -> States:  # type: ignore[override]  # noqa: ARG002
        return np.array([[mark(text)] for text in texts], np.float32)


def test_positives_come_nearer_to_the_negatives_in_what_a_classifier_reads(sentences: list[Sentence], made: Made, parser: Parser) -> None:
    rows = list(range(len(sentences)))
    low = NegativeStates(rows, ["object"] * len(rows), np.full((len(rows), 1), 0.2, np.float32), Sees())
    again = write(states_of(sentences), parser, 2, 0, low)
    means = [np.mean([mark(each.text) for some in found.positives for each in some]) for found in (made, again)]
    assert means[0] > 0.4
    assert means[1] < means[0] - 0.08
    assert sum(map(len, again.positives)) > 0.5 * sum(map(len, made.positives))


def test_a_part_too_small_for_a_classifier_is_balanced_by_words_alone(sentences: list[Sentence], parser: Parser) -> None:
    few = states_of(sentences[:30])
    negatives = NegativeStates(list(range(30)), ["object"] * 30, np.full((30, 1), 0.2, np.float32), Sees())
    assert write(few, parser, 2, 0, negatives) == write(few, parser, 2, 0)


def test_columns_run_parallel(made: Made) -> None:
    table = columns(made.positives)
    assert sum(map(len, table["positives"])) == made.counts["positives_kept"]
    for texts, kinds, edits in zip(*(table[name] for name in ("positives", "positive_kinds", "positive_edits")), strict=True):
        assert len(texts) == len(kinds) == len(edits)
        assert set(kinds) <= {*KINDS, "synonym", "wider", "article", "number", "verb form", "wearing", "attribute"}


def test_a_kind_has_a_bonus_and_a_further_one_beside_an_exchange() -> None:
    for kind, bonus in module.BONUS.items():
        assert module._bonus(kind, False) == bonus != 0.0
    for kind, further in module.SAME_FORM.items():
        assert module._bonus(kind, True) - module._bonus(kind, False) == pytest.approx(further) != 0.0
    assert module._bonus("synonym", True) == 0.0


def test_paraphrases_whose_parse_says_something_else_are_counted(sentences: list[Sentence], parser: Parser) -> None:
    captions = states_of(sentences[:30])
    menus = [module._menu(caption, 0) for caption in captions]
    checked = module._checked(captions, menus, parser)
    for before, after in zip(menus, checked, strict=True):
        assert set(after.positives) <= set(before.positives)
        assert after.counts["positives_parse_changed"] == len(before.positives) - len(after.positives)
        assert after.counts["positives_found"] == before.counts["positives_found"]
    assert any(after.counts["positives_parse_changed"] for after in checked)
