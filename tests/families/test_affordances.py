import pytest
from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence


def _offered(sentence: Sentence, family: Name, verb: str) -> set[str]:
    made = FAMILIES[family]
    assert made.candidates is not None
    found = [target for target in made.find(sentence) if sentence.text[target.start : target.end] == verb]
    return {text for target in found for text in made.candidates(sentence, target)}


@pytest.mark.parametrize(
    ("caption", "family", "verb", "never"),
    [
        ("A woman is holding a hair brush.", Name.RELATION, "holding", {"building", "cutting", "opening", "reading"}),
        ("A tray holds some fruit and cheese.", Name.RELATION, "holds", {"cuts", "eats", "throws", "cooks"}),
        ("A puppy is catching a tennis ball.", Name.ACTION, "catching", {"throwing", "kicking", "hitting"}),
        ("A lamb walks along the beach.", Name.ACTION, "walks", {"flies"}),
        ("A woman carries a suitcase.", Name.RELATION, "carries", {"wears", "removes"}),
        ("An engine is running.", Name.ACTION, "running", {"parking", "driving"}),
        ("A tractor pulls a trailer.", Name.RELATION, "pulls", {"rides", "drives", "parks"}),
        ("An elephant is walking on the grass.", Name.ACTION, "walking", {"jumping", "flying", "climbing"}),
    ],
)
def test_nobody_does_what_he_cannot_or_what_cannot_be_done_to_a_thing(
    parse: Parse, caption: str, family: Name, verb: str, never: set[str]
) -> None:
    assert not _offered(parse(caption), family, verb) & never


def test_one_swims_where_the_caption_has_water(parse: Parse) -> None:
    assert not _offered(parse("A brown dog runs down the street."), Name.ACTION, "runs") & {"swims", "flies", "skis"}
    assert "swims" in _offered(parse("A brown dog runs through the lake."), Name.ACTION, "runs")


def test_a_sport_before_its_verb_is_one_doing(parse: Parse) -> None:
    assert not _offered(parse("A woman is rock climbing in the desert."), Name.ACTION, "climbing")


def test_frisbee_is_played_and_not_kicked(parse: Parse) -> None:
    assert not _offered(parse("Two boys are playing frisbee in a park."), Name.ACTION, "playing") & {"kicking", "hitting", "painting"}


def test_nobody_runs_on_a_bench_or_lies_at_a_table(parse: Parse) -> None:
    on_bench = _offered(parse("Two women are sitting on a bench."), Name.ACTION, "sitting")
    assert on_bench
    assert not on_bench & {"running", "walking", "swimming"}
    at_table = _offered(parse("A man is sitting at a table."), Name.ACTION, "sitting")
    assert "standing" in at_table
    assert not at_table & {"lying", "running"}


def test_nobody_sits_while_doing_a_flip(parse: Parse) -> None:
    assert not _offered(parse("A boy does a flip while jumping on a trampoline."), Name.ACTION, "jumping") & {"sitting", "lying"}


def test_a_participle_of_clothing_becomes_no_work_beside_another_action(parse: Parse) -> None:
    offered = _offered(parse("Three girls wearing helmets ride bicycles."), Name.RELATION, "wearing")
    assert not offered & {"cleaning", "fixing", "washing"}


def test_a_verb_whose_parse_cannot_be_right_stays(parse: Parse) -> None:
    assert not _offered(parse("A red rose lies on the piano."), Name.ACTION, "lies")


def test_what_is_filled_or_wrapped_is_not_parked(parse: Parse) -> None:
    assert not _offered(parse("A gift is wrapped in brown paper."), Name.ACTION, "wrapped") & {"stacked", "folded", "scattered"}


def test_who_writes_with_a_hand_does_not_sleep_with_it(parse: Parse) -> None:
    assert not _offered(parse("A girl writes with her right hand."), Name.ACTION, "writes") & {"sleeps", "sings", "dances"}


def test_what_is_carried_in_a_mouth_is_not_dropped_in_it(parse: Parse) -> None:
    offered = _offered(parse("A puppy is carrying a stick in its mouth."), Name.RELATION, "carrying")
    assert not offered & {"dropping", "throwing", "chasing"}


def test_who_plays_may_run_or_sit_as_well(parse: Parse) -> None:
    assert not _offered(parse("Two puppies play in a yard."), Name.ACTION, "play") & {"run", "jump"}
