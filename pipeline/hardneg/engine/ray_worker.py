"""Make parts inside an actor of Ray."""

import json
from typing import Any

from hardneg.engine.failure import failure
from hardneg.engine.metrics import Metrics
from hardneg.engine.worker import Job, Worker
from hardneg.errors import StageError


class RayWorker:
    """Map part descriptors to part descriptors in a Ray Data actor pool of one stage."""

    def __init__(self, job: Job, board: Any) -> None:
        self.worker = Worker(job)
        self.board = board
        self.metrics = Metrics()

    def __call__(self, part: dict[str, Any]) -> dict[str, Any]:
        """Make the part. An error is recorded on the board, because Ray passes on little of an exception but its text."""
        import ray

        name = self.worker.job.stage.name
        try:
            made = self.worker.make(part["part"], json.loads(part["wanted"])[name])
        except Exception as error:
            ray.get(self.board.fail.remote(*failure(error, f"{name}, part {part['part']}")))
            raise
        self.metrics.add(made)
        done = made.model_dump_json()
        if ray.get(self.board.add.remote(done)):
            ray.get(self.board.fail.remote("rejects", name))
            raise StageError(f"{name} rejects too many rows")
        return part | {"dones": part["dones"] + done + "\n"}
