"""hardneg: verified hard negatives for contrastive training of image-text models."""

__version__ = "0.1.0"
