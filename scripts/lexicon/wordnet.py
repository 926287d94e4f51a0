"""Reader of Princeton WordNet 3.x database files (data.noun, index.noun, ...): common senses and what is above them."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path

Synset = tuple[str, str]
POS = {"noun": "n", "verb": "v", "adj": "a"}
VISIBLE = frozenset({"05", "06", "08", "13", "17", "20"})
"""Lexicographer files of animals, artifacts, parts of the body, food, natural objects and plants."""
PERSONS = "18"
"""Lexicographer file of persons."""


class WordNet:
    """Hold the synsets of one folder. A lemma is in lower case with spaces; a synset is (part of speech, offset)."""

    def __init__(self, folder: Path) -> None:
        self.senses: dict[tuple[str, str], list[Synset]] = {}
        self.lemmas: dict[Synset, list[str]] = {}
        self.above: dict[Synset, list[Synset]] = defaultdict(list)
        self.similar: dict[Synset, list[Synset]] = defaultdict(list)
        self.entailed: dict[Synset, list[Synset]] = defaultdict(list)
        self.instances: set[Synset] = set()
        self.satellites: set[Synset] = set()
        self.visible: set[Synset] = set()
        self.persons: set[Synset] = set()
        self.proper: set[str] = set()
        self.counts: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
        self.frames: dict[tuple[Synset, str], set[int]] = defaultdict(set)
        self.files: dict[Synset, int] = {}
        for name in POS:
            self._read_data(folder / f"data.{name}", name)
            self._read_index(folder / f"index.{name}", name)
        self._read_counts(folder / "cntlist.rev")

    def _read_data(self, path: Path, name: str) -> None:
        for line in _lines(path):
            fields = line.split(" | ")[0].split(" ")
            size = int(fields[3], 16)
            synset = (name, fields[0])
            self.files[synset] = int(fields[1])
            if fields[2] == "s":
                self.satellites.add(synset)
            if fields[1] in VISIBLE:
                self.visible.add(synset)
            if fields[1] == PERSONS:
                self.persons.add(synset)
            written = [fields[4 + 2 * i].split("(")[0].replace("_", " ") for i in range(size)]
            self.proper.update(word.lower() for word in written if word != word.lower())
            self.lemmas[synset] = [fields[4 + 2 * i].lower().split("(")[0].replace("_", " ") for i in range(size)]
            start = 5 + 2 * size
            if name == "verb":
                self._read_frames(synset, fields[start + 4 * int(fields[start - 1]) :])
            for i in range(int(fields[4 + 2 * size])):
                kind, offset, pos, ends = fields[start + 4 * i : start + 4 * i + 4]
                if kind in ("@", "@i") and pos == POS[name]:
                    self.above[synset].append((name, offset))
                    self.instances.update([synset] if kind == "@i" else [])
                elif kind == "*":
                    self.entailed[synset].append((name, offset))
                elif kind == "&" and ends == "0000":
                    self.similar[synset].append((name, offset))

    def _read_frames(self, synset: Synset, fields: Sequence[str]) -> None:
        """Read the frames of a verb's synset: `+`, a frame, and the ordinal of the word that it is of; 0 for all words."""
        for i in range(int(fields[0])):
            _, frame, ordinal = fields[1 + 3 * i : 4 + 3 * i]
            lemmas = self.lemmas[synset]
            for lemma in lemmas if int(ordinal, 16) == 0 else [lemmas[int(ordinal, 16) - 1]]:
                self.frames[synset, lemma].add(int(frame))

    def _read_index(self, path: Path, name: str) -> None:
        for line in _lines(path):
            fields = line.split()
            count = int(fields[2])
            self.senses[name, fields[0].replace("_", " ")] = [(name, offset) for offset in fields[-count:]]

    def _read_counts(self, path: Path) -> None:
        names = {"1": "noun", "2": "verb", "3": "adj", "5": "adj"}
        for line in path.read_text(encoding="utf-8").splitlines():
            key, sense, count = line.split(" ")
            lemma, lexical = key.split("%")
            name = names.get(lexical[0])
            if name:
                self.counts[name, lemma.replace("_", " ")][int(sense)] = int(count)

    def common(self, name: str, lemma: str, share: float = 0.1) -> list[Synset]:
        """Return the first sense, and every other that makes at least this share of the tagged uses of `lemma`."""
        senses = self.senses.get((name, lemma), [])
        counts = self.counts.get((name, lemma), {})
        least = max(2.0, share * sum(counts.values()))
        return [synset for number, synset in enumerate(senses, 1) if number == 1 or counts.get(number, 0) >= least]

    @cache  # noqa: B019  one instance a build
    def closure(self, synset: Synset) -> frozenset[Synset]:
        """All hypernyms of `synset`, itself left out."""
        found: set[Synset] = set()
        for parent in self.above.get(synset, []):
            found |= {parent} | self.closure(parent)
        return frozenset(found)

    def frequency(self, lemma: str) -> int:
        """Return the number of tagged uses of `lemma` as a noun."""
        return sum(self.counts.get(("noun", lemma), {}).values())

    def anchor(self, text: str) -> Synset:
        """Noun synset of "lemma#sense".

        Raises:
            KeyError: There is no such sense.
        """
        lemma, sense = text.split("#")
        return self.senses["noun", lemma.replace("_", " ")][int(sense) - 1]


def _lines(path: Path) -> list[str]:
    """Return the records of a database file without the licence at its head."""
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("  ")]
