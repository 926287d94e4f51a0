import pytest

from hardneg.families import Name
from hardneg.families.family import Target
from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.lacking import unselected, without_negative
from hardneg.rewrite.types import CaptionState, Proposal
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Generator, Reject

TARGET = Target(Name.OBJECT.value, "pet", 1, 2, 2, 5, "dog", 4.9, 4.5)


def _caption(targets: int) -> CaptionState:
    return CaptionState("c", Sentence("A dog.", []), (TARGET,) * targets)


def _rejected(*reasons: Reason) -> list[Reject]:
    return [Reject(id=str(number), caption_id="c", stage="rewrite", reason=reason) for number, reason in enumerate(reasons)]


@pytest.mark.parametrize(
    ("targets", "reasons", "detail"),
    [
        (0, [], "no target: nothing in it may be edited"),
        (2, [], "2 targets, and no candidate fits"),
        (
            1,
            [Reason.IMPLAUSIBLE, Reason.SURFACE, Reason.IMPLAUSIBLE],
            "1 target, and all that was proposed was rejected: implausible 2, surface 1",
        ),
    ],
)
def test_a_reject_says_where_a_caption_lost_its_negatives(targets: int, reasons: list[Reason], detail: str) -> None:
    (made,) = without_negative([_caption(targets)], _rejected(*reasons), {Name.OBJECT})
    assert (made.id, made.reason, made.detail) == ("c", Reason.NO_NEGATIVE, detail)


def test_a_caption_that_selection_left_empty_is_rejected_once_and_another_is_kept() -> None:
    proposal = Proposal((TARGET,), "A cat.", (), Generator(method="lexicon"))
    full = _caption(1)._replace(proposals=(proposal,))
    lost = unselected([full], [_caption(1)])
    assert [each.detail for each in lost] == ["selection kept none of 1 negative that hold"]
    assert without_negative([_caption(1)], lost, {Name.OBJECT}) == []
    assert unselected([full], [full]) == without_negative([full], [], {Name.OBJECT}) == []


def test_targets_of_families_that_are_not_configured_do_not_count() -> None:
    (made,) = without_negative([_caption(2)], [], {Name.COUNT})
    assert made.detail == "no target: nothing in it may be edited"
