"""Look up which words can replace a word such that a caption becomes false and stays natural.

These are plain functions over Parquet tables in this folder, read at the first call; `scripts/build_lexicon.py` builds the tables. All
words are lower-case lemmas. A call returns the same answer, in the same order, in every process.
"""

from hardneg.lexicon.attributes import attribute_alternatives, attribute_kind, unlikely_attributes
from hardneg.lexicon.idioms import compound_spans, fixed_spans, is_fixed, is_hyponym_of_head, never_edit
from hardneg.lexicon.nouns import noun_alternatives, noun_classes, noun_flags
from hardneg.lexicon.ratings import concreteness, salience, visual
from hardneg.lexicon.relations import related
from hardneg.lexicon.senses import has_senses, sense_class
from hardneg.lexicon.slots import slots_of, suits_slot
from hardneg.lexicon.tables import SYNONYMS, WORDNET, fingerprint
from hardneg.lexicon.verbs import verb_alternatives

__all__ = [
    "SYNONYMS",
    "WORDNET",
    "attribute_alternatives",
    "attribute_kind",
    "compound_spans",
    "concreteness",
    "fingerprint",
    "fixed_spans",
    "has_senses",
    "is_fixed",
    "is_hyponym_of_head",
    "never_edit",
    "noun_alternatives",
    "noun_classes",
    "noun_flags",
    "related",
    "salience",
    "sense_class",
    "slots_of",
    "suits_slot",
    "unlikely_attributes",
    "verb_alternatives",
    "visual",
]
