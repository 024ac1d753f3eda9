"""`omland export DIR`: results.parquet as CSV, for what cannot read Parquet. A sweep gets a column per factor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from experiments.store import RESULTS, SCHEMA, check_parquet, read_manifest, write_atomically
from scenarios.errors import BadInput

POINTS = "points.csv"


def export(folder: Path, out: Path | None = None) -> tuple[Path, int]:
    """Write the results of a folder as CSV, in one step and a part at a time. Returns the file and how many rows it has.

    out None: results.csv in the folder. Raises BadInput where there are no results or the file cannot be written.
    """
    read_manifest(folder)
    check_parquet(folder / RESULTS)
    target = out or folder / "results.csv"
    if target.suffix.lower() != ".csv":
        raise BadInput("the file is no CSV file", value=target, expected="a name that ends in .csv")
    factors = _factors(folder)
    fields = [
        pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in SCHEMA
    ]  # fmt: skip
    fields += [pa.field(name, column.type) for name, column in factors.items()]
    n = 0

    def write(path: Path) -> None:
        nonlocal n
        with pa_csv.CSVWriter(path, pa.schema(fields)) as writer:
            for rows in _parts(folder, factors):
                writer.write_table(rows.cast(pa.schema(fields)))
                n += len(rows)

    write_atomically(target, write)
    return target, n


def _parts(folder: Path, factors: Mapping[str, pa.Array]) -> Iterator[pa.Table]:
    """Give the rows in parts, with the factors of their points."""
    try:
        for batch in pq.ParquetFile(folder / RESULTS).iter_batches():
            rows = pa.Table.from_batches([batch]).select(SCHEMA.names)
            for name, column in factors.items():
                rows = rows.append_column(name, column.take(rows["point"].combine_chunks()))
            yield rows
    except (OSError, pa.ArrowInvalid, pa.ArrowIndexError) as error:
        raise BadInput(
            "the results are damaged", file=folder / RESULTS, expected="results that omland wrote"
        ) from error


def _factors(folder: Path) -> dict[str, pa.Array]:
    """Return the factors of a sweep by point; nothing where there are none."""
    if not (folder / POINTS).exists():
        return {}
    try:
        table = pa_csv.read_csv(folder / POINTS)
    except (OSError, pa.ArrowInvalid) as error:
        raise BadInput("the points are damaged", file=folder / POINTS, expected="a sweep that omland made") from error
    return {name: table[name].combine_chunks() for name in table.column_names if name != "point"}
