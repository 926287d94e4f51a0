"""Train the image generator of the drawn world in pipeline/hardneg/models/weights/generators/scenes.

    python -m scripts.train_scenes_generator --out runs/scenes-generator --layout-minutes 20 --picture-minutes 8
    python -m scripts.train_scenes_generator --measure pipeline/hardneg/models/weights/generators/scenes

The same command resumes a killed run. The saved weights are moving averages with the best score on held-out scenes.
"""

import argparse
from pathlib import Path

import torch
from diffusers import AutoencoderTiny, PixArtTransformer2DModel
from transformers import CLIPTextModel

from hardneg.scenes.world import samples
from hardneg.synthesise.scene_pipeline import ScenePipeline
from hardneg.training.generator import generator_models
from hardneg.training.generator.layout_task import LayoutTask
from hardneg.training.generator.picture_task import PictureTask
from hardneg.training.generator.scene_fidelity import captions, changed, read_back, trial
from hardneg.training.loop import fit
from hardneg.training.settings import Settings

MEASURED = 8_001
"""The seed of the scenes for the card's figures; no setting was selected on them."""


def main() -> None:
    """Parse the options, then train or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/scenes-generator"))
    parser.add_argument("--layout-minutes", type=float, default=20.0)
    parser.add_argument("--layout-rate", type=float, default=1e-3, help="peak learning rate")
    parser.add_argument("--picture-minutes", type=float, default=8.0, help="0: keep the decoder of --init")
    parser.add_argument("--init", type=Path, metavar="FOLDER", help="start from the weights of this pipeline")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure", type=Path, metavar="FOLDER", help="only measure the pipeline of a folder")
    parser.add_argument("--scenes", type=int, default=300, help="scenes of the measurement")
    parser.add_argument("--guidance", type=float, default=2.0, help="guidance of the measurement")
    options = parser.parse_args()
    if not options.measure:
        initial: Path | None = options.init.resolve() if options.init else None
        layout = Settings(
            minutes=options.layout_minutes,
            optimizer="muon",
            learning_rate=options.layout_rate,
            weight_decay=0.01,
            average=0.995,
            evaluate_every=300,
        )
        fit(LayoutTask(options.seed, initial=initial), layout, options.out / "layout")
        if options.picture_minutes or initial is None:
            picture = Settings(minutes=options.picture_minutes, learning_rate=2e-3, weight_decay=0.0, average=0.998, evaluate_every=400)
            drawing = options.out / "picture"
            fit(PictureTask(options.seed, initial=initial), picture, drawing)
        else:
            drawing = initial
        generator_models.save(assembled(options.out / "layout", drawing), options.out / "pipeline")
    measure(options.measure or options.out / "pipeline", options.scenes, options.guidance)


def assembled(layout: Path, picture: Path) -> ScenePipeline:
    """Return the pipeline of both trained parts."""
    return ScenePipeline(
        generator_models.tokenizer(),
        CLIPTextModel.from_pretrained(layout / "text_encoder"),
        PixArtTransformer2DModel.from_pretrained(layout / "transformer"),
        generator_models.scheduler(),
        AutoencoderTiny.from_pretrained(picture / "vae"),
    )


def measure(folder: Path, scenes: int, guidance: float) -> None:
    """Print the share of layouts true of captions and negatives, and the share of things drawn as the layout says."""
    torch.set_num_threads(1)
    pipeline = ScenePipeline.from_pretrained(folder)
    pipeline.set_progress_bar_config(disable=True)
    for prompts in (captions(MEASURED, scenes), changed(MEASURED, scenes // 4)):
        for kind, each in sorted(trial(pipeline, prompts, guidance=guidance).items(), key=lambda item: -item[1].prompts):
            print(f"{kind:16} {each.prompts:5} prompts: one layout true {each.single:.3f}, one of four {each.of_four:.3f}")
    for attribute, share in read_back(pipeline, [sample.scene for sample in samples(MEASURED, scenes // 4)]).items():
        print(f"{attribute} drawn as in the layout: {share:.4f}")


if __name__ == "__main__":
    main()
