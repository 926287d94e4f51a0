import pytest

from hardneg.llm.replies import ChatCompletion, MalformedError, Models, read

USAGE = {"prompt_tokens": 1, "completion_tokens": 2}


def test_a_reply_is_read_whatever_else_it_holds() -> None:
    choice = {"message": {"role": "assistant", "content": None, "tool_calls": []}, "finish_reason": "stop", "index": 0}
    found = read(ChatCompletion, {"id": "x", "choices": [choice], "usage": USAGE | {"total_tokens": 3}})
    assert (found.choices[0].message.content, found.usage.completion_tokens) == (None, 2)


@pytest.mark.parametrize(
    ("reply", "place"),
    [
        (None, "the whole"),
        ({"data": None}, "data"),
        ({"data": [{"id": "a"}, {"name": "b"}]}, r"data\.1\.id"),
    ],
)
def test_the_error_names_what_is_malformed(reply: object, place: str) -> None:
    with pytest.raises(MalformedError, match=f"^{place}: "):
        read(Models, reply)
