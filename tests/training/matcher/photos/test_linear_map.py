"""Check that the linear map finds the images of captions."""

import numpy as np
import pytest
import torch

from hardneg.training.matcher.photos.linear_map import LinearFit, fit_linear

RNG = np.random.default_rng(0)
HIDDEN = RNG.normal(size=(6, 12))
OUT = RNG.normal(size=(6, 8))


def world(images: int, noise: float, seed: int = 1) -> tuple[np.ndarray, list[np.ndarray]]:  # type: ignore[type-arg]
    """Return images, and three captions of each, which share six causes."""
    rng = np.random.default_rng(seed)
    causes = rng.normal(size=(images, 6))
    seen = causes @ HIDDEN + 5.0 + noise * rng.normal(size=(images, 12))
    texts = [cause @ OUT + 2.0 + noise * rng.normal(size=(3, 8)) for cause in causes]
    return seen.astype(np.float32), [each.astype(np.float32) for each in texts]


def first(fit: LinearFit, images: np.ndarray, texts: list[np.ndarray]) -> float:  # type: ignore[type-arg]
    with torch.no_grad():
        cosines = fit.map.read(torch.from_numpy(np.concatenate(texts))) @ fit.map.see(torch.from_numpy(images)).T
    return float((cosines.argmax(1).numpy() == np.repeat(np.arange(len(images)), 3)).mean())


def test_the_map_finds_the_images_of_captions_that_it_was_not_fitted_to() -> None:
    fit = fit_linear(*world(300, 0.3))

    found = first(fit, *world(50, 0.3, seed=2))

    assert found > 0.5
    assert abs(found - fit.first[fit.penalty]) < 0.25  # cross-validation ranks 60 images


def test_noise_asks_for_a_larger_penalty() -> None:
    assert fit_linear(*world(40, 3.0)).penalty > fit_linear(*world(300, 0.1)).penalty


def test_captions_of_other_images_cannot_be_learnt() -> None:
    images, texts = world(200, 0.3)

    fit = fit_linear(images, texts[1:] + texts[:1])

    assert max(fit.first.values()) < 0.15


def test_fewer_images_than_folds_are_refused() -> None:
    with pytest.raises(ValueError, match="4 images; 5 or more"):
        fit_linear(*world(4, 0.1))
