from hardneg.grammar.sentence import Sentence
from hardneg.rewrite.types import CaptionState, StepResult
from hardneg.schemas.reasons import Reason
from hardneg.schemas.rows import Reject


def test_a_step_gets_the_captions_of_the_one_before_and_rejects_and_counts_add_up() -> None:
    one, two = (Reject(id=name, stage="rewrite", reason=Reason.SURFACE) for name in "ab")
    captions = [CaptionState("c", Sentence("A dog.", []))]
    first = StepResult(captions, [one], {"scored": 2})
    second = first.then(lambda given: StepResult([each._replace(draws_image=True) for each in given], [two], {"scored": 3, "kept": 1}))
    assert second == StepResult([captions[0]._replace(draws_image=True)], [one, two], {"scored": 5, "kept": 1})
    assert first == StepResult(captions, [one], {"scored": 2})
