import pytest
from pydantic import ValidationError

from hardneg.training.settings import Settings


def test_a_run_has_an_end() -> None:
    assert Settings(steps=3).minutes == 0
    assert Settings(minutes=0.5).steps == 0
    with pytest.raises(ValidationError, match="give steps or minutes"):
        Settings()


@pytest.mark.parametrize(
    "wrong", [{"learning_rate": 0}, {"warm_up": 1.0}, {"average": 1.0}, {"workers": 0}, {"precision": "fp16"}, {"step": 9}]
)
def test_settings_that_cannot_train_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        Settings.model_validate({"steps": 1} | wrong)


def test_settings_tell_runs_apart_and_cannot_change_under_way() -> None:
    settings = Settings(steps=3)
    assert repr(settings) == repr(Settings(steps=3)) != repr(Settings(steps=3, seed=1))
    with pytest.raises(ValidationError):
        settings.steps = 4  # type: ignore[misc]
