"""The `omland` command. Everything heavy is imported inside the commands, so that `--help` is there at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from experiments.cli_experiments import add_experiments
from experiments.cli_options import Json, Out, Replace, Seed, Workers, Years, number_of_workers
from experiments.errors import RunError
from model.registry import PluginError
from scenarios.errors import BadInput

if TYPE_CHECKING:
    from experiments.wording import Wording

EXIT_BAD_INPUT = 2
EXIT_FAILED = 1
DEFAULT_REPLICATIONS = 20
DEFAULT_PORT = 8765


class _PlainErrors(TyperGroup):
    """Turns bad input into one message and exit status 2, a failed run into one message and exit status 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (BadInput, PluginError) as error:
            typer.echo(f"omland: {error}", err=True)
            raise typer.Exit(EXIT_BAD_INPUT) from error
        except RunError as error:
            if os.environ.get("OMLAND_DEBUG"):
                raise
            typer.echo(f"omland: {error} (OMLAND_DEBUG=1 shows where)", err=True)
            raise typer.Exit(EXIT_FAILED) from error


app = typer.Typer(
    name="omland",
    cls=_PlainErrors,
    help="Omland: what would be different in a small town and its hinterland, for whom, compared with not doing it?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
region_app = typer.Typer(help="Region bundles.", no_args_is_help=True)
app.add_typer(region_app, name="region")


@app.callback()
def _main(
    plugins: Annotated[
        str | None, typer.Option(help="Folders with own instruments, services, sectors, indicators; as OMLAND_PLUGINS.")
    ] = None,
) -> None:
    if plugins:
        for folder in plugins.split(os.pathsep):
            if not Path(folder).is_dir():
                raise BadInput(f"there is no plug-in folder '{folder}'", value=folder, expected="existing folders")
        os.environ["OMLAND_PLUGINS"] = plugins


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="region/name, or the path of a TOML file.")],
    seed: Seed = 1,
    years: Years = None,
    out: Out = None,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Run a scenario once and write its results."""
    from experiments import screen
    from experiments.commands import Options, run

    with screen.progress() as bar:
        task = bar.add_task(f"{scenario}, seed {seed}", total=None)
        folder, loaded, result = run(
            scenario,
            Options(seed=seed, years=years, out=out, replace=replace),
            on_year=lambda _: bar.advance(task),
        )
    if as_json:
        screen.write_json({"folder": str(folder), "scenario": loaded.name, "hash": loaded.hash, "seed": seed})
        return
    screen.levels(loaded, result)
    screen.notes(folder)
    screen.say(f"Results in {folder}  (log.csv there says who decided what and why)")


@app.command()
def compare(
    base: Annotated[str, typer.Argument(help="Scenario that the others are compared with.")],
    scenarios: Annotated[list[str], typer.Argument(help="Scenarios: region/name, or the path of a TOML file.")],
    replications: Annotated[int, typer.Option(help="Paired runs of each scenario.")] = DEFAULT_REPLICATIONS,
    uncertainty: Annotated[
        str, typer.Option(help="What varies between runs: seeds | world | parameters | all.")
    ] = "all",
    smallest: Annotated[
        list[str] | None, typer.Option(help="Smallest effect that matters: INDICATOR=NUMBER; may be repeated.")
    ] = None,
    until_width: Annotated[
        float | None, typer.Option(help="Add runs until the interval is this wide (of --until-indicator, region).")
    ] = None,
    until_indicator: Annotated[str, typer.Option(help="Whose interval --until-width is about.")] = "population",
    most: Annotated[int, typer.Option(help="Most paired runs with --until-width.", min=2)] = 500,
    workers: Workers = "all",
    seed: Seed = 1,
    years: Years = None,
    out: Out = None,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Compare scenarios with a base: paired differences with intervals, figures and a report."""
    from experiments import screen
    from experiments.commands import Options, compare, summary_rows
    from experiments.stopping import Until

    names = [base, *scenarios]
    options = Options(
        seed=seed,
        years=years,
        out=out,
        replace=replace,
        uncertainty=uncertainty,
        smallest=_smallest(smallest or []),
        until=None if until_width is None else Until(until_width, until_indicator, most),
    )
    with screen.progress() as bar:
        task = bar.add_task(f"{len(names)} scenarios × {replications} runs", total=len(names) * max(replications, 1))
        folder, wording = compare(
            names,
            options,
            replications=replications,
            workers=number_of_workers(workers),
            on_done=lambda _: bar.update(task, advance=1, total=None if until_width else bar.tasks[0].total),
            on_report=lambda: bar.update(task, description="figures and report"),
        )
    if as_json:
        screen.write_json({"folder": str(folder), "differences": screen.records(summary_rows(wording))})
        return
    _show(wording, folder)


def _smallest(given: list[str]) -> dict[str, float]:
    """Return the smallest effects that matter, by indicator."""
    found = {}
    for text in given:
        name, _, number = text.partition("=")
        try:
            found[name] = float(number)
        except ValueError:
            raise BadInput(
                "the smallest effect is not understood", value=text, expected="INDICATOR=NUMBER, as population=10"
            ) from None
    return found


def _show(wording: Wording, folder: Path) -> None:
    from experiments import screen
    from experiments.sentences import summary

    for name in wording.scenarios:
        screen.differences(wording, name)
        for sentence in summary(wording, name, "en"):
            screen.say(sentence)
    screen.notes(folder)
    screen.say(f"\nEach town and municipality by itself: {folder / 'summary.csv'}")
    screen.say(f"Report: {folder / 'report.html'}  (figures, results.parquet and manifest.json beside it)")


KINDS = (
    "regions", "zones", "scenarios", "instruments", "events", "parameters", "world", "indicators", "services", "sectors",
)  # fmt: skip


@app.command("list")
def list_(
    kind: Annotated[str, typer.Argument(help=" | ".join(KINDS), metavar="KIND")],
    region: Annotated[str | None, typer.Argument(help="Of zones: the region's id or folder; default: all.")] = None,
    as_json: Json = False,
) -> None:
    """List what there is: regions, scenarios, instruments, parameters …"""
    from experiments import listing, screen
    from scenarios.errors import did_you_mean

    if kind not in KINDS:
        raise BadInput(
            f"there is no list of '{kind}'",
            value=kind,
            expected="one of " + ", ".join(KINDS),
            hint=did_you_mean(kind, KINDS),
        )
    if region is not None and kind != "zones":
        raise BadInput(f"'omland list {kind}' takes no region", value=region, expected=f"omland list {kind}")
    rows = listing.rows(kind, region)
    if as_json:
        screen.write_json(rows)
    else:
        screen.table(rows, listing.SHOWN[kind])


@app.command("app")
def app_(
    port: Annotated[int, typer.Option(help="Port on this machine.", min=1, max=65535)] = DEFAULT_PORT,
    is_opened: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
) -> None:
    """Open the browser app: maps, years and uncertainty of the comparisons below results/. Stops with Ctrl-C."""
    from experiments.serve import HOST, serve

    typer.echo(f"Omland at http://{HOST}:{port}/  (Ctrl-C stops it)", err=True)
    if status := serve(port, is_opened=is_opened):
        raise typer.Exit(status)


@region_app.command("check")
def region_check(
    region: Annotated[str, typer.Argument(help="Id of a region, or the folder of a bundle.")],
    base_year: Annotated[int | None, typer.Option(help="One of its base years; default: the latest.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every row of the fit, not only misses.")] = False,
    as_json: Json = False,
) -> None:
    """Say what is wrong with a region bundle, and how well the synthetic population fits it."""
    from experiments import screen
    from experiments.region_check import check

    problems, rows = check(region, base_year)
    if as_json:
        screen.write_json({"problems": problems, "fit": rows})
    else:
        screen.region_check(region, problems, rows, everything=everything)
    if problems or not all(row["ok"] for row in rows):
        sys.stdout.flush()
        raise typer.Exit(EXIT_BAD_INPUT if problems else EXIT_FAILED)


@region_app.command("build")
def region_build(
    tables: Annotated[Path, typer.Option("--from", help="Folder of tables: docs/how_to/add_a_region.md.")],
    id_: Annotated[str, typer.Option("--id", help="Id of the region: lower case letters, digits, hyphens.")],
    municipalities: Annotated[str, typer.Option(help="Codes, commas between them: 4206,4207.")],
    centre: Annotated[list[str], typer.Option(help="Code of a municipality with a town; may be repeated.")],
    out: Annotated[Path, typer.Option(help="Folder for the bundle.")],
    base_years: Annotated[
        str | None, typer.Option(help="Years to start from; default: 2005, 2015, 2025 as far as there are figures.")
    ] = None,
    overlay: Annotated[
        Path | None, typer.Option(help="Folder of known facts that win; default: `overlay` in --out, if there.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over the bundle that is in the folder.")] = False,
    as_json: Json = False,
) -> None:
    """Make a region bundle from a folder of municipality tables."""
    from experiments import screen
    from scenarios.build import build, whole_years

    codes = [code.strip() for code in municipalities.split(",") if code.strip()]
    years = None if base_years is None else whole_years(base_years)
    built = build(tables, id_, codes, centre, out, years, overlay, replace)
    if as_json:
        screen.write_json({"folder": str(built.folder), "problems": built.problems, "notes": built.notes})
    else:
        screen.region_built(built.folder, built.notes, built.problems)
    if built.problems:
        sys.stdout.flush()
        raise typer.Exit(EXIT_BAD_INPUT)


@region_app.command("import-roads")
def region_import_roads(
    roads: Annotated[Path, typer.Argument(help="GraphML of osmnx, or a folder with its nodes.csv and edges.csv.")],
    bundle: Annotated[Path, typer.Argument(help="Folder of a region bundle with zones.csv and outside.csv.")],
    replace: Replace = False,
) -> None:
    """Make links_osm.csv of a bundle from roads of OpenStreetMap (docs/how_to/add_a_region.md)."""
    from experiments import screen
    from scenarios.osm_roads import import_roads

    target = bundle / "links_osm.csv"
    if target.exists() and not replace:
        raise BadInput("the file is there already", file=target, expected="--replace to write it anew")
    table = import_roads(roads, bundle)
    screen.say(
        f"{len(table)} links in {target}. Name OpenStreetMap and the ODbL in SOURCES.md, then: omland region check"
    )


add_experiments(app)

if __name__ == "__main__":
    app()
