import pytest
from sentences import Parse, word

from hardneg.families.events import orders_events, pairs


@pytest.mark.parametrize(
    ("caption", "events"),
    [
        ("A dog barks then a bell rings.", [("A dog barks", "a bell rings")]),
        ("Snoring followed by a speech.", [("Snoring", "a speech")]),
        ("A kid yells then speaks.", [("yells", "speaks")]),
        ("A man opens a door and then walks in.", [("opens a door", "walks in")]),
        ("A man talks as a car passes by.", []),  # simultaneous
        ("A man talks and then he sings.", []),  # `he` needs the first event
    ],
)
def test_events_in_an_order_are_found_by_their_conjunction(parse: Parse, caption: str, events: list[tuple[str, str]]) -> None:
    sentence = parse(caption)
    found = [tuple(sentence.slice(each.first, each.last) for each in (pair[0], pair[1])) for pair in pairs(sentence)]
    assert found == events


def test_what_follows_a_speaker_is_an_event_and_what_follows_a_walker_is_not(parse: Parse) -> None:
    sentence = parse("A man speaks, followed by applause.")
    assert orders_events(sentence, word(sentence, "followed"))
    sentence = parse("A man followed by a dog.")
    assert not orders_events(sentence, word(sentence, "followed"))
