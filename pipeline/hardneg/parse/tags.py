"""Parse lists of tags: each tag alone, and once, since lists share most of their tags.

spaCy was not trained on single tags. Its most frequent errors are corrected where the lexicon decides: a common noun tagged as a name
(`pizza`) or as a verb (`train`), a colour as a name (`white shirt`), the agent as a part of a compound (`child playing`), or the noun
behind a participle as its object (`sleeping cat`).
"""

from collections.abc import Iterator, Sequence

from hardneg.grammar.inflection import lemma_of
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.tags import joined, split
from hardneg.lexicon import attribute_kind, noun_classes
from hardneg.lexicon.verbs import verbs
from hardneg.parse.model import Parser
from hardneg.schemas.captions import Form

MOST_KNOWN = 200_000
"""Tags in the cache; about 2 KB each."""

# Verbs that as a participle before a noun describe its action, and do not take it as their object.
_BY_ITSELF = frozenset({
    "sleep", "sit", "stand", "lie", "run", "jump", "swim", "fly", "smile", "laugh", "cry", "bark", "rest", "wait", "kneel", "crawl",
    "dance", "bloom", "glow", "shine", "fall", "float", "burn", "rise", "set", "grow", "hang", "look", "yawn", "rock", "fold",
    "crouch", "grin",
})  # fmt: skip


def parser(model: str, form: Form, batch_size: int = 256) -> Parser:
    """Return the parser of captions of this form."""
    return TagParser(model, batch_size) if form == "tags" else Parser(model, batch_size)


class TagParser(Parser):
    """Parse cleaned lists of tags into sentences."""

    def __init__(self, name: str, batch_size: int = 256) -> None:
        super().__init__(name, batch_size)
        self._known: dict[str, Sentence] = {}

    def parse(self, texts: Sequence[str]) -> Iterator[Sentence]:
        """Yield the sentence of each list, in order. A list in which all tags have a capital is parsed in lower case."""
        lists = [split(text) for text in texts]
        plain = [list(map(_without_capital, tags)) if all(tag[:1].isupper() for tag in tags) else tags for tags in lists]
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        new = [tag for tag in dict.fromkeys(tag for tags in plain for tag in tags) if tag not in self._known]
        self._known.update(zip(new, map(corrected, self._parsed(new, new)), strict=True))
        for tags, parsed in zip(lists, plain, strict=True):
            yield joined([_as_written(self._known[each], tag) for tag, each in zip(tags, parsed, strict=True)])


def corrected(tag: Sentence) -> Sentence:
    """Return the parse of one tag, corrected by the lexicon."""
    words = list(map(_common, tag.words))
    for step in (_in_brackets, _colour, _noun, _doer, _compound, _participle, _past_participle):
        words = [step(words, word) for word in words]
    return Sentence(tag.text, words)


def _common(word: Word) -> Word:
    """Turn a name without a capital into a common noun, if the lexicon lists it."""
    if word.pos != "PROPN" or not word.text.islower():
        return word
    lemma = lemma_of(word.lower, "NOUN")
    if not noun_classes(lemma) and not noun_classes(word.lower):
        return word
    return word._replace(pos="NOUN", tag="NN" if lemma == word.lower else "NNS", lemma=lemma)


def _in_brackets(words: Sequence[Word], word: Word) -> Word:
    """Detach a word in brackets, which names a sense and no thing of the picture: `mercury (planet)`."""
    opened = [each.text for each in words[: word.i] if each.text in ("(", ")")]
    return word._replace(pos="X", tag="XX", dep="dep") if opened[-1:] == ["("] and word.text != ")" else word


def _colour(words: Sequence[Word], word: Word) -> Word:
    """Turn a name before a noun into an adjective if it is an attribute; make an adjective before a name part of it: `new york`."""
    head = words[word.head]
    if word.pos == "ADJ" and word.dep == "amod" and head.pos == "PROPN":
        return word._replace(pos="PROPN", tag="NNP", dep="compound")
    named = word.pos == "PROPN" and word.text.islower() and word.dep in ("compound", "amod", "nmod")
    if not named or head.pos != "NOUN" or attribute_kind(word.lower) is None:
        return word
    return word._replace(pos="ADJ", tag="JJ", dep="amod", lemma=word.lower)


def _noun(words: Sequence[Word], word: Word) -> Word:
    """Turn a verb that is a whole tag, and a noun as well, into a noun: train, fork, building; but not sleeping."""
    if len(words) > 1 or word.pos not in ("VERB", "ADJ", "ADV", "INTJ", "X") or word.tag in ("VBN", "VBD") or not noun_classes(word.lower):
        return word
    return word._replace(pos="NOUN", tag="NN", lemma=word.lower)


def _doer(words: Sequence[Word], word: Word) -> Word:
    """Make a noun that spaCy attaches to the next participle its subject: `child playing`, `dog chasing cat`."""
    head = words[word.head]
    doing = word.dep in ("compound", "npadvmod", "nmod") and head.i > word.i and head.tag == "VBG" and head.pos == "VERB"
    return word._replace(dep="nsubj") if doing and word.pos in NOUNS else word


def _compound(words: Sequence[Word], word: Word) -> Word:
    """Keep a compound that the lexicon lists: a `cutting board` does nothing."""
    if not _is_one_thing(words):
        return word
    return (
        word._replace(pos="NOUN", tag="NN", lemma=word.lower, dep="compound", head=1) if word.i == 0 else word._replace(dep="ROOT", head=1)
    )


def _participle(words: Sequence[Word], word: Word) -> Word:
    """Let the participle describe the noun, which becomes the root: `sleeping cat`; the noun of `washing bicycle` is its object."""
    if not _is_doing(words) or _is_one_thing(words) or noun_classes(words[0].lower):
        return word
    lemma = lemma_of(words[0].lower, "VERB")
    if lemma in _BY_ITSELF:
        return word._replace(pos="VERB", tag="VBG", lemma=lemma, dep="amod", head=1) if word.i == 0 else word._replace(dep="ROOT", head=1)
    if lemma not in verbs():
        return word
    return word._replace(pos="VERB", tag="VBG", lemma=lemma, dep="ROOT", head=0) if word.i == 0 else word._replace(dep="dobj", head=0)


def _past_participle(words: Sequence[Word], word: Word) -> Word:
    """Let a past participle describe its noun: `parked cars`."""
    if len(words) != 2 or words[0].pos != "VERB" or words[0].tag not in ("VBN", "VBD") or words[1].pos != "NOUN":
        return word
    return word._replace(tag="VBN", dep="amod", head=1) if word.i == 0 else word._replace(dep="ROOT", head=1)


def _is_doing(words: Sequence[Word]) -> bool:
    return len(words) == 2 and words[0].lower.endswith("ing") and words[1].pos == "NOUN"


def _is_one_thing(words: Sequence[Word]) -> bool:
    return _is_doing(words) and bool(noun_classes(f"{words[0].lower} {words[1].lemma}"))


def _without_capital(tag: str) -> str:
    return tag.lower() if (tag.istitle() or tag.isupper()) and len(tag.lower()) == len(tag) else tag[:1].lower() + tag[1:]


def _as_written(parsed: Sentence, tag: str) -> Sentence:
    """Return the parse with the words as the list has them."""
    if parsed.text == tag:
        return parsed
    return Sentence(tag, [word._replace(text=tag[word.start : word.end]) for word in parsed.words])
