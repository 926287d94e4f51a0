"""Make a table of how WordNet uses verbs: the sentence frames of their common senses, and the kinds of acts that these are."""

import pyarrow as pa

from scripts.lexicon.hypernyms import senses
from scripts.lexicon.wordnet import WordNet

_BYTES = pa.list_(pa.int8())


def table(wordnet: WordNet) -> pa.Table:
    """Return a table of verbs of one word, with the numbers of their frames and lexicographer files, that of the first sense first.

    `wninput(5WN)` and `lexnames(5WN)` say what the numbers mean.
    """
    found: dict[str, tuple[list[int], list[int]]] = {}
    for name, lemma in sorted(wordnet.senses):
        if name != "verb" or not lemma.isalpha():
            continue
        common = senses(wordnet, name, lemma)
        frames = sorted({frame for synset in common for frame in wordnet.frames.get((synset, lemma), ())})
        found[lemma] = frames, list(dict.fromkeys(wordnet.files[synset] for synset in common))
    frames_of, files_of = zip(*found.values(), strict=True)
    return pa.table({"word": list(found), "frames": pa.array(frames_of, _BYTES), "files": pa.array(files_of, _BYTES)})
