"""The page docs/data.md: ``python docs/generate/data_page.py``."""

from __future__ import annotations

from simulation.experiments.columns import LEVELS as COLUMNS
from simulation.experiments.columns import POINT

HEAD = """\
# Data

Generated from `simulation/experiments/columns.py` by `make tables`.

A batch (`unsc batch SCENARIO --out DIR`, or `run_batch(..., out=DIR)`) is a folder:

- `manifest.json` says what the batch is: scenario, council and rules in full with
  every default filled in, seed, number of runs, version of this program and of the
  libraries, and which parts are finished. `casts` says who takes part (several where a
  design changes that): `members` in the order of seats (one list a round where a script
  changes its council), `states`, `contributors`. `failed` has the parts whose code raised,
  with tracebacks; `earlier` how many runs there were each time before more were added;
  `behaviours` whose behaviour was replaced, and by which class. Its own `sha256` finds edits.
- `runs/`, `measures/`, `rounds/`, `ballots/`, `contributions/` and `seats/` hold Parquet
  files, one a part, each part a range of runs. A file has its name only once it is whole, and
  its pages have checksums. `--detail runs` stores the first two, `rounds` the first three,
  `ballots` all.
- `parts/` has a receipt a part: how many bytes each of its files has, their SHA-256, and a
  digest of the experiment. What is not as its receipt says is refused by whatever reads the
  batch, and played again by the same command, which also makes a lost manifest again.
- `points/points.parquet`, where a design was played, has a row a setting: its number
  `point`, the values that were varied, which `cast` takes part, and as JSON the `changes` in
  the manifest's scenario ([designs.md](designs.md)).

Words are dictionary-encoded strings (categories in pandas). What is absent is
null: a strength where nothing was tabled, a tally where no vote was held. The same
scenario, seed and version on one machine give the same rows, for either engine and
however the batch was cut. Rounds count from 0 here; `unsc run` counts from 1.
"""

LEVELS = {
    "runs": "counts, one row a history",
    "measures": "the two sums of every measure, one row a history",
    "rounds": "one row a round of a history",
    "ballots": "one row a vote that was held",
    "contributions": "one row a round in which something was done",
    "seats": "who sits, one row a history and year",
}

TAIL = """
## Reading it

```python
from simulation import Results

results = Results.open("out/horseshoe")
results.summary()                                        # headline rates with intervals
results.rates(by=["client", "region"])                   # shares by group, with intervals
results.to_pandas(["run", "round", "end", "client"])     # a data frame of rounds
results.rounds                                           # the same as a lazy Arrow dataset
votes, ballots = results.ballots()     # (vote, seat): 0 yes, 1 no, 2 abstain, 3 not voting
```

docs/questions.md answers ten questions so, and docs/cluster.md says how large a batch is.
Any reader of Parquet does as well, for instance DuckDB:

```sql
SELECT "end", count(*) FROM 'out/horseshoe/rounds/*.parquet' GROUP BY 1;
SELECT sum(vetoed) / sum(vetoed_of) FROM 'out/horseshoe/measures/*.parquet';
```

## Real votes

`unsc tally --table FILE.csv` reads recorded ballots in the columns `vote_id`, `iso3`,
`permanent` (1 or 0) and `vote` (Y, N, A, NV), and where there is a column `outcome`
says which votes it decides otherwise. This and every other table is read as spreadsheets
save it: UTF-8 or UTF-16, commas, semicolons or tabs between, decimal commas where the
commas between cells are not, any ends of lines. Another code page is refused with the
line, since a wrong guess changes names. The project carries no such table. Those from
which councils, pools and estimates are made, and which its tests read where they find
them (`UNSC_DATA` names the folders), are public: [sources.md](sources.md) says for each
by whom, in which archive, under which DOI and licence, and how profiles are made of
them. The votes are those of Benoît Martin, *UNSC votes since 1946 Database*, 2026,
data.sciencespo, Atelier de cartographie de Sciences Po / GRAM, CC BY 4.0, compiled from
the voting records of the UN Digital Library; ideal points those of Bailey, Strezhnev
and Voeten, *Journal of Conflict Resolution* 2017, Harvard Dataverse,
doi:10.7910/DVN/LEJUQZ, CC0.
"""


def data_page() -> str:
    """The page, whole."""
    page = HEAD
    for level, columns in COLUMNS.items():
        page += f"\n## {level}/: {LEVELS[level]}\n\n| column | type | meaning |\n|---|---|---|\n"
        point, *told = POINT
        for name, (kind, meaning) in {point: told, **columns}.items():
            shown = "word" if str(kind).startswith("dictionary") else str(kind)
            page += f"| `{name}` | {shown} | {meaning.replace('|', '\\|')} |\n"
    return page + TAIL


if __name__ == "__main__":
    print(data_page(), end="")
