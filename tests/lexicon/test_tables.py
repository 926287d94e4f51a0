import hashlib
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from corpus import SOURCES

from hardneg.lexicon import attribute_alternatives, fingerprint, never_edit, noun_alternatives
from hardneg.lexicon.tables import HERE, NAMES, SYNONYMS, WORDNET

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", [*NAMES, SYNONYMS, *WORDNET])
def test_a_table_is_small_and_was_built_from_the_present_sources(name: str) -> None:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "scripts" / "lexicon").glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    metadata = pq.read_schema(HERE / f"{name}.parquet").metadata
    assert metadata[b"sources_sha256"].decode() == digest.hexdigest(), "build again: python -m scripts.build_lexicon"
    assert (HERE / f"{name}.parquet").stat().st_size < 2_000_000


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    code = "from hardneg.lexicon import fingerprint; print(fingerprint())"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert printed.stdout.strip() == fingerprint()


def test_tables_load_without_heavy_libraries() -> None:
    code = (
        "import sys; from hardneg.lexicon import *\n"
        "noun_alternatives('dog'); attribute_alternatives('red', 'car'); verb_alternatives('sit', 'intransitive', 'on', 'man', None)\n"
        "never_edit('front'); fixed_spans(['hot', 'dog']); print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert [name for name in ("spacy", "torch", "ray", "pandas", "lemminflect", "inflect") if name in loaded] == []


@pytest.mark.parametrize("noun", ["man", "woman", "dog", "cat", "train", "table", "street", "beach", "pizza", "horse", "giraffe", "bench"])
def test_common_nouns_have_alternatives(noun: str) -> None:
    assert noun_alternatives(noun)


@pytest.mark.parametrize("colour", ["white", "black", "red", "green", "blue", "yellow", "brown", "large", "small"])
def test_common_attributes_have_alternatives(colour: str) -> None:
    assert attribute_alternatives(colour, "truck")


@pytest.mark.parametrize("source", SOURCES)
def test_captions_name_two_words_with_alternatives_on_average(source: str) -> None:
    words = Counter(word.strip(".,") for caption in SOURCES[source] for word in caption.lower().split())
    editable = sum(count for word, count in words.items() if not never_edit(word) and noun_alternatives(word))
    assert editable > 2 * len(SOURCES[source])
