"""Reject combinations that insult people: words of skin, origin, religion or disability given to a person, people as apes, and women or
children without clothes.

They are rejected whoever proposed them, a rule or an LLM, and whatever family they belong to.
"""

from collections import Counter
from collections.abc import Sequence

from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit
from hardneg.lexicon import noun_flags
from hardneg.lexicon.gender import INFANTS, pronoun_of

# Words that name the skin colour of a person, but a mere colour of a thing.
_SKIN = frozenset({"black", "white", "brown", "yellow", "red", "dark", "pale", "colored", "coloured", "tan", "light"})
_GROUPS = frozenset({
    "african", "asian", "caucasian", "hispanic", "latino", "latina", "arab", "arabic", "indian", "chinese", "japanese", "korean",
    "mexican", "jewish", "jew", "muslim", "islamic", "christian", "hindu", "sikh", "buddhist", "catholic", "gypsy", "aboriginal",
    "indigenous", "native", "american", "european", "oriental", "tribal", "ethnic", "immigrant", "refugee", "african-american",
    "dark-skinned", "light-skinned", "disabled", "handicapped", "crippled", "retarded", "blind", "deaf", "mute", "autistic", "lame",
    "amputee", "paralyzed", "paralysed", "gay", "lesbian", "homosexual", "transgender", "bisexual", "transsexual", "fat", "obese",
    "ugly", "stupid", "dumb", "poor", "homeless", "vietnamese", "thai", "filipino", "pakistani", "turkish", "russian", "german",
    "french", "italian", "irish", "polish", "nigerian", "ethiopian", "kenyan", "somali", "iranian", "iraqi", "afghan", "israeli",
    "palestinian", "syrian", "amish", "mormon",
})  # fmt: skip
# Animals whose names have served as insults.
_INSULTING = frozenset({
    "monkey", "ape", "gorilla", "chimpanzee", "chimp", "baboon", "orangutan", "pig", "hog", "rat", "cockroach", "worm", "louse",
})  # fmt: skip
_OF_PEOPLE_ONLY = frozenset({
    "handsome", "naked", "nude", "aged", "middle-aged", "bearded", "bald", "balding", "married", "retired", "shirtless", "topless",
    "tattooed", "dressed", "well-dressed", "uniformed", "brunette", "curly-haired", "teenage", "teen", "glamorous", "stylish", "elegant",
    "unidentified",
})  # fmt: skip
_UNDRESSED = frozenset({"shirtless", "topless", "naked", "nude", "chested", "bare-chested", "barechested", "undressed", "unclothed"})
_CLOTHES = frozenset({"shirt", "t-shirt", "top", "clothes", "clothing", "pants"})
_CHILDREN = INFANTS | {"boy", "girl", "teenager", "teen", "schoolboy", "schoolgirl", "son", "daughter"}
_ALSO_THINGS = frozenset({"pitcher", "batter", "server", "model", "figure", "cooker", "counter", "cook", "guide", "clown", "rider"})


def offends(sentence: Sentence, edits: Sequence[Edit], negative: Sentence) -> str | None:
    """Return the insult that the negative has and the caption does not, or None.

    Args:
        sentence: The caption.
        edits: The edits of the negative.
        negative: Its parse.
    """
    before, after = Counter(_descriptions_of_people(sentence)), Counter(_descriptions_of_people(negative))
    words = {word for word, _ in before}
    for word, person in after - before:
        if word not in words or len(words) > 1:
            return f"{word} {person}"  # it described nobody before, or somebody else
    for edit in edits:
        if _is_person(edit.old) and _is_animal(edit.new) and (before or _singular(edit.new) in _INSULTING):
            return f"{edit.old} -> {edit.new}"
        if _exposes(edit) and _is_undressed(negative):
            return f"{edit.old} -> {edit.new} without clothes"
    return None


def _exposes(edit: Edit) -> bool:
    """Return whether an edit makes a person a woman, or a child of somebody grown up."""
    old, new = _singular(edit.old), _singular(edit.new)
    return (pronoun_of(new) == "she" and pronoun_of(old) != "she") or (new in _CHILDREN and old not in _CHILDREN)


def _is_undressed(sentence: Sentence) -> bool:
    """Return whether a caption names somebody without clothes: a topless man, no shirt, without a shirt, his shirt off."""
    for word in sentence.words:
        if word.lower in _UNDRESSED:
            return True
        if word.lemma in _CLOTHES:
            before = [each.lower for each in sentence.words[max(0, word.i - 3) : word.i]]
            after = sentence.after(word)
            if "no" in before or "without" in before or (after is not None and after.lower == "off"):
                return True
    return False


def described_as_person(sentence: Sentence, noun: Word) -> bool:
    """Return whether the caption describes a person by skin colour, by origin, or by words that suit no animal: a middle-aged man."""
    if any(child.lower in _OF_PEOPLE_ONLY for child in sentence.children[noun.i]):
        return True
    return any(person == noun.lemma for _, person in _descriptions_of_people(sentence))


def _descriptions_of_people(sentence: Sentence) -> list[tuple[str, str]]:
    """Return the words of skin, origin, religion or disability, each with the person that it describes."""
    found = []
    for word in sentence.words:
        if word.lower not in _SKIN and word.lower not in _GROUPS:
            continue
        noun = _person(sentence, word)
        if noun is not None:
            found.append((word.lower, noun.lemma))
    return found


def _person(sentence: Sentence, word: Word) -> Word | None:
    head, seen = word, 0
    while head.dep in ("conj", "amod", "compound", "nmod", "acomp", "advmod") and seen < 4:
        head, seen = sentence.head(head), seen + 1
        if head.pos in ("NOUN", "PROPN") and head.i > word.i:
            return head if _is_person(head.lemma) else None
    if head.lemma == "be":
        subject = sentence.subject(head)
        return subject if subject is not None and _is_person(subject.lemma) else None
    return None


def _is_person(text: str) -> bool:
    lemma = _singular(text)
    return ("person" in noun_flags(lemma) and lemma not in _ALSO_THINGS) or pronoun_of(lemma) in ("he", "she")


def _is_animal(text: str) -> bool:
    flags = noun_flags(_singular(text))
    return "animate" in flags and "person" not in flags


def _singular(text: str) -> str:
    return lemma_of(text.lower().rpartition(" ")[2], "NOUN")
