"""What came out of a batch, in memory or in a folder, ready for questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds

from simulation.engine.history import Column
from simulation.experiments.again import again
from simulation.experiments.columns import stored_schema
from simulation.experiments.dataset import unpack
from simulation.experiments.layout import ROUNDS_A_BLOCK
from simulation.experiments.manifest import Manifest
from simulation.experiments.points import read_points
from simulation.experiments.receipts import check_folders, file_of
from simulation.scenario.calls import Call
from simulation.scenario.mistakes import InputError, Mistake, check_list, nearest, shown
from simulation.scenario.words import counted
from simulation.stages.numerics import Ballots

if TYPE_CHECKING:
    import pandas as pd


CHECKED = ds.ParquetFileFormat(
    default_fragment_scan_options=ds.ParquetFragmentScanOptions(page_checksum_verification=True)
)
"""How files are read: what is damaged after they were opened does not pass for rows either."""

MOST_NAMED = 5
"""So many damaged parts are named one by one."""


@dataclass(frozen=True)
class Results:
    """What came out of a batch, in memory or in a folder.

    :func:`simulation.run_batch` gives one, :meth:`open` reads one from its folder.

    Attributes
    ----------
    manifest : Manifest
        What was played, by which program, and which parts are finished.
    levels : dict of str to pyarrow Dataset
        The rows of runs, measures, rounds, ballots, contributions and seats, read when needed;
        docs/data.md has the columns.
    points : pyarrow Table or None
        The settings where a design was played, a row each.
    point : int or None
        The setting that these rows are of; None for all.
    whole : dict of str to pyarrow Dataset or None
        The rows of all settings, where these are of one.
    setting : dict of str to value
        What a design varied, as this point has it; empty without a design.

    Examples
    --------
    >>> from simulation import run_batch
    >>> results = run_batch("horseshoe", 20, seed=1)
    >>> sorted(results.levels)
    ['ballots', 'contributions', 'measures', 'rounds', 'runs', 'seats']
    """

    manifest: Manifest
    levels: dict[str, ds.Dataset]
    points: pa.Table | None = None
    point: int | None = None
    whole: dict[str, ds.Dataset] | None = None
    setting: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """What it is, on one line."""
        e, here = self.manifest.experiment, self.runs.count_rows()
        planned = counted(self.planned, "history")
        there = planned if here == self.planned else f"{here:,} of {planned}"
        replaced = f"played otherwise {self.manifest.replaced}, " if self.manifest.replaced else ""
        return (
            f"<Results of {e['scenario']}, rules {e['rules']}, {replaced}seed {e['seed']}: "
            f"{there} of {counted(e['rounds'], 'round')}, "
            f"{', '.join(self.levels)}>"
        )

    @classmethod
    def in_memory(
        cls, manifest: Manifest, pieces: list[dict[str, pa.Table]], points: pa.Table | None = None
    ) -> Results:
        """The results of tables of blocks.

        Parameters
        ----------
        manifest : Manifest
            What was played.
        pieces : list of dict of str to pyarrow Table
            The rows of each block, by level.
        points : pyarrow Table, optional
            The settings of a design, a row each.

        Returns
        -------
        Results
            With nothing stored.
        """
        joined = {
            level: pa.concat_tables([p[level] for p in pieces], promote_options="default")
            for level in pieces[0]
        }
        levels = {k: ds.dataset(t.unify_dictionaries()) for k, t in joined.items()}
        return cls(manifest, levels, points)

    @classmethod
    def open(cls, folder: Path | str) -> Results:
        """The dataset of a folder, once every file of it is as it was written.

        Parameters
        ----------
        folder : Path or str
            The folder that ``run_batch(..., out=folder)`` wrote.

        Returns
        -------
        Results
            Of the parts that are finished.

        Raises
        ------
        InputError
            If it holds none, or parts of it are missing or damaged.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> from simulation import run_batch
        >>> with TemporaryDirectory() as folder:
        ...     _ = run_batch("horseshoe", 2, out=folder)
        ...     print(Results.open(folder).runs.count_rows())
        2
        """
        root = Path(folder)
        check_folders(root)
        manifest = Manifest.read(root)
        if not manifest.finished:
            why = ("no part is finished yet; run the same `", Call("run_batch"), "` again")
            raise InputError([Mistake(str(root), "", why)])
        damage = manifest.damage(root, manifest.finished)
        if damage:
            raise InputError(damage_words(damage, root, manifest))
        return cls.of(root, manifest)

    @classmethod
    def of(cls, folder: Path, manifest: Manifest) -> Results:
        """The dataset of a folder whose parts were just written or checked.

        Parameters
        ----------
        folder : Path
            The folder.
        manifest : Manifest
            Its manifest.

        Returns
        -------
        Results
            Of the parts that are finished.

        Raises
        ------
        InputError
            If its table of settings is missing or damaged.
        """
        levels = {
            level: ds.dataset(
                [str(file_of(folder, part, level)) for part in manifest.finished],
                schema=stored_schema(level),
                format=CHECKED,
            )
            for level in manifest.levels
        }
        designed = bool(manifest.experiment["varied"])
        return cls(
            manifest, levels, read_points(folder, manifest.points_file) if designed else None
        )

    @property
    def runs(self) -> ds.Dataset:
        """One row a history, lazily."""
        return self.levels["runs"]

    @property
    def rounds(self) -> ds.Dataset:
        """One row a round, lazily.

        Raises
        ------
        InputError
            If the batch was stored without.
        """
        return self.level("rounds")

    def at(self, point: int) -> Results:
        """One setting of a design as a batch of its own.

        Parameters
        ----------
        point : int
            Its number, from 0, as ``points`` has it.

        Returns
        -------
        Results
            The rows of that setting.

        Raises
        ------
        InputError
            If there is none of that number.
        """
        if self.points is None:
            raise InputError(
                [
                    Mistake(
                        "", "point", "the batch has no design, only one setting", value=shown(point)
                    )
                ]
            )
        rows = self.points.to_pylist()
        if not 0 <= point < len(rows):
            why = f"must be from 0 to {len(rows) - 1}"
            raise InputError([Mistake("", "point", why, value=shown(point))])
        here = ds.field("point") == point
        return Results(
            self.manifest.at(rows[point]),
            {name: level.filter(here) for name, level in self.levels.items()},
            point=point,
            whole=self.levels,
            setting={name: rows[point][name] for name in self.manifest.experiment["varied"]},
        )

    @property
    def planned(self) -> int:
        """How many histories there are once all are played."""
        return int(self.manifest.experiment["runs"] * self.manifest.experiment["points"])

    @property
    def unfinished(self) -> str | None:
        """A sentence that says how many histories are here, where some are missing."""
        here = self.runs.count_rows()
        if here == self.planned:
            return None
        return (
            f"Unfinished: {here:,} of {counted(self.planned, 'history')}. The same batch, run "
            "again, plays the rest."
        )

    def check_one_setting(self) -> None:
        """Refuse a question that settings of a design cannot answer together.

        Raises
        ------
        InputError
            If there are several.
        """
        many = 0 if self.points is None else self.points.num_rows
        if many > 1:
            why = f"the batch has {many} settings, by the column point; choose one, as `"
            raise InputError([Mistake("", "", (why, Call("results.at", 0), "`"))])

    def check_played(self) -> None:
        """Refuse a question that no history can answer.

        Raises
        ------
        InputError
            If none is finished.
        """
        if not self.runs.count_rows():
            which = "the batch" if self.point is None else f"point {self.point}"
            why = f"{which}: none of its histories is finished; run the same `"
            raise InputError([Mistake("", "", (why, Call("run_batch"), "` again"))])

    @property
    def members(self) -> list[str]:
        """The members' codes in the order of seats (of the first round)."""
        return list(self.manifest.members[0])

    def level(self, name: str) -> ds.Dataset:
        """The rows of one level.

        Parameters
        ----------
        name : {"runs", "measures", "rounds", "ballots", "contributions", "seats"}
            Which.

        Returns
        -------
        pyarrow Dataset
            Read when it is needed.

        Raises
        ------
        InputError
            If the batch was stored without.
        """
        if name not in self.levels:
            raise InputError(
                [f"detail = {self.manifest.experiment['detail']!r}: the batch was stored without "
                 f"{name}; run it again with detail {name}"]
            )  # fmt: skip
        return self.levels[name]

    def to_pandas(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The rounds as a data frame; words are categories, absent numbers NaN.

        Parameters
        ----------
        columns : sequence of str, optional
            Which columns; docs/data.md has their meanings and units. All if not given.

        Returns
        -------
        pandas DataFrame
            A row a round and history.

        Raises
        ------
        InputError
            If a column is not there, or the batch was stored without rounds.

        Examples
        --------
        >>> from simulation import run_batch
        >>> frame = run_batch("horseshoe", 20, seed=1).to_pandas(["round", "severity"])
        >>> frame.shape, bool(frame["severity"].max() <= 1.0)
        ((800, 2), True)
        """
        self.check_columns(columns)
        frame: pd.DataFrame = self.rounds.to_table(columns=columns).to_pandas()
        return frame

    def check_columns(self, columns: Sequence[str] | None) -> None:
        """Refuse columns that the rounds do not have.

        Parameters
        ----------
        columns : sequence of str or None
            The names; None for all.

        Raises
        ------
        InputError
            With a sentence for each that is not there.
        """
        check_list("columns", columns)
        known = self.rounds.schema.names
        unknown = [column for column in columns or () if column not in known]
        if unknown:
            raise InputError(
                f"there is no column {column!r}; {nearest(column, known)}" for column in unknown
            )

    def frames(self, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """The rounds as data frames, a block at a time; every history whole in one of them.

        Parameters
        ----------
        columns : sequence of str, optional
            Which columns; all if not given.

        Yields
        ------
        pandas DataFrame
            A row a round and history.

        Raises
        ------
        InputError
            If a column is not there, or the batch was stored without rounds.
        """
        self.check_columns(columns)
        for table in self.blocks("rounds", columns):
            yield table.to_pandas()

    def blocks(self, level: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """One level a block of histories at a time, each history whole in one of them.

        Parameters
        ----------
        level : {"runs", "measures", "rounds", "ballots", "contributions", "seats"}
            Which.
        columns : sequence of str, optional
            Which columns; all if not given.

        Yields
        ------
        pyarrow Table
            The rows of a block.

        Raises
        ------
        InputError
            If the batch was stored without that level.
        """
        rows = self.level(level)
        names = list(columns or rows.schema.names)
        whole = rows if self.whole is None else self.whole[level]
        if not isinstance(whole, ds.FileSystemDataset):
            yield from cut(rows.to_table(columns=[*dict.fromkeys([*names, "run"])]), names)
            return
        here = None if self.point is None else ds.field("point") == self.point
        for fragment in whole.get_fragments():
            found = fragment if here is None else fragment.subset(here, schema=rows.schema)
            for groups in together(found.row_groups):
                piece = fragment.subset(row_group_ids=groups)
                table = piece.to_table(schema=rows.schema, columns=names, filter=here)
                if table.num_rows:
                    yield table

    def contributions(self) -> tuple[pd.DataFrame, Column, Column]:
        """Who bore what in each answer to a crisis, all at once.

        Returns
        -------
        answers : pandas DataFrame, (answer, 2)
            Columns run and round.
        effort : array of float32, (answer, contributor)
            What each of ``manifest.contributors`` bore.
        stakes : array of float32, (answer, contributor)
            What the answer was worth to each.

        Raises
        ------
        InputError
            If the batch was stored without.

        Examples
        --------
        >>> from simulation import run_batch
        >>> results = run_batch("repeated-crises", 3, seed=1)
        >>> answers, effort, stakes = results.contributions()
        >>> effort.shape == (len(answers), len(results.manifest.contributors))
        True
        """
        return self.contributions_in(self.level("contributions").to_table())

    def contributions_by_block(self) -> Iterator[tuple[pd.DataFrame, Column, Column]]:
        """The same as :meth:`contributions` a block at a time; every history whole in one of them.

        Yields
        ------
        tuple of DataFrame and two arrays
            As :meth:`contributions` returns.

        Raises
        ------
        InputError
            If the batch was stored without.
        """
        return map(self.contributions_in, self.blocks("contributions"))

    def contributions_in(self, table: pa.Table) -> tuple[pd.DataFrame, Column, Column]:
        """The same as :meth:`contributions` of some rows.

        Parameters
        ----------
        table : pyarrow Table
            Rows of the level contributions.

        Returns
        -------
        tuple of DataFrame and two arrays
            As :meth:`contributions` returns.
        """
        many = len(self.manifest.contributors)
        frame = table.select(["run", "round"]).to_pandas()
        lists = (table.column(name).combine_chunks() for name in ("effort", "stakes"))
        effort, stakes = (values.flatten().to_numpy().reshape(-1, many) for values in lists)
        return frame, effort, stakes

    def ballots(self) -> tuple[pd.DataFrame, Ballots]:
        """The votes that were held, all at once.

        Returns
        -------
        votes : pandas DataFrame, (vote, 2)
            Columns run and round.
        ballots : array of int8, (vote, seat)
            0 yes, 1 no, 2 abstain, 3 not voting, in the order of :attr:`members`.

        Raises
        ------
        InputError
            If the batch was stored without.

        Examples
        --------
        >>> from simulation import run_batch
        >>> votes, ballots = run_batch("horseshoe", 3, seed=1).ballots()
        >>> ballots.shape == (len(votes), 15)
        True
        """
        table = self.level("ballots").to_table()
        packed = table.column("ballots").to_numpy()
        frame = table.select(["run", "round"]).to_pandas()
        return frame, unpack(packed, len(self.members))

    def summary(self) -> dict[str, Any]:
        """The headline statistics, as :mod:`simulation.experiments.summary` says.

        Returns
        -------
        dict
            Plain data; ``["measures"][name]`` has the value of a measure with its 95 % interval.

        Raises
        ------
        InputError
            If the batch has several settings, or no history is finished.

        Examples
        --------
        >>> from simulation import run_batch
        >>> vetoed = run_batch("horseshoe", 20, seed=1).summary()["measures"]["vetoed"]
        >>> vetoed["low"] < vetoed["value"] < vetoed["high"]
        True
        """
        from simulation.experiments.summary import summarise

        return summarise(self)

    def rates(self, by: Sequence[str] = ()) -> pd.DataFrame:
        """The shares of the summary by group, as :mod:`simulation.experiments.grouped` says.

        Parameters
        ----------
        by : sequence of str
            Columns of the rounds (words, flags or whole numbers) and keys that a design varied.

        Returns
        -------
        pandas DataFrame
            A row a group and share: its value from 0 to 1, its 95 % interval, and what it counts.

        Raises
        ------
        InputError
            If there is no such column.

        Examples
        --------
        >>> from simulation import run_batch
        >>> rates = run_batch("horseshoe", 20, seed=1).rates(by=["client"])
        >>> sorted(set(rates["client"]))
        [False, True]
        """
        from simulation.experiments.grouped import rates_by

        return rates_by(self, by)


def damage_words(damage: dict[str, str], folder: Path, manifest: Manifest) -> list[str]:
    """Sentences on damaged parts, and how they are played again."""
    call = again(manifest, folder)
    over = (call,) if call else ("the same `", Call("run_batch"), "` over this folder")
    named = [f"{folder}: {damage[part]}" for part in list(damage)[:MOST_NAMED]]
    if more := len(damage) - MOST_NAMED:
        named += [f"{folder}: {counted(more, 'more part')} likewise"] if more > 0 else []
    which = "that part" if len(damage) == 1 else "those parts"
    plays = f"This plays {which} again, and keeps the others: "
    return [*named, Mistake("", "", (plays, *over))]


def together(groups: Sequence[Any]) -> Iterator[list[int]]:
    """The numbers of row groups, as many together as make a block's rows.

    A row group holds the histories that were played together: of the Mesa model only one.
    """
    numbers, held = list[int](), 0
    for group in groups:
        if numbers and held + group.num_rows > ROUNDS_A_BLOCK:
            yield numbers
            numbers, held = [], 0
        numbers.append(group.id)
        held += group.num_rows
    if numbers:
        yield numbers


def cut(table: pa.Table, columns: Sequence[str]) -> Iterator[pa.Table]:
    """These columns of a table in pieces of about a block's rows, cut where a history ends."""
    run = table.column("run").to_numpy()
    ends = np.append(np.flatnonzero(np.diff(run)) + 1, run.size)
    start = 0
    while start < run.size:
        last = np.searchsorted(ends, min(start + ROUNDS_A_BLOCK, run.size))
        end = int(ends[last])
        yield table.select(columns).slice(start, end - start)
        start = end
