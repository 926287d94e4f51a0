"""Find near-synonyms in WordNet: purse -> handbag, brook -> creek, lift -> raise. For training only.

They are too loose for published paraphrases, but teach that another word is not always another thing.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

import pyarrow.parquet as pq

from hardneg.families import action, attribute
from hardneg.families import object as object_family
from hardneg.grammar.capitals import like
from hardneg.grammar.inflection import verb_form
from hardneg.grammar.sentence import Sentence
from hardneg.grammar.splice import Edit
from hardneg.lexicon.tables import HERE
from hardneg.paraphrase.composition import LocalEdit, local_edit

_VAGUE = frozenset({
    "someone", "individual", "device", "beast", "thing", "object", "worker", "employee", "equipment", "instrument", "creature", "carnivore",
    "mammal", "covering", "somebody", "great", "produce", "mitt", "serviceman", "tag", "lounge", "case", "drinking glass", "arse",
    "ass", "tush", "fanny", "move", "have", "make", "get", "act", "do", "go", "change", "merchant", "dish",
})  # fmt: skip
_MOST = 5


def near_words(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield the replacement of each noun, attribute and verb by each near-synonym."""
    said = {word.lemma for word in sentence.words} | {word.lower for word in sentence.words}
    for target in sentence.once(object_family.found):
        noun = sentence.words[target.last - 1]
        for put in _near().get(target.lemma, ())[:_MOST]:
            form = object_family.in_number(sentence, noun, put)
            if form is not None and put not in said and target.lemma not in put.split():
                old = sentence.text[target.start : target.end]
                yield local_edit("near", Edit(target.start, target.end, old, like(form, old)))
    for target in sentence.once(attribute.found):
        word = sentence.words[target.first]
        for put in _near().get(word.lower, ())[:_MOST]:
            if put not in said:
                yield local_edit("near", Edit(word.start, word.end, word.text, like(put, word.text)))
    for target in action.find(sentence):
        verb = sentence.words[target.first]
        if action.use_of(sentence, verb) == "passive":
            continue
        for put in _near().get(verb.lemma, ())[:_MOST]:
            if put not in said:
                yield local_edit("near", Edit(verb.start, verb.end, verb.text, like(verb_form(put, verb.tag), verb.text)))


@cache
def _near() -> dict[str, list[str]]:
    """Return synonyms and similar words. Hypernyms come from the curated table, since WordNet's most general ones are uninformative."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in pq.ParquetFile(HERE / "related.parquet").read().to_pylist():
        if row["relation"] in ("synonym", "similar"):
            for word, put in ((row["a"], row["b"]), (row["b"], row["a"])):
                if put not in _VAGUE:
                    found[word].append(put)
    return found
