from hardneg.rewrite.plausibility.window import LONG, window, windows

SENTENCES = [f"In the picture of number {i} a tall woman in a coat stands beside a wooden fence." for i in range(8)]
CAPTION = " ".join(SENTENCES)


def test_a_short_pair_stays_as_it_is() -> None:
    pair = "A dog runs. A cat sleeps.", "A dog runs. A cat jumps."
    assert window(*pair) == pair


def test_of_a_long_caption_the_edited_sentence_and_its_neighbours_are_left() -> None:
    assert len(CAPTION) > LONG
    one, two = window(CAPTION, CAPTION.replace("number 4 a tall", "number 4 a short"))
    assert one == " ".join(SENTENCES[3:6])
    assert two == one.replace("number 4 a tall", "number 4 a short")


def test_the_first_and_the_last_sentence_have_one_neighbour() -> None:
    assert window(CAPTION, CAPTION.replace("number 0", "number 9"))[0] == " ".join(SENTENCES[:2])
    assert window(CAPTION, CAPTION.replace("number 7", "number 9"))[0] == " ".join(SENTENCES[-2:])


def test_a_long_caption_without_an_edit_is_left_with_its_end() -> None:
    end = " ".join(SENTENCES[-2:])
    assert window(CAPTION, CAPTION) == (end, end)


def test_a_window_does_not_grow_with_its_caption() -> None:
    lengths = {len(window(" ".join(SENTENCES[:4] * n), " ".join(SENTENCES[:4] * n).replace("tall", "short", 1)).text) for n in (2, 5, 40)}
    assert len(lengths) == 1


def test_each_of_two_edits_that_lie_apart_has_a_window_of_its_own() -> None:
    edited = CAPTION.replace("number 1 a tall", "number 1 a short").replace("number 6 a tall", "number 6 a short")
    first, second = windows(CAPTION, edited)
    assert first == windows(CAPTION, CAPTION.replace("number 1 a tall", "number 1 a short"))[0]
    assert second == windows(CAPTION, CAPTION.replace("number 6 a tall", "number 6 a short"))[0]
    assert window(CAPTION, edited).text == f"{first.text} {second.text}"


def test_windows_that_meet_are_one() -> None:
    edited = CAPTION.replace("number 3 a tall", "number 3 a short").replace("number 5 a tall", "number 5 a short")
    ((caption, text),) = windows(CAPTION, edited)
    assert caption == " ".join(SENTENCES[2:7])
    assert text == caption.replace("number 3 a tall", "number 3 a short").replace("number 5 a tall", "number 5 a short")


def test_of_a_sentence_without_end_the_clauses_about_the_edit_are_left() -> None:
    clauses = [f"in the picture of number {i} a tall woman stands beside a fence," for i in range(12)]
    one, two = window(" ".join(clauses), " ".join(clauses).replace("number 6 a tall", "number 6 a short"))
    assert one == " ".join(clauses[5:8])
    assert two == one.replace("number 6 a tall", "number 6 a short")


def test_an_edit_that_changes_how_many_clauses_there_are_keeps_both_sides_together() -> None:
    added = CAPTION.replace("number 4 a tall woman", "number 4 a tall, old woman")
    assert windows(CAPTION, added) == [
        (" ".join(SENTENCES[3:6]), " ".join(SENTENCES[3:6]).replace("number 4 a tall", "number 4 a tall, old"))
    ]
    assert windows(added, CAPTION) == [(text, caption) for caption, text in windows(CAPTION, added)]
    shorter = " ".join(SENTENCES[:7])
    assert windows(CAPTION, shorter) == [(" ".join(SENTENCES[6:]), SENTENCES[6])]
