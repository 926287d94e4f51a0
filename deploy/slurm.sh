#!/usr/bin/env bash
# A run on Slurm: a Ray cluster over the nodes of the job, which ends with it.
#   sbatch deploy/slurm.sh /shared/captions.jsonl /shared/hardneg cluster
# Submit the same line again after a time limit or a lost node: the run continues.
#SBATCH --job-name=hardneg
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --gpus-per-node=1
#SBATCH --mem=64G
#SBATCH --time=24:00:00
#SBATCH --exclusive
set -euo pipefail
if [ $# -lt 2 ]; then
    echo "usage: sbatch deploy/slurm.sh INPUT OUT [CONFIG] [--set key=value ...]" >&2
    exit 2
fi
input=$1 out=$2 config=${3:-cluster}
shift $(($# > 3 ? 3 : $#))

PORT=${PORT:-6379}
mapfile -t nodes < <(scontrol show hostnames "$SLURM_JOB_NODELIST")
head=${nodes[0]}
address=$head:$PORT
start=(ray start --block --num-cpus "$SLURM_CPUS_PER_TASK" --num-gpus "${SLURM_GPUS_ON_NODE:-0}")
srun=(srun --nodes=1 --ntasks=1 --overlap --cpus-per-task="$SLURM_CPUS_PER_TASK") # since 22.05 srun does not inherit it
pids=()
trap '((${#pids[@]})) && kill "${pids[@]}" 2>/dev/null; wait' EXIT

"${srun[@]}" --nodelist="$head" "${start[@]}" --head --port="$PORT" &
pids+=($!)
for ((attempt = 0; attempt < 60; attempt++)); do
    ray status --address "$address" >/dev/null 2>&1 && break
    kill -0 "${pids[0]}" 2>/dev/null || { echo "the head of Ray did not start on $head" >&2; exit 1; }
    sleep 5
done
for node in "${nodes[@]:1}"; do
    "${srun[@]}" --nodelist="$node" "${start[@]}" --address="$address" &
    pids+=($!)
done
for ((attempt = 0; attempt < 60; attempt++)); do
    joined=$(ray status --address "$address" 2>/dev/null | grep -cE '^ *[0-9]+ node_' || true)
    ((joined >= ${#nodes[@]})) && break
    kill -0 "${pids[0]}" 2>/dev/null || { echo "Ray ended on $head" >&2; exit 1; }
    sleep 5
done
((joined >= ${#nodes[@]})) || echo "$joined of ${#nodes[@]} nodes have joined Ray; going on with these" >&2

export RAY_ADDRESS=$address
"${srun[@]}" --nodelist="$head" hardneg run "$out" --config "$config" --input "$input" "$@" &
run=$!
pids+=("$run")
while kill -0 "$run" 2>/dev/null; do # without its head the run would wait for ever
    kill -0 "${pids[0]}" 2>/dev/null || { echo "Ray ended on $head" >&2; exit 1; }
    sleep 2
done
wait "$run"
