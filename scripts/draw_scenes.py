"""Draw prompts of the drawn world with the shipped generator, as training images for `train_scenes_matcher --drawn`.

    python -m scripts.draw_scenes --out runs/drawn --count 16000

The prompts are captions and negatives of scenes of a seed, as in the synthesise stage. Files of the same model, steps, guidance and seed
are not drawn again.
"""

import argparse
from pathlib import Path

import torch

from hardneg.models.pipeline_folder import find_pipeline
from hardneg.seeding import seed_for
from hardneg.synthesise.scene_pipeline import ScenePipeline
from hardneg.training.generator.layout_examples import scenes_of
from hardneg.training.matcher.scenes.drawings import drawings_of, prompt_of, write_drawings

IN_FILE = 250


def main() -> None:
    """Parse the options and draw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("runs/drawn"))
    parser.add_argument("--count", type=int, default=16_000, help="number of prompts")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--model", default="scenes", help="a generator of scenes; a name or a folder")
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--guidance", type=float, default=2.0)
    options = parser.parse_args()
    pipeline = ScenePipeline.from_pretrained(find_pipeline(options.model).path)
    pipeline.set_progress_bar_config(disable=True)
    named = f"{Path(options.model).name}-{options.steps}-{options.guidance:g}-{options.seed}"
    for first in range(0, options.count, IN_FILE):
        path = options.out / f"{named}-{first:06d}-{min(IN_FILE, options.count - first)}.npz"
        if path.exists():
            continue
        numbers = range(first, min(first + IN_FILE, options.count))
        prompts = [str(prompt_of(options.seed, number)) for number in numbers]
        noise = [torch.Generator().manual_seed(seed_for(options.seed, str(number), "match", "drawing")) for number in numbers]
        layout = pipeline.layouts(prompts, noise, options.steps, options.guidance)
        pixels = (pipeline.drawn(layout) * 255).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()
        write_drawings(drawings_of(options.seed, numbers, scenes_of(layout), pixels), path)
        print(f"{numbers.stop:,} of {options.count:,}", flush=True)


if __name__ == "__main__":
    main()
