"""Edit a description (a caption of several sentences) only in a short list of constructions that the rest does not depend on.

A hundred words contain many targets, and most words are explained, presupposed or repeated elsewhere. So in a description only these are
edited, for things that it names once:

    a colour, pattern or material (`plain_colours`), a size, shape or state (`plain_shapes`), a number (`plain_counts`),
    the left or the right side where only one is named (`sides`), what is in front of a thing or behind it (`plain_places`), an action that
    leaves the rest true (`plain_actions`), and a noun that is new and that a co-hyponym may replace (`interchange`).

Two short sentences are edited in the same nouns, actions and sides, and in all attributes and numbers.

In a caption of any length nobody faces another thing than the camera: the viewpoint is no thing in the picture.
"""

from hardneg.discourse import chain_of, chains
from hardneg.discourse.mentions import sentence_numbers
from hardneg.discourse.pronouns import PRONOUNS
from hardneg.families.attribute import modified
from hardneg.families.colour_owners import COLOURS
from hardneg.families.family import Name, Target
from hardneg.families.interchange import INTERCHANGE, PEOPLE
from hardneg.families.natural_colours import MARKS, NATURAL_OF
from hardneg.families.plain_actions import plain_action, plain_verb
from hardneg.families.plain_colours import plain_alternative, plain_colour
from hardneg.families.plain_counts import plain_count, plain_number
from hardneg.families.plain_places import REVERSED, plain_place
from hardneg.families.plain_shapes import opposite, plain_shape
from hardneg.families.quantities import ARTICLE
from hardneg.families.shapes import of_shapes
from hardneg.families.sides import SIDE
from hardneg.families.single_mention import described_further, enumerated, introduced, named_once
from hardneg.families.sounds import only_heard
from hardneg.families.throughout import only_placed, placed_again
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import attribute_kind, noun_flags

SENTENCES = 3
_WORDS = 30
"""Words from which on a caption of two sentences is a description, too."""
_TO_THE_CAMERA = frozenset({"face", "look", "smile", "stare", "pose", "gaze", "wave", "turn", "grin", "focus", "angle", "point"})
_PLACES = frozenset({
    "on", "in", "under", "behind", "beside", "near", "with", "of", "by", "at", "against", "beneath", "above", "to", "inside", "from",
})  # fmt: skip
_SHOWS = frozenset({
    "sit", "stand", "lie", "rest", "hang", "be", "park", "place", "position", "locate", "situate", "see", "perch", "moor", "graze",
    "drape", "walk", "run", "lean", "hold", "carry", "wear", "read", "play", "sleep", "drive", "ride", "swim", "float", "watch", "fly",
    "slice", "eat", "drink", "cut", "peel", "use", "sport", "don", "show", "have", "feature", "contain", "include", "mount", "leave",
    "cross",
})  # fmt: skip
_GENDERED = frozenset({
    "dress", "skirt", "beard", "mustache", "moustache", "tuxedo", "purse", "heel", "lipstick", "makeup", "bikini", "blouse", "gown",
    "bra", "husband", "wife", "mother", "father", "brother", "sister", "daughter", "son", "goatee", "bald", "balding", "bearded",
    "shirtless", "bow", "tie", "necklace", "earring", "handbag", "ponytail", "bun", "pigtail", "tiara", "headscarf", "hijab", "groom",
    "bride", "suit", "robe",
})  # fmt: skip
_PEOPLE = frozenset(
    {"person", "people", "couple", "individual", "figure", "subject", "lady", "gentleman", "male", "female", "guy", "kid", "child"}
)


def is_description(sentence: Sentence) -> bool:
    """Return whether a caption has three sentences, or two long ones; for `Sentence.once`."""
    if not sentence.words or sentence.tags or sentence.once(only_heard):
        return False
    last = sentence.once(sentence_numbers)[-1]
    if sentence.once(of_shapes):
        return False
    return last + 1 >= SENTENCES or (last > 0 and len(sentence.words) >= _WORDS)


def is_brief(sentence: Sentence) -> bool:
    """Return whether a caption has two short sentences; for `Sentence.once`."""
    if not sentence.words or sentence.tags or any(sentence.once(each) for each in (only_heard, of_shapes, is_description)):
        return False
    return sentence.once(sentence_numbers)[-1] > 0


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether descriptions admit the target."""
    last = sentence.words[target.last - 1]
    if target.family == Name.OBJECT and last.lemma == "camera" and _faced(sentence, last):
        return False
    if Name(target.family).traits.opt_in:
        return True  # `other_mentions` checks these
    first = sentence.words[target.first]
    if not sentence.once(is_description):
        return not sentence.once(is_brief) or _editable_in_brief(sentence, target, first)
    if target.family == Name.ATTRIBUTE:
        return plain_colour(sentence, first) or plain_shape(sentence, first)
    if target.family == Name.SWAP_ATTRIBUTE:
        return _colours_change_places(sentence, target)
    if target.family == Name.COUNT:
        return plain_count(sentence, first)
    if target.family == Name.ACTION:
        return plain_action(sentence, first)
    if target.family == Name.OBJECT:
        return _replaceable(sentence, target, last)
    return target.family == Name.RELATION and (target.kind == SIDE or plain_place(sentence, target))


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether a description admits the replacement of a target."""
    brief = sentence.once(is_brief)
    if not brief and not sentence.once(is_description):
        return True
    first = sentence.words[target.first]
    if brief and target.family in (Name.ATTRIBUTE, Name.COUNT):
        return True
    if target.family == Name.ATTRIBUTE:
        noun = modified(sentence, first)
        return noun is not None and (text == opposite(noun, first.lower) or plain_alternative(sentence, first, noun, text))
    if target.family == Name.COUNT:
        return plain_number(text)
    if target.family == Name.ACTION:
        return plain_verb(first, lemma_of(text, "VERB"))
    if target.family == Name.RELATION and target.kind != SIDE:
        return text == REVERSED.get(target.lemma)
    if target.family == Name.OBJECT:
        head, space, last = text.rpartition(" ")
        return not {text, head + space + lemma_of(last, "NOUN")}.isdisjoint(INTERCHANGE.get(target.lemma, ()))
    return True


def _editable_in_brief(sentence: Sentence, target: Target, first: Word) -> bool:
    """Return whether two short sentences, in which coreferent mentions can be edited too (`follow`), admit the target."""
    if target.family == Name.OBJECT:
        return target.lemma in INTERCHANGE and first.lower != "orange"
    if target.family == Name.ACTION:
        return plain_action(sentence, first)
    if target.family == Name.RELATION:
        return target.kind == SIDE
    if target.family == Name.COUNT and target.kind == ARTICLE:
        return sentence.head(first).dep in ("nsubj", "nsubjpass", "attr")
    return target.family in (Name.ATTRIBUTE, Name.SWAP_ATTRIBUTE, Name.COUNT)


def _faced(sentence: Sentence, camera: Word) -> bool:
    """Return whether the camera is what somebody faces or looks at."""
    head = sentence.head(camera)
    verb = sentence.head(head) if head.pos == "ADP" else head
    return verb.lemma in _TO_THE_CAMERA


def _colours_change_places(sentence: Sentence, target: Target) -> bool:
    ends = [sentence.words[first] for first in (target.first, target.partner_first) if first is not None]
    if any(word.lower not in COLOURS or not plain_colour(sentence, word) for word in ends):
        return False
    nouns = [modified(sentence, word) for word in ends]
    return all(
        noun is not None and noun.lemma not in NATURAL_OF and noun.lemma not in MARKS and not noun_flags(noun.lemma) & {"animate", "plant"}
        for noun in nouns
    )


def _replaceable(sentence: Sentence, target: Target, noun: Word) -> bool:
    if target.lemma in PEOPLE:
        return _one_person(sentence, noun)
    if target.lemma not in INTERCHANGE or noun.lower == "orange":
        return False
    again = placed_again(sentence, noun)
    if not introduced(sentence, noun) or _described_further(sentence, noun) or not (again or named_once(sentence, noun)):
        return False
    if noun.dep == "compound" or not _seen(sentence, noun):
        return False
    for child in sentence.children[noun.i]:
        if child.dep in ("amod", "compound", "nmod") and child.i < target.first and attribute_kind(child.lower) not in ("colour", "size"):
            return False
        if child.dep == "prep" and child.i > noun.i and child.lower in ("of", "with", "for", "like", "from", "between"):
            return False
    return again or not _topic(sentence, noun)


def _described_further(sentence: Sentence, noun: Word) -> bool:
    """Return whether a clause says more of a noun than where it is: a sign that reads STOP, but not a clock hanging on the wall."""
    clauses = [child for child in sentence.children[noun.i] if child.dep == "acl" and child.i > noun.i]
    return described_further(sentence, noun) and not (
        len(clauses) == 1 and only_placed(sentence, clauses[0]) and not enumerated(sentence, noun)
    )


def _seen(sentence: Sentence, noun: Word) -> bool:
    """Return whether the syntax presents the noun as a thing that is simply there, held or worn."""
    noun = sentence.first_conjunct(noun)
    head = sentence.head(noun)
    if noun.dep == "pobj":
        return head.lower in _PLACES
    if noun.dep == "nsubj" and head.lemma == "read" and "animate" not in noun_flags(noun.lemma):
        return False  # a clock reads ten past two
    if head.lemma == "hang" and any(child.lower == "from" for child in sentence.children[head.i]):
        return False  # a clock hangs from a ceiling, and no painting
    return noun.dep in ("nsubj", "nsubjpass", "dobj", "attr") and head.lemma in _SHOWS


def _topic(sentence: Sentence, noun: Word) -> bool:
    """Return whether the first sentence is about the noun, so that the others describe its parts."""
    if sentence.once(sentence_numbers)[noun.i] > 0:
        return False
    noun = sentence.first_conjunct(noun)
    head = sentence.head(noun)
    if noun.dep in ("ROOT", "nsubj", "nsubjpass"):
        return True
    if noun.dep == "pobj":
        return head.lower == "of"
    return (
        noun.dep in ("dobj", "attr")
        and head.dep == "ROOT"
        and sentence.subject(head) is not None
        and head.lemma in ("show", "be", "feature")
    )


def _one_person(sentence: Sentence, noun: Word) -> bool:
    """Return whether all pronouns for a person have one antecedent, and no garment or act reveals the person's sex."""
    chain = chain_of(sentence, noun)
    if (
        chain is None
        or not chain.unambiguous
        or chain.same_noun
        or chain.hypernyms
        or chain.uncertain
        or chain.quantities
        or not introduced(sentence, noun)
    ):
        return False
    if any(word.lemma in _GENDERED or word.lemma in _PEOPLE for word in sentence.words):
        return False
    if any(word.pos in NOUNS and word.lemma == noun.lemma and word.i not in chain.nouns for word in sentence.words):
        return False
    members = sentence.once(chains)
    return all(word.i in members for word in sentence.words if PRONOUNS.get(word.lower) in ("he", "she"))
