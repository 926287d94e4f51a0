"""Best of n: every wish is drawn until a drawing passes, or often enough. Wishes share batches, so that a hard one holds up no other."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

import PIL.Image

from hardneg.errors import UserError
from hardneg.schemas.config import SynthesiseConfig
from hardneg.schemas.reasons import ImageReason
from hardneg.seeding import seed_for
from hardneg.synthesise.encode import encoded
from hardneg.synthesise.masks import Mask, pasted, pixels
from hardneg.synthesise.painter import Order, Painter
from hardneg.synthesise.verify import Claim, Finding, Verifier, drift

STAGE = "synthesise"
MOST_BYTES = 2**31 - 2**26
"""Of the images of a part: more than Arrow holds in one array."""


class Wish(NamedTuple):
    """Image number `slot` of the negative `id`. Editing starts from `source`, a picture of `size`, and may change what is in `mask`."""

    id: str
    slot: int
    prompt: str
    claim: Claim
    size: tuple[int, int] | None = None
    source: Callable[[], PIL.Image.Image] | None = None
    mask: Mask | None = None


class Granted(NamedTuple):
    """An image that passed, as the bytes of a file; the seed of its noise, and at which attempt it came."""

    data: bytes
    seed: int
    attempts: int
    finding: Finding


class Denied(NamedTuple):
    """No drawing passed."""

    reason: ImageReason
    detail: str
    attempts: int


class _State:
    """What has become of a wish so far."""

    def __init__(self) -> None:
        self.granted: Granted | None = None
        self.faults: Counter[ImageReason] = Counter()
        self.nearest: Finding | None = None
        self.drift = 0.0


class _Drawing(NamedTuple):
    number: int
    attempt: int
    seed: int
    image: PIL.Image.Image


def seed_of(seed: int, negative: str, slot: int, attempt: int) -> int:
    """The seed of one drawing, which depends on nothing but what it is of."""
    return seed_for(seed, negative, STAGE, f"image {slot} attempt {attempt}")


def best_of(wishes: Sequence[Wish], painter: Painter, verifier: Verifier, config: SynthesiseConfig, seed: int) -> list[Granted | Denied]:
    """What came of each wish, in order. Only images that pass are kept in memory, as files.

    Raises:
        UserError: The images are more than fit into one part, or one does not fit the model's memory.
    """
    search = _Search(wishes, painter, verifier, config, seed)
    by_size: defaultdict[tuple[int, int] | None, deque[tuple[int, int]]] = defaultdict(deque)
    for number, wish in enumerate(wishes):
        by_size[wish.size].append((number, 1))
    for tries in by_size.values():
        while tries:
            some = [tries.popleft() for _ in range(min(painter.batch_size, len(tries)))]
            search.attempt(some)
            for number, attempt in some:
                done = search.states[number].granted is not None and config.choose == "first"
                if not done and attempt < config.max_attempts:
                    tries.append((number, attempt + 1))
    return [_outcome(state, config) for state in search.states]


class _Search:
    def __init__(self, wishes: Sequence[Wish], painter: Painter, verifier: Verifier, config: SynthesiseConfig, seed: int) -> None:
        self.wishes, self.painter, self.verifier, self.config, self.seed = wishes, painter, verifier, config, seed
        self.states = [_State() for _ in wishes]
        self.bytes = 0

    def attempt(self, some: Sequence[tuple[int, int]]) -> None:
        """Draw one batch of (number of the wish, attempt) and judge it."""
        seeds = [seed_of(self.seed, self.wishes[number].id, self.wishes[number].slot, attempt) for number, attempt in some]
        orders = [_order(self.wishes[number], one) for (number, _), one in zip(some, seeds, strict=True)]
        kept: list[_Drawing] = []
        for (number, attempt), order, drawn in zip(some, orders, self.painter.draw(orders), strict=True):
            state = self.states[number]
            if drawn is None:
                state.faults[ImageReason.NSFW] += 1
                continue
            image, strayed = _held_to_mask(order, drawn, self.wishes[number].mask, self.config)
            if strayed > self.config.drift_max:
                state.faults[ImageReason.CHANGED_ELSEWHERE] += 1
                state.drift = strayed
                continue
            kept.append(_Drawing(number, attempt, order.seed, image))
        findings = self.verifier.judge([each.image for each in kept], [self.wishes[each.number].claim for each in kept])
        for drawing, finding in zip(kept, findings, strict=True):
            self._settle(self.states[drawing.number], drawing, finding)

    def _settle(self, state: _State, drawing: _Drawing, finding: Finding) -> None:
        if finding.fault is not None:
            state.faults[ImageReason.NOT_VERIFIED] += 1
            if state.nearest is None or finding.margin > state.nearest.margin:
                state.nearest = finding
        elif state.granted is None or finding.margin > state.granted.finding.margin:
            data = encoded(drawing.image, self.config)
            self.bytes += len(data) - (len(state.granted.data) if state.granted is not None else 0)
            if self.bytes > MOST_BYTES:
                raise UserError(
                    f"synthesise: the images of one part take more than {MOST_BYTES / 1e9:.1f} GB; lower part_size, or synthesise.quality, "
                    "or set synthesise.format=webp"
                )
            state.granted = Granted(data, drawing.seed, drawing.attempt, finding)


def _order(wish: Wish, seed: int) -> Order:
    if wish.source is None or wish.size is None:
        return Order(wish.prompt, seed)
    mask = None if wish.mask is None else PIL.Image.fromarray(pixels(wish.mask, wish.size))
    return Order(wish.prompt, seed, wish.source(), mask if mask is None else mask.convert("L"))


def _held_to_mask(order: Order, drawn: PIL.Image.Image, mask: Mask | None, config: SynthesiseConfig) -> tuple[PIL.Image.Image, float]:
    """The picture that is to be judged, and how far it strays outside the mask. Image to image knows no mask: it is pasted."""
    if order.image is None or mask is None:
        return drawn, 0.0
    inside = pixels(mask, order.image.size)
    if config.mode == "image":
        return pasted(order.image, drawn, inside), 0.0
    return drawn, drift(order.image, drawn, inside)


def _outcome(state: _State, config: SynthesiseConfig) -> Granted | Denied:
    if state.granted is not None:
        return state.granted
    count = sum(state.faults.values())
    if state.nearest is not None:
        return Denied(ImageReason.NOT_VERIFIED, f"none of {count} passes; the nearest: {state.nearest.fault}", count)
    if state.faults[ImageReason.CHANGED_ELSEWHERE]:
        said = f"none of {count} keeps what is outside the mask: {state.drift:.3f}, above {config.drift_max:g}"
        return Denied(ImageReason.CHANGED_ELSEWHERE, said, count)
    return Denied(ImageReason.NSFW, f"the pipeline's own checker blacked out all {count}", count)
