import math
from typing import Any

import pytest
from yes_no_server import IDS, MODEL, YesNoServer, serving

from hardneg.errors import UserError
from hardneg.llm.interface import Chat, Message
from hardneg.llm.server import ServerLLM
from hardneg.llm.yes_no import SPELLINGS, answer_ids, answer_of, gap
from hardneg.schemas.config import LLMConfig


def chats(*texts: str) -> list[Chat]:
    return [Chat((Message("system", "s"), Message("user", text)), seed=0, max_tokens=1) for text in texts]


def client(server: YesNoServer) -> ServerLLM:
    return ServerLLM(LLMConfig(model=MODEL, url=server.url, retries=0))


def asked(text: str) -> float:
    return math.nan if text == "long" else float(text)


@pytest.mark.parametrize("token", ["Yes", "ĠYES", "▁yes", " yes", "yes"])
def test_every_spelling_of_an_answer_counts(token: str) -> None:
    assert answer_of(token) == "yes"


@pytest.mark.parametrize("token", ["yesterday", "note", "Ġnot", "y", ""])
def test_other_words_are_no_answer(token: str) -> None:
    assert answer_of(token) is None


def test_a_gap_sums_over_the_spellings() -> None:
    shares = {"Yes": 0.3, " yes": 0.1, "No": 0.15, "no": 0.05, "The": 0.4}
    assert gap((token, math.log(share)) for token, share in shares.items()) == round(math.log(0.4 / 0.2), 2)


def test_an_answer_that_was_not_sent_counts_as_the_least_likely_token() -> None:
    assert gap([("Yes", -0.1), ("The", -5.0)]) == 4.9
    assert gap([("no", -0.1), ("The", -5.0)]) == -4.9
    assert math.isnan(gap([("The", -0.1)]))


def test_a_vocabulary_needs_tokens_of_both_answers() -> None:
    assert answer_ids({"ĠYes": 4, "yes": 2, "No": 3, "note": 1}) == [2, 3, 4]
    assert answer_ids({"ĠYes": 4, "note": 1}) == []


def test_a_server_is_asked_for_the_tokens_that_are_an_answer_and_a_chat_that_is_too_long_fails_alone() -> None:
    with serving(lambda messages: asked(messages[-1]["content"])) as server:
        llm = client(server)
        scores = llm.yes_no(chats("1.5", "long", "-3", *(str(n / 8) for n in range(40))))
        llm.close()
        assert scores[:3] == pytest.approx([1.5, math.nan, -3.0], abs=0.02, nan_ok=True)
        assert scores[3:] == pytest.approx([n / 8 for n in range(40)], abs=0.02)
        body = server.bodies[0]
        assert body["logprob_token_ids"] == sorted(IDS[text] for text in SPELLINGS if text in IDS)
        assert (body["max_tokens"], body["temperature"], body["logprobs"], body["top_p"]) == (1, 0.0, True, 1.0)
        counts = llm.usage.take()
        assert (counts["llm_scores"], counts["llm_tokens_in"], counts["llm_fills"]) == (42, 420, 0)


@pytest.mark.parametrize(
    "answer", [(404, {}), (200, {"tokens": [{"id": 1, "text": "yes"}]}), (200, {"token_ids": [1]}), (200, {"tokens": None})]
)
def test_a_server_with_no_tokenizer_of_this_api_is_asked_for_its_likeliest_tokens(answer: tuple[int, dict[str, Any]]) -> None:
    with serving(lambda messages: asked(messages[-1]["content"])) as server:
        server.tokenized = answer
        llm = client(server)
        assert llm.yes_no(chats("2", "-2")) == pytest.approx([2.0, -2.0], abs=0.02)
        llm.close()
        assert "logprob_token_ids" not in server.bodies[0]
        assert server.bodies[0]["top_logprobs"] == 20


def test_a_server_without_log_probabilities_is_one_clear_error() -> None:
    with serving(lambda _: 1.0) as server:
        server.log_probabilities = False
        llm = client(server)
        with pytest.raises(UserError, match="sends no log-probabilities"):
            llm.yes_no(chats("1"))
        llm.close()
