import base64
import math
from collections.abc import Iterator
from io import BytesIO

import numpy as np
import PIL.Image
import pytest
from yes_no_server import MODEL, Messages, YesNoServer, image_of, serving, text_of

from hardneg.errors import UserError
from hardneg.filter.stage import make
from hardneg.matching.data_url import data_url
from hardneg.matching.located import start_matcher
from hardneg.matching.vlm import SIDE, VisionLanguageMatcher, config_of
from hardneg.schemas.arrow import to_table
from hardneg.schemas.config import Config, MatchConfig, SynthesiseConfig, fingerprinted
from hardneg.schemas.matching import ImageMatcher
from hardneg.schemas.rows import Image, Negative, RewrittenRow, Source
from hardneg.synthesise.verify import Claim, Verifier

COLOURS = {"red": (220, 20, 20), "green": (20, 220, 20), "blue": (20, 20, 220)}


def looks(messages: Messages) -> float:
    """Look at the image: yes where its colour is in the caption."""
    text = text_of(messages)
    if "extremely" in text:
        return math.nan
    seen = np.asarray(image_of(messages).convert("RGB")).reshape(-1, 3).mean(0)
    colour = min(COLOURS, key=lambda name: float(np.abs(np.asarray(COLOURS[name]) - seen).sum()))
    return 4.0 if colour in text.partition("Caption:")[2].splitlines()[0] else -4.0


@pytest.fixture
def server() -> Iterator[YesNoServer]:
    with serving(looks) as made:
        yield made


SEER = ImageMatcher(model=f"vlm:{MODEL}")


def match_of(server: YesNoServer) -> MatchConfig:
    return MatchConfig(image_models=[SEER], url=server.url)


def plain(colour: str, size: tuple[int, int] = (40, 30)) -> PIL.Image.Image:
    return PIL.Image.new("RGB", size, COLOURS[colour])


def png(colour: str) -> bytes:
    written = BytesIO()
    plain(colour).save(written, "PNG")
    return written.getvalue()


def test_each_pair_is_asked_with_its_own_image_in_the_order_of_the_images(server: YesNoServer) -> None:
    matcher = start_matcher(SEER, match_of(server))
    pairs = np.asarray([[1, 0], [0, 0], [1, 1], [0, 1]], np.int64)
    scores = matcher.score([plain("red"), plain("blue")], ["a red dog", "a blue dog"], pairs)
    assert scores.tolist() == pytest.approx([-4.0, 4.0, 4.0, -4.0], abs=0.02)
    assert matcher.score([plain("green")], ["a green dog"]).tolist() == pytest.approx([4.0], abs=0.02)
    assert (matcher.threshold, matcher.truncated, matcher.unlearnt("zxqy")) == (0.0, 0, None)
    assert isinstance(matcher, VisionLanguageMatcher)


def test_a_large_image_is_downscaled_and_a_small_one_is_sent_as_it_is() -> None:
    def sent(size: tuple[int, int]) -> tuple[int, int]:
        url = data_url(plain("red", size), SIDE)
        return PIL.Image.open(BytesIO(base64.b64decode(url.removeprefix("data:image/png;base64,")))).size

    assert sent((2 * SIDE, SIDE)) == (SIDE, SIDE // 2)
    assert sent((30, 20)) == (30, 20)


def negative(number: int, text: str) -> Negative:
    return Negative.model_validate(
        {"id": f"n{number}", "negative": text, "family": "attribute", "kind": "colour", "edits": [], "n_edits": 1, "edit_token": 1}
        | {"generator": {"method": "rule", "seed": 0}}
    )


def test_the_filter_keeps_what_is_false_of_the_image_and_abstains_from_what_is_too_long(server: YesNoServer) -> None:
    texts = ["a blue dog", "a red hound", "an extremely blue dog"]
    row = RewrittenRow(
        id="c", caption="a red dog", source=Source(input="i", key="0"), image=Image(bytes=png("red")), positives=[], positive_kinds=[],
        positive_edits=[], negatives=[negative(number, text) for number, text in enumerate(texts)],
    )  # fmt: skip
    match = match_of(server).model_copy(update={"uncalibrated": "judge"})
    outcome = make(Config.model_validate({"filter": {"match": match.model_dump()}})).process(to_table([row], RewrittenRow))
    kept, too_long = outcome.rows["negatives"].to_pylist()[0]
    assert (kept["id"], kept["match_negative"]) == ("n0", pytest.approx(-4.0, abs=0.02))
    assert kept["judged_by"].startswith(f"{MODEL}@main+")
    assert (too_long["id"], too_long["judged_by"]) == ("n2", None)
    assert {each["id"]: each["reason"] for each in outcome.rejects.to_pylist()} == {"n1": "still_true"}


def test_a_drawn_image_is_verified_by_the_server(server: YesNoServer) -> None:
    verifier = Verifier(SynthesiseConfig(), match_of(server).model_copy(update={"uncalibrated": "judge"}))
    verifier.setup()
    claims = [Claim("a blue dog", "a red dog", "attribute")] * 2
    good, bad = verifier.judge([plain("blue"), plain("red")], claims)
    assert good.fault is None
    assert bad.fault is not None


def test_the_revision_names_the_model_and_its_commit() -> None:
    def printed(**match: object) -> object:
        config = {"image_models": f"vlm:{MODEL}", "url": "http://x"} | match
        (judge,) = make(Config.model_validate({"filter": {"match": config}})).models
        return judge.fingerprint()

    assert str(printed()).startswith(f"{MODEL}@main+")
    assert str(printed(image_models={"model": f"vlm:{MODEL}", "revision": "v2"})).startswith(f"{MODEL}@v2+")
    assert printed() == printed(url="http://y")


def test_each_model_is_asked_at_its_own_address_with_its_own_key(server: YesNoServer) -> None:
    own = SEER.model_copy(update={"url": server.url})
    assert start_matcher(own, MatchConfig(url="http://127.0.0.1:9")).score([plain("red")], ["a red dog"])[0] > 0
    assert config_of(own, MatchConfig(url="http://x", api_key_env="KEY_OF_X")).api_key_env is None
    assert config_of(SEER, MatchConfig(url="http://x", api_key_env="KEY_OF_X")).api_key_env == "KEY_OF_X"


def test_the_address_of_a_model_is_not_in_the_fingerprint() -> None:
    def printed(**more: str) -> object:
        return fingerprinted(MatchConfig(image_models=[SEER.model_copy(update=more)]))

    assert printed(url="http://x", api_key_env="KEY") == printed()
    assert printed(revision="v2") != printed()


def test_what_cannot_be_asked_is_one_line_that_names_the_key(server: YesNoServer) -> None:
    with pytest.raises(UserError, match=r"filter\.match\.url"):
        start_matcher(SEER, MatchConfig())
    with pytest.raises(UserError, match="vlm:NAME"):
        config_of(ImageMatcher(model="vlm:"), MatchConfig())
    with pytest.raises(UserError, match=r"filter\.match\.image_models"):
        start_matcher(ImageMatcher(model="vlm:other"), MatchConfig(url=server.url))
    server.log_probabilities = False
    with pytest.raises(UserError, match="sends no log-probabilities"):
        start_matcher(SEER, match_of(server)).score([plain("red")], ["a red dog"])
