"""Swap two words or phrases of a caption at random, as NegCLIP does, without regard to whether the result is false.

Yuksekgonul et al. 2023 (arXiv 2210.01936) exchange two noun phrases, nouns, adjectives, adverbs or verbs that spaCy tags in the caption.
"""

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TAGS = ("NOUN", "ADJ", "ADV", "VERB")
MOST = 8
"""Upper bound of the swaps of one caption; training draws one of them."""


def swaps_of(captions: Sequence[str], seed: int) -> Iterator[list[str]]:
    """Yield up to `MOST` different swaps of each caption; none where no two words have the same tag."""
    from hardneg.parse.model import load

    rng = random.Random(seed)
    for caption, doc in zip(captions, load("en_core_web_sm").pipe(captions, batch_size=256), strict=True):
        made = list(dict.fromkeys(_swaps(doc)))
        made = [text for text in made if text.lower() != caption.lower()]
        yield rng.sample(made, min(MOST, len(made)))


def with_swap(sample: dict[str, Any], swaps: Mapping[str, list[str]], rng: random.Random) -> dict[str, Any]:
    """Return the sample with a random swap for its negative; without a negative where no two words can be swapped."""
    made = [rng.choice(some)] if (some := swaps[sample["caption_id"]]) else []
    columns = ("families", "negative_images", "weights", "margins", "p_valid")
    return sample | {name: sample[name][: len(made)] for name in columns} | {"negatives": made}


def _swaps(doc: Any) -> Iterator[str]:
    groups = [[(token.idx, token.idx + len(token)) for token in doc if token.pos_ == tag] for tag in TAGS]
    groups.append([(chunk.start_char, chunk.end_char) for chunk in doc.noun_chunks])
    for spans in groups:
        for (start, end), (other, last) in itertools.combinations(spans, 2):
            text = doc.text
            yield text[:start] + text[other:last] + text[end:other] + text[start:end] + text[last:]
