"""Replace words by synonyms (man -> guy, next to -> beside) or by hypernyms (dog -> animal) from the curated table.

Hypernyms are used only where the caption entails the result.
"""

from collections.abc import Iterator

from hardneg.families.attribute import inside_fixed
from hardneg.families.object import in_number
from hardneg.families.untouched import quoted
from hardneg.grammar.capitals import like
from hardneg.grammar.inflection import is_plural, plural, verb_form
from hardneg.grammar.phrases import compound_first, compound_lemma
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_flags, related
from hardneg.lexicon.tables import synonym_pairs
from hardneg.paraphrase.composition import LocalEdit, local_edit
from hardneg.paraphrase.constituents import negated_after, universal
from hardneg.paraphrase.lexical.sense_checks import UNCOUNTED, adjective_fits, noun_fits, phrase_fits, verb_fits

Replacement = tuple[int, int, str, bool]
"""A replacement: index of the first word, index after the last word, the replacement text, and whether it is a hypernym."""
_LONGEST = 5
_INVARIABLE = frozenset({"sheep", "fish", "deer", "bison", "moose", "buffalo", "broccoli", "aircraft"})  # singular and plural are equal
_PORTIONS = ("slice", "piece", "cup", "glass", "bowl", "mug", "bottle", "plate", "can", "loaf")
_QUANTITIES = frozenset({"several", "some", "many", "multiple", "few", "various"})
_PARTICLES = ("prt", "xcomp", "ccomp")


def changes(sentence: Sentence) -> Iterator[LocalEdit]:
    """Yield each replacement of a word or phrase of the table.

    Quoted words are kept. Negated or universally quantified words get no hypernym: `no dog` does not entail `no animal`.
    """
    literal = frozenset(quoted(sentence))
    narrow = sentence.once(universal) | sentence.once(negated_after)
    for first, last, replacement, is_hypernym in (*_nouns(sentence), *_adjectives(sentence), *_verbs(sentence), *_phrases(sentence)):
        if _is_present(sentence, first, last, replacement):
            continue
        if not literal.isdisjoint(range(first, last)) or (is_hypernym and not narrow.isdisjoint(range(first, last))):
            continue
        start, end = sentence.words[first].start, sentence.words[last - 1].end
        old = sentence.text[start:end]
        if replacement.lower() != old.lower():
            yield local_edit("wider" if is_hypernym else "synonym", Edit(start, end, old, like(replacement, old)))


def _is_present(sentence: Sentence, first: int, last: int, replacement: str) -> bool:
    """Return whether the caption already has the replacement: a container containing water."""
    present = {form for word in sentence.words if not first <= word.i < last for form in (word.lower, word.lemma)}
    word = replacement.split()[-1]
    return (word == "containing" and "container" in present) or (
        word in present and word not in ("of", "to", "in", "with", "for", "on", "off")
    )


def _nouns(sentence: Sentence) -> Iterator[Replacement]:
    fixed = sentence.once(inside_fixed)
    for noun in sentence.words:
        if noun.pos != "NOUN" or noun.dep == "compound" or noun.tag not in ("NN", "NNS"):
            continue
        first = compound_first(sentence, noun)
        before = sentence.words[first - 1] if first else None
        if before is not None and (before.text == "-" or before.dep == "compound" or (before.dep == "amod" and before.i in fixed)):
            continue
        if (noun.i in fixed and first == noun.i) or (noun.lower in _INVARIABLE and sentence.child(noun, "det") is None):
            continue
        lemma = compound_lemma(sentence, first, noun)
        for replacement, is_hypernym in synonym_pairs().get(("noun", lemma), ()):
            if is_hypernym and sentence.head(sentence.head(noun)).lemma in _PORTIONS:
                continue  # a slice of pizza is no slice of food
            if not noun_fits(sentence, noun, replacement, is_hypernym):
                continue
            if is_hypernym and any(related(replacement, each.lemma) for each in sentence.conjuncts(noun)):
                continue  # cars and buses are no cars and vehicles
            form = replacement if replacement.split()[-1] in UNCOUNTED else in_number(sentence, noun, replacement)
            if form is not None and (" " not in replacement or first == noun.i or " " in lemma):
                yield first, noun.i + 1, _plural_of(replacement) if is_plural(noun.tag) else form, is_hypernym


def _plural_of(replacement: str) -> str:
    """Return the plural of a phrase, which is that of the noun before `of`, `with` or a participle: `pieces of furniture`.

    What has no singular stays: denim pants.
    """
    last = replacement.split()[-1]
    if last in UNCOUNTED or "plural" in noun_flags(last):
        return replacement
    head, joint, rest = replacement.partition(" of ")
    for other in (" with ", " surfing", " skiing", " snowboarding"):
        if not joint:
            head, joint, rest = replacement.partition(other)
    return plural(head) + joint + rest


def _adjectives(sentence: Sentence) -> Iterator[Replacement]:
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
            for replacement, is_hypernym in synonym_pairs().get(("adjective", word.lower), ()):
                yield word.i, word.i + 1, replacement, is_hypernym


def _verbs(sentence: Sentence) -> Iterator[Replacement]:
    for verb in sentence.words:
        if verb.pos != "VERB" or verb.tag not in ("VBZ", "VBP", "VBG", "VBD") or verb.dep in ("amod", "compound", "aux", "csubj", "pcomp"):
            continue
        if sentence.child(verb, *_PARTICLES) is not None or _lacks_object(sentence, verb):
            continue
        for replacement, is_hypernym in synonym_pairs().get(("verb", verb.lemma), ()):
            if not verb_fits(sentence, verb, replacement):
                continue
            if replacement == "consume" and sentence.child(verb, "dobj") is None:
                continue
            head, _, rest = replacement.partition(" ")
            yield verb.i, verb.i + 1, " ".join(filter(None, (verb_form(head, verb.tag), rest))), is_hypernym


def _lacks_object(sentence: Sentence, verb: Word) -> bool:
    """Return whether a verb lacks the object that its sense in the table needs: `hits a ball` is `strikes a ball`, `race down` is
    no `run a race`.
    """
    return (
        verb.lemma in ("hit", "strike", "throw", "hold", "carry", "drive", "display", "show", "push", "race", "cook", "swing")
        and sentence.child(verb, "dobj") is None
    )


def _phrases(sentence: Sentence) -> Iterator[Replacement]:
    """Yield replacements of prepositions and set phrases, for the longest match at each position."""
    lowered = [word.lower for word in sentence.words]
    skip = 0
    for first in range(len(lowered)):
        if first < skip:
            continue
        for length in range(min(_LONGEST, len(lowered) - first), 0, -1):
            text = " ".join(lowered[first : first + length])
            replacements = (*synonym_pairs().get(("preposition", text), ()), *synonym_pairs().get(("phrase", text), ()))
            if replacements and _has_sense(sentence, first, first + length, text):
                yield from (
                    (first, first + length, replacement, is_hypernym)
                    for replacement, is_hypernym in replacements
                    if _fits(sentence, first, first + length, replacement)
                )
                skip = first + length
                break


def _fits(sentence: Sentence, first: int, last: int, replacement: str) -> bool:
    return _agrees(sentence, last, replacement) and phrase_fits(sentence, first, last, replacement)


def _has_sense(sentence: Sentence, first: int, last: int, text: str) -> bool:
    """Return whether the words have the sense of the table: `over a fence` as a place, `as he walks` as time."""
    end = sentence.words[last - 1]
    if text == "as":
        return end.dep == "mark"
    if text in ("outside", "outdoors"):
        return end.dep == "advmod" and sentence.child(end, "pobj", "prep") is None
    if text in ("off", "inside"):
        return sentence.child(end, "pobj") is not None  # off as a preposition only: art that is cordoned off is not cordoned off of
    if ("preposition", text) in synonym_pairs():
        before = sentence.words[first - 1] if first else None
        if before is not None and (
            before.lower in ("to", "the", "from", "up", "go", "all", "of")
            or before.lemma in ("go", "come", "slide", "fly", "jump", "look", "pass", "walk", "bend", "lean")
        ):
            return text not in ("over", "under", "above", "within") and before.lower not in ("to", "the", "of", "from")
        return end.pos == "ADP" and sentence.child(end, "pobj") is not None
    return True


def _agrees(sentence: Sentence, last: int, replacement: str) -> bool:
    """Return whether the replacement agrees with what follows: several and many need a plural."""
    if last >= len(sentence.words):
        return replacement == "outdoors" or replacement == "outside"
    if sentence.words[last].lower == "times":
        return False  # a bunch of times is no some times
    if replacement.split()[-1] in _QUANTITIES and sentence.words[last].tag == "CD":
        return False  # a group of three dogs is not several three dogs
    if replacement in ("a pair of", "a couple of") and "plural" in noun_flags(sentence.words[last].lemma):
        return False  # a pair of scissors is one
    if replacement.split()[-1] in ("several", "many", "multiple", "various", "twelve") or replacement in (
        "a lot of",
        "lots of",
        "a number of",
    ):
        following = next((word for word in sentence.words[last:] if word.pos == "NOUN" and word.dep != "compound"), None)
        return following is not None and is_plural(following.tag)
    return True
