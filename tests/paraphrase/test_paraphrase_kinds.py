from sentences import Parse

from hardneg.paraphrase.paraphrase_kinds import CHANGES, ORDERS, WEAKER, changes_of, orders_of
from hardneg.parse.tags import TagParser


def test_all_that_the_kinds_offer_is_offered(parse: Parse) -> None:
    sentence = parse("Two small dogs next to a cat are sitting on a bed.")
    assert list(changes_of(sentence)) == [made for kind in CHANGES.values() for made in kind(sentence)]
    assert list(orders_of(sentence)) == [made for kind in ORDERS.values() for made in kind(sentence)]
    assert {made.kind for made in changes_of(sentence)} > WEAKER


def test_tags_are_not_told_as_a_sentence_is(tag_parser: TagParser) -> None:
    sentence = next(tag_parser.parse(["two dogs, red couch"]))
    assert {made.kind for made in changes_of(sentence)} >= {"number", "synonym"}
    assert {made.kind for made in orders_of(sentence)} == {"order"}
