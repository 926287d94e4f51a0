"""Train a linear layer by DistributedDataParallel on two processes over gloo: `python two_ranks.py SHARDS EVEN WORKERS FILE`.

Each process prints for each epoch its number, the steps and the captions. A rank without a batch would leave the other one waiting for
its gradients, which ends in an error after 120 s.
"""

import sys
from datetime import timedelta

import torch
import torch.distributed
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader

import hardneg


def train(rank: int, shards: str, even: str, workers: str, file: str) -> None:
    torch.distributed.init_process_group("gloo", f"file://{file}", timedelta(seconds=120), world_size=2, rank=rank)
    model = DistributedDataParallel(torch.nn.Linear(1, 1))
    dataset = hardneg.load(shards, images=False, even=None if even == "None" else even)
    batches = DataLoader(dataset, batch_size=2, collate_fn=hardneg.collate, num_workers=int(workers))
    for epoch in range(2):
        dataset.set_epoch(epoch)
        names, steps = [], 0
        for batch in batches:
            model(torch.tensor([[float(len(text))] for text in batch["caption"]])).sum().backward()
            names += batch["caption_id"]
            steps += 1
        sys.stdout.write(" ".join([str(epoch), str(steps), *names]) + "\n")  # in one piece, since both ranks write to one pipe
        sys.stdout.flush()
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()


if __name__ == "__main__":
    torch.multiprocessing.spawn(train, args=tuple(sys.argv[1:]), nprocs=2)
