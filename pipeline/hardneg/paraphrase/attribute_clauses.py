"""Rewrite attributes as clauses: a black dog -> a dog that is black; a wooden table -> a table made of wood; with -> that has."""

from collections.abc import Iterator

from hardneg.families import attribute
from hardneg.families.titles import title_words
from hardneg.grammar.phrases import extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import attribute_kind, concreteness, noun_classes, noun_flags
from hardneg.paraphrase.composition import LocalEdit, local_edit
from hardneg.paraphrase.constituents import is_several
from hardneg.paraphrase.verb_forms import who

_MADE_OF = {
    "wooden": "wood", "wood": "wood", "brick": "brick", "stone": "stone", "metal": "metal", "glass": "glass", "plastic": "plastic",
    "leather": "leather", "concrete": "concrete", "marble": "marble", "wicker": "wicker", "paper": "paper", "bamboo": "bamboo",
}  # fmt: skip
_KINDS = ("colour", "size", "shape", "age", "texture", "state")
_CARRIED = frozenset({
    "suitcase", "suit case", "briefcase", "shopping bag", "baggage", "luggage bag", "carry on", "wallet", "leash", "cane",
    "walking stick", "footlocker", "hatbox", "sparkler", "carpetbag",
})  # fmt: skip
_FIXED = frozenset({"other", "squat", "flat", "double", "giant", "huge", "hot", "wild", "dry"})
_KIND = frozenset({"style", "type", "size", "class", "color", "colour", "length", "pattern"})
_SHADES = frozenset({
    "light", "dark", "bright", "pale", "deep", "neon", "vivid", "very", "navy", "middle", "half", "off",
})  # fmt: skip
_CANNOT_FOLLOW = frozenset({
    "little", "old", "main", "teenage", "great", "multicolored", "light", "dark", "bright", "stuffed", "baby", "adult",
})  # fmt: skip


def changes(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield each single attribute before a noun as a clause after it, and paraphrases of having and wearing."""
    for target in sentence.once(attribute.found):
        word = sentence.words[target.first]
        noun = attribute.modified(sentence, word)
        if noun is None or word.dep == "acomp" or word.i > noun.i or not _ends_its_phrase(sentence, noun):
            continue
        if sentence.child(word, "conj", "advmod") is not None or word.dep == "conj":
            continue
        if word.lower in _FIXED or _distinguishes(sentence, word, noun) or not _is_unambiguous(sentence, word, noun):
            continue
        following = sentence.words[word.i + 1]
        if following.text in (",", "-") or (
            word.i > 1 and sentence.words[word.i - 1].text == "," and sentence.words[word.i - 2].pos == "ADJ"
        ):
            continue
        deletion = Edit(word.start, following.start, sentence.text[word.start : following.start], "")
        if (
            word.lower in _MADE_OF
            and target.kind == "material"
            and noun_flags(noun.lemma) & {"artifact", "building", "surface", "building_part"}
        ):
            yield local_edit("attribute", deletion, Edit(noun.end, noun.end, "", f" made of {_MADE_OF[word.lower]}"))
        elif target.kind in _KINDS and word.pos == "ADJ" and word.lower not in _CANNOT_FOLLOW:
            be = "are" if is_several(sentence, noun) else "is"
            relative = who(noun) if target.kind != "colour" or "person" in noun_flags(noun.lemma) else "that"
            yield local_edit("attribute", deletion, Edit(noun.end, noun.end, "", f" {relative} {be} {word.text.lower()}"))
    for word in sentence.words:
        yield from _wearing_or_having(sentence, word)


def _distinguishes(sentence: Sentence, word: Word, noun: Word) -> bool:
    """Return whether the adjective distinguishes the noun from another, or belongs to a title: another brown dog, a second colour,
    a product's title.
    """
    if sentence.once(title_words) is not None or any(child.lower in ("another", "other") for child in sentence.children[noun.i]):
        return True
    kinds = [attribute_kind(child.lower) for child in sentence.children[noun.i] if child.i < noun.i and child.i != word.i]
    return attribute_kind(word.lower) == "colour" and "colour" in kinds


def _is_unambiguous(sentence: Sentence, word: Word, noun: Word) -> bool:
    """Return whether the clause can modify the noun alone, and no word before the noun modifies the adjective: light grey, pink blue."""
    before, following = sentence.before(word), sentence.after(noun)
    if before is not None and (before.lower in _SHADES or (before.pos in ("ADJ", "ADV") and attribute_kind(before.lower) == "colour")):
        return False
    if (
        noun.lemma in ("light", "shade", "order", "detail")
        or any(each.lemma in _KIND for each in sentence.words[word.i : noun.i])
        or not (noun_classes(noun.lemma) or (concreteness(noun.lemma) or 0) > 3.5)
    ):
        return False  # a Victorian style room, full splendor
    if sentence.child(noun, "poss", "conj", "cc") is not None or any(
        child.lower in ("this", "that", "these", "those") for child in sentence.children[noun.i]
    ):
        return False  # his hair that is black
    if following is None:
        return True
    return following.tag != "MD" and not (following.pos == "ADP" and following.head != noun.i)


def _ends_its_phrase(sentence: Sentence, noun: Word) -> bool:
    """Return whether the noun ends its phrase, so that a clause after it can modify nothing else."""
    if extent(sentence, noun)[1] != noun.i + 1 or noun.dep in ("compound", "nmod", "poss", "conj") or noun.pos != "NOUN":
        return False
    following = sentence.after(noun)
    if following is not None and following.tag == "VBN":
        return False
    if following is not None and following.lower in ("with", "of", "in", "without"):
        return False
    return following is None or following.pos in ("PUNCT", "VERB", "AUX", "ADP", "CCONJ", "SCONJ")


def _wearing_or_having(sentence: Sentence, word: Word) -> Iterator[LocalEdit]:
    """Yield paraphrases of wearing and having: in a red shirt, wearing a red shirt; with a collar, that has a collar."""
    inside = sentence.child(word, "pobj") if word.pos == "ADP" else sentence.child(word, "dobj") if word.lower == "wearing" else None
    if inside is None or inside.pos != "NOUN":
        return
    noun = sentence.head(word)
    flags = noun_flags(inside.lemma)
    if noun.pos != "NOUN" or noun.i != word.i - 1:
        return
    if any(child.dep == "conj" and child.i > word.i for child in sentence.children[noun.i]):
        return  # a man with a hat and a bag beside him: the bag is not part of "has"
    if any(each.lower in ("on", "off") and sentence.child(each, "pobj") is None for each in sentence.words[inside.i + 1 : inside.i + 2]):
        return  # with no shirt on: "on" belongs to "with"
    person = "person" in noun_flags(noun.lemma)
    worn = bool(flags & {"clothing", "wearable"}) and inside.lemma not in _CARRIED
    if word.lower == "wearing" and word.dep == "acl" and person and worn and "clothing" in flags:
        yield local_edit("wearing", Edit(word.start, word.end, word.text, "in"))
    elif person and worn and (word.lower == "in" or (word.lower == "with" and word.dep == "prep" and _is_on_body(sentence, inside))):
        yield local_edit("wearing", Edit(word.start, word.end, word.text, "wearing"))
    elif word.lower == "with" and word.dep == "prep" and (flags & {"body"} or "artifact" in noun_flags(noun.lemma) & flags):
        have = "have" if is_several(sentence, noun) else "has"
        yield local_edit("having", Edit(word.start, word.end, word.text, f"{who(noun)} {have}"))


def _is_on_body(sentence: Sentence, garment: Word) -> bool:
    """Return whether a garment is on somebody's body: a man with a hat may hold it, a man with a hat on his head wears it."""
    following = sentence.after(garment)
    if following is None or following.lower != "on":
        return False
    place = sentence.child(following, "pobj")
    return place is None or "body" in noun_flags(place.lemma)
