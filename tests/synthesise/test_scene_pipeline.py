import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from hardneg.scenes.world import samples
from hardneg.synthesise.scene_pipeline import ScenePipeline
from hardneg.training.generator import generator_models

WEIGHTS = Path(__file__).parents[2] / "pipeline" / "hardneg" / "models" / "weights" / "generators" / "scenes"
PROMPTS = [sample.caption for sample in samples(31, 6)]


trained = pytest.mark.skipif(not WEIGHTS.exists(), reason="weights/scenes is made by scripts/train_scenes_generator.py")


@pytest.fixture(scope="module")
def untrained() -> ScenePipeline:
    torch.manual_seed(0)
    words = generator_models.tokenizer()
    made = ScenePipeline(
        words,
        generator_models.text_encoder(),
        generator_models.transformer(128, 64, 1),
        generator_models.scheduler(),
        generator_models.decoder(8, 1),
    )
    made.set_progress_bar_config(disable=True)
    return made


@pytest.fixture(scope="module")
def shipped() -> ScenePipeline:
    pipeline = ScenePipeline.from_pretrained(WEIGHTS, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


@trained
def test_the_shipped_folder_is_small_and_safe() -> None:
    files = [path for path in WEIGHTS.rglob("*") if path.is_file()]
    assert max(path.stat().st_size for path in files) < 10_000_000
    assert {path.suffix for path in files} == {".json", ".safetensors", ".md"}
    assert [path for path in files if path.suffix == ".json" and "_name_or_path" in path.read_text()] == []


@trained
def test_the_shipped_weights_are_loaded_as_float32(shipped: ScenePipeline) -> None:
    assert {model.dtype for model in (shipped.text_encoder, shipped.transformer, shipped.vae)} == {torch.float32}


@trained
def test_captions_of_the_world_give_pictures_with_something_in_them(shipped: ScenePipeline) -> None:
    for picture in _drawn(shipped, PROMPTS, range(6)):
        assert picture.size == (64, 64)
        assert picture.mode == "RGB"
        assert np.asarray(picture).std() > 8


def test_the_same_seed_gives_the_same_bytes(untrained: ScenePipeline) -> None:
    first, again, other = (_drawn(untrained, PROMPTS[:1], [seed])[0].tobytes() for seed in (1, 1, 2))
    assert first == again != other


def test_the_rest_of_the_batch_does_not_change_a_picture(untrained: ScenePipeline) -> None:
    together = _drawn(untrained, PROMPTS, range(6))
    alone = [_drawn(untrained, [prompt], [seed])[0] for seed, prompt in enumerate(PROMPTS[:2])]
    backwards = _drawn(untrained, PROMPTS[::-1], range(5, -1, -1))[::-1]
    assert [each.tobytes() for each in alone] == [each.tobytes() for each in together[:2]]
    assert [each.tobytes() for each in backwards] == [each.tobytes() for each in together]


@pytest.mark.slow
@trained
def test_trained_weights_draw_the_same_bytes_in_another_process_and_in_any_company(shipped: ScenePipeline) -> None:
    program = (
        "import hashlib, torch; from hardneg.synthesise.scene_pipeline import ScenePipeline; "
        f"pipeline = ScenePipeline.from_pretrained({str(WEIGHTS)!r}, local_files_only=True); torch.set_num_threads(1); "
        f"picture = pipeline({PROMPTS[2]!r}, [torch.Generator().manual_seed(2)], num_inference_steps=4).images[0]; "
        "print(hashlib.sha256(picture.tobytes()).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    torch.set_num_threads(1)
    together = _drawn(shipped, PROMPTS, range(6))
    assert done.stdout.split()[-1] == hashlib.sha256(together[2].tobytes()).hexdigest()


def test_a_number_of_generators_that_does_not_fit_is_refused(untrained: ScenePipeline) -> None:
    with pytest.raises(ValueError, match="2 generators for 1 images"):
        untrained("a red circle", [torch.Generator(), torch.Generator()])


def test_several_pictures_of_a_prompt_and_tensors(untrained: ScenePipeline) -> None:
    (pictures,) = untrained(
        "a red circle", torch.Generator().manual_seed(0), 2, num_images_per_prompt=3, output_type="pt", return_dict=False
    )
    assert pictures.shape == (3, 3, 64, 64)
    assert not torch.equal(pictures[0], pictures[1])
    assert untrained([], []).images == []


def test_a_folder_is_written_in_half_precision_and_read_back(
    untrained: ScenePipeline, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generator_models.save(untrained, tmp_path)
    capsys.readouterr()
    read = ScenePipeline.from_pretrained(tmp_path, local_files_only=True)
    read.set_progress_bar_config(disable=True)
    assert "ignored" not in capsys.readouterr().err
    assert read.transformer.dtype == torch.float32
    assert [file.name for file in tmp_path.rglob("*.safetensors") if file.stat().st_mode & 0o044 != 0o044] == []
    one, other = (np.asarray(_drawn(each, PROMPTS[:1], [0])[0], np.int64) for each in (untrained, read))
    assert np.abs(one - other).max() <= 1  # of 255: weights that lie otherwise in memory may be summed in another order


def test_every_word_of_the_grammar_is_in_the_vocabulary() -> None:
    words = generator_models.tokenizer()
    assert all(words.unk_token_id not in words(sample.caption)["input_ids"] for sample in samples(32, 300))


def _drawn(pipeline: ScenePipeline, prompts: list[str], seeds: object) -> list[Image.Image]:
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]  # type: ignore[attr-defined]
    images: list[Image.Image] = pipeline(prompts, generators, num_inference_steps=4).images
    return images
