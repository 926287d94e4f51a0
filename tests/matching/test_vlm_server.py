"""A tiny vision-language model of random weights, behind a real vLLM server, gives the scores that transformers gives."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from vllm_server import served

from hardneg.errors import UserError
from hardneg.llm.yes_no import answer_of, gap
from hardneg.matching.located import start_matcher
from hardneg.matching.question import load
from hardneg.models import registry
from hardneg.models.llm_folder import source_of
from hardneg.schemas.config import MatchConfig
from hardneg.schemas.matching import ImageMatcher

pytestmark = pytest.mark.slow

SIDE, PATCH = 56, 14
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{% if m['content'] is string %}{{ m['content'] }}{% else %}"
    "{% for p in m['content'] %}{% if p['type'] == 'image' %}<image>{% else %}{{ p['text'] }}{% endif %}{% endfor %}{% endif %}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
IMAGES = [PIL.Image.new("RGB", (60, 40), colour) for colour in ("red", "blue", "white")]
TEXTS = ["a red dog on the grass", "two cats sleep under a table", "a bus"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save an Idefics3 of random weights with the tokenizer of the default LLM."""
    import torch
    from transformers import AutoTokenizer, Idefics3Config, Idefics3ForConditionalGeneration, Idefics3Processor
    from transformers.models.idefics3.image_processing_pil_idefics3 import Idefics3ImageProcessorPil

    try:
        tokenizer = AutoTokenizer.from_pretrained(source_of(registry.DEFAULT))
    except UserError as missing:
        pytest.skip(str(missing))
    parts = ["<fake_token_around_image>", "<image>", "<global-img>", "<end_of_utterance>"]
    tokenizer.add_special_tokens({"additional_special_tokens": [*parts, *(f"<row_{i}_col_{j}>" for i in range(1, 7) for j in range(1, 7))]})
    images = Idefics3ImageProcessorPil(size={"longest_edge": SIDE}, max_image_size={"longest_edge": SIDE})
    size: dict[str, Any] = {"num_hidden_layers": 2, "num_attention_heads": 2}
    text = size | {"model_type": "llama", "vocab_size": len(tokenizer), "hidden_size": 128, "intermediate_size": 256, "pad_token_id": 2}
    text |= {"max_position_embeddings": 4096}
    vision = size | {"hidden_size": 64, "intermediate_size": 128, "image_size": SIDE, "patch_size": PATCH}
    image_id = tokenizer.convert_tokens_to_ids("<image>")
    torch.manual_seed(0)
    config = Idefics3Config(vision_config=vision, text_config=text, image_token_id=image_id, scale_factor=2, pad_token_id=2)
    model = Idefics3ForConditionalGeneration(config)
    with torch.no_grad():
        model.lm_head.weight.mul_(20)  # so that scores differ by more than the precision of the server
    made = tmp_path_factory.mktemp("seer")
    model.save_pretrained(made)
    Idefics3Processor(image_processor=images, tokenizer=tokenizer, image_seq_len=4, chat_template=TEMPLATE).save_pretrained(made)
    return made


@pytest.fixture(scope="module")
def match(folder: Path) -> Iterator[MatchConfig]:
    name = f"vlm:{folder}"
    with served(["--of", "filter.match.image_models", "--set", f"filter.match.image_models={name}"]) as url:
        yield MatchConfig(image_models=[ImageMatcher(model=name)], url=url)


def expected(folder: Path) -> list[float]:
    """Return the gaps of all pairs by transformers."""
    import torch
    from transformers import AutoProcessor, Idefics3ForConditionalGeneration

    processor = AutoProcessor.from_pretrained(folder)
    model = Idefics3ForConditionalGeneration.from_pretrained(folder, dtype=torch.float32).eval()
    spelt = [(token, i) for token, i in processor.tokenizer.get_vocab().items() if answer_of(token)]
    found = []
    for image in IMAGES:
        for text in TEXTS:
            messages = [each._asdict() for each in load("image").chat(text, image="").messages]
            messages[-1]["content"][0] = {"type": "image"}
            prompt = processor.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
            with torch.no_grad():
                logs = model(**processor(text=prompt, images=[image], return_tensors="pt")).logits[0, -1].log_softmax(-1)
            found.append(gap((token, logs[i].item()) for token, i in spelt))
    return found


def test_a_served_model_sees_the_image_and_scores_as_transformers_does(folder: Path, match: MatchConfig) -> None:
    wanted = expected(folder)
    images, texts = [image for image in IMAGES for _ in TEXTS], TEXTS * len(IMAGES)
    matcher = start_matcher(match.image_models[0], match)
    scores = matcher.score(images, texts).tolist()
    assert scores == pytest.approx(wanted, abs=0.15)
    by_image = [scores[row * 3 : row * 3 + 3] for row in range(3)]
    assert max(abs(one - other) for one, other in zip(by_image[0], by_image[1], strict=True)) > 0.15
    assert matcher.score(images[:1], ["word " * 5000]).tolist() == pytest.approx([float("nan")], nan_ok=True)
