"""Check a verb that the LLM wrote: the caption must use it as it can be used, and it must not be true beside the source verb.

An LLM of a few billion parameters writes *sleeps a frog*, *covers open on a bed* and *interviews the ocean*, which no reader mistakes for a
caption. WordNet's sentence frames say which subjects and objects a verb has; they admit 97% of the verbs that people wrote on COCO.
"""

from hardneg.families.action import agent_of, takes_complements, use_of
from hardneg.families.affordances import does, suits_rest
from hardneg.families.alongside import at_once
from hardneg.grammar.inflection import verb_form
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import never_edit, noun_flags
from hardneg.lexicon.hypernyms import is_listed, is_person
from hardneg.lexicon.verb_frames import Sort, Used, act, can_be_used
from hardneg.lexicon.verbs import is_known

_FACES = frozenset(
    {"smile", "laugh", "grin", "smirk", "frown", "wave", "pose", "wait", "rest", "relax", "blink", "yawn", "sing", "whistle"}
)
"""Acts of face, voice and hands that go with most others, as speech and perception do."""
_NO_SORT = frozenset({"animate", "animal", "vehicle"})
"""Things that captions treat as persons or as things: dogs are walked, and cars drive."""


def is_verb(written: str, lemma: str, verb: Word) -> bool:
    """Return whether a word (with its lemma as a verb) is a verb that a dictionary lists, in a form that can be that of the source verb.

    A verb that none lists is misspelt (*boams*, *reflecteded*). What is working is not worked, so no active participle replaces a passive.
    """
    active = written.endswith("ing") and written == verb_form(lemma, "VBG") != lemma
    return (is_listed(lemma, "verb") or is_known(lemma)) and not (verb.tag == "VBN" and active)


def is_usable(sentence: Sentence, verb: Word, lemma: str) -> bool:
    """Return whether another verb (a lemma) can have the subject and the objects of a verb, and suits its complements if it is known."""
    use, object_ = use_of(sentence, verb), sentence.child(verb, "dobj")
    if use == "passive" and _has_stranded_preposition(sentence, verb):
        used = Used("intransitive")  # barked at, looked after
    else:
        both = object_ is not None and sentence.child(verb, "dative") is not None
        used = Used(use, _sort(sentence.subject(verb)), _sort(object_), both)
    agent = agent_of(sentence, sentence.subject(verb)) if use != "passive" else None
    if not can_be_used(lemma, used) or (agent is not None and not does(agent, lemma)):
        return False
    return not is_known(lemma) or (takes_complements(sentence, verb, lemma) and suits_rest(sentence, verb, lemma))


def may_be_true_too(sentence: Sentence, verb: Word, lemma: str) -> bool:
    """Return whether one can do another act (a lemma) besides: who stands there may smile or watch, and who feeds a bear sees it."""
    subject, use = sentence.subject(verb), use_of(sentence, verb)
    if at_once(verb.lemma, lemma, subject.lemma if subject is not None else None, use == "passive"):
        return True
    own, other = act(verb.lemma), act(lemma)
    if lemma in _FACES:
        return verb.lemma not in _FACES and own != "speech"
    return other != own and (other == "inner" or (other == "speech" and use == "intransitive" and verb.lemma not in _FACES))


def _has_stranded_preposition(sentence: Sentence, verb: Word) -> bool:
    return any(child.dep in ("prep", "prt") and child.i > verb.i and not sentence.children[child.i] for child in sentence.children[verb.i])


def _sort(noun: Word | None) -> Sort | None:
    """Return what a noun names, where that is clear; no word such as `group` or `front` says it."""
    if noun is None or noun.pos != "NOUN" or never_edit(noun.lemma):
        return None
    if is_person(noun.lemma):
        return "person"
    flags = noun_flags(noun.lemma)
    return "thing" if flags and not flags & _NO_SORT else None
