"""Join the mentions of a caption that refer to the same thing into chains, by rules over the parse.

A noun with `the`, `this` or a possessive refers to the last compatible mention of the same noun. A pronoun refers to the one thing that it
agrees with; if there are several, it is listed as uncertain in each chain. A part, another thing of the same noun, and a hypernym of the
thing are linked to its chain and never merged into it.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hardneg.discourse.coreference import may_be_coreferent
from hardneg.discourse.mentions import Mention, conflict, mention_of, sentence_numbers
from hardneg.discourse.pronouns import COLLECTIVE, PRONOUNS, accepts
from hardneg.grammar.phrases import NOUNS, phrase_first
from hardneg.grammar.sentence import Sentence, Word
from hardneg.lexicon import noun_flags

_BACK = 2  # sentences between a pronoun or a hypernym and its antecedent, at most
_WINDOW = 24  # things that are considered, latest first, whatever the length of the caption
_SAME_NOUN = 8  # earlier things of the same noun that are considered
_QUANTITIES = frozenset({"both", "one", "another", "other", "others", "either", "neither"})  # `all` and `each` fit any number
_BEFORE_NOUN = frozenset({"det", "nummod", "amod", "predet", "preconj", "compound", "quantmod", "advmod", "poss", "nmod"})
_SETS = frozenset({"pair", "couple", "duo", "trio", "group", "twin", "quartet", "threesome", "ensemble"})
_INTRODUCES_ITEMS = frozenset({",", ":", ";", "-", "\u2013", "\u2014", "--", "("})


@dataclass(slots=True, eq=False)
class Chain:
    """A chain is a thing with all the words that refer to it. Each list holds indices of words, in order.

    Attributes:
        nouns: Mentions by the same noun.
        pronouns: Pronouns that can refer to nothing else in the caption.
        uncertain: Pronouns that may refer to it, or to something else.
        same_noun: Mentions by the same noun of a part of it, of a set that contains it, or of another thing.
        hypernyms: Other nouns that may refer to it or to a part of it: the animal, the pair; the two men of three people.
        quantities: Words without a noun that count it or select from it: both, one, the other, three.
        unambiguous: False where a later noun may refer to this or to another thing of the same noun.
    """

    mention: Mention
    nouns: list[int]
    last: int
    pronouns: list[int] = field(default_factory=list)
    uncertain: list[int] = field(default_factory=list)
    same_noun: list[int] = field(default_factory=list)
    hypernyms: list[int] = field(default_factory=list)
    quantities: list[int] = field(default_factory=list)
    unambiguous: bool = True

    @property
    def singleton(self) -> bool:
        """Return whether nothing else in the caption refers to it."""
        return (
            self.unambiguous
            and len(self.nouns) == 1
            and not (self.pronouns or self.uncertain or self.same_noun or self.hypernyms or self.quantities)
        )


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
        self.enumerations: dict[int, Chain] = {}  # items of an enumeration, with the plural that summarises them
        self.cataphora: list[tuple[Word, int]] = []  # pronouns with no possible antecedent before them

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
        earlier = self.by_name[mention.lemma][-_SAME_NOUN:]
        same = [chain for chain in earlier if not conflict(chain.mention, mention)]
        same_number = [chain for chain in same if chain.mention.plural == mention.plural]
        if mention.definite and not mention.another and same_number:
            shared = [len(chain.mention.description & mention.description) for chain in same_number]
            best = [chain for chain, many in zip(same_number, shared, strict=True) if many == max(shared)]
            chain = best[-1]
            for each in best if len(best) > 1 else ():
                each.unambiguous = False
            chain.nouns.append(mention.i)
            chain.last = mention.sentence
            self.found[mention.i] = chain
            self._make_most_recent(chain)
            return
        chain = Chain(mention, [mention.i], mention.sentence)
        for each in same_number if not mention.another else ():
            if each.last != mention.sentence:
                each.unambiguous = chain.unambiguous = False  # `a stack of papers` in two sentences may well be one
        if mention.another:
            _link_same_noun(chain, earlier)
        elif same and (mention.definite or (mention.single and self._numbered_one(mention))):
            _link_same_noun(chain, same)
        elif not same or mention.definite:
            self._link_hypernym(chain)
        self.found[mention.i] = chain
        self.by_name[mention.lemma].append(chain)
        self._make_most_recent(chain)
        self._resolve_cataphora(chain)

    def _compound(self, word: Word, number: int) -> None:
        """Mark earlier things as ambiguous that a misparsed compound may refer to: `the man waves`, read as one noun."""
        before = self.sentence.before(word)
        if before is not None and before.lower in ("the", "this", "that", "these", "those"):
            for chain in self.by_name.get(word.lemma, [])[-_SAME_NOUN:]:
                chain.unambiguous = chain.unambiguous and chain.last == number

    def _numbered_one(self, mention: Mention) -> bool:
        """Return whether `one` precedes it: one girl, of two girls."""
        return any(child.lower in ("one", "1") for child in self.sentence.children[mention.i])

    def _make_most_recent(self, chain: Chain) -> None:
        if chain in self.recent:
            self.recent.remove(chain)
        self.recent.append(chain)

    def _link_hypernym(self, chain: Chain) -> None:
        """Link the things that a hypernym may refer to, and the enumeration that it summarises."""
        mention = chain.mention
        word = self.sentence.words[mention.i]
        if mention.lemma in _SETS and (mention.definite or word.dep == "appos"):
            for other in self._recent_chains(mention.sentence):
                if other.mention.plural or self._is_coordinated(other):
                    _link(chain, other, "hypernyms")
            return
        whole = self._summarised_by(mention) if not mention.definite else None
        if whole is not None and may_be_coreferent(whole.mention.lemma, mention.lemma):
            _link(chain, whole, "hypernyms")
        for other in self._recent_chains(mention.sentence) if mention.definite and not mention.owner else ():
            if may_be_coreferent(other.mention.lemma, mention.lemma) and self._is_compatible(other, mention):
                _link(chain, other, "hypernyms")

    def _recent_chains(self, number: int) -> list[Chain]:
        return [chain for chain in self.recent if number - chain.last <= _BACK]

    def _is_coordinated(self, chain: Chain) -> bool:
        word = self.sentence.words[chain.mention.i]
        return word.dep == "conj" or any(child.dep == "conj" for child in self.sentence.children[word.i])

    def _is_compatible(self, chain: Chain, mention: Mention) -> bool:
        """Return whether an earlier thing may be this one: it has a compatible gender and is no other argument of the same verb."""
        one, two = self.sentence.words[chain.nouns[-1]], self.sentence.words[mention.i]
        if chain.last == mention.sentence and (self._governing_verb(one) == self._governing_verb(two) or one.i in self._ancestors(two)):
            return False
        return bool(accepts(chain.mention.lemma) & accepts(mention.lemma)) and not (
            mention.plural and not chain.mention.plural and not self._is_coordinated(chain)
        )

    def _ancestors(self, word: Word) -> set[int]:
        """Return the indices of the words that a word depends on, inside its clause."""
        found: set[int] = set()
        while word.head != word.i and word.head not in found and len(found) < 8:
            word = self.sentence.head(word)
            found.add(word.i)
        return found

    def _governing_verb(self, word: Word) -> int:
        """Return the index of the verb that governs a noun."""
        for _ in range(8):
            if word.pos in ("VERB", "AUX") or word.head == word.i:
                break
            word = self.sentence.head(word)
        return word.i

    def _summarised_by(self, mention: Mention) -> Chain | None:
        """Return the plural that summarises an item: `people` for `men` and `woman` in `three people, two men and a woman`."""
        word = self.sentence.words[mention.i]
        first = phrase_first(self.sentence, word)
        before = self.sentence.words[first - 1] if first else word
        if before.text in _INTRODUCES_ITEMS or before.lower == "including":
            whole = [
                each
                for each in self.recent
                if each.mention.plural and each.last == mention.sentence and may_be_coreferent(each.mention.lemma, mention.lemma)
            ]
        else:
            head = self.sentence.head(word)
            whole = [self.enumerations[head.i]] if word.dep == "conj" and head.i in self.enumerations else []
        if whole:
            self.enumerations[mention.i] = whole[-1]
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
        several = [chain for chain in self._recent_chains(number) if chain.mention.plural or self._is_coordinated(chain)]
        if several:
            nearest = max(chain.last for chain in several)
            for chain in several:
                if chain.last == nearest:
                    chain.quantities.append(word.i)

    def _pronoun(self, word: Word, kind: str, number: int) -> None:
        if word.dep == "expl":
            return
        near = self._antecedents(self._recent_chains(number), kind)
        if not near:
            self.cataphora.append((word, number))
        elif len(near) == 1:
            self._refer(near[0], word, number)
        else:
            for chain in near:
                chain.uncertain.append(word.i)

    def _refer(self, chain: Chain, word: Word, number: int) -> None:
        chain.pronouns.append(word.i)
        chain.last = number
        self.found[word.i] = chain
        self._make_most_recent(chain)

    def _antecedents(self, things: Iterable[Chain], kind: str) -> list[Chain]:
        """Return the possible antecedents of a pronoun of this kind.

        An animal counts where no person agrees, and a singular for `they` where no plural does.
        """
        agreeing = [chain for chain in things if self._agrees(chain, kind)]
        if kind in ("he", "she"):
            return [chain for chain in agreeing if "person" in noun_flags(chain.mention.lemma)] or agreeing
        if kind == "they":
            return [
                chain for chain in agreeing if chain.mention.plural or chain.mention.lemma in COLLECTIVE or self._is_coordinated(chain)
            ] or agreeing
        return agreeing

    def _agrees(self, chain: Chain, kind: str) -> bool:
        if kind == "they" and self._is_coordinated(chain):
            return True
        return kind in accepts(chain.mention.lemma, chain.mention.plural)

    def _resolve_cataphora(self, chain: Chain) -> None:
        """Link pronouns that precede their antecedent: in his hand a man holds a kite."""
        for word, number in self.cataphora:
            if number == chain.mention.sentence and PRONOUNS[word.lower] in accepts(chain.mention.lemma, chain.mention.plural):
                chain.uncertain.append(word.i)
        self.cataphora = [each for each in self.cataphora if each[1] == chain.mention.sentence]


def _link(one: Chain, other: Chain, name: str) -> None:
    """Add the nouns of each chain to the list `name` of the other."""
    getattr(one, name).extend(other.nouns)
    getattr(other, name).append(one.mention.i)


def _link_same_noun(chain: Chain, others: Sequence[Chain]) -> None:
    for other in others:
        _link(chain, other, "same_noun")
