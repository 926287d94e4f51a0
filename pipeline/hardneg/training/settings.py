"""How long and how fast to train."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Settings(BaseModel):
    """Of the loop alone; what is trained on what is the task's."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    steps: int = Field(0, ge=0, description="length of the run in steps; 0: `minutes` decides")
    minutes: float = Field(0.0, ge=0, description="length of the run in minutes of training; 0: `steps` decides")
    learning_rate: float = Field(3e-4, gt=0, description="at its highest, after the warm-up; a cosine takes it down to 1% of that")
    warm_up: float = Field(0.04, ge=0, lt=1, description="share of the run")
    weight_decay: float = Field(0.05, ge=0, description="of AdamW, on matrices only")
    optimizer: Literal["adamw", "muon"] = Field(
        "adamw", description="muon: for the matrices of blocks; further in fewer steps, each a bit longer"
    )
    clip: float = Field(1.0, gt=0, description="largest norm of the gradient")
    average: float = Field(0.0, ge=0, lt=1, description="decay of the moving average of weights that is evaluated and kept; 0: none")
    precision: Literal["bf16", "fp32"] = "bf16"
    evaluate_every: int = Field(200, ge=1, description="steps between two looks at the held-out data, each with a checkpoint")
    patience: int = Field(0, ge=0, description="stop after so many looks without a better score; 0: never")
    workers: int = Field(1, ge=1)
    cpus: float = Field(1.0, gt=0, description="of one worker")
    gpus: float = Field(0.0, ge=0, description="of one worker")
    seed: int = 0

    @model_validator(mode="after")
    def _has_an_end(self) -> "Settings":
        if not self.steps and not self.minutes:
            raise ValueError("give steps or minutes")
        return self
