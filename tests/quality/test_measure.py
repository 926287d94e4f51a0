from quality.made import balanced, leaking

from pipeline.quality.measure import measure


def test_negatives_are_judged_beside_positives_too() -> None:
    """Positives that have the artefact of the negatives take the hint away."""
    pairs = [pair._replace(positives=(pair.caption.replace(".", " ."),)) for pair in leaking(160)]

    found = measure("made", pairs, 0, None, list, None)

    beside_caption, beside_positive = found.caption["all"].ngrams, found.positive["all"].ngrams
    assert beside_caption is not None
    assert beside_positive is not None
    assert beside_caption.value > 0.99
    assert beside_positive.value < 0.7
    assert (found.pairs, found.captions, found.negatives_per_caption) == (160, 160, 1.0)


def test_where_few_captions_have_positives_the_rest_is_still_measured() -> None:
    pairs = [pair._replace(positives=("A text.",)) if number < 30 else pair for number, pair in enumerate(balanced(100))]

    found = measure("made", pairs, 0, None, list, None)

    assert found.positive == {}
    assert found.caption["all"].ngrams is not None


def test_without_positives_there_are_no_figures_beside_them() -> None:
    assert measure("made", balanced(100), 0, None, list, None).positive == {}
