import pytest
from sentences import Parse
from sentences import word as word_of

from hardneg.lexicon.derivation import is_derived, names, verb_of


def pairs(text: str) -> list[tuple[str, ...]]:
    """Return pairs of a derived word and its base, both with a part of speech: wooden ADJ wood NOUN."""
    return [tuple(each.split()) for each in text.split(";")]


@pytest.mark.parametrize(
    ("word", "pos", "base", "base_pos"),
    pairs(
        "wooden ADJ wood NOUN; woolen ADJ wool NOUN; metallic ADJ metal NOUN; snowy ADJ snow NOUN; sunny ADJ sun NOUN; icy ADJ ice NOUN;"
        "furry ADJ fur NOUN; bearded ADJ beard NOUN; striped ADJ stripe NOUN; colorful ADJ color NOUN; peaceful ADJ peace NOUN;"
        "beautiful ADJ beauty NOUN; reddish ADJ red ADJ; golden ADJ gold NOUN; coastal ADJ coast NOUN; mountainous ADJ mountain NOUN;"
        "quickly ADV quick ADJ; happily ADV happy ADJ; gently ADV gentle ADJ;"
        "surfer NOUN surf VERB; rider NOUN ride VERB; swimmer NOUN swim VERB; sailor NOUN sail VERB; skateboarder NOUN skateboard NOUN;"
        "motorcyclist NOUN motorcycle NOUN; guitarist NOUN guitar NOUN; decoration NOUN decorate VERB; reflection NOUN reflect VERB;"
        "arrangement NOUN arrange VERB"
    ),
)
def test_a_suffix_that_keeps_the_meaning_derives(word: str, pos: str, base: str, base_pos: str) -> None:
    assert is_derived(word, pos, base, base_pos)
    assert not is_derived(base, base_pos, word, pos)


@pytest.mark.parametrize(
    ("word", "pos", "base", "base_pos"),
    pairs(
        "corner NOUN corn NOUN; beard NOUN bear NOUN; plane NOUN plan VERB; plant NOUN plan NOUN; balloon NOUN ball NOUN;"
        "window NOUN wind NOUN; butterfly NOUN butter NOUN; carton NOUN cart NOUN; party NOUN part NOUN; kitten NOUN kit NOUN;"
        "station NOUN state VERB; statue NOUN station NOUN; continent NOUN contain VERB; container NOUN contain VERB;"
        "dresser NOUN dress VERB; drawer NOUN draw VERB; trailer NOUN trail VERB; sweater NOUN sweat VERB; counter NOUN count VERB;"
        "brother NOUN broth NOUN; mother NOUN moth NOUN; potter NOUN pot NOUN; boxer NOUN box NOUN; officer NOUN office NOUN;"
        "busy ADJ bus NOUN; total ADJ tote NOUN; partial ADJ party NOUN; personal ADJ person NOUN;"
        "tired ADJ tire NOUN; tiny ADJ tin NOUN; handy ADJ hand NOUN; shiny ADJ shin NOUN;"
        "hardly ADV hard ADJ; fishing NOUN fish VERB;"
        "snowboard NOUN snow NOUN; raincoat NOUN rain NOUN; fireplace NOUN fire NOUN"
    ),
)
def test_an_equal_beginning_is_no_derivation(word: str, pos: str, base: str, base_pos: str) -> None:
    assert not is_derived(word, pos, base, base_pos)


@pytest.mark.parametrize(
    ("word", "pos", "verb"),
    [
        ("smiling", "ADJ", "smile"),
        ("crowded", "ADJ", "crowd"),
        ("broken", "ADJ", "break"),
        ("surfing", "NOUN", "surf"),
        ("building", "NOUN", "building"),
        ("tired", "ADJ", "tired"),
        ("wing", "NOUN", "wing"),
        ("garden", "NOUN", "garden"),
        ("leaves", "NOUN", "leaves"),
    ],
)
def test_a_participle_has_a_verb(word: str, pos: str, verb: str) -> None:
    assert verb_of(word, pos) == verb


@pytest.mark.parametrize(
    ("caption", "word", "noun"),
    [
        ("A dog in a muddy pool.", "muddy", "mud"),
        ("A dog in falling snowflakes.", "snowflakes", "snow"),
        ("A man in a doorway.", "doorway", "door"),
        ("Two women in a park.", "women", "woman"),
        ("A pair of blue gloves.", "gloves", "gloves"),
        ("A woman cooks dinner.", "cooks", "cook"),
        ("A man snowboarding down a hill.", "snowboarding", "snow"),
        ("Boys skating at a rink.", "skating", "skate"),
    ],
)
def test_a_word_names_a_noun_by_form_derivation_or_compound(parse: Parse, caption: str, word: str, noun: str) -> None:
    assert names(word_of(parse(caption), word), noun)


@pytest.mark.parametrize(
    ("caption", "word", "noun"),
    [
        ("A bowl of carrots.", "carrots", "car"),
        ("A sandwich on a plate.", "sandwich", "sand"),
        ("A cabinet in the corner.", "corner", "corn"),
        ("A lady in a business suit.", "business", "bus"),
        ("A bathroom with a window.", "bathroom", "bat"),
        ("A crowd by a lake.", "crowd", "crow"),
        ("A cloudless sky.", "cloudless", "cloud"),
    ],
)
def test_an_equal_beginning_names_no_noun(parse: Parse, caption: str, word: str, noun: str) -> None:
    assert not names(word_of(parse(caption), word), noun)
