"""Make encoders of random weights, beside the models of `tests/matching/tiny.py`. No test itself."""

import json
from pathlib import Path

from matching import tiny
from matching.tiny import clip


def dinov2(folder: Path, seed: int = 0) -> Path:
    import torch
    from transformers import BitImageProcessorPil, Dinov2Config, Dinov2Model

    torch.manual_seed(seed)
    sizes = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "mlp_ratio": 2, "image_size": 32, "patch_size": 8}
    Dinov2Model(Dinov2Config(**sizes)).save_pretrained(folder)
    BitImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}).save_pretrained(folder)
    return folder


def lite(folder: Path, seed: int = 0, image_size: int = 64) -> Path:
    """Save an EfficientNet-Lite of a third of the width."""
    import torch
    from safetensors.torch import save_file

    from hardneg.encoders.efficientnet import EfficientNetLite, Sizes

    torch.manual_seed(seed)
    net = EfficientNetLite(Sizes(0.35, 1.0, image_size))
    weights = {name: value for name, value in net.state_dict().items() if not name.endswith("num_batches_tracked")}
    save_file(weights, folder / "model.safetensors")
    (folder / "config.json").write_text(
        json.dumps({"model_type": "efficientnet-lite", "width": 0.35, "depth": 1.0, "image_size": image_size})
    )
    return folder


def bert(folder: Path, seed: int = 0) -> Path:
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(seed)
    BertModel(BertConfig(**tiny.size(), vocab_size=16, max_position_embeddings=24)).save_pretrained(folder)
    tiny.word_tokenizer(folder, limit=24)
    return folder


def features(folder: Path, head: str = "linear", seed: int = 0) -> Path:
    """Save a matcher on tiny encoders, which lie in folders of it; a cross head has random weights, not zeros."""
    import torch

    from hardneg.encoders.images import open_image_encoder
    from hardneg.encoders.texts import open_text_encoder
    from hardneg.matching.features import save_net
    from hardneg.matching.features_config import FeaturesConfig
    from hardneg.matching.features_network import FeaturesNet

    for name, make in (("eye", clip), ("reader", bert)):
        (folder / name).mkdir(parents=True)
        make(folder / name)
    eye, reader = open_image_encoder(str(folder / "eye"), device="cpu"), open_text_encoder(str(folder / "reader"), device="cpu")
    config = FeaturesConfig(
        head=head,
        image_encoder=str(folder / "eye"),
        image_revision=eye.revision,
        image_width=eye.width,
        side=eye.side,
        text_encoder=str(folder / "reader"),
        text_revision=reader.revision,
        text_width=reader.width,
        width=16,
        wider=24,
    )
    torch.manual_seed(seed)
    net = FeaturesNet(config)
    for name, value in net.named_parameters():
        if name == "linear.weight" or name.startswith("cross.score"):
            torch.nn.init.normal_(value)
    save_net(net, config, folder)
    return folder
