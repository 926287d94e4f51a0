"""Restrict edits of sound captions to audible changes: nobody hears a colour, or which liquid splashes.

Edited are people, animals, vehicles, instruments and tools, voices, and the order of events.
"""

from hardneg.families.contraries import contrary
from hardneg.families.family import Name, Target
from hardneg.families.quantities import counted, named_by
from hardneg.families.sounds import only_heard
from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_classes, noun_flags
from hardneg.lexicon.gender import BABIES
from hardneg.lexicon.verbs import HEARD

_SOUNDING_CLASSES = frozenset({"instrument", "tool"})
_SILENT = frozenset({
    "ant", "balloon", "bicycle", "bike", "butterfly", "canoe", "caterpillar", "crab", "cart", "carriage", "chipmunk", "dragonfly", "fish",
    "giraffe", "glider", "hammock", "hot air balloon", "jellyfish", "kayak", "kite", "ladybug", "lizard", "moth", "octopus", "panda",
    "rabbit", "raft", "rowboat", "sailboat", "scooter", "shark", "skateboard",
    "sled", "sleigh", "snail", "snake", "spider", "starfish", "stroller",
    "turtle", "tortoise", "wagon", "wheelbarrow", "wheelchair", "worm", "drone", "parachute", "sign language", "paintbrush", "brush",
    "broom", "rake", "ladder", "shovel", "screwdriver", "wrench", "pliers", "tape measure",
})  # fmt: skip
# Animals and vehicles that a listener recognises by their sound.
_KNOWN_BY_SOUND = frozenset({
    "dog", "puppy", "cat", "kitten", "cow", "sheep", "lamb", "goat", "pig", "horse", "pony", "donkey", "wolf", "lion",
    "monkey", "duck", "goose", "chicken", "rooster", "turkey", "crow", "pigeon", "owl", "seagull", "parrot", "eagle",
    "frog", "bee", "car", "truck", "bus", "train", "motorcycle", "helicopter", "plane", "airplane", "jet", "boat", "tractor", "ambulance",
    "fire truck", "tram",
})  # fmt: skip
_POWERED = frozenset({"drill", "electric drill", "power drill", "chainsaw", "saw", "lawn mower", "lawnmower", "leaf blower"})
_NO_INSTRUMENT = frozenset({"microphone", "mic", "keyboard", "instrument", "musical instrument"})
_PEOPLE = frozenset({"person", "person_general", "family"})
_OF_INFANTS = frozenset(
    {"cry", "laugh", "cough", "sneeze", "scream", "giggle", "babble", "coo", "snore", "whimper", "sob", "wail", "hiccup", "burp"}
)
_OF_ANIMALS = frozenset({
    "meow", "purr", "growl", "bark", "howl", "whimper", "moo", "bleat", "oink", "neigh", "whinny", "cluck", "crow", "quack", "hoot",
    "croak", "chirp", "tweet", "coo", "squawk",
})  # fmt: skip
"""Voices of animals, which no caption has without one."""
_SIRENS = frozenset({"siren", "horn", "whistle"})
_SEXES = frozenset({"male", "female", "males", "females"})
_HEARD_OF = frozenset({"age"})
"""Kinds of attributes that a voice reveals."""


def editable(sentence: Sentence, target: Target) -> bool:
    """Return whether an edit of the target could be heard; True for every caption that is not of sound alone."""
    if not sentence.once(only_heard) or Name(target.family).traits.heard:
        return True
    word = sentence.words[target.last - 1]
    match Name(target.family):
        case Name.ACTION:
            return word.lemma in HEARD
        case Name.COUNT:
            return all(_voices(noun) for noun in _counted(sentence, target)) and not _continuation_is_ambiguous(sentence, target)
        case Name.OBJECT:
            return _named_by_sound(sentence, target.lemma)
        case Name.ADD_OBJECT:
            return target.kind == "joined" and "animate" in noun_flags(word.lemma)
        case Name.ADD_ATTRIBUTE:
            return target.kind in _HEARD_OF and "person" in noun_flags(word.lemma)
        case Name.ATTRIBUTE:
            return (
                target.lemma in _SEXES
                or contrary(sentence, word) is not None
                or (target.kind in _HEARD_OF and _speaks_of_animate(sentence, sentence.words[target.first]))
            )
    return False


def admits(sentence: Sentence, target: Target, text: str) -> bool:
    """Return whether `text` as the replacement could be heard."""
    if not sentence.once(only_heard):
        return True
    if target.family == Name.ACTION:
        subject = sentence.subject(sentence.words[target.first])
        lemma = lemma_of(text, "VERB")
        if lemma in _OF_ANIMALS and not any("animal" in noun_flags(word.lemma) for word in sentence.words):
            return False  # spraying and hissing: no cat is heard
        return lemma in (_OF_INFANTS if subject is not None and subject.lemma in BABIES else HEARD)
    if target.family not in (Name.OBJECT, Name.ADD_OBJECT):
        return True
    words = text.lower().removeprefix("a ").removeprefix("an ").split()
    lemma = " ".join([*words[:-1], lemma_of(words[-1], "NOUN")])
    own = noun_flags(target.lemma)
    if ("person" in own) != ("person" in noun_flags(lemma)):
        return False
    if target.family == Name.OBJECT and not (noun_flags(lemma) & {"person"} or "instrument" in noun_classes(lemma)):
        return lemma in (_POWERED if "tool" in noun_classes(lemma) else _KNOWN_BY_SOUND) and _same_wings(target.lemma, lemma)
    return _sounds(lemma) and ("animate" in own) == ("animate" in noun_flags(lemma))


def _sounds(lemma: str) -> bool:
    """Return whether a thing is recognised by its sound: a person, an animal, a vehicle with an engine, an instrument, a tool."""
    if lemma in _SILENT:
        return False
    return bool(noun_flags(lemma) & {"animate", "vehicle"}) or bool(_SOUNDING_CLASSES & set(noun_classes(lemma)))


def _named_by_sound(sentence: Sentence, lemma: str) -> bool:
    """Return whether a listener may confuse the noun's sound with another's: no siren sounds like a motorcycle."""
    flags = noun_flags(lemma)
    if "person" in flags:
        return noun_classes(lemma)[0] in _PEOPLE  # a thing named by its work may be a machine: a sprayer, a sewer
    if lemma in _NO_INSTRUMENT:
        return False
    if "tool" in noun_classes(lemma):
        return lemma in _POWERED
    if "vehicle" in flags and any(word.lemma in _SIRENS for word in sentence.words):
        return False
    return _sounds(lemma)


def _same_wings(own: str, other: str) -> bool:
    """Return whether both are birds or neither is, so that wings flap in both."""
    return ("bird" in noun_flags(own)) == ("bird" in noun_flags(other))


def _continuation_is_ambiguous(sentence: Sentence, target: Target) -> bool:
    """Return whether a verb may continue either of two subjects: `a man speaks as a machine hums and then stops`."""
    behind = sentence.words[target.last :]
    apart = next((word.i for word in behind if word.lower in ("as", "while", "when")), None)
    if apart is None:
        return False
    joined = [
        word for word in sentence.words[apart:] if word.tag == "VBZ" and word.i and sentence.words[word.i - 1].lower in ("and", "then")
    ]
    return bool(joined)


def _voices(noun: Word) -> bool:
    """Return whether a listener can hear how many there are."""
    return "animate" in noun_flags(noun.lemma) and "insect" not in noun_classes(noun.lemma) and noun.lemma not in ("insect", "bug")


def _counted(sentence: Sentence, target: Target) -> list[Word]:
    """Return the nouns whose number the edit changes."""
    if target.partner_first is not None:
        return [sentence.head(sentence.words[i]) for i in (target.first, target.partner_first)]
    noun = counted(sentence, named_by(sentence, target), target.kind)
    return [noun] if noun is not None else []


def _speaks_of_animate(sentence: Sentence, word: Word) -> bool:
    return "animate" in noun_flags(sentence.head(word).lemma)
