"""Read shards from an S3 server of moto by `hardneg.load`, with workers, and resume. Prints the captions of each reading as JSON.

Runs in a process of its own, with the folder of s3fs and moto at the end of its path: `python s3_training.py FOLDER SHARDS`.
"""

import json
import os
import sys

sys.path.append(sys.argv[1])

import fsspec
from moto.server import ThreadedMotoServer
from torch.utils.data import DataLoader
from torchdata.stateful_dataloader import StatefulDataLoader

import hardneg


def main() -> None:
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_DEFAULT_REGION": "us-east-1"}
    os.environ["AWS_ENDPOINT_URL"] = f"http://{host.replace('0.0.0.0', '127.0.0.1')}:{port}"
    files = fsspec.filesystem("s3")
    files.mkdir("bucket1")
    files.put(f"{sys.argv[2]}/", "bucket1/run/shards/", recursive=True)

    def batches(kind: type) -> DataLoader:
        return kind(hardneg.load("s3://bucket1/run"), batch_size=8, num_workers=2, collate_fn=hardneg.collate)

    alone = [sample["caption_id"] for sample in hardneg.load("s3://bucket1/run")]
    shared = [name for batch in batches(DataLoader) for name in batch["caption_id"]]
    first = batches(StatefulDataLoader)
    some = iter(first)
    resumed = [name for _ in range(3) for name in next(some)["caption_id"]]
    second = batches(StatefulDataLoader)
    second.load_state_dict(first.state_dict())
    resumed += [name for batch in second for name in batch["caption_id"]]
    print(json.dumps([alone, shared, resumed]))
    server.stop()


if __name__ == "__main__":
    main()
