"""Best of n: draw each requested image until one passes the matcher, or until `max_attempts`. Requests share batches."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import PIL.Image

from hardneg.engine.stage import MAX_BYTES
from hardneg.errors import UserError
from hardneg.schemas.config import SynthesiseConfig
from hardneg.schemas.reasons import ImageReason
from hardneg.seeding import seed_for
from hardneg.synthesise.encode import encoded
from hardneg.synthesise.masks import Mask, pasted, pixels
from hardneg.synthesise.order import DrawingOrder
from hardneg.synthesise.verify import Claim, ImageFinding, drift

STAGE = "synthesise"


class Paints(Protocol):
    """Make images by orders, at most `batch_size` at once."""

    batch_size: int

    def draw(self, orders: Sequence[DrawingOrder]) -> list[PIL.Image.Image | None]:
        """Return the images; None where one must not be shown."""


class Verifies(Protocol):
    """Judge images by their claims."""

    def judge(self, images: Sequence[PIL.Image.Image], claims: Sequence[Claim]) -> list[ImageFinding]:
        """Return the finding on each image and its claim."""


class ImageRequest(NamedTuple):
    """Request image number `slot` of the negative `id`. Editing changes `source`, an image of `size`, inside `mask`.

    `colours` names the source and the target colour of recolouring. `orientation` is the EXIF orientation of the file of `source`, and then
    of that of the image.
    """

    id: str
    slot: int
    prompt: str
    claim: Claim
    size: tuple[int, int] | None = None
    source: Callable[[], PIL.Image.Image] | None = None
    mask: Mask | None = None
    colours: tuple[str, str] | None = None
    orientation: int = 1


class VerifiedImage(NamedTuple):
    """Hold an image that passed, as the bytes of a file, with the seed of its noise and the number of the attempt."""

    data: bytes
    seed: int
    attempts: int
    finding: ImageFinding


class NoImage(NamedTuple):
    """Say why no drawing passed."""

    reason: ImageReason
    detail: str
    attempts: int


class _Progress:
    """Hold the result of the attempts at a request so far."""

    def __init__(self) -> None:
        self.verified: VerifiedImage | None = None
        self.faults: Counter[ImageReason] = Counter()
        self.nearest: ImageFinding | None = None
        self.drift = 0.0


class _Drawing(NamedTuple):
    number: int
    attempt: int
    seed: int
    image: PIL.Image.Image


def seed_of(seed: int, negative: str, slot: int, attempt: int) -> int:
    """Return the seed of one drawing, which follows from its negative, slot and attempt alone."""
    return seed_for(seed, negative, STAGE, f"image {slot} attempt {attempt}")


def best_of(
    requests: Sequence[ImageRequest], painter: Paints, verifier: Verifies, config: SynthesiseConfig, seed: int
) -> list[VerifiedImage | NoImage]:
    """Return the image or the reason for each request, in order. Only images that pass stay in memory, as encoded files.

    Raises:
        UserError: The images exceed the size of a part, or a single one does not fit into memory.
    """
    search = _Search(requests, painter, verifier, config, seed)
    by_size: defaultdict[tuple[int, int] | None, deque[tuple[int, int]]] = defaultdict(deque)
    for number, request in enumerate(requests):
        by_size[request.size].append((number, 1))
    for tries in by_size.values():
        while tries:
            some = [tries.popleft() for _ in range(min(painter.batch_size, len(tries)))]
            search.attempt(some)
            for number, attempt in some:
                done = search.states[number].verified is not None and config.choose == "first"
                if not done and attempt < config.max_attempts:
                    tries.append((number, attempt + 1))
    return [_outcome(state, config) for state in search.states]


class _Search:
    def __init__(self, requests: Sequence[ImageRequest], painter: Paints, verifier: Verifies, config: SynthesiseConfig, seed: int) -> None:
        self.requests, self.painter, self.verifier, self.config, self.seed = requests, painter, verifier, config, seed
        self.states = [_Progress() for _ in requests]
        self.bytes = 0

    def attempt(self, some: Sequence[tuple[int, int]]) -> None:
        """Draw and judge one batch of (number of the request, attempt)."""
        seeds = [seed_of(self.seed, self.requests[number].id, self.requests[number].slot, attempt) for number, attempt in some]
        orders = [_order(self.requests[number], one) for (number, _), one in zip(some, seeds, strict=True)]
        kept: list[_Drawing] = []
        for (number, attempt), order, drawn in zip(some, orders, self.painter.draw(orders), strict=True):
            state = self.states[number]
            if drawn is None:
                state.faults[ImageReason.NSFW] += 1
                continue
            image, drifted = _held_to_mask(order, drawn, self.requests[number].mask, self.config)
            if drifted > self.config.drift_max:
                state.faults[ImageReason.CHANGED_ELSEWHERE] += 1
                state.drift = drifted
                continue
            kept.append(_Drawing(number, attempt, order.seed, image))
        findings = self.verifier.judge([each.image for each in kept], [self.requests[each.number].claim for each in kept])
        for drawing, finding in zip(kept, findings, strict=True):
            self._settle(self.states[drawing.number], drawing, finding)

    def _settle(self, state: _Progress, drawing: _Drawing, finding: ImageFinding) -> None:
        if finding.fault is not None:
            state.faults[ImageReason.NOT_VERIFIED] += 1
            if state.nearest is None or finding.margin > state.nearest.margin:
                state.nearest = finding
        elif state.verified is None or finding.margin > state.verified.finding.margin:
            data = encoded(drawing.image, self.config, self.requests[drawing.number].orientation)
            self.bytes += len(data) - (len(state.verified.data) if state.verified is not None else 0)
            if self.bytes > MAX_BYTES:
                smaller = "" if self.config.mode == "recolour" else ", or synthesise.quality, or set synthesise.format=webp"
                raise UserError(f"synthesise: the images of one part take more than {MAX_BYTES / 1e9:.1f} GB; lower part_size{smaller}")
            state.verified = VerifiedImage(data, drawing.seed, drawing.attempt, finding)


def _order(request: ImageRequest, seed: int) -> DrawingOrder:
    if request.source is None or request.size is None:
        return DrawingOrder(request.prompt, seed)
    mask = None if request.mask is None else PIL.Image.fromarray(pixels(request.mask, request.size))
    return DrawingOrder(request.prompt, seed, request.source(), mask if mask is None else mask.convert("L"), request.colours)


def _held_to_mask(
    order: DrawingOrder, drawn: PIL.Image.Image, mask: Mask | None, config: SynthesiseConfig
) -> tuple[PIL.Image.Image, float]:
    """Return the image to judge and its drift outside the mask. Image-to-image has no mask: its result is pasted into the source."""
    if order.image is None or mask is None:
        return drawn, 0.0
    inside = pixels(mask, order.image.size)
    if config.mode == "image":
        return pasted(order.image, drawn, inside), 0.0
    return drawn, drift(order.image, drawn, inside)


def _outcome(state: _Progress, config: SynthesiseConfig) -> VerifiedImage | NoImage:
    if state.verified is not None:
        return state.verified
    count = sum(state.faults.values())
    if state.nearest is not None:
        return NoImage(ImageReason.NOT_VERIFIED, f"none of {count} passes; the nearest: {state.nearest.fault}", count)
    if state.faults[ImageReason.CHANGED_ELSEWHERE]:
        said = f"none of {count} keeps what is outside the mask: {state.drift:.3f}, above {config.drift_max:g}"
        return NoImage(ImageReason.CHANGED_ELSEWHERE, said, count)
    return NoImage(ImageReason.NSFW, f"the pipeline's own checker blacked out all {count}", count)
