import pytest

from hardneg.errors.extras import BY_MAKE, install, missing


@pytest.fixture(autouse=True)
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BY_MAKE, raising=False)


def test_a_missing_library_names_its_extra_also_where_a_submodule_was_imported() -> None:
    error = missing("serve", ModuleNotFoundError("no", name="vllm.engine"))
    assert error is not None
    assert "serve" in str(error)
    assert "hardneg[cpu]" in str(error)


def test_a_push_without_huggingface_hub_names_its_extra() -> None:
    assert "hardneg[hub]" in str(missing("push", ModuleNotFoundError("no", name="huggingface_hub")))


def test_a_library_of_no_extra_is_a_fault_of_the_program() -> None:
    assert missing("serve", ModuleNotFoundError("no", name="numpy")) is None
    assert missing("serve", ModuleNotFoundError("no")) is None


def test_a_make_target_is_named_only_where_make_was_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "make" not in install("cpu")
    monkeypatch.setenv(BY_MAKE, "1")
    assert install("cpu") == "make setup EXTRA=cpu"
    assert "[images]" in install("images")  # no value of EXTRA
