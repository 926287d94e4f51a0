"""Return lemmas and inflected forms, by lemminflect (its dictionary first, its rules for unknown words)."""

from functools import cache

_UPOS = {"NOUN": "NOUN", "PROPN": "PROPN", "VERB": "VERB", "AUX": "AUX", "ADJ": "ADJ", "ADV": "ADV"}

# Forms that captions use, and that lemminflect reads as another word.
_LEMMAS = {
    ("felt", "ADJ"): "felt",
    ("people", "NOUN"): "person",
    ("glasses", "NOUN"): "glasses",
    ("skies", "NOUN"): "sky",
    ("leaves", "NOUN"): "leaf",
    ("pants", "NOUN"): "pants",
    ("shorts", "NOUN"): "shorts",
    ("jeans", "NOUN"): "jeans",
    ("clothes", "NOUN"): "clothes",
    ("trunks", "NOUN"): "trunks",
}
_UNCHANGED = ["fish", "sheep", "deer", "bison", "moose", "buffalo", "broccoli", "aircraft", "salmon"]
_PLURALS = {
    **{word: word for word in _UNCHANGED},
    "person": "people",
    "ski": "skis",
    "bus": "buses",
    "zebra": "zebras",
    "hoof": "hooves",
    "kangaroo": "kangaroos",
    "flamingo": "flamingos",
    "mango": "mangoes",
    "cactus": "cacti",
    "scarf": "scarves",
}
_VERBS = {
    ("lie", "VBG"): "lying",
    ("lie", "VBD"): "lay",
    ("lie", "VBN"): "lain",
    ("hang", "VBN"): "hung",
    ("hang", "VBD"): "hung",
    ("shine", "VBD"): "shone",
    ("ski", "VBG"): "skiing",
    ("swim", "VBG"): "swimming",
}
_BE = {"VBZ": "is", "VBP": "are", "VBG": "being", "VBN": "been", "VB": "be"}


@cache
def lemma_of(lower: str, pos: str) -> str:
    """Return the dictionary form of a lower-case word with a universal part of speech, or the word itself if there is none."""
    known = _LEMMAS.get((lower, pos))
    if known is not None:
        return known
    if pos not in _UPOS or not lower.isascii() or not lower.isalpha():
        return lower
    import lemminflect

    upos = "NOUN" if pos == "PROPN" else pos
    if pos in ("ADJ", "ADV"):
        return lower
    found = lemminflect.getLemma(lower, upos=upos)
    return str(found[0]).lower() if found else lower


@cache
def plural(lemma: str) -> str:
    """Return the plural of a noun; of a compound the last word changes (`fire hydrant` -> `fire hydrants`)."""
    head, space, last = lemma.rpartition(" ")
    return head + space + (_PLURALS.get(last) or _inflected(last, "NNS"))


@cache
def verb_form(lemma: str, tag: str) -> str:
    """Return the form of a verb for a Penn tag (VBG, VBZ, VBP, VBD, VBN, VB)."""
    if lemma == "be":
        return _BE[tag]
    return _VERBS.get((lemma, tag)) or (lemma if tag in ("VB", "VBP") else _inflected(lemma, tag))


@cache
def inflected_verb(lower: str) -> bool:
    """Return whether a lower-case word may be a verb form with an ending (barks, barking, barked)."""
    import lemminflect

    known = lemminflect.getAllLemmas(lower) or lemminflect.getAllLemmasOOV(lower, "VERB")
    return lower.endswith(("s", "ing", "ed")) and "VERB" in known


@cache
def uncountable(lemma: str) -> bool:
    """Return whether the dictionary lists the last word of a noun without a plural: mulch; not sheep, whose plural is the same word."""
    import lemminflect

    last = lemma.rpartition(" ")[2]
    return last not in _PLURALS and tuple(lemminflect.getInflection(last, tag="NNS", inflect_oov=False)) == (last,)


@cache
def is_comparative(lower: str) -> bool:
    """Return whether a lower-case word is the comparative of an adjective: older, but not leather or elderly."""
    import lemminflect

    bases = lemminflect.getAllLemmas(lower, upos="ADJ").get("ADJ", ())
    return any(lower != base and lower in lemminflect.getInflection(base, tag="JJR") for base in bases)


def is_plural(tag: str) -> bool:
    """Return whether a noun's Penn tag is that of a plural."""
    return tag in ("NNS", "NNPS")


def _inflected(lemma: str, tag: str) -> str:
    import lemminflect

    forms = lemminflect.getInflection(lemma, tag=tag) or lemminflect.getInflection(lemma, tag=tag, inflect_oov=True)
    return str(forms[0]) if forms else lemma
