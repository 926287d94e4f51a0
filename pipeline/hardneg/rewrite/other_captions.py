"""Use the other captions of an image as evidence: where one of them has the replacement word, the negative may be true of the image.

`A dog walks through flowers` does not become `a dog runs through flowers` where somebody else saw it run. Prepositions, and verbs that
relate two things such as `hold`, do not count: another caption has most of them for other things. Only captions in the same part are known.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

import pyarrow as pa

from hardneg.families import Name
from hardneg.grammar.phrases import NOUNS
from hardneg.grammar.sentence import Sentence, Word
from hardneg.grammar.splice import Edit, offset_after
from hardneg.lexicon.hypernyms import is_hypernym
from hardneg.schemas.reasons import Reason, Verdict
from hardneg.shards.image_ids import image_ids, image_names

_SHOWN = frozenset({*NOUNS, "VERB", "ADJ", "NUM"})
_WITHOUT_OTHERS = frozenset[str]()


def words_elsewhere(rows: pa.Table, sentences: Sequence[Sentence]) -> list[frozenset[str]]:
    """Return for each caption the nouns, verbs, adjectives and numbers of the other captions of its image, as lemmas."""
    ids = rows.schema.get_field_index("image_id")
    images = image_names(rows.set_column(ids, "image_id", image_ids(rows))).to_pylist()
    own = [_lemmas(sentence) if image is not None else _WITHOUT_OTHERS for image, sentence in zip(images, sentences, strict=True)]
    of_image: dict[str, Counter[str]] = defaultdict(Counter)
    for image, lemmas in zip(images, own, strict=True):
        of_image[image].update(lemmas)
    return [
        frozenset(lemma for lemma, count in of_image[image].items() if count > (lemma in lemmas))
        for image, lemmas in zip(images, own, strict=True)
    ]


def stated_elsewhere(elsewhere: frozenset[str], sentence: Sentence, family: str, edits: Sequence[Edit], negative: Sentence) -> Verdict:
    """Return a verdict where another caption of the image has the new words of every edit; `negative` is the parse of the edited text."""
    if not elsewhere or family == Name.RELATION:
        return None
    before = _lemmas(sentence)
    stated: list[str] = []
    for edit in edits:
        start = offset_after(edit.start, edits)
        inside = (word for word in negative.words if start <= word.start and word.end <= start + len(edit.new))
        new = [word for word in inside if word.pos in _SHOWN and word.lemma not in before]
        if not all(_is_among(word, elsewhere) for word in new):
            return None
        stated += [word.text for word in new]
    return (Reason.NOT_EXCLUSIVE, f"another caption of the image has {' '.join(stated)!r}") if stated else None


def _lemmas(sentence: Sentence) -> frozenset[str]:
    return frozenset(word.lemma for word in sentence.words if word.pos in _SHOWN)


def _is_among(word: Word, elsewhere: frozenset[str]) -> bool:
    """Return whether a word or a hyponym of a noun is among the words of other captions: where a boy is, a child is."""
    return word.lemma in elsewhere or word.lower in elsewhere or (word.pos in NOUNS and _has_hyponym(word.lemma, elsewhere))


@lru_cache(maxsize=4096)
def _has_hyponym(lemma: str, elsewhere: frozenset[str]) -> bool:
    return any(is_hypernym(lemma, other) for other in elsewhere)
