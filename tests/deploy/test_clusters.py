"""Check the files for Ray on AWS and on Kubernetes: by Ray's own schema, by the fields of KubeRay, and against `configs/cluster.yaml`."""

import json
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import ray
import yaml
from ray.autoscaler._private.util import prepare_config, validate_config

from hardneg.config import load
from hardneg.schemas.section import StageSection

DEPLOY = Path(__file__).parents[2] / "deploy"
RAY_SCHEMA = Path(ray.__file__).parent / "autoscaler/ray-schema.json"

SPEC = {
    *("entrypoint", "backoffLimit", "activeDeadlineSeconds", "rayClusterSpec", "shutdownAfterJobFinishes", "ttlSecondsAfterFinished"),
    *("submitterPodTemplate", "submitterConfig", "metadata", "clusterSelector", "managedBy", "deletionStrategy", "runtimeEnvYAML", "jobId"),
    *("submissionMode", "entrypointResources", "entrypointNumCpus", "entrypointNumGpus", "suspend"),
}
CLUSTER = {"headGroupSpec", "workerGroupSpecs", "rayVersion", "enableInTreeAutoscaling", "autoscalerOptions", "suspend"}
HEAD = {"serviceType", "headService", "enableIngress", "rayStartParams", "template"}
WORKERS = {"groupName", "replicas", "minReplicas", "maxReplicas", "numOfHosts", "rayStartParams", "template", "scaleStrategy"}
"""Names of the fields of a RayJob in the API version ray.io/v1. Kubernetes drops others without a word."""


def read(name: str) -> Any:
    return yaml.safe_load((DEPLOY / name).read_text())


def stages() -> list[StageSection]:
    config = load("cluster")
    return [getattr(config, name) for name in ("captions", "parse", "rewrite", "filter", "shards")]


def test_the_cluster_of_aws_follows_rays_schema_and_is_completed_by_ray() -> None:
    config = read("ray-cluster.yaml")
    jsonschema.validate(config, json.loads(RAY_SCHEMA.read_text()))
    prepared = prepare_config(config)
    validate_config(prepared)
    assert prepared["head_node_type"] in prepared["available_node_types"]


def test_the_schema_finds_a_key_that_ray_does_not_know() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read("ray-cluster.yaml") | {"maximum_workers": 3}, json.loads(RAY_SCHEMA.read_text()))


def test_the_job_has_fields_of_kuberay_and_the_version_of_ray_that_is_installed() -> None:
    job = read("rayjob.yaml")
    spec, cluster = job["spec"], job["spec"]["rayClusterSpec"]
    assert (job["apiVersion"], job["kind"]) == ("ray.io/v1", "RayJob")
    assert set(spec) <= SPEC
    assert set(cluster) <= CLUSTER
    assert set(cluster["headGroupSpec"]) <= HEAD
    for group in cluster["workerGroupSpecs"]:
        assert set(group) <= WORKERS
        assert 0 <= group["minReplicas"] <= group["maxReplicas"]
    assert cluster["rayVersion"] == ray.__version__
    assert all(isinstance(value, str) for value in cluster["headGroupSpec"]["rayStartParams"].values())


def test_pods_mount_what_they_name_and_request_the_memory_of_their_limit() -> None:
    cluster = read("rayjob.yaml")["spec"]["rayClusterSpec"]
    for group in (cluster["headGroupSpec"], *cluster["workerGroupSpecs"]):
        pod = group["template"]["spec"]
        (container,) = pod["containers"]
        assert {mount["name"] for mount in container.get("volumeMounts", ())} == {volume["name"] for volume in pod.get("volumes", ())}
        requests, limits = container["resources"]["requests"], container["resources"]["limits"]
        assert requests["memory"] == limits["memory"]
        assert requests.get("nvidia.com/gpu") == limits.get("nvidia.com/gpu")


def test_no_pod_has_the_variables_of_services() -> None:
    cluster = read("rayjob.yaml")["spec"]["rayClusterSpec"]
    for group in (cluster["headGroupSpec"], *cluster["workerGroupSpecs"]):
        assert group["template"]["spec"]["enableServiceLinks"] is False


def test_the_job_runs_a_command_of_the_shipped_config() -> None:
    command, run, out, *words = shlex.split(read("rayjob.yaml")["spec"]["entrypoint"])
    options = dict(zip(words[::2], words[1::2], strict=True))
    assert (command, run, set(options)) == ("hardneg", "run", {"--config", "--input"})
    assert out.startswith("s3://")
    load(options["--config"])


def test_the_fewest_workers_fit_on_the_fewest_nodes_and_the_most_on_the_most() -> None:
    least = sum((each.min_workers or each.workers) * each.gpus for each in stages())
    most = sum(each.workers * each.gpus for each in stages())
    nodes = read("ray-cluster.yaml")["available_node_types"]["gpu"]
    pods = next(group for group in read("rayjob.yaml")["spec"]["rayClusterSpec"]["workerGroupSpecs"] if group["groupName"] == "gpu")
    assert [nodes["min_workers"], nodes["max_workers"]] == [pods["minReplicas"], pods["maxReplicas"]] == [least, most]


def test_an_image_matcher_from_the_hub_has_a_gpu() -> None:
    config = load("cluster")
    assert any("/" in each.model for each in config.filter.match.image_models)
    assert config.filter.gpus == 1
