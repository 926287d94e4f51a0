import pytest

from hardneg.lexicon import related, verb_alternatives
from hardneg.lexicon.tables import frames


def cases(text: str) -> list[tuple[str | None, ...]]:
    return [tuple(None if word.strip() == "-" else word.strip() for word in case.split("/")) for case in text.split(";")]


MUST = cases(
    """
    sit / intransitive / on / man / - / stand; lay / intransitive / on / woman / - / sit; stand / intransitive / in / zebra / - / lie;
    walk / intransitive / down / man / - / run; rid / transitive / - / man / horse / feed; ride / transitive / - / boy / skateboard /
    carry; hold / transitive / - / woman / umbrella / close; throw / transitive / - / man / frisbee / catch; eat / transitive / - /
    man / pizza / cut; fly / transitive / - / boy / kite / hold; wear / transitive / - / man / hat / hold; drive / intransitive / - /
    car / - / park; smile / intransitive / - / woman / - / cry; park / passive / on / motorcycle / - / overturn; fly / intransitive / in
    / plane / - / crash
    """
)
MUST_NOT = cases(
    """
    hold / transitive / - / man / banana / carry; sit / intransitive / on / vase / - / stand; lie / intransitive / on / dog / - /
    sleep; look / intransitive / at / man / - / watch; walk / intransitive / down / man / - / sit; look / intransitive / at / man / -
    / bark; sit / intransitive / on / man / - / fly; graze / intransitive / in / cow / - / eat; wait / intransitive / for / man / - /
    stand
    """
)


@pytest.mark.parametrize(("verb", "use", "preposition", "subject", "patient", "other"), MUST)
def test_what_excludes_is_offered(verb: str, use: str, preposition: str | None, subject: str, patient: str | None, other: str) -> None:
    assert other in verb_alternatives(verb, use, preposition, subject, patient)


@pytest.mark.parametrize(("verb", "use", "preposition", "subject", "patient", "other"), MUST_NOT)
def test_what_may_be_true_is_not_offered(
    verb: str, use: str, preposition: str | None, subject: str, patient: str | None, other: str
) -> None:
    assert other not in verb_alternatives(verb, use, preposition, subject, patient)


@pytest.mark.parametrize("use", ["intransitive", "transitive", "passive"])
def test_no_alternative_is_related_to_its_verb(use: str) -> None:
    verbs = sorted({word for frame in frames() for word in frame.members})
    for verb in verbs:
        for subject, patient in [(None, None), ("man", "ball"), ("dog", "man"), ("car", "street"), ("man", "pizza"), ("pizza", None)]:
            assert not [other for other in verb_alternatives(verb, use, None, subject, patient) if related(verb, other)]
