from families.every import offered
from sentences import Parse

from hardneg.families import FAMILIES, Name


def test_what_is_read_stays_something_that_bears_writing(parse: Parse) -> None:
    texts = offered(parse("A shop with a sign that reads Open Late."), Name.OBJECT)
    assert texts.isdisjoint({"clock", "lamp", "mirror"})
    assert texts & {"flag", "poster", "banner"}


def test_the_flag_of_a_country_is_no_target(parse: Parse) -> None:
    found = {target.lemma for target in FAMILIES[Name.OBJECT].find(parse("A truck with the flag of France."))}
    assert "flag" not in found


def test_who_reads_is_nothing_that_is_read(parse: Parse) -> None:
    assert "boy" in offered(parse("A girl is reading a book in a park."), Name.OBJECT)


def test_a_bag_from_a_named_shop_is_no_target(parse: Parse) -> None:
    found = {target.lemma for target in FAMILIES[Name.OBJECT].find(parse("A kitchen with a bag from Tesco on the counter."))}
    assert "bag" not in found
