"""Run the tasks of `engine.single_worker` in this process: `python -m hardneg.engine.worker_process`, by the driver alone.

Pickled tasks arrive on stdin, and done markers leave on stdout as JSON, a line each. The end of stdin means that the driver is gone.
"""

import gc
import json
import os
import pickle
import signal
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import BinaryIO, TextIO

from hardneg.engine.failure import failure
from hardneg.engine.worker import Worker


def main() -> None:
    """Make the parts in order. The models of a stage are released before the next stage."""
    given, answers = _channels()
    _be_killed_first()
    tasks = pickle.load(given)
    Thread(target=_end_with_driver, args=(given.fileno(),), daemon=True).start()
    for task in tasks:
        try:
            done = Worker(task.job).make(task.part, task.wanted)
        except Exception as error:
            print(json.dumps({"failed": failure(error, f"{task.job.stage.name}, part {task.part}")}), file=answers)
            return
        print(json.dumps({"done": done.model_dump(mode="json")}), file=answers)
    gc.freeze()  # or Python looks through all that the models hold, a second and more, before it ends


def _channels() -> tuple[BinaryIO, TextIO]:
    """Return stdin and stdout, which the stages and what they start do not see: they print to nowhere."""
    sys.stdout.flush()
    given, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return os.fdopen(given, "rb"), os.fdopen(answers, "w", buffering=1, encoding="utf-8")


def _be_killed_first() -> None:
    """Let Linux kill this process rather than the driver where memory ends, as Ray does with its workers."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _end_with_driver(stdin: int) -> None:
    while os.read(stdin, 4096):  # not through a buffer, whose lock this thread would hold when Python exits
        pass
    os.killpg(os.getpgid(0), signal.SIGKILL)


if __name__ == "__main__":
    main()
