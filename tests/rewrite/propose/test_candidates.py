import random
from collections import Counter
from collections.abc import Sequence

from hardneg.families import Name
from hardneg.grammar.sentence import Sentence
from hardneg.parse.model import Parser
from hardneg.parse.stage import find_targets
from hardneg.rewrite.concreteness import of_target, of_text
from hardneg.rewrite.propose.candidates import propose, source_words
from hardneg.rewrite.propose.cooccurrence import CoOccurrence
from hardneg.rewrite.propose.sampling import sample
from hardneg.rewrite.types import CaptionState, Slot
from hardneg.schemas.config import RewriteConfig

CAPTIONS = (
    "A small black dog on a red couch is chasing two big white cats under a wooden table.",
    "A woman holding a blue umbrella stands next to a man.",
    "Yes.",
)
RULES = RewriteConfig.model_validate({"writer": "lexicon"})
REPLACING = RULES.model_copy(update={"families": [Name.OBJECT, Name.ATTRIBUTE, Name.ACTION]})
SENTENCES = list(Parser("en_core_web_sm").parse(CAPTIONS))


def states(sentences: Sequence[Sentence]) -> list[CaptionState]:
    return [CaptionState(f"{i}", sentence, tuple(find_targets(sentence))) for i, sentence in enumerate(sentences)]


def proposed(captions: Sequence[CaptionState], config: RewriteConfig, seed: int = 0) -> list[list[Slot]]:
    """Return the slots of each caption."""
    counts = CoOccurrence([each.sentence for each in captions])
    return [list(each.slots) for each in propose(captions, counts, config, seed)]


CAPTION_STATES = states(SENTENCES)


def test_words_that_come_out_are_counted_by_family() -> None:
    common = source_words(CAPTION_STATES)
    assert common["attribute", "blue"] == 1
    assert common["relation", "next to"] == 1
    assert common["object", "blue"] == 0


def with_balance(config: RewriteConfig, **fields: object) -> RewriteConfig:
    return config.model_copy(update={"balance": config.balance.model_copy(update=fields)})


def test_each_target_has_its_turn_before_any_has_a_second() -> None:
    slots = proposed(CAPTION_STATES, with_balance(REPLACING, targets_per_caption=3, floor={}))[0]
    starts = [(slot.target.family, slot.target.start) for slot in slots]
    assert len(starts) > len(set(starts)) == len(set(starts[:3])) == 3


def test_targets_and_proposals_of_a_caption_are_bounded_over_all_families() -> None:
    slots = proposed(CAPTION_STATES, with_balance(REPLACING, targets_per_caption=4, proposals_per_caption=5, floor={}))[0]
    assert len(slots) == 5
    assert len({(slot.target.family, slot.target.kind, slot.target.start, slot.target.partner_start) for slot in slots}) == 4


def test_a_high_knob_proposes_the_most_concrete_targets_whatever_their_family() -> None:
    config = with_balance(RULES, targets_per_caption=3, floor={}).model_copy(update={"concreteness": 50.0, "boost": {}})
    scores = [of_target(slot.target) for slot in proposed(CAPTION_STATES, config)[0]]
    offering = [of_target(slot.target) for slot in proposed(CAPTION_STATES, with_balance(RULES, targets_per_caption=99, floor={}))[0]]
    assert min(scores) >= sorted(set(offering), reverse=True)[2]


def test_a_family_with_a_floor_is_proposed_where_the_draw_leaves_it_out() -> None:
    sentences = list(Parser("en_core_web_sm").parse([CAPTIONS[0]] * 8))
    sharp = with_balance(RULES, targets_per_caption=1).model_copy(update={"concreteness": 50.0, "boost": {}})
    families = [{slot.target.family for slot in slots} for slots in proposed(states(sentences), sharp)]
    assert sum("count" in each for each in families) >= 1
    bare = with_balance(sharp, floor={})
    assert all(len({slot.target for slot in slots}) == 1 for slots in proposed(states(sentences), bare))


def test_a_concrete_replacement_is_proposed_sooner_the_higher_the_knob() -> None:
    first: dict[float, list[float]] = {0.0: [], 4.0: []}
    for knob, scores in first.items():
        config = with_balance(RULES, floor={}).model_copy(update={"concreteness": knob, "families": [Name.OBJECT, Name.ACTION]})
        for seed in range(6):
            scores += [of_text(slot.offered[0]) for slots in proposed(CAPTION_STATES, config, seed) for slot in slots[:4]]
    assert sum(first[4.0]) / len(first[4.0]) > sum(first[0.0]) / len(first[0.0]) + 0.05


def test_a_text_is_a_proposal_of_its_own_unless_an_llm_writes() -> None:
    of_rules = proposed(CAPTION_STATES, RULES)
    of_llm = proposed(CAPTION_STATES, RewriteConfig.model_validate({"writer": "choice"}))
    assert {len(slot.offered) for slots in of_rules for slot in slots} <= {0, 1}
    assert max(len(slot.offered) for slots in of_llm for slot in slots) == 4
    for slots in (*of_rules, *of_llm):
        assert len({slot.seed for slot in slots}) == len(slots)


def test_the_lexicon_proposes_less_where_an_llm_writes_and_exchanges_stay() -> None:
    def objects(most: int) -> int:
        config = RewriteConfig.model_validate({"writer": "write", "write": {"lexicon": most}, "families": ["object", "count"]})
        return sum(slot.target.family == "object" for slot in proposed(CAPTION_STATES, config)[0])

    def others(config: RewriteConfig) -> list[Slot]:
        return [slot for slots in proposed(CAPTION_STATES, config) for slot in slots if not slot.offered]

    assert objects(0) == 0
    assert objects(2) == 2
    assert others(RewriteConfig.model_validate({"writer": "write", "write": {"lexicon": 0}})) == others(RULES)


def test_no_caption_has_more_targets_than_wanted_and_only_wanted_families_have_any() -> None:
    config = with_balance(RULES, targets_per_caption=2).model_copy(update={"families": [Name.OBJECT]})
    found = proposed(CAPTION_STATES, config)[0]
    assert {slot.target.family for slot in found} == {"object"}
    assert len({slot.target.start for slot in found}) == 2


def test_a_caption_with_nothing_to_edit_has_no_proposal() -> None:
    assert not proposed(CAPTION_STATES, RULES)[2]


def test_draws_are_without_replacement_and_by_weight() -> None:
    firsts = Counter(sample(("red", "blue", "green"), (8.0, 1.0, 1.0), 1, random.Random(i))[0] for i in range(300))
    assert firsts["red"] > 200
    assert sorted(sample(("red", "blue"), (1.0, 1.0), 5, random.Random(0))) == ["blue", "red"]


def test_words_that_co_occur_with_the_rest_of_a_caption_are_proposed_sooner() -> None:
    texts = [
        *(f"A {animal} grazes on green grass near a fence." for animal in ("cow", "sheep", "cow", "sheep", "horse", "horse")),
        *(f"A {animal} sleeps on a soft pillow indoors." for animal in ("cat", "dog", "cat", "dog", "cat", "dog")),
    ]
    sentences = list(Parser("en_core_web_sm").parse(texts))
    animals = [
        each._replace(targets=tuple(target for target in each.targets if target.start == 2 and target.family == "object"))
        for each in states(sentences)
    ]
    few = with_balance(RULES, proposals_per_caption=1)
    taken: Counter[bool] = Counter()
    for seed in range(8):
        taken.update(slot.offered[0] in ("cow", "sheep", "horse") for slots in proposed(animals, few, seed)[:6] for slot in slots)
    assert taken[True] > 2 * taken[False]


def test_of_articles_no_more_are_proposed_to_count_than_there_are_other_targets() -> None:
    texts = [*(f"A dog sits on a rug with the number {i}." for i in range(30)), *("Two dogs sit on the rug." for _ in range(10))]
    sentences = list(Parser("en_core_web_sm").parse(texts))
    config = RULES.model_copy(update={"families": [Name.COUNT, Name.OBJECT]})
    counted = [{slot.target.start for slot in slots if slot.target.family == Name.COUNT} for slots in proposed(states(sentences), config)]
    assert all(counted[30:])
    assert 0 < sum(map(len, counted[:30])) < 25


def test_an_article_is_proposed_to_count_where_the_caption_offers_nothing_else() -> None:
    sentences = list(Parser("en_core_web_sm").parse([f"A dog sits on a rug with the number {i}." for i in range(30)]))
    config = RULES.model_copy(update={"families": [Name.COUNT]})
    assert all(proposed(states(sentences), config))
