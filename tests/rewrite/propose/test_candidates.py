import random
from collections import Counter

from hardneg.families import Name
from hardneg.parse.model import Parser
from hardneg.parse.stage import find_targets
from hardneg.rewrite.propose.candidates import held, proposals
from hardneg.rewrite.propose.cooccurrence import Company
from hardneg.rewrite.propose.sampling import sample
from hardneg.schemas.config import RewriteConfig

CAPTIONS = (
    "A small black dog on a red couch is chasing two big white cats under a wooden table.",
    "A woman holding a blue umbrella stands next to a man.",
    "Yes.",
)
RULES = RewriteConfig.model_validate({"method": "rules"})
SENTENCES = list(Parser("en_core_web_sm").parse(CAPTIONS))
TARGETS = [find_targets(sentence) for sentence in SENTENCES]
IDS = ("a", "b", "c")
COMPANY = Company(SENTENCES)


def test_words_that_come_out_are_counted_by_family() -> None:
    common = held(SENTENCES, TARGETS)
    assert common["attribute", "blue"] == 1
    assert common["relation", "next to"] == 1
    assert common["object", "blue"] == 0


def test_each_target_of_a_family_has_its_turn_before_any_has_a_second() -> None:
    few = RULES.model_copy(update={"balance": RULES.balance.model_copy(update={"proposals": 3})})
    found = [each.slot.target for each in proposals(SENTENCES, TARGETS, IDS, COMPANY, few, 0) if each.row == 0]
    objects = [target.start for target in found if target.family == "object"]
    assert len(objects) == len(set(objects)) == 3


def test_a_text_is_a_proposal_of_its_own_unless_an_llm_writes() -> None:
    of_rules = proposals(SENTENCES, TARGETS, IDS, COMPANY, RULES, 0)
    of_llm = proposals(SENTENCES, TARGETS, IDS, COMPANY, RewriteConfig.model_validate({"hole": "choice"}), 0)
    assert {len(each.slot.offered) for each in of_rules} <= {0, 1}
    assert max(len(each.slot.offered) for each in of_llm) == 4
    for found in (of_rules, of_llm):
        assert len({(each.row, each.slot.seed) for each in found}) == len(found)


def test_no_family_has_more_targets_than_wanted_and_only_wanted_families_have_any() -> None:
    config = RULES.model_copy(update={"families": [Name.OBJECT], "balance": RULES.balance.model_copy(update={"targets": 2})})
    found = [each for each in proposals(SENTENCES, TARGETS, IDS, COMPANY, config, 0) if each.row == 0]
    assert {each.slot.target.family for each in found} == {"object"}
    assert len({each.slot.target.start for each in found}) == 2


def test_a_caption_with_nothing_to_edit_has_no_proposal() -> None:
    assert not [each for each in proposals(SENTENCES, TARGETS, IDS, COMPANY, RULES, 0) if each.row == 2]


def test_draws_are_without_replacement_and_by_weight() -> None:
    firsts = Counter(sample(("red", "blue", "green"), (8.0, 1.0, 1.0), 1, random.Random(i))[0] for i in range(300))
    assert firsts["red"] > 200
    assert sorted(sample(("red", "blue"), (1.0, 1.0), 5, random.Random(0))) == ["blue", "red"]


def test_what_goes_with_the_rest_of_a_caption_is_proposed_sooner() -> None:
    texts = [
        *(f"A {animal} grazes on green grass near a fence." for animal in ("cow", "sheep", "cow", "sheep", "horse", "horse")),
        *(f"A {animal} sleeps on a soft pillow indoors." for animal in ("cat", "dog", "cat", "dog", "cat", "dog")),
    ]
    sentences = list(Parser("en_core_web_sm").parse(texts))
    targets = [[each for each in find_targets(sentence) if each.start == 2 and each.family == "object"] for sentence in sentences]
    few = RULES.model_copy(update={"balance": RULES.balance.model_copy(update={"proposals": 1})})
    taken: Counter[bool] = Counter()
    for seed in range(8):
        made = proposals(sentences, targets, [f"{i}" for i in range(len(texts))], Company(sentences), few, seed)
        taken.update(each.slot.offered[0] in ("cow", "sheep", "horse") for each in made if each.row < 6)
    assert taken[True] > 2 * taken[False]


def test_of_articles_no_more_are_proposed_to_count_than_there_are_other_targets() -> None:
    texts = [*(f"A dog sits on a rug with the number {i}." for i in range(30)), *("Two dogs sit on the rug." for _ in range(10))]
    sentences = list(Parser("en_core_web_sm").parse(texts))
    config = RULES.model_copy(update={"families": [Name.COUNT]})
    made = proposals(sentences, [find_targets(each) for each in sentences], [f"{i}" for i in range(40)], Company(sentences), config, 0)
    rows = {each.row for each in made}
    assert len(rows & set(range(30, 40))) == 10
    assert 0 < len({(each.row, each.slot.target.start) for each in made if each.row < 30}) < 25
