from quality.made import balanced, leaking

from hardneg.quality.measure import measure


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


def test_rows_with_an_image_of_their_own_are_measured_apart() -> None:
    pairs = balanced(100) + [pair._replace(own_image=True, caption_id=f"x{pair.caption_id}") for pair in leaking(100)]

    found = measure("made", pairs, 0, None, list, None)

    balanced_rows, apart = found.caption["all"].ngrams, found.as_if_without["all"].ngrams
    assert balanced_rows is not None
    assert apart is not None
    assert balanced_rows.value < 0.7
    assert apart.value > 0.99
    assert (found.pairs, found.both_directions) == (200, 100)
    assert set(found.words) == {"all", "attribute"}


def test_where_nearly_all_have_one_there_is_no_figure_of_the_rest() -> None:
    pairs = [pair._replace(own_image=number > 5) for number, pair in enumerate(balanced(100))]

    found = measure("made", pairs, 0, None, list, None)

    assert found.caption == {}
    assert found.as_if_without["all"].ngrams is not None


def test_few_rows_with_an_image_have_no_figure() -> None:
    pairs = [pair._replace(own_image=number < 5) for number, pair in enumerate(balanced(100))]
    assert measure("made", pairs, 0, None, list, None).as_if_without == {}
