import numpy as np

from hardneg.rewrite.plausibility.packing import _AT_ONCE, packed

PROMPT = [1, 2]
CAPTION = [10, 11, 12, 13]


def seen(sequence, at: int) -> list[int]:  # type: ignore[no-untyped-def]
    return [sequence.ids[i] for i in np.flatnonzero(sequence.sees[at])]


def test_a_text_sees_the_prompt_its_shared_tokens_and_itself() -> None:
    texts = [[10, 20, 21, 13], [10, 11, 12, 30], [40, 41], [10, 11]]
    (sequence,) = packed(PROMPT, [CAPTION, [50, 51]], [*texts, [50, 60]], [0, 0, 0, 0, 1])
    for branch in sequence.branches:
        text = [*texts, [50, 60]][branch.number]
        last = branch.start + len(text) - branch.known - 1
        assert seen(sequence, last) == [*PROMPT, *text]
        assert sequence.positions[last] == len(PROMPT) + len(text) - 1
        own = [CAPTION, CAPTION, CAPTION, CAPTION, [50, 51]][branch.number]
        assert seen(sequence, branch.caption + len(own) - 1) == [*PROMPT, *own]


def test_the_common_beginning_is_read_once_and_the_common_end_is_known() -> None:
    (sequence,) = packed(PROMPT, [CAPTION], [[10, 20, 21, 13], [10, 11, 12, 13, 14]], [0, 0])
    assert [(each.known, each.shared) for each in sequence.branches] == [(1, 1), (4, 0)]
    assert len(sequence.ids) == len(PROMPT) + len(CAPTION) + 3 + 1


def test_of_a_text_that_is_the_beginning_of_its_caption_the_last_token_is_read() -> None:
    (sequence,) = packed(PROMPT, [CAPTION], [CAPTION[:2], CAPTION], [0, 0])
    assert [each.known for each in sequence.branches] == [1, 3]


def test_every_text_is_in_one_sequence_and_none_is_much_longer_than_is_read_at_once() -> None:
    captions = [list(range(100 * i, 100 * i + 60)) for i in range(5)]
    texts = [[*captions[i][:30], 9000 + j, *captions[i][31:]] for i in range(5) for j in range(9)]
    found = list(packed(PROMPT, captions, texts, [i for i in range(5) for _ in range(9)]))
    assert sorted(branch.number for each in found for branch in each.branches) == list(range(45))
    assert len(found) > 3
    assert max(len(each.ids) for each in found) < _AT_ONCE + 100
