from pipeline.plausibility.window import LONG, window

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
    assert window(CAPTION, CAPTION) == (SENTENCES[-1], SENTENCES[-1])
