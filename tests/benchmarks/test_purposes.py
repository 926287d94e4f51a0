import pytest
import torch

from benchmarks.purposes import Purposes


class Reader(torch.nn.Module):
    """Read tokens, and do nothing."""

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        return input_ids


def test_tokens_count_for_the_purpose_for_which_a_model_reads_them() -> None:
    found, model = Purposes(), Reader()
    found.read(model)
    found.of("scores", model)(input_ids=torch.zeros(1, 5))
    found.of("writing", model)(input_ids=torch.zeros(7))
    model(torch.zeros(2))
    assert dict(found.tokens) == {"scores": 5, "writing": 7, "other": 2}


def test_a_purpose_inside_another_one_counts_as_that_one() -> None:
    found, model = Purposes(), Reader()
    found.read(model)
    inner = found.of("plausibility", model)
    found.of("exchanges", lambda: inner(input_ids=torch.zeros(3)))()
    assert dict(found.tokens) == {"exchanges": 3}
    assert set(found.seconds) == {"exchanges"}


def test_what_fails_is_counted_and_ends_its_purpose() -> None:
    found = Purposes()
    with pytest.raises(ZeroDivisionError):
        found.of("writing", lambda: 1 / 0)()
    found.of("scores", int)()
    assert set(found.seconds) == {"writing", "scores"}


def test_the_table_is_for_each_caption() -> None:
    found = Purposes()
    found.tokens["scores"], found.seconds["scores"], found.seconds["other"] = 300, 0.5, 0.25
    lines = found.table(10).splitlines()
    assert "| scores | 30.0 | 50 |" in lines
    assert lines[-1] == "| **all** | 30.0 | 75 |"
