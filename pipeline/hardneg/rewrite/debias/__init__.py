"""Select negatives and positives that a text-only classifier cannot distinguish from their captions.

- `select_negatives`, `positives`: entry points; `pick` and `write` select over a part
- `features`: features of a pair: n-grams, length, frequency, likelihood, co-occurrence, classifier score
- `exchange_order`: features of exchanges: which phrase comes first
- `objective`: weighted squares of the sums of features, and the weights: balance is decided here
- `herding`, `selection`: minimise the objective by coordinate descent, for negatives and positives
- `family_floors`: least shares of families
- `adversarial`: rounds of selecting and training a classifier
- `discriminant`, `embedder`: that classifier, Fisher's discriminant of hidden states
- `positive_classifier`: the same for negatives against positives
- `propensity`: weights that undo the change of the shares of families
- `exemption`: negatives that need no balance, since they get an image of their own
"""
