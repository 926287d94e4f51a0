"""Count what workers make in Ray's metrics, which the nodes of a cluster give to Prometheus."""

from hardneg.schemas.manifest import Done

COUNTERS = {
    "hardneg_parts": "parts made",
    "hardneg_rows_in": "rows read",
    "hardneg_rows_out": "rows kept",
    "hardneg_seconds": "seconds of workers",
    "hardneg_rejects": "rows and negatives rejected, by reason",
}
"""Counters and what they count. Each has the tag `stage`; the last one also has `reason`. Prometheus sees `ray_hardneg_parts_total` ..."""


class Metrics:
    """Hold the counters of one worker. It must be made inside an actor."""

    def __init__(self) -> None:
        from ray.util.metrics import Counter

        self.counters = {
            name: Counter(name, description, tag_keys=("stage", "reason") if name == "hardneg_rejects" else ("stage",))
            for name, description in COUNTERS.items()
        }

    def add(self, done: Done) -> None:
        """Count a part that this worker made."""
        for name, amount in zip(COUNTERS, (1, done.rows_in, done.rows_out, done.seconds), strict=False):
            if amount > 0:  # Ray's counters refuse zero
                self.counters[name].inc(amount, tags={"stage": done.stage})
        for reason, count in {**done.rejected, **done.negatives.rejected}.items():
            if count:
                self.counters["hardneg_rejects"].inc(count, tags={"stage": done.stage, "reason": reason})
