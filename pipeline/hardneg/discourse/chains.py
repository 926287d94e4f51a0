"""Join the mentions of a caption that refer to the same thing into chains, by rules over the parse.

A noun with `the`, `this` or a possessive refers to the last compatible mention of the same noun. A pronoun refers to the one thing that it
agrees with; if there are several, it is listed as unsure with each of them. A part, another thing of the same kind, and a hypernym of the
thing are linked to its chain and never merged into it.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hardneg.discourse.mentions import Mention, conflict, mention_of, sentence_numbers
from hardneg.discourse.pronouns import COLLECTIVE, PRONOUNS, accepts
from hardneg.grammar.phrases import NOUNS, phrase_first
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags, related

_BACK = 2  # sentences that a pronoun or a hypernym looks back
_WINDOW = 24  # things that are considered, latest first, whatever the length of the caption
_SAME_NAME = 8  # earlier things of the same name that are considered
_QUANTITIES = frozenset({"both", "one", "another", "other", "others", "either", "neither"})  # `all` and `each` fit any number
_BEFORE_NOUN = frozenset({"det", "nummod", "amod", "predet", "preconj", "compound", "quantmod", "advmod", "poss", "nmod"})
_SETS = frozenset({"pair", "couple", "duo", "trio", "group", "twin", "quartet", "threesome", "ensemble"})
_UNLIKE = frozenset({"mass", "plural", "either", "place", "nature", "surface", "stuff"})  # flags that make no two nouns one thing
# Hypernyms of all nouns that have a flag.
_GENERAL = {
    "vehicle": "vehicle", "animal": "animal", "creature": "animal", "bird": "bird", "person": "person", "individual": "person",
    "figure": "person", "structure": "building", "garment": "clothing", "device": "electronics", "boat": "watercraft",
}  # fmt: skip
_SHORT = 2  # letters of a word that is no second part of another
_SUM = frozenset({",", ":", ";", "-", "\u2013", "\u2014", "--", "("})


@dataclass(slots=True, eq=False)
class Chain:
    """A chain is a thing with all the words that refer to it. Each list holds indices of words, in order.

    Attributes:
        nouns: The same noun, of the same thing.
        pronouns: Pronouns that can refer to nothing else in the caption.
        unsure: Pronouns that may refer to it, or to something else.
        kin: Nouns of the same name for a part of it, for a set that contains it, or for another of the kind.
        wider: Other nouns that may refer to it or to a part of it: the animal, the pair; the two men of three people.
        quantities: Words without a noun that count it or select from it: both, one, the other, three.
        clear: False where a later noun may refer to this or to another thing of the same name.
    """

    mention: Mention
    nouns: list[int]
    last: int
    pronouns: list[int] = field(default_factory=list)
    unsure: list[int] = field(default_factory=list)
    kin: list[int] = field(default_factory=list)
    wider: list[int] = field(default_factory=list)
    quantities: list[int] = field(default_factory=list)
    clear: bool = True

    @property
    def alone(self) -> bool:
        """Return whether nothing else in the caption refers to it."""
        return self.clear and len(self.nouns) == 1 and not (self.pronouns or self.unsure or self.kin or self.wider or self.quantities)


def chains(sentence: Sentence) -> dict[int, Chain]:
    """Return the chain of each noun and of each unambiguous pronoun, by the index of the word; for `Sentence.once`."""
    return {} if sentence.tags else _Reading(sentence).read()


def chain_of(sentence: Sentence, word: Word) -> Chain | None:
    """Return the chain that a noun or pronoun belongs to, or None."""
    return sentence.once(chains).get(word.i)


class _Reading:
    """Read the words once, from left to right; each word looks back at a bounded number of things."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.found: dict[int, Chain] = {}
        self.by_name: dict[str, list[Chain]] = defaultdict(list)
        self.recent: deque[Chain] = deque(maxlen=_WINDOW)
        self.listed: dict[int, Chain] = {}  # items of a list, with the plural that sums them up
        self.waiting: list[tuple[Word, int]] = []  # pronouns with no possible antecedent before them

    def read(self) -> dict[int, Chain]:
        numbers = self.sentence.once(sentence_numbers)
        for word in self.sentence.words:
            kind = PRONOUNS.get(word.lower)
            if kind is not None and word.pos in ("PRON", "DET") and word.tag != "EX":
                self._pronoun(word, kind, numbers[word.i])
                continue
            if word.lower in _QUANTITIES or word.pos == "NUM":
                self._quantity(word, numbers[word.i])
            mention = mention_of(self.sentence, word, numbers[word.i])
            if mention is not None:
                self._noun(mention)
            elif word.dep == "compound" and word.pos in NOUNS:
                self._compound(word, numbers[word.i])
        return self.found

    def _noun(self, mention: Mention) -> None:
        earlier = self.by_name[mention.lemma][-_SAME_NAME:]
        same = [chain for chain in earlier if not conflict(chain.mention, mention)]
        again = [chain for chain in same if chain.mention.plural == mention.plural]
        if mention.definite and not mention.another and again:
            shared = [len(chain.mention.said & mention.said) for chain in again]
            best = [chain for chain, many in zip(again, shared, strict=True) if many == max(shared)]
            chain = best[-1]
            for each in best if len(best) > 1 else ():
                each.clear = False
            chain.nouns.append(mention.i)
            chain.last = mention.sentence
            self.found[mention.i] = chain
            self._seen(chain)
            return
        chain = Chain(mention, [mention.i], mention.sentence)
        for each in again if not mention.another else ():
            if each.last != mention.sentence:
                each.clear = chain.clear = False  # `a stack of papers` in two sentences may well be one
        if mention.another:
            _kin(chain, earlier)
        elif same and (mention.definite or (mention.single and self._numbered_one(mention))):
            _kin(chain, same)
        elif not same or mention.definite:
            self._wider(chain)
        self.found[mention.i] = chain
        self.by_name[mention.lemma].append(chain)
        self._seen(chain)
        self._waiting_for(chain)

    def _compound(self, word: Word, number: int) -> None:
        """Mark earlier things as unclear that a misparsed compound may refer to: `the man waves`, read as one noun."""
        before = self.sentence.before(word)
        if before is not None and before.lower in ("the", "this", "that", "these", "those"):
            for chain in self.by_name.get(word.lemma, [])[-_SAME_NAME:]:
                chain.clear = chain.clear and chain.last == number

    def _numbered_one(self, mention: Mention) -> bool:
        """Return whether `one` precedes it: one girl, of two girls."""
        return any(child.lower in ("one", "1") for child in self.sentence.children[mention.i])

    def _seen(self, chain: Chain) -> None:
        if chain in self.recent:
            self.recent.remove(chain)
        self.recent.append(chain)

    def _wider(self, chain: Chain) -> None:
        """Link the things that a hypernym may refer to, and the list that it sums up."""
        mention = chain.mention
        word = self.sentence.words[mention.i]
        if mention.lemma in _SETS and (mention.definite or word.dep == "appos"):
            for other in self._near(mention.sentence):
                if other.mention.plural or self._joined(other):
                    _link(chain, other, "wider")
            return
        whole = self._summed_up(mention) if not mention.definite else None
        if whole is not None and _kindred(whole.mention.lemma, mention.lemma):
            _link(chain, whole, "wider")
        for other in self._near(mention.sentence):
            if mention.definite and not mention.owner and _kindred(other.mention.lemma, mention.lemma) and self._may_be(other, mention):
                _link(chain, other, "wider")

    def _near(self, number: int) -> list[Chain]:
        return [chain for chain in self.recent if number - chain.last <= _BACK]

    def _joined(self, chain: Chain) -> bool:
        word = self.sentence.words[chain.mention.i]
        return word.dep == "conj" or any(child.dep == "conj" for child in self.sentence.children[word.i])

    def _may_be(self, chain: Chain, mention: Mention) -> bool:
        """Return whether an earlier thing may be this one: no other argument of the same head, and of a compatible gender."""
        one, two = self.sentence.words[chain.nouns[-1]], self.sentence.words[mention.i]
        if chain.last == mention.sentence and (self._holder(one) == self._holder(two) or one.i in self._above(two)):
            return False
        return bool(accepts(chain.mention.lemma) & accepts(mention.lemma)) and not (
            mention.plural and not chain.mention.plural and not self._joined(chain)
        )

    def _above(self, word: Word) -> set[int]:
        """Return the words that a word depends on, inside its clause."""
        found: set[int] = set()
        while word.head != word.i and word.head not in found and len(found) < 8:
            word = self.sentence.head(word)
            found.add(word.i)
        return found

    def _holder(self, word: Word) -> int:
        """Return the verb that a noun belongs to."""
        for _ in range(8):
            if word.pos in ("VERB", "AUX") or word.head == word.i:
                break
            word = self.sentence.head(word)
        return word.i

    def _summed_up(self, mention: Mention) -> Chain | None:
        """Return the plural that sums up the list of an item: `people` for `men` and `woman` in `three people, two men and a woman`."""
        word = self.sentence.words[mention.i]
        first = phrase_first(self.sentence, word)
        before = self.sentence.words[first - 1] if first else word
        if before.text in _SUM or before.lower == "including":
            whole = [
                each
                for each in self.recent
                if each.mention.plural and each.last == mention.sentence and _kindred(each.mention.lemma, mention.lemma)
            ]
        else:
            head = self.sentence.head(word)
            whole = [self.listed[head.i]] if word.dep == "conj" and head.i in self.listed else []
        if whole:
            self.listed[mention.i] = whole[-1]
        return whole[-1] if whole else None

    def _quantity(self, word: Word, number: int) -> None:
        """Link a word such as `both` or `one` without a noun to the plurals that it may count or select from."""
        following = self.sentence.after(word)
        if word.dep in _BEFORE_NOUN or (
            following is not None and following.lower in ("another", "other") and word.lower in ("each", "one")
        ):
            return
        before = self.sentence.before(word)
        if (
            word.lower not in ("both", "all")
            and following is not None
            and following.lower == "of"
            and self.sentence.child(following, "pobj")
        ):
            return  # one of the dogs: `the dogs` are linked themselves
        if word.lower in ("other", "another") and before is not None and before.lower in ("each", "one"):
            return
        several = [chain for chain in self._near(number) if chain.mention.plural or self._joined(chain)]
        if several:
            nearest = max(chain.last for chain in several)
            for chain in several:
                if chain.last == nearest:
                    chain.quantities.append(word.i)

    def _pronoun(self, word: Word, kind: str, number: int) -> None:
        if word.dep == "expl":
            return
        near = self._agreeing(self._near(number), kind)
        if not near:
            self.waiting.append((word, number))
        elif len(near) == 1:
            self._certain(near[0], word, number)
        else:
            for chain in near:
                chain.unsure.append(word.i)

    def _certain(self, chain: Chain, word: Word, number: int) -> None:
        chain.pronouns.append(word.i)
        chain.last = number
        self.found[word.i] = chain
        self._seen(chain)

    def _agreeing(self, things: Iterable[Chain], kind: str) -> list[Chain]:
        """Return the things that a pronoun of this kind may refer to.

        An animal counts where no person agrees, and a singular for `they` where no plural does.
        """
        agreeing = [chain for chain in things if self._agrees(chain, kind)]
        if kind in ("he", "she"):
            return [chain for chain in agreeing if "person" in noun_flags(chain.mention.lemma)] or agreeing
        if kind == "they":
            return [
                chain for chain in agreeing if chain.mention.plural or chain.mention.lemma in COLLECTIVE or self._joined(chain)
            ] or agreeing
        return agreeing

    def _agrees(self, chain: Chain, kind: str) -> bool:
        if kind == "they" and self._joined(chain):
            return True
        return kind in accepts(chain.mention.lemma, chain.mention.plural)

    def _waiting_for(self, chain: Chain) -> None:
        """Link pronouns that precede their antecedent: in his hand a man holds a kite."""
        for word, number in self.waiting:
            if number == chain.mention.sentence and PRONOUNS[word.lower] in accepts(chain.mention.lemma, chain.mention.plural):
                chain.unsure.append(word.i)
        self.waiting = [each for each in self.waiting if each[1] == chain.mention.sentence]


def _link(one: Chain, other: Chain, name: str) -> None:
    """Add each of two things to a list of the other."""
    getattr(one, name).extend(other.nouns)
    getattr(other, name).append(one.mention.i)


def _kin(chain: Chain, others: Sequence[Chain]) -> None:
    for other in others:
        _link(chain, other, "kin")


def _kindred(one: str, two: str) -> bool:
    """Return whether two nouns may name one thing, and are of a sort that captions name twice."""
    if one == two:
        return False
    if len(two) > _SHORT and one.endswith(two):
        return True  # a sailboat, the boat
    if any(_GENERAL.get(mine) in noun_flags(yours) for mine, yours in ((one, two), (two, one))):
        return True
    return related(one, two) and bool((noun_flags(one) & noun_flags(two)) - _UNLIKE)
