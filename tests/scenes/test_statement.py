from hardneg.scenes.statement import Clause, Phrase, PhraseWord, Statement, listed

RED, CIRCLE, STAR = PhraseWord("colour", "red", "red"), PhraseWord("shape", "circle", "circle"), PhraseWord("shape", "star", "star")
OUTLINED = PhraseWord("fill", "outlined", "outlined")


def test_the_article_follows_the_next_word() -> None:
    assert str(Phrase("a", 1, (OUTLINED, RED), CIRCLE)) == "an outlined red circle"
    assert str(Phrase("a", 1, (RED,), CIRCLE)) == "a red circle"


def test_noun_and_relative_clause_follow_the_number() -> None:
    assert str(Phrase("a", 1, (), CIRCLE, (RED,)).counted(3)) == "three circles that are red"
    assert str(Phrase("a", 1, (), PhraseWord("shape", "cross", "cross")).counted(2, digits=True)) == "2 crosses"


def test_the_verb_follows_the_number() -> None:
    clause = Clause("exists", "there {be} {list}", (Phrase("a", 1, (RED,), CIRCLE), Phrase("two", 2, (), STAR)))
    assert str(clause) == "there is a red circle and two stars"
    assert str(clause._replace(template="{list} {are} shown")) == "a red circle and two stars are shown"
    assert str(clause._replace(phrases=clause.phrases[::-1])) == "there are two stars and a red circle"


def test_sentences_begin_with_capitals() -> None:
    clause = Clause("exists", "there {be} {list}", (Phrase("a", 1, (), STAR),))
    assert str(Statement((clause, clause), ". ")) == "There is a star. There is a star."
    assert str(Statement((clause,), capital=False, stop=False, background="light blue")) == "there is a star on a light blue background"


def test_lists() -> None:
    assert [listed(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
