import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from some_shards import png, rows_of, write_shards

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "training.md").read_text()
README = (Path(__file__).parents[2] / "README.md").read_text()


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what the examples leave to the reader: a transform, a tokenizer, a model and a loss."""
    monkeypatch.chdir(tmp_path)
    rows = [row for number in range(20) for row in rows_of(number, 3, {"bytes": png(number)})]
    write_shards(tmp_path / "runs" / "mine" / "shards", rows, 15)
    write_shards(tmp_path / "runs" / "demo" / "shards", rows, 15)
    seen: list[tuple[int, ...]] = []

    def loss(
        _: object, image: torch.Tensor, caption: torch.Tensor, negatives: torch.Tensor, mask: torch.Tensor, same: torch.Tensor
    ) -> None:
        assert same.shape == (len(image), len(image))
        seen.append((len(image), len(caption), *negatives.shape[:2], int(mask.sum())))

    return {
        "preprocess": lambda image: torch.from_numpy(np.asarray(image).copy()),
        "tokenizer": lambda texts: torch.tensor([[len(text)] for text in texts]),
        "model": torch.nn.Linear(1, 1),
        "my_loss": loss,
        "torch": torch,
        "seen": seen,
    }


@pytest.mark.slow
def test_the_examples_of_the_page_run(names: dict[str, Any]) -> None:
    loop, resume = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(loop.replace("num_workers=4", "num_workers=0"), names)
    assert names["seen"] == [(20, 20, 20, 4, 60)] * 10
    names["dataset"].set_epoch(10)
    exec(resume.replace("num_workers=4", "num_workers=2"), names)
    assert sum(len(batch["caption_id"]) for batch in names["batches"]) == 20


def test_the_example_of_the_readme_runs(names: dict[str, Any]) -> None:
    code = re.search(r"## In training\n\n((?:    .*\n)+)", README)
    assert code is not None
    exec("import hardneg\n" + re.sub("^    ", "", code[1], flags=re.M), names)
    assert len(names["batch"]["caption"]) == 20
