"""Choose a or an: an article depends on the next word, so it changes when an edit replaces that word."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import typeguard

from hardneg.grammar.capitals import like
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit

ARTICLES = frozenset({"a", "an"})


@cache
def article_for(word: str) -> str:
    """Return `a` or `an`, by sound (inflect): an hour, a uniform, an X-ray."""
    return str(_engine().a(word)).split(" ", 1)[0]


def with_articles(sentence: Sentence, edits: Sequence[Edit]) -> list[Edit]:
    """Return `edits`, with an edit of each article whose next word they change.

    An article that is already wrong before an unchanged word stays as it is.
    """
    starts = {edit.start: edit for edit in edits if edit.new}
    fixed = list(edits)
    for word in sentence.words:
        if word.lower not in ("a", "an") or word.pos != "DET":
            continue
        following = sentence.after(word)
        if following is None or any(edit.start <= word.start < edit.end for edit in edits):
            continue
        edit = starts.get(following.start)
        if edit is None:
            continue
        article = article_for(edit.new.split()[0])
        if article != word.lower:
            fixed.append(Edit(word.start, word.end, word.text, like(article, word.text)))
    return sorted(fixed)


@cache
def _engine():  # type: ignore[no-untyped-def]
    with _unchecked():
        import inflect
    return inflect.engine()


@contextmanager
def _unchecked() -> Iterator[None]:
    """Disable typeguard's checks of every call: inflect has them compiled in at import, which takes four seconds a worker."""
    names = vars(typeguard)
    checked = names["typechecked"]
    names["typechecked"] = lambda target: target
    try:
        yield
    finally:
        names["typechecked"] = checked
