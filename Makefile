# make demo    see the Council at work: a batch, a table, figures in out/demo/
# make test    run the tests, and make test-long those that take longest
# make lowest  do the main jobs with the lowest versions that pyproject.toml allows
# make mutation  change the rules of simulation/stages/ one sign at a time: does a test fail?
#                Some hours; MUTANTS='simulation.stages.bypass.*' for a part; docs/mutation.md
# make bench   measure speed, on a machine that does nothing else; docs/performance.md
# Each installs what it needs in .venv first, the demo less than the tests; lowest
# and mutation have environments of their own. Name another Python with PYTHON=...

BIN := .venv/bin
DEMO := .venv/.ready-demo
READY := .venv/.ready-dev
LOWEST := .venv-lowest/.ready-lowest
MUTATION := .venv-mutation/.ready-mutation

.PHONY: demo test test-long lowest mutation check tables figures evidence profiles calibration un-personnel bench bench-memory cases after-the-vote clean

demo: $(DEMO)
	@echo "Playing the demo: 1,000 histories, then their figures ..."
	$(BIN)/unsc demo

test: $(READY)
	$(BIN)/python -m pytest -n auto -m "not long"

test-long: $(READY)
	$(BIN)/python -m pytest -n auto -m long

lowest: $(LOWEST)
	.ci/lowest

MUTANTS ?= simulation.stages.*

mutation: $(MUTATION)
	.venv-mutation/bin/mutmut run '$(MUTANTS)'
	.venv-mutation/bin/mutmut results | sed '/not checked/d'

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

tables: $(READY)
	$(BIN)/python docs/generate/parameters_page.py > docs/parameters.md
	$(BIN)/python docs/generate/data_page.py > docs/data.md
	$(BIN)/python docs/generate/files_page.py > docs/files.md
	$(BIN)/python docs/generate/glossary_page.py > docs/glossary.md
	$(BIN)/python docs/generate/power_page.py > docs/power.md

# A Python that is named is set up anew, if it is not the one there.
ifneq ($(PYTHON),)
.PHONY: $(DEMO) $(READY) $(LOWEST) $(MUTATION)
endif

$(DEMO): pyproject.toml .ci/constraints.txt .ci/setup
	PYTHON="$(PYTHON)" .ci/setup demo

$(READY): pyproject.toml .ci/constraints.txt .ci/setup
	PYTHON="$(PYTHON)" .ci/setup dev

$(LOWEST): pyproject.toml .ci/constraints-lowest.txt .ci/lowest.py .ci/setup
	PYTHON="$(PYTHON)" .ci/setup lowest

$(MUTATION): pyproject.toml .ci/constraints.txt .ci/setup
	PYTHON="$(PYTHON)" .ci/setup mutation

# The backtest on real votes, and its page; DATA names a folder of tables, or UNSC_DATA does.
evidence: $(READY)
	$(BIN)/python docs/generate/evidence_page.py $(addprefix --data ,$(DATA))

# Ties estimated from the tables beside those that were judged.
profiles: $(READY)
	$(BIN)/unsc profiles compare $(addprefix --data ,$(DATA)) > docs/evidence-profiles.md

# The eras matched to the record: their scenarios and their page. Twenty minutes of two cores.
calibration: $(READY)
	$(BIN)/unsc calibrate $(addprefix --data ,$(DATA)) --workers 2 --out out/calibration
	cp out/calibration/era-*.toml scenarios/history/
	cp out/calibration/calibration.md docs/

# Who sends peacekeepers and who pays, and how well that is predicted.
un-personnel: $(READY)
	$(BIN)/python docs/generate/un_personnel_page.py $(addprefix --data ,$(DATA))

# The replays beside their record.
cases: $(READY)
	$(BIN)/python docs/generate/cases_page.py > docs/cases.md

# What follows the votes of the cases, beside the record. Some five minutes of two cores.
after-the-vote: $(READY)
	$(BIN)/python docs/generate/after_the_vote_page.py > docs/after-the-vote.md

clean:
	rm -rf .venv .venv-lowest .venv-mutation mutants out dist build

# The picture in the README, the findings and the concepts, played and drawn again. The findings
# are played at 128 settings, some ten minutes; what is finished is kept in out/findings.
figures: $(READY)
	$(BIN)/unsc demo
	mkdir -p docs/figures
	cp out/demo/hidden-vetoes.png out/demo/hidden-vetoes.txt docs/figures/
	$(BIN)/python docs/generate/findings_page.py --runs 2000 --seed 1 --settings 128 --setting-runs 500 --workers 2
	$(BIN)/python docs/generate/concepts_page.py

# One thread each, so that a core is a core; nothing is kept of the datasets.
MEASURE := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 \
	$(BIN)/python -m pytest -q -s --basetemp=out/measured -o tmp_path_retention_policy=none \
	--benchmark-columns=median --benchmark-sort=name

bench: $(READY)
	mkdir -p out
	$(MEASURE) tests/benchmarks/bench_speed.py tests/benchmarks/bench_batch.py \
		-k "not 10000000" --benchmark-json=out/bench.json
	$(BIN)/python tests/benchmarks/page.py out/bench.json

# Ten million rounds, two workers: the memory they take.
bench-memory: $(READY)
	mkdir -p out
	$(MEASURE) tests/benchmarks/bench_batch.py -k 10000000 --benchmark-json=out/bench-memory.json
	$(BIN)/python tests/benchmarks/page.py out/bench-memory.json
