import pytest
from families.every import negatives
from sentences import Parse

from hardneg.families.sounds import mark_sounds, only_heard
from hardneg.schemas.family import Family as Name


@pytest.mark.parametrize(
    "caption",
    [
        "Wood creaks then a plastic lid clatters",
        "Tires screech followed by a deep rumble",
        "Water gurgles and trickles then a faucet squeaks",
        "Rain patters while thunder rumbles",
    ],
)
def test_what_cannot_be_heard_is_not_edited(parse: Parse, caption: str) -> None:
    sentence = parse(caption)
    assert only_heard(sentence)
    unheard = (Name.ATTRIBUTE, Name.ADD_ATTRIBUTE, Name.OBJECT, Name.COUNT, Name.RELATION, Name.ADD_OBJECT)
    assert negatives(sentence, *unheard) == []


def test_who_is_heard_and_how_many_is_edited(parse: Parse) -> None:
    sentence = parse("A woman whispers followed by a dog growling")
    made = negatives(sentence)
    assert "A man whispers followed by a dog growling" in made
    assert "Two women whisper followed by a dog growling" in made
    assert not any("barefoot" in text or "near a" in text for text in made)


def test_a_caption_of_a_picture_is_edited_in_what_is_seen(parse: Parse) -> None:
    sentence = parse("A woman in a red coat laughs and talks at a wooden table")
    assert not only_heard(sentence)
    assert any("blue coat" in text for text in negatives(sentence, Name.ATTRIBUTE))


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("A boy and a girl chatting followed by a phone ringing", "chatting"),
        ("A man hammering preceded by a drill whirring", "hammering"),
    ],
)
def test_what_says_the_order_of_events_is_no_relation(parse: Parse, caption: str, never: str) -> None:
    assert negatives(parse(caption), Name.RELATION) == []


def test_who_walks_behind_whom_stays_a_relation(parse: Parse) -> None:
    assert negatives(parse("A girl in a yellow hat is followed by a dog"), Name.RELATION) != []


@pytest.mark.parametrize("caption", ["Metal rattles as a boy is shouting", "A drill hums while a girl is talking"])
def test_a_verb_behind_its_noun_follows_whatever_the_parse(parse: Parse, caption: str) -> None:
    made = negatives(parse(caption), Name.COUNT)
    assert made
    assert not any(f"{noun} is" in text for text in made for noun in ("boys", "girls"))


def test_music_that_plays_is_no_part_of_a_plural(parse: Parse) -> None:
    made = negatives(parse("A man talking as music is playing loudly then a dog barking"), Name.COUNT, Name.ADD_OBJECT)
    assert not any("music are" in text for text in made)


def test_an_article_that_two_share_is_no_number(parse: Parse) -> None:
    made = negatives(parse("A boy and girl whisper then a clock chimes"), Name.COUNT)
    assert not any(text.startswith(("Two", "Three", "Four", "Several")) for text in made)


@pytest.mark.parametrize(
    "caption", ["Some women giggling near a door", "Two girls' laughter and a bee buzzing", "A boy narrating over a hum"]
)
def test_who_speaks_or_laughs_stays_a_person(parse: Parse, caption: str) -> None:
    made = " ".join(negatives(parse(caption), Name.OBJECT)).split()
    assert not {"horses", "horse", "kittens", "kitten", "cow", "cows", "cat", "cats"} & set(made)


def test_what_names_part_of_a_compound_elsewhere_is_not_edited(parse: Parse) -> None:
    made = negatives(parse("A train rumbles past and a train whistle toots"), Name.OBJECT)
    assert all(text.startswith("A train rumbles") for text in made)


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("A door shutting in a quiet house", "fireplace"),
        ("Waves crashing on a shore", "horse"),
        ("A fire crackling in a cabin", "lightning"),
        ("Water pouring into a red bucket", "juice"),
    ],
)
def test_what_is_done_must_be_possible(parse: Parse, caption: str, never: str) -> None:
    assert not any(never in text.lower() for text in negatives(parse(caption), Name.OBJECT))


SOUNDS_OF_A_PART = (
    "Birds chirp and a stream gurgles",
    "A dog barks then a door creaks",
    "A clock ticks followed by a chime",
    "An engine rumbles and a horn honks",
    "A crow caws as leaves rustle",
    "Someone snores",
    "A spoon stirs tea in a cup on a kitchen table",
)


def test_most_captions_of_a_part_say_that_the_others_are_of_sound_as_well(parse: Parse) -> None:
    sentences = [parse(caption) for caption in SOUNDS_OF_A_PART]
    assert not only_heard(sentences[-1])
    mark_sounds(sentences)
    assert only_heard(sentences[-1])
    assert negatives(sentences[-1], Name.OBJECT, Name.RELATION, Name.ATTRIBUTE) == []


def test_a_part_of_pictures_is_not_marked_by_a_few_sounds(parse: Parse) -> None:
    sentences = [parse(caption) for caption in (*SOUNDS_OF_A_PART[:3], *["A red car is parked on a street"] * 4)]
    mark_sounds(sentences)
    assert not any(sentence.heard for sentence in sentences)


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("An ambulance passes with its siren wailing and a dog barks", "motorcycle"),
        ("A sprayer hisses and then a man whispers", "chef hisses"),
        ("A man whispers into a microphone while paper rustles", "keyboard"),
        ("A person stomps and a door creaks", "dog stomps"),
        ("An infant whimpers and a bell chimes", "infant talks"),
        ("A drill whirs and sputters", "hammer whirs"),
    ],
)
def test_what_sounds_otherwise_takes_no_other_place(parse: Parse, caption: str, never: str) -> None:
    assert not any(never in text.lower() for text in negatives(parse(caption)))


def test_who_may_go_on_keeps_its_number(parse: Parse) -> None:
    sentence = parse("A man whispers as a machine hums and then stops")
    assert negatives(sentence, Name.COUNT) == []


@pytest.mark.parametrize(
    ("caption", "expected"),
    [
        ("A puppy barks while rain patters", "A puppy growls while rain patters"),
        ("A kitten purrs and a clock ticks", "A kitten hisses and a clock ticks"),
        ("An engine idles while birds chirp", "An engine revs while birds chirp"),
        ("Water drips and a floor creaks", "Water gushes and a floor creaks"),
    ],
)
def test_a_sound_becomes_another_sound_of_the_same_thing(parse: Parse, caption: str, expected: str) -> None:
    assert expected in negatives(parse(caption), Name.ACTION)


def test_no_animal_is_heard_where_the_caption_has_none(parse: Parse) -> None:
    made = negatives(parse("Spraying and hissing with some light vibrations"), Name.ACTION)
    assert not any(voice in text for text in made for voice in ("meowing", "purring", "growling"))


@pytest.mark.parametrize(
    ("caption", "negative"),
    [
        ("A horn honks and an engine hums with a faint rattling noise", "A horn honks and an engine hums with a loud rattling noise"),
        ("A kettle whistles loudly and then hisses", "A kettle whistles quietly and then hisses"),
        ("Soft humming followed by rapid knocking", "Soft humming followed by slow knocking"),
    ],
)
def test_how_loud_or_fast_a_sound_is_has_a_contrary(parse: Parse, caption: str, negative: str) -> None:
    assert negative in negatives(parse(caption), Name.ATTRIBUTE)


@pytest.mark.parametrize("caption", ["A woman screams loudly and a dog barks", "A faint hum and a loud hum are heard"])
def test_a_loudness_stays_that_the_sound_needs_or_that_another_sound_has(parse: Parse, caption: str) -> None:
    assert negatives(parse(caption), Name.ATTRIBUTE) == []


def test_no_picture_is_loud_or_faint(parse: Parse) -> None:
    assert not any("rapid" in text for text in negatives(parse("A slow river by a red barn"), Name.ATTRIBUTE))
