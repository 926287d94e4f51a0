import pytest
from sentences import Parse

from hardneg.families.agent_exchange import pairs
from hardneg.grammar.sentence import Sentence


def told(sentence: Sentence) -> list[tuple[str, str, str]]:
    return [(pair.kind, pair.one.text, pair.two.text) for pair in pairs(sentence)]


@pytest.mark.parametrize(
    ("caption", "kind", "one", "two"),
    [
        ("A woman tossing a ball as a child looks on.", "acts", "woman", "child"),
        ("A boy paints a fence while a girl watches.", "acts", "boy", "girl"),
        ("A man mounts a saddle on a pony that a girl is sitting on.", "acts", "man", "girl"),
        ("A woman sings into a microphone by a man playing a piano.", "acts", "woman", "man"),
        ("A man eating an apple is walking next to a woman.", "acts", "man", "woman"),
        ("A woman playing a board game, with a man watching.", "acts", "woman", "man"),
        ("A dog sleeps while a cat eats.", "acts", "dog", "cat"),
        ("A boy leaps over a girl on a lawn.", "toward", "boy", "girl"),
        ("A woman hands a letter to a man.", "toward", "woman", "man"),
        ("A cat on a sofa and a dog on a chair.", "places", "cat", "dog"),
        ("Three women and a girl are walking on a path.", "joined", "women", "girl"),
        ("A man repairs a bicycle as people watch.", "clause", "man", "people"),
    ],
)
def test_pairs_differ_by_their_acts_or_their_places(parse: Parse, caption: str, kind: str, one: str, two: str) -> None:
    assert (kind, one, two) in told(parse(caption))


@pytest.mark.parametrize(
    "caption",
    [
        "A man and a woman are sitting on a bench.",
        "A man talks to a woman.",
        "A man plays tennis with a woman.",
        "A man standing next to a woman holding an umbrella.",  # who holds it
        "A man carries a child.",  # no child carries a man
        "A man shoots a rifle while a dog looks on.",
        "A woman in a bikini throws a ball as a man watches.",
        "A boy paints a fence while another boy watches.",
        "A man as a clown juggles.",
        "A picture of a boy and a woman who paints.",
        "A truck with a dog stops beside a man.",
        "An old man reads a book while a boy listens.",  # no old boy reads
    ],
)
def test_what_may_hold_of_both_or_only_of_one_stays(parse: Parse, caption: str) -> None:
    assert told(parse(caption)) == []


@pytest.mark.parametrize(
    "caption",
    [
        "A man and a woman whispering followed by a bell as a group of people clap",  # both whisper
        "A vacuum cleaner is running and a cat growls",  # no person, whatever a cleaner is
    ],
)
def test_those_who_share_an_act_and_machines_named_like_people_exchange_none(parse: Parse, caption: str) -> None:
    assert not any({one, two} in ({"man", "woman"}, {"cleaner", "cat"}) for _, one, two in told(parse(caption)))
