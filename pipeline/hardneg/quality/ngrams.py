"""Train a logistic regression on n-grams as text-only classifier, which finds stray spaces as well as frequent words.

Features are words (1-3) and characters (2-5), with case and punctuation, as tf-idf with sublinear counts. It learns from single texts and
is tested on pairs. Training on differences of pairs changed no accuracy by more than 0.013 on NegCLIP's and SugarCrepe's negatives.

Where words are balanced over both halves together, a word that is inserted too often in one half is removed too often in the other. So an
accuracy slightly *below* 0.5 is to be expected without leakage.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from hardneg.quality.accuracy import Scores
from hardneg.quality.pairs import Pair, Places

STRENGTH = 10.0
"""Inverse of the L2 penalty (sklearn's C). 1, 10 and 100 are within 0.03 of each other on the two baselines."""
WORD = r"\w+|[^\w\s]"


class Features:
    """Hold sparse features of both texts of all pairs; the vocabulary is that of the pairs at `train`."""

    def __init__(self, pairs: Sequence[Pair], train: Places) -> None:
        from scipy.sparse import hstack
        from sklearn.feature_extraction.text import TfidfVectorizer

        texts = list(dict.fromkeys(text for pair in pairs for text in (pair.caption, pair.negative)))
        place = {text: number for number, text in enumerate(texts)}
        known = sorted({place[text] for i in train for text in (pairs[i].caption, pairs[i].negative)})
        options = {"lowercase": False, "min_df": 2, "sublinear_tf": True, "dtype": np.float32}
        vectorizers = [
            TfidfVectorizer(analyzer="word", ngram_range=(1, 3), token_pattern=WORD, **options),
            TfidfVectorizer(analyzer="char", ngram_range=(2, 5), **options),
        ]
        of_train = [texts[i] for i in known]
        self._rows: Any = hstack([vectorizer.fit(of_train).transform(texts) for vectorizer in vectorizers]).tocsr()
        self._captions = np.array([place[pair.caption] for pair in pairs], np.int64)
        self._negatives = np.array([place[pair.negative] for pair in pairs], np.int64)

    def learn(self, train: Places) -> Scores:
        """Return weights fitted to the pairs at `train`; negatives have higher scores."""
        from sklearn.linear_model import LogisticRegression

        rows = self._rows[np.concatenate([self._captions[train], self._negatives[train]])]
        model = LogisticRegression(C=STRENGTH, solver="liblinear", tol=1e-3, random_state=0)
        weights: Scores = model.fit(rows, np.repeat([0, 1], len(train))).coef_[0]
        return weights

    def margins(self, weights: Scores, test: Places) -> Scores:
        """Return the score of the negative less that of the caption, for the pairs at `test`."""
        scores: Scores = self._rows @ weights
        return scores[self._negatives[test]] - scores[self._captions[test]]
