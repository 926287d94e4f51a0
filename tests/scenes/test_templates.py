import pytest

from hardneg.scenes.caption_reading import read
from hardneg.scenes.graph import Background, Scene, Thing
from hardneg.scenes.oracle import is_true
from hardneg.scenes.statement import Clause, Phrase, PhraseWord, Statement
from hardneg.scenes.templates import ALL, FULL, JOINTS

INNER = Thing("circle", "red", "small", "solid", 0.3, 0.3, 0.08)
OUTER = Thing("square", "blue", "large", "outlined", 0.3, 0.3, 0.22)
LOWER = Thing("triangle", "green", "small", "solid", 0.3, 0.22 * 0.88 + 0.3 + 0.1 * 0.9, 0.1)
RIGHT = Thing("heart", "pink", "small", "dotted", 0.85, 0.3, 0.1)
SCENE = Scene((OUTER, INNER, LOWER, RIGHT), Background("white", "plain"))


def phrase(thing: Thing) -> Phrase:
    return Phrase("a", 1, (PhraseWord("colour", thing.colour, thing.colour),), PhraseWord("shape", thing.shape, thing.shape))


# For each kind: clauses that are true of the scene, and the claims that they make.
SAID = {
    "exists": ((OUTER, LOWER), "", ["exists"]),
    "relation": ((OUTER, RIGHT), "left", ["relation"]),
    "contains": ((OUTER, INNER), "", ["relation"]),
    "inside": ((INNER, OUTER), "", ["relation"]),
    "touch": ((LOWER, OUTER), "", ["relation"]),
    "between": ((OUTER, Thing("star", "black", "small", "solid", 0.06, 0.3, 0.05), RIGHT), "", ["between"]),
    "copula": ((OUTER,), "", ["has"]),
}
BETWEEN = SCENE._replace(things=(*SCENE.things, SAID["between"][0][1]))


def clause(kind: str, template: str) -> Clause:
    things, relation, _ = SAID[kind]
    words = "to the left of" if relation else ""
    phrases = tuple(phrase(thing) for thing in things)
    if kind == "copula":
        phrases = (phrases[0]._replace(determiner="the"),)
    return Clause(kind, template, phrases, relation, words, (PhraseWord("size", "large", "large"),) if kind == "copula" else ())


def kinds(text: str) -> list[str]:
    claims = read(text)
    assert claims is not None, text
    return [claim.kind for claim in claims]


@pytest.mark.parametrize(("kind", "template"), [(kind, template) for kind, forms in ALL.items() for template in dict.fromkeys(forms)])
def test_each_form_says_what_its_kind_says(kind: str, template: str) -> None:
    text = str(Statement((clause(kind, template),)))
    assert kinds(text) == SAID[kind][2]
    assert is_true(text, BETWEEN) is True, text
    things = BETWEEN.things
    without = BETWEEN._replace(things=tuple(thing for thing in things if thing is not SAID[kind][0][0]))
    assert is_true(text, without) is False, text


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize(("kind", "template"), [(kind, template) for kind, forms in FULL.items() for template in dict.fromkeys(forms)])
def test_a_full_form_can_be_joined_to_another_on_either_side(kind: str, template: str, joint: str) -> None:
    one, other = clause(kind, template), clause("copula", "{0} {be} {adj}")
    assert kinds(str(Statement((one, other), joint))) == [*SAID[kind][2], "has"]
    assert kinds(str(Statement((other, one), joint))) == ["has", *SAID[kind][2]]


def test_full_forms_are_among_all_forms() -> None:
    assert FULL.keys() == ALL.keys()
    assert all(set(FULL[kind]) <= set(ALL[kind]) for kind in ALL)
