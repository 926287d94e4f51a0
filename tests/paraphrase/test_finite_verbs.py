import pytest
from sentences import Parse

from hardneg.paraphrase.finite_verbs import has_bare_clause, has_finite_verb


@pytest.mark.parametrize("caption", ["A woman in pink walks along the shore.", "a boy wearing blue jumps over a log"])
def test_a_verb_that_was_parsed_as_a_noun_is_found(parse: Parse, caption: str) -> None:
    assert has_finite_verb(parse(caption))


@pytest.mark.parametrize("caption", ["A dog lying on a red couch.", "A woman in pink shorts.", "Two boxes on a shelf."])
def test_a_noun_phrase_has_no_finite_verb(parse: Parse, caption: str) -> None:
    assert not has_finite_verb(parse(caption))


def test_a_clause_with_only_a_participle_is_found(parse: Parse) -> None:
    assert has_bare_clause(parse("A man talking as wind blowing."))
    assert not has_bare_clause(parse("A man talking with a dog barking behind him."))
