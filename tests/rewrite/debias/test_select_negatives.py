import random
from collections import Counter

import numpy as np
import pytest

from hardneg.families import FAMILIES, Name
from hardneg.parse.model import Parser
from hardneg.rewrite.debias.candidate import Candidate
from hardneg.rewrite.debias.discriminant import FEWEST
from hardneg.rewrite.debias.embedder import Embedder, States
from hardneg.rewrite.debias.select_negatives import Picked, Selected, candidates_of, pick, select
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
    found = picked(captions, RewriteConfig(writer="lexicon", balance=BalanceConfig(tolerance=None)))
    assert [len(each.proposals) for each in found.captions] == [2, 0, 1]
    for before, after in zip(captions, found.captions, strict=True):
        assert all(each in before.proposals for each in after.proposals)
        assert len({each.targets[0].start for each in after.proposals}) == len(after.proposals)
        assert after._replace(proposals=()) == before._replace(proposals=())
    assert found.counts["balance_proposals"] == 9
    assert found.states is None


def test_no_more_are_picked_than_a_caption_may_have(parser: Parser) -> None:
    captions = proposed(parser, "A red car and a brown dog.")
    config = RewriteConfig(writer="lexicon", negatives_per_caption=1, balance=BalanceConfig(tolerance=None))
    assert len(picked(captions, config).captions[0].proposals) == 1


def test_concreteness_is_a_term_of_the_objective_and_none_at_zero(parser: Parser) -> None:
    (state,) = proposed(parser, "A red car.")
    visible, abstract = state.proposals[:2]
    visible = visible._replace(targets=(visible.targets[0]._replace(concreteness=5.0, visual=5.0),), lm_gap=2.0)
    abstract = abstract._replace(targets=(abstract.targets[0]._replace(concreteness=1.0, visual=None),), lm_gap=None)
    captions = [state._replace(proposals=(visible, abstract))]
    knobs = {knob: RewriteConfig(writer="lexicon", concreteness=knob, balance=BalanceConfig(tolerance=None)) for knob in (0.0, 9.0)}
    counts = CoOccurrence([state.sentence])
    assert [each.bonus for each in candidates_of(captions, counts, knobs[0.0])] == [0.0, 0.0]
    more, less = (each.bonus for each in candidates_of(captions, counts, knobs[9.0]))
    assert more == pytest.approx(-less)
    assert more > 0.0
    assert picked(captions, knobs[0.0]).captions[0].proposals == (abstract,)
    assert picked(captions, knobs[9.0]).captions[0].proposals == (visible,)


def test_of_captions_that_are_drawn_a_discarded_negative_is_kept_and_marked(parser: Parser) -> None:
    captions = proposed(parser, *["A red car and a brown dog and a white cat."] * 2)
    config = RewriteConfig(writer="lexicon", balance=BalanceConfig(tolerance=-9.0))
    plain = picked(captions, config)
    drawn = picked([captions[0], captions[1]._replace(draws_image=True)], config)
    assert plain.captions[0] == drawn.captions[0]
    assert [each for each in drawn.captions[1].proposals if not each.needs_image] == list(plain.captions[1].proposals)
    (extra,) = [each for each in drawn.captions[1].proposals if each.needs_image]
    assert extra._replace(needs_image=False) in captions[1].proposals
    assert drawn.counts == plain.counts | {"balance_needs_image": 1}


WIDTH = 4
CAPTIONS = [f"caption {number}" for number in range(3 * FEWEST)]


class Tells(Embedder):
    """Reads nothing but whether a text has a z, in one dimension; the others are noise that belongs to the text."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def changes(self, captions: list[str], texts: list[str], of: list[int]) -> States:  # type: ignore[override]
        self.asked += texts
        return self._read(texts) - self._read([captions[i] for i in of])

    def _read(self, texts: list[str]) -> States:
        noise = [[random.Random(f"{text}{i}").gauss(0, 0.3) for i in range(WIDTH)] for text in texts]
        noise = [[2.0 + float("z" in text) + each[0], *each[1:]] for text, each in zip(texts, noise, strict=True)]
        return np.array(noise, np.float32)


def candidates(captions: list[str], share: float = 0.7) -> list[Candidate]:
    """Make three words of its own for each caption, of which so many have a z, which no caption has."""
    rng = random.Random(0)
    return [
        Candidate(i, "object", (0, None), f"{caption} {'z' if rng.random() < share else 'y'}{i}{turn}x")
        for i, caption in enumerate(captions)
        for turn in range(3)
    ]


def chosen(
    made: list[Candidate],
    captions: list[str] = CAPTIONS,
    embedder: Embedder | None = None,
    one_way: str = "",
) -> Selected:
    config = BalanceConfig(tolerance=None, floor={}, sweeps=4)
    return select(captions, made, [1] * len(captions), config, random.Random(1), {one_way} - {""}, embedder)


@pytest.fixture(scope="module")
def blind() -> Selected:
    return chosen(candidates(CAPTIONS), embedder=Tells())


def with_z(made: list[Candidate], indices: list[int]) -> float:
    return sum("z" in made[j].text for j in indices) / len(indices)


def test_what_a_classifier_reads_by_is_selected_as_seldom_as_possible(blind: Selected) -> None:
    made = candidates(CAPTIONS)
    seen = chosen(made)
    assert len(seen.indices) == len(blind.indices) == len(CAPTIONS)
    assert with_z(made, blind.indices) < with_z(made, seen.indices) - 0.2


def test_the_counts_say_what_a_last_classifier_recognises(blind: Selected) -> None:
    assert blind.counts["balance_read_object"] == len(CAPTIONS)
    assert 0 < blind.counts["balance_read_called_object"] < 0.8 * len(CAPTIONS)


def test_selected_negatives_come_with_their_states(blind: Selected) -> None:
    made = candidates(CAPTIONS)
    assert blind.changes is not None
    texts, of = [made[j].text for j in blind.indices], [made[j].caption for j in blind.indices]
    np.testing.assert_allclose(blind.changes, Tells().changes(CAPTIONS, texts, of), atol=1e-5)


def test_the_same_part_gets_the_same_selection(blind: Selected) -> None:
    assert chosen(candidates(CAPTIONS), embedder=Tells())[:2] == blind[:2]


def test_too_few_pairs_teach_nothing() -> None:
    few = CAPTIONS[:FEWEST]
    made = candidates(few)
    assert chosen(made, few, Tells())[:2] == chosen(made, few)[:2]
    assert chosen([], few, Tells()).indices == []
    assert chosen([], few, Tells()).changes is None


def test_of_one_way_families_the_classifier_learns_nothing() -> None:
    made = [each._replace(family="negation") for each in candidates(CAPTIONS)]
    assert chosen(made, embedder=Tells(), one_way="negation")[:2] == chosen(made, one_way="negation")[:2]


def test_of_one_way_families_nothing_is_discarded() -> None:
    texts = [f"a dog {i}" for i in range(60)]
    words = {"add_object": "indeed", "count": "two"}
    both = [Candidate(i, family, (0,), f"{text} {word}") for family, word in words.items() for i, text in enumerate(texts)]
    config = BalanceConfig(tolerance=0.1, floor={})
    bound, free = (
        Counter(both[j].family for j in select(texts, both, [2] * 60, config, random.Random(0), one_way).indices)
        for one_way in ((), {"add_object"})
    )
    assert bound["add_object"] < 45
    assert free["add_object"] > 50


def test_one_way_families_enter_no_sum_over_all_families() -> None:
    """The one-way family inserts a word in all captions; whether the other family removes it depends on the sum over both."""
    texts = [f"indeed a dog {i} {i}x" for i in range(40)]
    added = [Candidate(i, "add_object", (0,), f"{text} indeed") for i, text in enumerate(texts)]
    others = [Candidate(i, "object", (0,), new) for i in range(40) for new in (f"indeed a dog {i} y{i}", f"y{i} a dog {i} {i}x")]
    config = BalanceConfig(tolerance=None, floor={})
    both = added + others
    removed = [
        sum(both[j].text.startswith("y") for j in select(texts, both, [2] * 40, config, random.Random(0), one_way).indices)
        for one_way in ((), {"add_object"})
    ]
    assert removed[1] < removed[0]


def test_the_counts_say_what_was_left_and_what_was_not_used() -> None:
    texts = [f"a red dog {i}" for i in range(12)]
    made = [
        Candidate(i, family, (0,), text.replace("red", new), gap=gap)
        for i, text in enumerate(texts)
        for family, new, gap in (("attribute", "blue", 1.0), ("attribute", "green", -1.0), ("count", "two", None))
    ]
    config = BalanceConfig(tolerance=None, floor={}, likelihood=0.0)
    found = select(texts, made, [1] * 12, config, random.Random(0))
    counts, used = found.counts, Counter(made[j].family for j in found.indices)
    assert counts["balance_proposals"] == 36
    assert counts["balance_unused_proposals"] == 24
    assert counts["balance_families"] == 24
    assert counts["balance_families_unused"] == 12
    for family in used:
        assert counts[f"balance_pairs_{family}"] == used[family]
        assert counts[f"balance_words_moved_{family}"] == 2 * used[family]
    likelier = sum((made[j].gap or 0.0) > 0 for j in found.indices)
    assert counts.get("balance_scored_attribute", 0) == used["attribute"]
    assert counts.get("balance_caption_likelier_attribute", 0) == likelier
    assert "balance_scored_count" not in counts
    words = Counter(made[j].text.split()[1] for j in found.indices if made[j].family == "attribute")
    assert counts["balance_words_left_attribute"] == 2 * words.total()


def test_states_for_positives_are_of_the_families_that_are_balanced(parser: Parser) -> None:
    captions = proposed(parser, "A red car and a brown dog.", "A dog.", "A white cat.")
    config = RewriteConfig(writer="lexicon", balance=BalanceConfig(tolerance=None))
    embedder = Tells()
    found = pick(captions, CoOccurrence([each.sentence for each in captions]), config, random.Random(0), embedder)
    assert found.states is not None
    assert (found.states.captions, found.states.families) == ([0, 0, 2], ["attribute"] * 3)
    texts = [each.negative for caption in found.captions for each in caption.proposals]
    expected = Tells().changes([each.text for each in captions], texts, [0, 0, 2])
    np.testing.assert_allclose(found.states.changes, expected, atol=1e-5)
    assert found.states.embedder is embedder


def test_what_no_classifier_can_recognise_is_selected_as_without_one() -> None:
    class Blank(Tells):
        def changes(self, captions: list[str], texts: list[str], of: list[int]) -> States:  # type: ignore[override]  # noqa: ARG002
            return np.zeros((len(texts), WIDTH), np.float32)

    made = candidates(CAPTIONS)
    found = chosen(made, embedder=Blank())
    assert len(found.indices) == len(CAPTIONS)
    assert found.counts["balance_read_object"] == len(CAPTIONS)
    assert "balance_read_called_object" not in found.counts
