from sentences import Parse

from hardneg.families import FAMILIES, Name
from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.types import CaptionState
from hardneg.rewrite.writer.asks import Ask, asks_of
from hardneg.rewrite.writer.fit_word import Fitted, fit
from hardneg.schemas.config import RewriteConfig

CONFIG = RewriteConfig.model_validate({"writer": "write"})

PLACES = ("street", "park", "yard", "field", "garden", "square", "station", "market", "harbour", "kitchen")
LONG = " ".join(f"In the {place} a tall woman in a red coat stands beside a wooden fence." for place in PLACES)


def state(sentence: Sentence) -> CaptionState:
    targets = [target for name, family in FAMILIES.items() if name in CONFIG.families for target in family.find(sentence)]
    return CaptionState("c", sentence, tuple(targets))


def asked(sentence: Sentence, config: RewriteConfig = CONFIG, family: Name | None = None) -> list[Ask]:
    return [ask for ask in asks_of(state(sentence), config, 0) if family in (None, ask.family)]


def open_to(*families: Name) -> RewriteConfig:
    return CONFIG.model_copy(update={"write": CONFIG.write.model_copy(update={"open": list(families)})})


def test_rewrites_are_asked_before_replacements(parse: Parse) -> None:
    asks = asked(parse("A small dog chases a black cat under a wooden table."))
    assert [ask.target is None for ask in asks] == [True] + [False] * (len(asks) - 1)


def test_one_exchange_is_asked_of_a_caption_and_another_of_the_next(parse: Parse) -> None:
    caption = state(parse("A small dog chases a black cat under a wooden table."))
    found = [[ask.family for ask in asks_of(caption._replace(id=str(n)), CONFIG, 0) if ask.target is None] for n in range(30)]
    assert {len(each) for each in found} == {1}
    assert {family for (family,) in found} == {Name.SWAP_ATTRIBUTE, Name.SWAP_OBJECT, Name.WORD_ORDER}


def test_an_exchange_names_the_two_words(parse: Parse) -> None:
    config = CONFIG.model_copy(update={"families": [Name.WORD_ORDER]})
    (ask,) = asked(parse("A dog chases a cat."), config)
    assert ask.hint == "dog and cat"


def test_an_exchange_that_would_be_refused_is_not_asked_for(parse: Parse) -> None:
    for caption in ("A woman holds a tennis racquet.", "A fluffy dog on a crowded street.", "A cup of coffee behind a plate."):
        assert not any(ask.target is None and ask.family.traits.exchange for ask in asked(parse(caption)))


def test_an_exchange_that_no_rule_finds_is_asked_for(parse: Parse) -> None:
    config = CONFIG.model_copy(update={"families": [Name.WORD_ORDER]})
    (ask,) = asked(parse("A woman speaks then a man speaks."), config)
    assert ask.hint == "woman and man"


def test_no_exchange_is_asked_of_a_caption_with_one_thing(parse: Parse) -> None:
    assert not any(ask.target is None for ask in asked(parse("A black dog sleeps.")))


def test_at_most_so_many_spans_of_a_family_are_asked(parse: Parse) -> None:
    sentence = parse("A red car, a blue bus, a green truck and a yellow bike stand in a row.")
    for most in (1, 3):
        config = CONFIG.model_copy(update={"write": CONFIG.write.model_copy(update={"targets": most})})
        assert len(asked(sentence, config, Name.ATTRIBUTE)) == most


def test_only_the_families_of_the_config_are_asked(parse: Parse) -> None:
    config = CONFIG.model_copy(update={"families": [Name.ACTION]})
    assert {ask.family for ask in asked(parse("Two black dogs chase a cat on the grass."), config)} == {Name.ACTION}


def test_a_word_that_the_caption_has_twice_is_numbered(parse: Parse) -> None:
    config = CONFIG.model_copy(update={"write": CONFIG.write.model_copy(update={"targets": 9})})
    found = {ask.target.start: ask.occurrence for ask in asked(parse("A red car behind a red bus."), config, Name.ATTRIBUTE) if ask.target}
    assert found == {2: 1, 19: 2}
    assert {ask.occurrence for ask in asked(parse("A red car behind a redder bus."), config, Name.OBJECT)} == {0}


def test_an_attribute_is_hinted_by_its_kind_and_its_thing(parse: Parse) -> None:
    assert [ask.hint for ask in asked(parse("A wooden chair."), family=Name.ATTRIBUTE)] == ["material of chair"]


def test_numbers_and_prepositions_are_chosen_among_what_excludes_them(parse: Parse) -> None:
    sentence = parse("Two dogs sit on a bench.")
    (count,), (place,) = asked(sentence, family=Name.COUNT), asked(sentence, family=Name.RELATION)
    assert "three" in count.closed
    assert "two" not in count.closed
    assert "under" in place.closed
    assert "on top of" not in place.closed


def test_additions_are_chosen_among_those_that_are_accepted(parse: Parse) -> None:
    sentence = parse("A dog sleeps on a bed.")
    config = RewriteConfig.model_validate({"writer": "write", "families": ["add_object", "add_attribute"]})
    for family in (Name.ADD_OBJECT, Name.ADD_ATTRIBUTE):
        caption = CaptionState("c", sentence, tuple(FAMILIES[family].find(sentence)))
        asks = asks_of(caption, config, 0)
        assert asks
        for ask in asks:
            assert ask.target is not None
            assert len(ask.closed) > 1
            assert all(isinstance(fit(sentence, ask.target, text, judged=False), Fitted) for text in ask.closed)


def test_an_article_is_not_asked_for(parse: Parse) -> None:
    assert not asked(parse("A dog sits on a bench."), family=Name.COUNT)


def test_a_long_caption_is_not_rewritten_as_a_whole(parse: Parse) -> None:
    asks = asked(parse(f"{LONG} A boy runs along the harbour."), open_to(Name.ACTION))
    assert asks
    assert all(ask.target is not None for ask in asks)


def test_the_seed_of_an_ask_depends_on_its_span(parse: Parse) -> None:
    asks = asked(parse("A red car behind a blue bus near a green truck."))
    assert len({ask.seed for ask in asks}) == len(asks)


def test_acts_are_chosen_among_those_of_the_lexicon(parse: Parse) -> None:
    (act,) = asked(parse("A dog runs on the beach."), family=Name.ACTION)
    assert "sleeps" in act.closed
    assert not asked(parse("A man juggles in front of a building."), family=Name.ACTION)  # the lexicon has no other
    (verb,) = asked(parse("A woman wearing a hat."), open_to(Name.OBJECT), Name.RELATION)
    assert "holding" in verb.closed


def test_words_outside_the_lexicon_are_asked_for_in_open_families_only(parse: Parse) -> None:
    sentence = parse("A dog runs on the beach and a man in a red coat sleeps.")
    for family in (Name.ATTRIBUTE, Name.OBJECT, Name.ACTION):
        others = [name for name in (Name.ATTRIBUTE, Name.OBJECT, Name.ACTION) if name != family]
        for config, closed in ((open_to(family), False), (open_to(*others), True)):
            asks = asked(sentence, config, family)
            assert asks
            assert all(bool(ask.closed) == closed for ask in asks)


def test_acts_of_things_are_asked_for_only_where_the_lexicon_has_others(parse: Parse) -> None:
    acts = open_to(Name.ACTION)
    assert not asked(parse("A clock sitting in front of a building."), acts, Name.ACTION)
    assert asked(parse("A man juggles in front of a building."), acts, Name.ACTION)
