# Every target is one line that calls the command line, so that both say the same. `make help` prints the comments after ##.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

INPUT  ?= examples
OUT    ?= runs/demo
CONFIG ?= $(if $(filter runs/demo,$(OUT)),configs/demo.yaml,configs/captions.yaml)
ARGS   ?=
FAMILY ?=
SCENES ?= examples/scenes.tar
MODEL  ?= scenes
TO     ?= runs/matcher
N      ?= 20
SEED   ?= 0
PYTHON ?= $(firstword $(foreach python,python3 python3.13 python3.12 python3.11,$(shell \
	$(python) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(python))))
EXTRA       ?=
TORCH_INDEX ?=
FRESH       ?=

BIN     := .venv/bin
READY   := .venv/.ready
HARDNEG := HARDNEG_MAKE=1 $(BIN)/hardneg
PYTEST  := $(BIN)/python -m pytest
RUN      = "$(OUT)" --config "$(CONFIG)" $(ARGS)

.PHONY: help setup run preview captions parse rewrite filter synthesise shards report verify inspect quality scenes judge-scenes series edit-pairs train-matcher evaluate-matcher calibrate-matcher serve config doctor test test-fast lint format docs benchmark clean

help: ## this list
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## /{printf "  %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## what is missing of .venv, packages and models (EXTRA=cpu|gpu|none, TORCH_INDEX=, FRESH=1, PYTHON=)
	@$(or $(PYTHON),python3) scripts/setup.py --extra "$(EXTRA)" --torch-index "$(TORCH_INDEX)" $(if $(FRESH),--fresh)

$(READY): pyproject.toml requirements/models.txt scripts/setup.py
	@$(MAKE) --no-print-directory setup

run: $(READY) ## all stages: captions to shards, and the report (INPUT=, OUT=, CONFIG=, ARGS="--set key=value")
	@$(HARDNEG) run $(RUN) --input "$(INPUT)"

preview: $(READY) ## what is recognised in INPUT, and what rules make of its first captions (INPUT=, CONFIG=, ARGS=)
	@$(HARDNEG) preview "$(INPUT)" --config "$(CONFIG)" $(ARGS)

captions: $(READY) ## stage 1: read, clean, give ids
	@$(HARDNEG) captions $(RUN) --input "$(INPUT)"

parse: $(READY) ## stage 2: find what can be edited
	@$(HARDNEG) parse $(RUN)

rewrite: $(READY) ## stage 3: write negatives
	@$(HARDNEG) rewrite $(RUN)

filter: $(READY) ## stage 4: keep the negatives that hold
	@$(HARDNEG) filter $(RUN)

synthesise: $(READY) ## stage 5, where it is enabled: draw images of the negatives
	@$(HARDNEG) synthesise $(RUN)

shards: $(READY) ## the last stage: pack the Parquet that training reads
	@$(HARDNEG) shards $(RUN)

report: $(READY) ## the page about a run: OUT/report/index.html
	@$(HARDNEG) report "$(OUT)"

verify: $(READY) ## check counts, hashes and every edit of OUT
	@$(HARDNEG) verify "$(OUT)"

inspect: $(READY) ## samples of OUT with the edit highlighted (FAMILY=, N=20)
	@$(HARDNEG) inspect "$(OUT)" -n $(N) $(if $(FAMILY),--family $(FAMILY))

quality: $(READY) ## what can be told without the image, by family (ARGS="--baseline FILE")
	@$(HARDNEG) quality "$(OUT)" $(ARGS)

scenes: $(READY) ## draw N scenes with true captions to OUT (default runs/scenes, 2000; SEED=)
	@$(HARDNEG) scenes "$(if $(filter file,$(origin OUT)),runs/scenes,$(OUT))" --n $(if $(filter file,$(origin N)),2000,$(N)) --seed $(SEED)

judge-scenes: $(READY) ## ask the oracle about the negatives of scenes in OUT (SCENES=)
	@$(HARDNEG) judge-scenes "$(OUT)" --scenes "$(SCENES)"

series: $(READY) ## images of one scene that differ in one value, as shards (OUT, default runs/series)
	@$(HARDNEG) series "$(if $(filter file,$(origin OUT)),runs/series,$(OUT))"

edit-pairs: $(READY) ## edit-instruction data (INPUT=) as shards of pairs (OUT, default runs/pairs)
	@$(HARDNEG) edit-pairs "$(if $(filter file,$(origin OUT)),runs/pairs,$(OUT))" --input "$(INPUT)" --config "$(CONFIG)" $(ARGS)

train-matcher: $(READY) ## fine-tune a matcher on a run's captions and negatives (OUT=, MODEL=, TO=, ARGS="--minutes 10")
	@$(HARDNEG) train-matcher "$(MODEL)" --data "$(OUT)" --to "$(TO)" $(ARGS)

evaluate-matcher: $(READY) ## accuracy of a matcher by family on N fresh scenes (MODEL=, SEED=)
	@$(HARDNEG) evaluate-matcher "$(MODEL)" --scenes $(if $(filter file,$(origin N)),4000,$(N)) --seed $(SEED) $(ARGS)

calibrate-matcher: $(READY) ## p(valid) and its bound (MODEL=, ARGS="--labels FILE" or "--scenes 6000")
	@$(HARDNEG) calibrate-matcher "$(MODEL)" $(ARGS)

serve: $(READY) ## start an LLM server with the configured model
	@$(HARDNEG) serve --config "$(CONFIG)" $(ARGS)

config: $(READY) ## the config in force
	@$(HARDNEG) config --config "$(CONFIG)" $(ARGS)

doctor: $(READY) ## what is installed, what is broken, what mends it
	@$(HARDNEG) doctor

test: $(READY) ## every test: the quick ones on all cores, then those that run Ray, an LLM or long
	@OMP_NUM_THREADS=1 $(PYTEST) -m "not slow" -n auto --maxprocesses 4 $(ARGS) || [ $$? -eq 5 ] && $(PYTEST) -m slow $(ARGS) || [ $$? -eq 5 ]

test-fast: $(READY) ## the tests that take seconds, on all cores
	@PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1 $(PYTEST) -m "not slow" --hypothesis-profile=quick -n auto --maxprocesses 4 $(ARGS)

lint: $(READY) ## ruff and mypy
	@$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy

format: $(READY) ## let ruff rewrite what it can
	@$(BIN)/ruff check --fix && $(BIN)/ruff format

docs: $(READY) ## the documentation as pages in build/site, with every link checked
	@$(BIN)/python -c "import mkdocs, mkdocstrings_handlers.python" 2>/dev/null || $(BIN)/python -m pip install --quiet -e ".[docs]"
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

benchmark: $(READY) ## throughput beside raw spaCy and raw vLLM
	@$(BIN)/python -m benchmarks $(ARGS)

clean: ## caches of tools and the demo's output; .venv and the models stay
	@rm -rf runs/demo .mypy_cache .pytest_cache .ruff_cache .hypothesis build *.egg-info
