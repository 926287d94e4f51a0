import pytest
from sentences import Parse, word

from hardneg.families import FAMILIES, Name, action, relation


@pytest.mark.parametrize(
    ("caption", "lemma", "use"),
    [
        ("A dog is sitting on a couch.", "sit", "intransitive"),
        ("A boy throwing a red ball.", "throw", "transitive"),
        ("A car is parked on the street.", "park", "passive"),
    ],
)
def test_a_verb_is_found_with_its_use(parse: Parse, caption: str, lemma: str, use: str) -> None:
    assert [(target.lemma, target.kind) for target in action.find(parse(caption))] == [(lemma, use)]


@pytest.mark.parametrize("caption", ["A man is trying to fly a kite.", "There is a dog on the couch.", "A woman is getting up from bed."])
def test_verbs_that_name_no_action_of_their_own_stay(parse: Parse, caption: str) -> None:
    assert not {"try", "be", "get"} & {target.lemma for target in action.find(parse(caption))}


def test_candidates_have_the_form_of_the_verb(parse: Parse) -> None:
    sentence = parse("A woman is sitting on a bench.")
    offered = action.candidates(sentence, next(action.find(sentence)))
    assert "standing" in offered
    assert all(form.endswith("ing") for form in offered)
    sentence = parse("A dog sits on a bench.")
    assert "stands" in action.candidates(sentence, next(action.find(sentence)))


@pytest.mark.parametrize(
    "caption", ["A tourist takes photos of the temple.", "A man shoots a video of a parade.", "Two girls snap a selfie."]
)
def test_taking_a_picture_is_one_doing(parse: Parse, caption: str) -> None:
    assert not list(action.find(parse(caption)))


def test_a_verb_suits_what_one_moves_through(parse: Parse) -> None:
    for caption, wrong in (
        ("A boy wades through a river.", {"climbs", "skis", "flies"}),
        ("A hiker trudges through snow.", {"climbs", "swims", "flies"}),
    ):
        sentence = parse(caption)
        for target in action.find(sentence):
            assert not set(action.candidates(sentence, target)) & wrong


@pytest.mark.parametrize("caption", ["Two hot dogs sitting on top of a foam container.", "A hot dog sitting on a plate."])
def test_the_agent_is_the_whole_unit(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    assert not any({"walking", "jumping"} & set(action.candidates(sentence, target)) for target in action.find(sentence))


@pytest.mark.parametrize(
    ("caption", "offered"),
    [
        ("Two Asian females go walking.", {"running"}),
        ("A man goes running.", {"walking"}),
        ("They went shopping in the city.", {"dancing"}),
    ],
)
def test_what_one_goes_for_is_another_activity(parse: Parse, caption: str, offered: set[str]) -> None:
    sentence = parse(caption)
    assert set(action.candidates(sentence, next(action.find(sentence)))) == offered


def test_a_perfect_is_no_passive(parse: Parse) -> None:
    for caption, verb, use in (
        ("A hockey player has lost a glove.", "lost", "transitive"),
        ("Two men have just landed in a field.", "landed", "intransitive"),
        ("A glove has been lost.", "lost", "passive"),
        ("A boat tied to a post.", "tied", "passive"),
    ):
        sentence = parse(caption)
        assert action.use_of(sentence, word(sentence, verb)) == use


def test_a_verb_takes_the_prepositions_of_the_one_that_it_replaces(parse: Parse) -> None:
    sentence = parse("A man drives through a tunnel.")
    assert action.takes_complements(sentence, word(sentence, "drives"), "walk")
    assert not action.takes_complements(sentence, word(sentence, "drives"), "sit")


def test_no_horse_rides_a_cart_and_no_rider_falls_on_a_back(parse: Parse) -> None:
    for caption, lemma, never in (
        ("A horse pulling a cart.", "pull", {"riding"}),
        ("A man riding on the back of a horse.", "ride", {"falling"}),
    ):
        sentence = parse(caption)
        verb = next(each for each in action.verbs(sentence) if each.lemma == lemma)
        target = next(each for each in (*action.find(sentence), *relation.find(sentence)) if each.start == verb.start)
        assert not set(action.candidates(sentence, target)) & never


@pytest.mark.parametrize(
    ("caption", "offered"),
    [
        ("A train is passing under a bridge.", {"stopping"}),
        ("Boxcars sit on the tracks.", {"travel"}),
        ("A horse drawn buggy sits by a wall.", {"passes"}),
        ("A white car has been parked.", {"overturned"}),
        ("A plane is parked on the tarmac.", {"crashed"}),
        ("A tram is parked in a depot.", {"derailed"}),
        ("A helicopter is flying near a tower.", {"crashing"}),
    ],
)
def test_a_vehicle_does_what_its_kind_does(parse: Parse, caption: str, offered: set[str]) -> None:
    sentence = parse(caption)
    assert set(action.candidates(sentence, next(action.find(sentence)))) == offered


@pytest.mark.parametrize(
    ("caption", "wrong"),
    [
        ("A player kicks a ball.", "hits"),
        ("A man adjusts his tie.", "holds"),
        ("A woman cooks vegetables.", "cuts"),
        ("A couple cuts a cake.", "cooks"),
        ("A girl holds a sparkler.", "wears"),
        ("A man eats pizza with a knife and fork.", "cuts"),
        ("A child plays on a toy laptop.", "eats"),
        ("A boy talks on a phone.", "sings"),
        ("A herd of cows grazes in a field.", "sits"),
        ("A dog swims in a pool.", "sleeps"),
        ("People are watching near a stage.", "walking"),
    ],
)
def test_a_verb_that_may_be_true_as_well_or_makes_no_sense_is_not_offered(parse: Parse, caption: str, wrong: str) -> None:
    sentence, family = parse(caption), FAMILIES[Name.ACTION]
    assert family.candidates is not None
    assert not any(wrong in family.candidates(sentence, target) for target in family.find(sentence))


def test_a_participle_between_two_nouns_is_no_act(parse: Parse) -> None:
    assert "fill" not in {target.lemma for target in action.find(parse("A woman holding a jelly filled donut on a tray."))}


def test_half_of_a_verb_is_not_replaced(parse: Parse) -> None:
    for caption in ("A man in a hoodie spray paints a wall.", "A woman in boots sits cross legged on a rug."):
        assert not {"paint", "cross"} & {target.lemma for target in action.find(parse(caption))}


def test_no_cyclist_jogs_instead_of_riding(parse: Parse) -> None:
    sentence = parse("A cyclist rides along a river.")
    found = {text for target in action.find(sentence) for text in action.candidates(sentence, target)}
    assert not found & {"runs", "jogs", "swims", "dances"}


def test_a_clock_that_ticks_may_ring_and_a_singer_who_performs_may_read(parse: Parse) -> None:
    for caption, wanted in (("A clock ticks with breathing in the background.", "rings"), ("A singer performs on a stage.", "reads")):
        sentence = parse(caption)
        assert wanted in {text for target in action.find(sentence) for text in action.candidates(sentence, target)}
