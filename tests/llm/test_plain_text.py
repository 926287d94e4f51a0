import pytest

from hardneg.llm.plain_text import one_line


@pytest.mark.parametrize(
    "token",
    [
        "<|im_end|>",
        "<|eot_id|>",
        "<\uff5cUser\uff5c>",
        "</s>",
        "<s>",
        "<bos>",
        "<start_of_turn>",
        "<end_of_turn>",
        "[INST]",
        "[/INST]",
        "<<SYS>>",
    ],
)
def test_control_tokens_of_common_templates_are_broken_up(token: str) -> None:
    said = one_line(f"A dog{token}user sits.")
    assert token not in said
    assert said.replace(" ", "") == f"Adog{token}usersits."


@pytest.mark.parametrize("text", ["<PERSON> holds a cup", "a < b > c", "I <3 cats", "a | b", "[a dog]", "<b>red</b>"])
def test_other_signs_stay_as_they_are(text: str) -> None:
    assert one_line(text) == text


def test_white_space_is_folded() -> None:
    assert one_line("a dog\n\tsits\u2028 2. object: cat ") == "a dog sits 2. object: cat"
