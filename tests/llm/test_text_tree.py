import random

from hardneg.llm.text_tree import trees

CAPTION = [1, 10, 11, 12, 13]


def test_a_common_beginning_is_laid_out_once() -> None:
    (tree,) = trees([CAPTION, [1, 10, 20, 12, 13], [1, 10, 11, 30, 13], [1, 40, 41]], 100, 100)
    assert sorted(tree.ids) == sorted([1, 10, 11, 12, 20, 12, 30, 40])
    assert len(tree.branches) == 4


def test_edits_of_two_places_share_what_edits_of_one_share_with_the_caption() -> None:
    one, two = [1, 10, 20, 12, 13, 14], [1, 10, 20, 12, 33, 14]
    (tree,) = trees([[1, 10, 11, 12, 13, 14], one, two], 100, 100)
    assert len(tree.ids) == 5 + 3 + 1


def test_the_last_token_of_a_text_is_not_laid_out() -> None:
    (tree,) = trees([[1, 2], [1, 3], [1, 2]], 100, 100)
    assert (tree.ids, [branch.path for branch in tree.branches]) == ([1], [[0], [0], [0]])


def test_the_path_of_each_text_has_its_tokens_at_their_positions() -> None:
    drawn = random.Random(0)
    texts = [[drawn.randrange(3) for _ in range(drawn.randrange(2, 12))] for _ in range(300)]
    found = list(trees(texts, 40, 500))
    assert sorted(branch.number for tree in found for branch in tree.branches) == list(range(300))
    for tree in found:
        assert [i for branch in tree.branches for i in branch.path[branch.known :]] == list(range(len(tree.ids)))
        for branch in tree.branches:
            assert [tree.ids[i] for i in branch.path] == texts[branch.number][:-1]
            assert [tree.positions[i] for i in branch.path] == list(range(len(branch.path)))


def test_a_tree_is_bounded_by_its_tokens_and_by_the_lengths_of_its_texts() -> None:
    texts = [[1, *range(100 * n, 100 * n + 9)] for n in range(1, 13)]
    assert [len(tree.ids) for tree in trees(texts, 28, 1000)] == [25, 25, 25, 25]
    assert [len(tree.branches) for tree in trees(texts, 1000, 18)] == [2] * 6


def test_a_text_that_is_longer_than_a_tree_has_one_of_its_own() -> None:
    assert [len(tree.ids) for tree in trees([[1, 2, 3], [5, *range(50, 80)]], 10, 10)] == [2, 30]
