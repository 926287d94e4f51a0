import pytest

from hardneg.captions.fields.conversations import image_in, is_conversation, replies

GOOSE = "A goose walks past a gate."


@pytest.mark.parametrize(
    "turns",
    [
        [{"from": "human", "value": "<image>\nDescribe."}, {"from": "gpt", "value": GOOSE}],
        [{"from": "system", "value": "x"}, {"from": "human", "value": "y"}, {"from": "gpt", "value": f"<image>\n{GOOSE}"}],
        [{"role": "user", "content": "Describe."}, {"role": "assistant", "content": GOOSE}],
        [{"role": "user", "content": [{"type": "image"}]}, {"role": "assistant", "content": [{"type": "text", "text": GOOSE}]}],
        [{"user": "Describe.", "assistant": GOOSE, "source": "x"}],
    ],
)
def test_the_models_turn_is_the_caption(turns: list[dict[str, object]]) -> None:
    assert is_conversation(turns)
    assert replies(turns) == [GOOSE]


def test_a_list_without_speakers_is_no_conversation() -> None:
    assert not any(is_conversation(value) for value in ([], ["a"], [{"raw": "a"}], {"from": "gpt", "value": "a"}, [{"value": "a"}]))


def test_an_image_within_the_content_is_found() -> None:
    content = [{"type": "text", "text": "What?"}, {"type": "image_url", "image_url": {"url": "https://example.org/1.jpg"}}]
    assert image_in([{"role": "user", "content": content}]) == "https://example.org/1.jpg"
    assert image_in([{"role": "user", "content": "What?"}]) is None
