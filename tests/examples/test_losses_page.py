import re
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from drawn_shards import drawn_shards  # noqa: E402

from examples.train_clip import losses  # noqa: E402

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "losses.md").read_text(encoding="utf-8")
WORDS, WIDTH = 997, 16


class Model(torch.nn.Module):
    """Encode texts as words times places, and images as patches, with the methods of open_clip."""

    def __init__(self) -> None:
        super().__init__()
        self.words = torch.nn.Embedding(WORDS, WIDTH, padding_idx=0)
        self.places = torch.nn.Parameter(torch.randn(24, WIDTH))
        self.patches = torch.nn.Sequential(torch.nn.Conv2d(3, WIDTH, 8, stride=8), torch.nn.GELU(), torch.nn.Conv2d(WIDTH, WIDTH, 3))
        self.logit_scale = torch.nn.Parameter(torch.tensor(2.0))
        self.logit_bias = torch.nn.Parameter(torch.tensor(-5.0))

    def encode_text(self, tokens: Any) -> Any:
        return (self.words(tokens) * self.places).sum(1)

    def encode_image(self, pixels: Any) -> Any:
        return self.patches(pixels).mean((2, 3))


class Decoder(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.words, self.out = torch.nn.Embedding(WORDS, WIDTH), torch.nn.Linear(WIDTH, WORDS)

    def forward(self, embedding: Any, tokens: Any) -> Any:
        return self.out(self.words(tokens) + embedding[:, None])


def tokenizer(texts: list[str]) -> Any:
    rows = [[1 + sum(map(ord, word)) % (WORDS - 1) for word in text.split()][:24] for text in texts]
    return torch.tensor([row + [0] * (24 - len(row)) for row in rows])


def preprocess(image: Any) -> Any:
    return torch.tensor(list(image.tobytes()), dtype=torch.float32).reshape(64, 64, 3).permute(2, 0, 1) / 255


def blocks(text: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


SECTIONS = {title: blocks(body) for title, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)}
USES = [
    (title, "\n".join(SECTIONS[title][: i + 1]))
    for title in SECTIONS
    for i, block in enumerate(SECTIONS[title])
    if re.search(r"^loss\b", block, re.MULTILINE)
]


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> str:
    return drawn_shards(tmp_path_factory.mktemp("drawn"), 10)


def test_the_page_shows_every_loss_of_its_table() -> None:
    listed = re.findall(r"^\| \[(.+?)\]\(#", PAGE, re.MULTILINE)
    assert len(listed) == 8
    assert list(dict.fromkeys(title for title, _ in USES)) == listed


@pytest.mark.parametrize(("title", "code"), USES, ids=[f"{title}-{i}" for i, (title, _) in enumerate(USES)])
def test_a_loss_of_the_page_has_finite_gradients_and_steps_reduce_it(title: str, code: str, shards: str) -> None:
    torch.manual_seed(0)
    model, decoder = Model(), Decoder().requires_grad_(False)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.003)
    embeddings = SECTIONS["Embeddings"][0].replace("runs/mine", shards)
    scope: dict[str, Any] = {"model": model, "decoder": decoder, "preprocess": preprocess, "tokenizer": tokenizer}
    exec(embeddings + SECTIONS["NegCLIP"][0], scope)  # two others use negclip
    values = []
    for _ in range(8):
        exec(embeddings[embeddings.index("image = F") :] + code, scope)
        loss = scope["loss"]
        optimiser.zero_grad()
        loss.backward()
        gradients = {name: each.grad for name, each in model.named_parameters() if each.grad is not None}
        assert all(torch.isfinite(each).all() for each in gradients.values())
        assert gradients["words.weight"].norm() > 0
        assert title == "READ" or gradients["patches.0.weight"].norm() > 0
        optimiser.step()
        values.append(loss.item())
    assert values[-1] < values[0]


def unit(*shape: int) -> Any:
    return torch.nn.functional.normalize(torch.randn(*shape), dim=-1)


IMAGE_LOSSES = {
    "negclip": lambda image, text, other, mask, same: losses.negclip(image, text, other, mask, SCALE, same=same),
    "ce_clip": lambda image, text, other, mask, same: losses.ce_clip(image, text, other, mask, SCALE, 0.0, same)[0],
    "tripletclip": lambda image, text, other, mask, same: losses.tripletclip(image, text, unit(3, 2, 4), other, mask, mask, SCALE, same),
    "siglip": lambda image, text, other, mask, same: losses.siglip(image, text, other, mask, SCALE, torch.tensor(0.0), same=same),
    "dac": lambda image, text, other, mask, same: losses.dac(image, text, other, mask, SCALE, same),
    "read": lambda _, text, other, mask, same: losses.read_alignment(text, other, mask, SCALE, same),
}
SCALE = torch.tensor(3.0)


@pytest.mark.parametrize("name", IMAGE_LOSSES)
def test_another_caption_of_the_same_image_is_no_negative(name: str) -> None:
    torch.manual_seed(0)
    image, text, other = unit(3, 4), unit(3, 4), unit(3, 2, 4)
    image[1] = image[0]
    mask = torch.tensor([[True, False], [True, True], [True, True]])
    same = torch.zeros(3, 3, dtype=torch.bool)
    same[0, 1] = same[1, 0] = True

    def of(same: Any) -> Any:
        torch.manual_seed(1)  # of the negative images
        leaf = text.clone().requires_grad_()
        loss = IMAGE_LOSSES[name](image, leaf, other, mask, same)
        loss.backward()
        assert torch.isfinite(leaf.grad).all()
        return loss.detach()

    assert of(torch.zeros_like(same)) == of(None)
    assert of(same) < of(None)


def test_negclip_leaves_out_the_caption_and_the_negatives_of_another_sample_of_the_same_image() -> None:
    torch.manual_seed(0)
    image, text, other, mask = unit(3, 4), unit(3, 4), unit(3, 1, 4), torch.ones(3, 1, dtype=torch.bool)
    same = torch.zeros(3, 3, dtype=torch.bool)
    same[0, 1] = same[1, 0] = True
    logits = SCALE * image @ torch.cat([text, other[:, 0]]).T
    to_text = [
        -logits[i, [0, 2, 3, 5] if i == 0 else [1, 2, 4, 5] if i == 1 else range(6)].log_softmax(0)[k] for i, k in ((0, 0), (1, 0), (2, 2))
    ]
    to_image = [-logits[rows, i].log_softmax(0)[k] for i, rows, k in ((0, [0, 2], 0), (1, [1, 2], 0), (2, [0, 1, 2], 2))]
    expected = (sum(to_text) + sum(to_image)) / 6
    assert losses.negclip(image, text, other, mask, SCALE, same=same).item() == pytest.approx(expected.item(), rel=1e-5)


@pytest.mark.parametrize("title", ["TripletCLIP", "READ"])
def test_a_block_of_the_page_takes_a_batch_in_which_no_caption_has_what_it_uses(title: str, shards: str) -> None:
    embeddings = SECTIONS["Embeddings"][0].replace("runs/mine", shards)
    scope: dict[str, Any] = {"model": Model(), "decoder": Decoder(), "preprocess": preprocess, "tokenizer": tokenizer}
    exec(embeddings[: embeddings.index("batch = next")] + SECTIONS["NegCLIP"][0], scope)
    bare = [each | {"positives": [], "negative_images": [None] * len(each["negatives"])} for each in scope["dataset"]]
    scope["batch"] = scope["collate"](bare)
    exec(embeddings[embeddings.index("def each") :], scope)
    for block in SECTIONS[title]:
        exec(block, scope)
        if "loss" in scope:
            scope["loss"].backward(retain_graph=True)
            assert torch.isfinite(scope["loss"])
            assert all(torch.isfinite(each.grad).all() for each in scope["model"].parameters() if each.grad is not None)
