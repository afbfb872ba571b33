# make demo    see the Council at work: a batch, a table, figures in out/demo/
# make test    run every test
# Each makes what it needs in .venv first; name another Python with PYTHON=...

BIN := .venv/bin
READY := .venv/.installed

.PHONY: demo test check tables figures clean

demo: $(READY)
	$(BIN)/unsc demo

test: $(READY)
	$(BIN)/python -m pytest -n auto

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

tables: $(READY)
	$(BIN)/python -m simulation.scenario.parameter_table > docs/parameters.md
	$(BIN)/python -m simulation.experiments.data_table > docs/data.md
	$(BIN)/python -m simulation.scenario.files_page > docs/files.md

# A Python that is named is set up anew, if it is not the one there.
ifneq ($(PYTHON),)
.PHONY: $(READY)
endif

$(READY): pyproject.toml .ci/constraints.txt .ci/setup
	PYTHON="$(PYTHON)" .ci/setup

clean:
	rm -rf .venv out dist build

# The picture in the README, drawn anew.
figures: $(READY)
	$(BIN)/unsc demo
	mkdir -p docs/figures
	cp out/demo/hidden-vetoes.png out/demo/hidden-vetoes.txt docs/figures/
	$(BIN)/python -m simulation.analysis.findings --runs 2000 --seed 1 > docs/findings.md
	$(BIN)/python -m simulation.figures.findings --out docs/figures
