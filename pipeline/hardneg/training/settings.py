"""Define the settings of the training loop."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from hardneg.training.precision import Precision


class Settings(BaseModel):
    """Hold the settings of the loop; model, data and loss belong to the task."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    steps: int = Field(0, ge=0, description="length of the run in steps; 0: `minutes` sets it")
    minutes: float = Field(0.0, ge=0, description="length of the run in minutes of training; 0: `steps` sets it")
    learning_rate: float = Field(3e-4, gt=0, description="peak learning rate after the warm-up; a cosine lowers it to 1% of that")
    warm_up: float = Field(0.04, ge=0, lt=1, description="fraction of the run with a rising learning rate")
    weight_decay: float = Field(0.05, ge=0, description="weight decay of matrices; vectors have none")
    optimizer: Literal["adamw", "muon"] = Field(
        "adamw", description="muon: Muon for the matrices of blocks, which needs fewer but slightly slower steps"
    )
    clip: float = Field(1.0, gt=0, description="upper bound of the gradient norm")
    average: float = Field(0.0, ge=0, lt=1, description="decay of the moving average of weights that is evaluated and saved; 0: no average")
    precision: Precision = Field("auto", description="auto: bf16 where the processor multiplies it, otherwise fp32")
    evaluate_every: int = Field(200, ge=1, description="steps between two evaluations, each of which writes a checkpoint")
    patience: int = Field(0, ge=0, description="stop after this many evaluations without a better score; 0: never")
    workers: int = Field(1, ge=1)
    cpus: float = Field(1.0, gt=0, description="CPUs of one worker")
    gpus: float = Field(0.0, ge=0, description="GPUs of one worker")
    seed: int = 0

    @model_validator(mode="after")
    def _has_an_end(self) -> "Settings":
        if not self.steps and not self.minutes:
            raise ValueError("give steps or minutes")
        return self
