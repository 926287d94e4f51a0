"""A word for a word: man -> guy, next to -> beside, dog -> animal. From the curated table; wider words only where they follow."""

from collections.abc import Iterator

from hardneg.families.attribute import inside_fixed
from hardneg.families.object import in_number
from hardneg.families.untouched import quoted
from hardneg.grammar.capitals import like
from hardneg.grammar.inflection import is_plural, plural, verb_form
from hardneg.grammar.phrases import compound_first, compound_lemma
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_flags
from hardneg.lexicon.tables import synonym_pairs
from hardneg.paraphrase.constituents import denied_behind, universal
from hardneg.paraphrase.lexical.fitting import UNCOUNTED, adjective_fits, noun_fits, phrase_fits, verb_fits
from hardneg.paraphrase.wording import Change, change

Put = tuple[int, int, str, bool]
"""First word, the one behind the last, what is put there, and whether it says less."""
_LONGEST = 5
_EITHER = frozenset({"sheep", "fish", "deer", "bison", "moose", "buffalo", "broccoli", "aircraft"})  # one or many
_PORTIONS = ("slice", "piece", "cup", "glass", "bowl", "mug", "bottle", "plate", "can", "loaf")
_QUANTITIES = frozenset({"several", "some", "many", "multiple", "few", "various"})
_PARTICLES = ("prt", "xcomp", "ccomp")


def changes(sentence: Sentence) -> Iterator[Change]:
    """Yield each word or phrase of the table, with each word that may be put for it.

    None of what is quoted; of what is denied or said of all none wider, since no dog may be no animal or not.
    """
    literal = frozenset(quoted(sentence))
    narrow = sentence.once(universal) | sentence.once(denied_behind)
    for first, last, put, wider in (*_nouns(sentence), *_adjectives(sentence), *_verbs(sentence), *_phrases(sentence)):
        if _is_said(sentence, first, last, put):
            continue
        if not literal.isdisjoint(range(first, last)) or (wider and not narrow.isdisjoint(range(first, last))):
            continue
        start, end = sentence.words[first].start, sentence.words[last - 1].end
        old = sentence.text[start:end]
        if put.lower() != old.lower():
            yield change("wider" if wider else "synonym", Edit(start, end, old, like(put, old)))


def _is_said(sentence: Sentence, first: int, last: int, put: str) -> bool:
    """Return whether the caption has the word already: a container containing water."""
    said = {form for word in sentence.words if not first <= word.i < last for form in (word.lower, word.lemma)}
    word = put.split()[-1]
    return (word == "containing" and "container" in said) or (word in said and word not in ("of", "to", "in", "with", "for", "on", "off"))


def _nouns(sentence: Sentence) -> Iterator[Put]:
    fixed = sentence.once(inside_fixed)
    for noun in sentence.words:
        if noun.pos != "NOUN" or noun.dep == "compound" or noun.tag not in ("NN", "NNS"):
            continue
        first = compound_first(sentence, noun)
        before = sentence.words[first - 1] if first else None
        if before is not None and (before.text == "-" or before.dep == "compound" or (before.dep == "amod" and before.i in fixed)):
            continue
        if (noun.i in fixed and first == noun.i) or (noun.lower in _EITHER and sentence.child(noun, "det") is None):
            continue
        lemma = compound_lemma(sentence, first, noun)
        for put, wider in synonym_pairs().get(("noun", lemma), ()):
            if wider and sentence.head(sentence.head(noun)).lemma in _PORTIONS:
                continue  # a slice of pizza is no slice of food
            if not noun_fits(sentence, noun, put, wider):
                continue
            form = put if put.split()[-1] in UNCOUNTED else in_number(sentence, noun, put)
            if form is not None and (" " not in put or first == noun.i or " " in lemma):
                yield first, noun.i + 1, _several(put) if is_plural(noun.tag) else form, wider


def _several(put: str) -> str:
    """`pieces of furniture`, `people surfing`: in a phrase the noun before `of`, `with` or a participle is counted."""
    if put.split()[-1] in UNCOUNTED:
        return put
    head, joint, rest = put.partition(" of ")
    for other in (" with ", " surfing", " skiing", " snowboarding"):
        if not joint:
            head, joint, rest = put.partition(other)
    return plural(head) + joint + rest


def _adjectives(sentence: Sentence) -> Iterator[Put]:
    fixed = sentence.once(inside_fixed)
    for word in sentence.words:
        following = sentence.after(word)
        if following is not None and following.text == "-":
            continue
        if (
            word.pos == "ADJ"
            and word.dep in ("amod", "acomp")
            and word.i not in fixed
            and sentence.child(word, "advmod", "prep", "conj") is None
            and adjective_fits(sentence, word)
        ):
            for put, wider in synonym_pairs().get(("adjective", word.lower), ()):
                yield word.i, word.i + 1, put, wider


def _verbs(sentence: Sentence) -> Iterator[Put]:
    for verb in sentence.words:
        if verb.pos != "VERB" or verb.tag not in ("VBZ", "VBP", "VBG", "VBD") or verb.dep in ("amod", "compound", "aux", "csubj", "pcomp"):
            continue
        if sentence.child(verb, *_PARTICLES) is not None or _used_alone(sentence, verb):
            continue
        for put, wider in synonym_pairs().get(("verb", verb.lemma), ()):
            if not verb_fits(sentence, verb, put):
                continue
            head, _, rest = put.partition(" ")
            yield verb.i, verb.i + 1, " ".join(filter(None, (verb_form(head, verb.tag), rest))), wider


def _used_alone(sentence: Sentence, verb: Word) -> bool:
    """`hits a ball` may be `strikes a ball`; without an object such a verb often means something else. `race down` is no `run a race`."""
    return (
        verb.lemma in ("hit", "strike", "throw", "hold", "carry", "drive", "display", "show", "push", "race", "cook", "swing")
        and sentence.child(verb, "dobj") is None
    )


def _phrases(sentence: Sentence) -> Iterator[Put]:
    """Prepositions and set phrases, the longest at each place."""
    lowered = [word.lower for word in sentence.words]
    skip = 0
    for first in range(len(lowered)):
        if first < skip:
            continue
        for length in range(min(_LONGEST, len(lowered) - first), 0, -1):
            text = " ".join(lowered[first : first + length])
            puts = (*synonym_pairs().get(("preposition", text), ()), *synonym_pairs().get(("phrase", text), ()))
            if puts and _stands(sentence, first, first + length, text):
                yield from ((first, first + length, put, wider) for put, wider in puts if _fits(sentence, first, first + length, put))
                skip = first + length
                break


def _fits(sentence: Sentence, first: int, last: int, put: str) -> bool:
    return _goes(sentence, last, put) and phrase_fits(sentence, first, last, put)


def _stands(sentence: Sentence, first: int, last: int, text: str) -> bool:
    """Whether the words are what the table means: `over a fence` said of place, `as he walks` of time."""
    end = sentence.words[last - 1]
    if text == "as":
        return end.dep == "mark"
    if text in ("outside", "outdoors"):
        return end.dep == "advmod" and sentence.child(end, "pobj", "prep") is None
    if text in ("off", "inside"):
        return sentence.child(end, "pobj") is not None  # of something: art that is cordoned off is not cordoned off of
    if ("preposition", text) in synonym_pairs():
        before = sentence.words[first - 1] if first else None
        if before is not None and (
            before.lower in ("to", "the", "from", "up", "go", "all", "of")
            or before.lemma in ("go", "come", "slide", "fly", "jump", "look", "pass", "walk", "bend", "lean")
        ):
            return text not in ("over", "under", "above", "within") and before.lower not in ("to", "the", "of", "from")
        return end.pos == "ADP" and sentence.child(end, "pobj") is not None
    return True


def _goes(sentence: Sentence, last: int, put: str) -> bool:
    """Whether what follows can follow: several and many take a plural."""
    if last >= len(sentence.words):
        return put == "outdoors" or put == "outside"
    if put.split()[-1] in _QUANTITIES and sentence.words[last].tag == "CD":
        return False  # a group of three dogs is not several three dogs
    if put in ("a pair of", "a couple of") and "plural" in noun_flags(sentence.words[last].lemma):
        return False  # a pair of scissors is one
    if put.split()[-1] in ("several", "many", "multiple", "various", "twelve") or put in ("a lot of", "lots of", "a number of"):
        following = next((word for word in sentence.words[last:] if word.pos == "NOUN" and word.dep != "compound"), None)
        return following is not None and is_plural(following.tag)
    return True
