import random
from collections import Counter
from itertools import islice

from sentences import Parse

from hardneg.parse.stage import find_targets
from hardneg.rewrite.propose.slots import offer, slots
from hardneg.rewrite.types import CaptionState, Slot
from hardneg.schemas.config import RewriteConfig
from hardneg.schemas.family import Family

CAPTION = "A small black dog on a red couch is chasing two big white cats under a wooden table."


def drawn(parse: Parse, caption_id: str = "c0", config: RewriteConfig | None = None) -> list[Slot]:
    sentence = parse(CAPTION)
    return list(slots(CaptionState(caption_id, sentence, tuple(find_targets(sentence))), config or RewriteConfig(), seed=0))


def test_a_caption_draws_the_same_in_any_part_and_another_id_draws_differently(parse: Parse) -> None:
    assert drawn(parse) == drawn(parse)
    assert drawn(parse) != drawn(parse, "c1")


def test_no_offer_is_made_twice_for_one_target(parse: Parse) -> None:
    seen = Counter((slot.target, text) for slot in drawn(parse) for text in slot.offered)
    assert max(seen.values()) == 1


def test_the_first_slots_are_of_different_families(parse: Parse) -> None:
    four = RewriteConfig(negatives_per_caption=4)
    assert len({slot.target.family for slot in islice(drawn(parse, config=four), 4)}) == 4


def test_only_families_of_the_config_are_drawn(parse: Parse) -> None:
    assert {slot.target.family for slot in drawn(parse, config=RewriteConfig(families=[Family.COUNT]))} == {"count"}


def test_common_words_are_offered_more_often() -> None:
    words = [f"w{i}" for i in range(20)]
    counts = Counter(word for i in range(500) for word in offer(words, 4, random.Random(i)))
    assert counts["w0"] > counts["w19"] > 0
    assert len(offer(words, 4, random.Random(0))) == 4
    assert offer(words[:2], 4, random.Random(0)) in (["w0", "w1"], ["w1", "w0"])


def test_a_factor_makes_a_candidate_likelier() -> None:
    counts = Counter(offer(["w0", "w1"], 1, random.Random(i), [1.0, 20.0])[0] for i in range(300))
    assert counts["w1"] > 250
