import pytest
from families.every import offered
from sentences import Parse

from hardneg.families import Name


@pytest.mark.parametrize(
    ("caption", "never"),
    [
        ("Several people walk in the rain.", {"next to", "behind", "in front of"}),
        ("A group of people walking in the rain holding umbrellas.", {"next to"}),
        ("A couple walks across a beach.", {"along"}),
        ("A church stands in a small town.", {"in front of", "behind", "next to"}),
        ("Two girls pose for a photograph in front of a fountain.", {"behind"}),
        ("A boy swings on a rope over a river.", {"beside", "next to"}),
        ("A plane is parked next to another plane.", {"in", "inside", "on top of"}),
        ("A bathroom with a window over the tub.", {"below", "under"}),
        ("A cup of tea on a table.", {"next to", "beside"}),
        ("A vase of roses stands on a windowsill.", {"next to", "behind", "in front of"}),
        ("A zebra is walking along a beach.", {"across"}),
        ("A couple is walking along a river.", {"across"}),
        ("A swing stands in a yard.", {"next to", "beside"}),
        ("A cook is in the kitchen preparing a pot of soup.", {"outside"}),
        ("Passengers sit in the seats of a plane.", {"next to", "in front of"}),
        ("A fridge with magnets on the door.", {"in front of", "next to"}),
        ("A child gets into a pool.", {"away from"}),
        ("A little boy being pulled up and out of a pool by his father.", {"far from"}),
        ("Two boys sit on a couch and watch a film.", {"behind", "beside", "next to"}),
        ("A man cooks noodles in a pan.", {"next to", "in front of"}),
        ("A lamp stands in a house.", {"in front of", "behind"}),
        ("A girl with her hand on her chest smiles.", {"beside", "next to", "under"}),
        ("A girl rides a scooter next to buildings.", {"in", "inside"}),
        ("A plate of toast next to a cup of tea.", {"in", "inside"}),
        ("A toilet next to a trash can.", {"in", "inside"}),
        ("A ship is docked at a pier.", {"far from"}),
        ("A girl on a beach.", {"far from"}),
        ("Four goats walking down a path in front of a house.", {"in", "inside"}),
        ("A man plays chess against a boy.", {"away from"}),
        ("A girl does tricks on her skateboard.", {"behind", "next to", "beside"}),
        ("Two doves on the roof of a barn.", {"beside", "next to"}),
        ("A cook slices bread behind a counter.", {"on", "on top of"}),
        ("A boy jumps off a pier into a lake.", {"onto"}),
        ("A woman stands in front of a mirror.", {"behind"}),
        ("Two girls sit next to each other on a bench.", {"next to", "beside"}),
        ("A drawing of a ferry sailing in the sea.", {"next to", "in front of", "behind"}),
        ("A goat rests its head on a rock.", {"in front of", "next to", "behind"}),
        ("A jar of plants next to a jar with a face.", {"on", "inside", "under", "in"}),
        ("A moose with antlers in a wooded area behind a wire fence.", {"on", "on top of"}),
    ],
)
def test_no_preposition_puts_a_thing_where_it_cannot_be(parse: Parse, caption: str, never: set[str]) -> None:
    assert offered(parse(caption), Name.RELATION).isdisjoint(never)


@pytest.mark.parametrize(
    ("caption", "kept"),
    [
        ("A woman stands in front of a fountain.", "behind"),
        ("A cat lies on a table.", "under"),
        ("A man walks along a street.", "across"),
        ("A boy walks into a house.", "out of"),
        ("A truck is parked in front of a house.", "behind"),
    ],
)
def test_places_that_may_be_elsewhere_are_edited(parse: Parse, caption: str, kept: str) -> None:
    assert kept in offered(parse(caption), Name.RELATION)
