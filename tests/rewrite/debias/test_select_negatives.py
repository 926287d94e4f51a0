import random

from hardneg.families import FAMILIES, Name
from hardneg.parse.model import Parser
from hardneg.rewrite.debias.select_negatives import pick
from hardneg.rewrite.generate.fill import draft
from hardneg.rewrite.propose.cooccurrence import Company
from hardneg.rewrite.types import Checked, Draft, Slot, Wanted, Written
from hardneg.schemas.config import BalanceConfig, RewriteConfig
from hardneg.schemas.rows import Generator

WORDS = ("blue", "black", "green")


def proposed(parser: Parser, captions: list[str]) -> tuple[list[list[Checked]], list[list[float | None]]]:
    """Each colour of each caption with each of `WORDS`; the gap of a proposal is its number."""
    kept: list[list[Checked]] = []
    gaps: list[list[float | None]] = []
    for row, sentence in enumerate(parser.parse(captions)):
        colours = [target for target in FAMILIES[Name.ATTRIBUTE].find(sentence) if target.kind == "colour"]
        wanted = [Wanted(row, Slot(target, (word,), 0)) for target in colours for word in WORDS]
        drafts = [draft(each, Written(each.slot.offered[0], Generator(method="rules")), sentence) for each in wanted]
        kept.append([Checked(f"{row}-{n}", each) for n, each in enumerate(drafts) if isinstance(each, Draft)])
        gaps.append([float(n) for n in range(len(kept[-1]))])
    return kept, gaps


def test_of_each_target_one_is_picked_and_keeps_its_gap_and_its_caption(parser: Parser) -> None:
    captions = ["A red car and a brown dog.", "A dog.", "A white cat."]
    kept, gaps = proposed(parser, captions)
    sentences = list(parser.parse(captions))
    config = RewriteConfig(method="rules", balance=BalanceConfig(tolerance=None))
    picked = pick(sentences, Company(sentences), kept, gaps, config, random.Random(0), None)
    assert [len(each) for each in picked.kept] == [2, 0, 1]
    for row, (some, of_each) in enumerate(zip(picked.kept, picked.gaps, strict=True)):
        assert [(each.id, gap) for each, gap in zip(some, of_each, strict=True)] == [(f"{row}-{int(gap or 0)}", gap) for gap in of_each]
        assert len({each.draft.wanted.slot.target.start for each in some}) == len(some)
    assert picked.counts["balance_proposals"] == 9
    assert picked.beside is None


def test_no_more_are_picked_than_a_caption_may_have(parser: Parser) -> None:
    captions = ["A red car and a brown dog."]
    kept, gaps = proposed(parser, captions)
    sentences = list(parser.parse(captions))
    config = RewriteConfig(method="rules", negatives_per_caption=1, balance=BalanceConfig(tolerance=None))
    assert len(pick(sentences, Company(sentences), kept, gaps, config, random.Random(0), None).kept[0]) == 1


def test_of_captions_that_are_drawn_a_discarded_negative_is_kept_and_marked(parser: Parser) -> None:
    captions = ["A red car and a brown dog and a white cat."] * 2
    kept, gaps = proposed(parser, captions)
    sentences = list(parser.parse(captions))
    config = RewriteConfig(method="rules", balance=BalanceConfig(tolerance=-9.0))
    told = (sentences, Company(sentences), kept, gaps, config)
    plain = pick(*told, random.Random(0), None)
    drawn = pick(*told, random.Random(0), None, [False, True])
    assert (plain.kept[0], plain.gaps[0]) == (drawn.kept[0], drawn.gaps[0])
    assert [each for each in drawn.kept[1] if not each.needs_image] == plain.kept[1]
    (extra,) = [number for number, each in enumerate(drawn.kept[1]) if each.needs_image]
    assert drawn.gaps[1][extra] == float(drawn.kept[1][extra].id.split("-")[1])
    assert drawn.counts == plain.counts | {"balance_needs_image": 1}
