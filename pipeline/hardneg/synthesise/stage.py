"""synthesise: give negatives a verified image of their own, drawn by a diffusion model or recoloured from the caption's image."""

from hardneg.captions.cleaning.image_access import places_of
from hardneg.captions.files.inputs import root_of
from hardneg.engine.stage import OUTSIDE_A_RUN, RunContext
from hardneg.models.pipeline_folder import find_pipeline
from hardneg.schemas.config import Config
from hardneg.synthesise.drawing_stage import DrawingStage
from hardneg.synthesise.image_stage import SynthesiseStage
from hardneg.synthesise.recolour.recolour_stage import RecolourStage
from hardneg.synthesise.sources import Root
from hardneg.synthesise.verify import Unverified, Verifier


def make(config: Config, context: RunContext = OUTSIDE_A_RUN) -> SynthesiseStage:
    """Return the stage of a config. Relative paths of images start in the folder of the run's input.

    Raises:
        UserError: The model or the matcher is not there.
    """
    section = config.synthesise
    edits = section.mode != "text"
    images = root_of(context.input) if context.input is not None and edits else ""
    root = Root(places_of(images, config.captions), config.captions.max_pixels)
    match = config.filter.match.of_images(section.match)
    if section.mode == "recolour":
        verifier = Verifier(section, match) if match.image_models else Unverified()
        return RecolourStage(section, config.seed, verifier, root, config.parse.model, config.captions.form)
    folder = find_pipeline(section.model, section.revision, section.variant)
    return DrawingStage(section, config.seed, folder, Verifier(section, match), root)
