import random

from hardneg.families import FAMILIES, Name
from hardneg.parse.model import Parser
from hardneg.rewrite.debias.select_negatives import Picked, pick
from hardneg.rewrite.generate.fill import draft
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.types import CaptionState, Filled, Proposal, Slot
from hardneg.schemas.config import BalanceConfig, RewriteConfig
from hardneg.schemas.rows import Generator

WORDS = ("blue", "black", "green")


def proposed(parser: Parser, *captions: str) -> list[CaptionState]:
    """Each colour of each caption with each of `WORDS`; the gap of a proposal is its number."""
    found: list[CaptionState] = []
    for row, sentence in enumerate(parser.parse(captions)):
        colours = [target for target in FAMILIES[Name.ATTRIBUTE].find(sentence) if target.kind == "colour"]
        drafts = [
            draft(Slot(target, (word,), 0), Filled(word, Generator(method="rules")), sentence) for target in colours for word in WORDS
        ]
        proposals = [each._replace(lm_gap=float(n)) for n, each in enumerate(drafts) if isinstance(each, Proposal)]
        found.append(CaptionState(f"{row}", sentence, proposals=tuple(proposals)))
    return found


def picked(captions: list[CaptionState], config: RewriteConfig) -> Picked:
    return pick(captions, CoOccurrence([each.sentence for each in captions]), config, random.Random(0), None)


def test_of_each_target_one_is_picked_and_keeps_its_gap_and_its_caption(parser: Parser) -> None:
    captions = proposed(parser, "A red car and a brown dog.", "A dog.", "A white cat.")
    found = picked(captions, RewriteConfig(method="rules", balance=BalanceConfig(tolerance=None)))
    assert [len(each.proposals) for each in found.captions] == [2, 0, 1]
    for before, after in zip(captions, found.captions, strict=True):
        assert all(each in before.proposals for each in after.proposals)
        assert len({each.targets[0].start for each in after.proposals}) == len(after.proposals)
        assert after._replace(proposals=()) == before._replace(proposals=())
    assert found.counts["balance_proposals"] == 9
    assert found.beside is None


def test_no_more_are_picked_than_a_caption_may_have(parser: Parser) -> None:
    captions = proposed(parser, "A red car and a brown dog.")
    config = RewriteConfig(method="rules", negatives_per_caption=1, balance=BalanceConfig(tolerance=None))
    assert len(picked(captions, config).captions[0].proposals) == 1


def test_of_captions_that_are_drawn_a_discarded_negative_is_kept_and_marked(parser: Parser) -> None:
    captions = proposed(parser, *["A red car and a brown dog and a white cat."] * 2)
    config = RewriteConfig(method="rules", balance=BalanceConfig(tolerance=-9.0))
    plain = picked(captions, config)
    drawn = picked([captions[0], captions[1]._replace(draws_image=True)], config)
    assert plain.captions[0] == drawn.captions[0]
    assert [each for each in drawn.captions[1].proposals if not each.needs_image] == list(plain.captions[1].proposals)
    (extra,) = [each for each in drawn.captions[1].proposals if each.needs_image]
    assert extra._replace(needs_image=False) in captions[1].proposals
    assert drawn.counts == plain.counts | {"balance_needs_image": 1}
