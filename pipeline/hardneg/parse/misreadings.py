"""Correct words that the small model misreads in captions: `a boy in a shirt running`, `a zebra standing`, `a plane taxis`, `cacti`.

The parser has the shirt run, and reads the zebra and the taxis as parts of a compound noun.
"""

from collections.abc import Sequence

from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Word
from hardneg.lexicon import attribute_kind, noun_classes, noun_flags
from hardneg.parse.reattach import reattach

_ACTS = frozenset({
    "walk", "run", "jump", "sit", "stand", "lie", "lay", "kneel", "crouch", "squat", "swim", "ride", "ski", "surf", "skate", "skateboard",
    "snowboard", "climb", "crawl", "dance", "hike", "jog", "eat", "drink", "read", "play", "throw", "catch", "kick", "smile", "laugh",
    "sing", "talk", "speak", "sleep", "pose", "look", "stare", "watch", "chase", "push", "pull", "leap",
})  # fmt: skip
"""Acts of people and animals, which no garment and no part of a body does."""
_POSTURES = frozenset({"stand", "sit", "lie", "lay", "sleep", "graze", "walk", "run", "swim", "fly", "jump", "rest"})
"""Participles that the tagger reads as a noun: a zebra standing; no horse riding and no dog training."""
_RIDES = frozenset({
    "kayak", "canoe", "raft", "surf", "ski", "snowboard", "skateboard", "sled", "bike", "cycle", "skate", "cheer", "paddle", "row",
    "wrestle",
})  # fmt: skip
"""Nouns that are also acts, in the plural form of the verb."""
_PLURALS = frozenset({"cacti", "octopi", "fungi", "hippopotami"})
_WORN = frozenset({"clothing", "wearable", "body"})
_HAS_ON = frozenset({"in", "with"})
_GARMENTS = ("suit", "coat", "shirt", "dress", "jacket", "hat", "uniform", "costume")


def reread(words: list[Word]) -> list[Word]:
    """Return the words of a caption with participles that describe who acts, verbs of aircraft, and plurals in -i."""
    for i, word in enumerate(words):
        if word.lower in _PLURALS and word.tag != "NNS":
            words[i] = word._replace(pos="NOUN", tag="NNS", lemma=lemma_of(word.lower, "NOUN"))
    for i in range(1, len(words)):
        _as_participle(words, words[i])
        _as_taxiing(words, words[i])
        _as_verb(words, words[i])
        _as_head_of_compound(words, words[i])
        _as_pattern(words, words[i])
        _as_noun(words, words[i])
    for word in words:
        if word.tag != "VBG" or word.dep != "acl" or word.lemma not in _ACTS or word.head >= word.i:
            continue
        owner = _owner(words, words[word.head])
        if owner is not None:
            words[word.i] = word._replace(head=owner.i)
    return words


def _as_participle(words: list[Word], word: Word) -> None:
    """Turn a noun in -ing into the participle of an animal, a person or a wearer: `a zebra standing`, `a girl in a dress standing`."""
    named = word.pos in NOUNS or word.dep == "pobj"
    lemma = lemma_of(word.lower, "VERB") if named and word.lower.endswith("ing") else ""
    noun = words[word.i - 1]
    if lemma not in _POSTURES or noun.dep != "compound" or noun.head != word.i:
        return
    worn = noun.lemma.endswith(_GARMENTS) or "clothing" in noun_flags(noun.lemma)
    dressed = worn and word.dep == "pobj" and words[word.head].lower in _HAS_ON
    if "animate" not in noun_flags(noun.lemma) and not dressed:
        return
    after = words[word.i + 1] if word.i + 1 < len(words) else None
    if after is not None and after.pos not in ("ADP", "ADV", "PUNCT", "SCONJ"):
        return
    reattach(words, word.i, noun.i)
    words[noun.i] = noun._replace(dep=word.dep, head=noun.i if word.head == word.i else word.head)
    words[word.i] = word._replace(pos="VERB", tag="VBG", lemma=lemma, dep="acl", head=noun.i)


def _as_verb(words: list[Word], word: Word) -> None:
    """Turn a noun to which the parser gives a subject into the verb that it must be: a man and a woman kayak down a river."""
    if word.tag != "NN" or word.lower not in _RIDES or not any(each.head == word.i and each.dep == "nsubj" for each in words[: word.i]):
        return
    if any(each.head == word.i and each.dep in ("aux", "cop", "det", "amod", "compound", "poss", "nummod") for each in words[: word.i]):
        return
    words[word.i] = word._replace(pos="VERB", tag="VBP", lemma=word.lower)


def _as_head_of_compound(words: list[Word], word: Word) -> None:
    """Join a noun, to which the parser gives a subject, to the object before it: a cat sitting inside a bathroom sink."""
    part = words[word.i - 1]
    subject = next((each for each in words[: word.i] if each.head == word.i and each.dep == "nsubj" and each.pos in NOUNS), None)
    if word.pos != "NOUN" or word.dep != "ROOT" or subject is None or part.dep != "pobj" or part.tag != "NN" or part.pos != "NOUN":
        return
    if any(each.head == word.i and each.i != subject.i and each.i < word.i for each in words):
        return
    reattach(words, part.i, word.i)
    for each in [each for each in words if each.head == word.i and each.dep == "punct"]:
        words[each.i] = each._replace(head=subject.i)
    words[subject.i] = subject._replace(dep="ROOT", head=subject.i)
    words[part.i] = part._replace(dep="compound", head=word.i)
    words[word.i] = word._replace(dep="pobj", head=part.head)


def _as_noun(words: list[Word], word: Word) -> None:
    """Join a plural verb to the single thing before it, with which it would not agree: a bathroom sink with a brush."""
    part = words[word.i - 1]
    if word.tag not in ("VBP", "VB") or word.dep != "ROOT" or part.tag != "NN" or part.dep != "nsubj" or part.head != word.i:
        return
    one = any(each.head == part.i and each.lower in ("a", "an") for each in words[: part.i])
    other = any(each.head == word.i and each.i != part.i and each.i < word.i for each in words)
    if not one or other or not noun_classes(word.lower) or noun_flags(part.lemma) & {"animate"}:
        return
    reattach(words, part.i, word.i)
    words[part.i] = part._replace(dep="compound")
    words[word.i] = word._replace(pos="NOUN", tag="NN", lemma=word.lower)


def _as_pattern(words: list[Word], word: Word) -> None:
    """Turn a pattern that was read as a passive verb into the predicate that it is: the pillow is striped."""
    be = words[word.i - 1]
    if word.tag != "VBN" or attribute_kind(word.lower) != "pattern" or be.dep != "auxpass" or be.head != word.i:
        return
    for each in [each for each in words if each.head == word.i and each.i not in (be.i, word.i)]:
        words[each.i] = each._replace(head=be.i, dep="nsubj" if each.dep == "nsubjpass" else each.dep)
    words[be.i] = be._replace(dep=word.dep, head=be.i if word.head == word.i else word.head)
    words[word.i] = word._replace(pos="ADJ", tag="JJ", lemma=word.lower, dep="acomp", head=be.i)


def _as_taxiing(words: list[Word], word: Word) -> None:
    """Turn the taxis behind an aircraft into its verb: a plane taxis down a runway."""
    noun = words[word.i - 1]
    if word.lower != "taxis" or "aircraft" not in noun_flags(noun.lemma) or noun.dep != "compound" or noun.head != word.i:
        return
    reattach(words, word.i, noun.i)
    words[noun.i] = noun._replace(dep="nsubj", head=word.i)
    words[word.i] = word._replace(pos="VERB", tag="VBZ", lemma="taxi")


def _owner(words: Sequence[Word], thing: Word) -> Word | None:
    """Return the person or animal before a garment or a part of a body: in a shirt, with long ears, wearing a hat; None elsewhere."""
    if thing.pos not in NOUNS or not noun_flags(thing.lemma) & _WORN:
        return None
    above = words[thing.head]
    has = thing.dep == "pobj" and above.lower in _HAS_ON
    wears = thing.dep == "dobj" and above.lemma == "wear" and above.dep == "acl"
    owner = words[above.head]
    if not (has or wears) or owner.i > thing.i or owner.pos not in NOUNS or "animate" not in noun_flags(owner.lemma):
        return None
    return owner
