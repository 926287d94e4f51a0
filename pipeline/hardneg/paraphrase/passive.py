"""Switch between active and passive: a dog chases a cat -> a cat is chased by a dog; a man riding a horse -> a horse being ridden
by a man.
"""

from collections.abc import Iterator

from hardneg.grammar.inflection import verb_form
from hardneg.grammar.phrases import NOUNS, extent
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags
from hardneg.paraphrase.composition import Piece, Reordering, last_of
from hardneg.paraphrase.constituents import Predication, clause, has_pronoun, is_concrete, is_scoped, is_several, noun_root, span

_NO_PASSIVE = frozenset({
    "have", "be", "resemble", "fit", "cost", "weigh", "contain", "lack", "become", "face", "enjoy", "take", "get", "make", "do",
    "let", "give", "play", "want", "need", "like", "try", "show", "leave", "reach", "near", "walk", "say", "read", "stick", "put",
    "lie", "share", "cross", "enter", "run", "jump", "surround", "brush", "practice", "perform", "spread", "look", "sound", "shake",
    "meow", "bark", "talk", "speak", "sit", "stand", "wait", "travel", "go", "come", "rise", "raise", "cast", "blow",
    "turn", "pass", "display", "feature",
})  # fmt: skip
_CONCRETE = 3.9
# Participles after which `by` names a place and no agent: parked by a house.
_BESIDE = frozenset({
    "park", "seat", "see", "place", "locate", "position", "situate", "lay", "leave", "stop", "dock", "tie", "plant",
})  # fmt: skip


def orders(sentence: Sentence) -> Iterator[Reordering]:
    """Yield the caption in the other voice."""
    if not sentence.words or has_pronoun(sentence) or is_scoped(sentence, 0):
        return
    found = clause(sentence)
    if found is not None:
        yield from _passive(sentence, found)
        yield from _active(sentence, found.subject[0], found.verb, finite=True)
    root = noun_root(sentence)
    if root is not None:
        done = sentence.child(root, "acl")
        if done is not None and done.tag == "VBN" and done.i == root.i + 1:
            yield from _active(sentence, sentence.words[0].start, done, finite=False)


def _passive(sentence: Sentence, found: Predication) -> Iterator[Reordering]:
    verb = found.verb
    object_ = sentence.child(verb, "dobj")
    if (
        object_ is None
        or object_.pos not in NOUNS
        or verb.lemma in _NO_PASSIVE
        or sentence.child(verb, "dative", "xcomp", "prt", "ccomp") is not None
    ):
        return
    if not noun_flags(found.noun.lemma) & {"animate", "person", "animal", "vehicle"}:
        return  # the text would be: sinks are held by a room
    if not is_concrete(object_, _CONCRETE) or (verb.lemma == "drive" and "vehicle" not in noun_flags(object_.lemma)):
        return  # two times, an armful, curves
    if any(word.tag in ("VBG", "VBZ", "VBP") for word in sentence.below(object_)):
        return  # a cap riding a bicycle: the agent is uncertain
    first, last = extent(sentence, object_)
    if (
        first != verb.i + 1
        or is_scoped(sentence, first)
        or any(child.dep in ("conj", "cc", "neg", "advmod", "npadvmod", "advcl") for child in sentence.children[verb.i])
    ):
        return
    if any(child.dep == "conj" for child in sentence.children[found.noun.i]) and not found.finite:
        return
    if any(word.pos == "VERB" for word in sentence.words[: verb.i] if word.dep not in ("aux", "auxpass")):
        return  # a woman wearing a hat bites: the agent is uncertain
    if sentence.words[first].tag == "PRP$" or (object_.tag == "NN" and first == object_.i):
        return
    participle = verb_form(verb.lemma, "VBN")
    if sentence.words[last - 1].lower.endswith("ing") or (last < last_of(sentence) and sentence.words[last].pos != "ADP"):
        return  # a pistol pointing | at a sheep, a hat | made of paper: part of the object would be left behind
    if last < last_of(sentence) and sentence.words[last].lower in ("with", "while", "as", "from"):
        return  # the attachment is ambiguous: the hat or its wearer
    rest: tuple[Piece, ...] = (" ", span(sentence, last, last_of(sentence))) if last < last_of(sentence) else ()
    thing = span(sentence, first, last)
    several = is_several(sentence, object_)
    progressive = verb.tag == "VBG"
    if verb.lemma == "wear" or verb.lemma == "hold":
        forms = [f"{'are ' if several else 'is '}{participle}" if found.finite else participle]
    elif found.finite and progressive:
        forms = [f"{'are' if several else 'is'} being {participle}"]
    elif found.finite and verb.tag in ("VBZ", "VBP"):
        forms = [f"{'are' if several else 'is'} {participle}", f"{'are' if several else 'is'} being {participle}"]
    elif not found.finite:
        forms = [f"being {participle}"]
    else:
        return
    for form in forms:
        yield Reordering("voice", (thing, f" {form}", *rest, " by ", found.subject))


def _active(sentence: Sentence, start: int, verb: Word, finite: bool) -> Iterator[Reordering]:
    """Yield the active voice: a cat is chased by a dog -> a dog chases a cat; a horse ridden by a man -> a man riding a horse."""
    agent = sentence.child(verb, "agent")
    doer = sentence.child(agent, "pobj") if agent is not None else None
    if (
        agent is None
        or doer is None
        or doer.pos not in NOUNS
        or verb.tag != "VBN"
        or verb.lemma in ("surround", "follow", "accompany", "fill", "cover")
        or (verb.lemma in _BESIDE and "animate" not in noun_flags(doer.lemma))
    ):
        return
    first, last = extent(sentence, doer)
    if first != agent.i + 1 or last < last_of(sentence) or is_scoped(sentence, first):
        return
    auxiliary = [child for child in sentence.children[verb.i] if child.dep in ("aux", "auxpass")]
    if finite != bool(auxiliary) or any(child.lower not in ("is", "are", "being") for child in auxiliary):
        return
    behind = auxiliary[0].i if auxiliary else verb.i
    thing = start, sentence.words[behind - 1].end
    between = span(sentence, verb.i + 1, agent.i) if agent.i > verb.i + 1 else None
    several = is_several(sentence, doer)
    doing = verb_form(verb.lemma, "VBG")
    if not finite:
        form = doing
    elif any(child.lower == "being" for child in auxiliary):
        form = f"{'are' if several else 'is'} {doing}"
    else:
        form = verb_form(verb.lemma, "VBP" if several else "VBZ")
    rest: tuple[Piece, ...] = (" ", between) if between is not None else ()
    yield Reordering("voice", (span(sentence, first, last), f" {form} ", thing, *rest))
