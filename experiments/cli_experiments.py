"""The commands of `omland` that run many times, and those that read what such runs left."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli_options import Cluster, Json, Out, Replace, Seed, Workers, Years, number_of_workers
from scenarios.errors import BadInput

EXIT_DIFFERS = 1
Design = Annotated[Path, typer.Argument(help="A design file (TOML): docs/how_to/sweep.md.")]
Place = Annotated[str, typer.Option(help="Place of the outcome: region, town, hinterland, municipality:4225 …")]
Group = Annotated[str, typer.Option(help="Group of the outcome: all, age:0-19 …")]
Year = Annotated[int | None, typer.Option(help="Year of the outcome; default: the whole run.")]


def add_experiments(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (sweep, sensitivity, breakeven, calibrate, validate, replay, export):
        app.command()(command)


def sweep(
    design: Design,
    workers: Workers = "all",
    cluster: Cluster = None,
    out: Out = None,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Run a scenario at many points of a design. Ended half-way, the same command continues."""
    from experiments import screen
    from experiments.sweep import SweepOptions, sweep

    options = SweepOptions(out=out, workers=number_of_workers(workers), replace=replace, cluster=cluster)
    with screen.long_progress(design.name) as on_progress:
        swept = sweep(design, options, on_progress)
    if as_json:
        screen.write_json({"folder": str(swept.folder), "points": swept.points, "runs": swept.runs})
        return
    before = f", {swept.found} of them run before" if swept.found else ""
    screen.say(f"{swept.points} points, {swept.runs} runs{before}. Results in {swept.folder}")


def sensitivity(
    design: Design,
    indicator: Annotated[
        list[str] | None, typer.Option(help="Outcomes to analyse; may be repeated. Default: those the design keeps.")
    ] = None,
    place: Place = "region",
    group: Group = "all",
    year: Year = None,
    workers: Workers = "all",
    cluster: Cluster = None,
    out: Out = None,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Say which assumptions, numbers and levers matter: runs a Morris or Sobol' design, and analyses it."""
    from experiments import screen, screen_experiments
    from experiments.design_file import load_design
    from experiments.outcomes import Outcome
    from experiments.sensitivity import FILE, default_outcomes, sensitivity
    from experiments.sweep import SweepOptions

    loaded = load_design(design)
    names = indicator or [o.indicator for o in default_outcomes(loaded)]
    outcomes = [Outcome(name, place, group, year) for name in names]
    options = SweepOptions(out=out, workers=number_of_workers(workers), replace=replace, cluster=cluster)
    with screen.long_progress(design.name) as on_progress:
        swept, found = sensitivity(loaded, outcomes, options, on_progress)
    if as_json:
        tables = {one.outcome.name: screen.records(one.table) for one in found}
        screen.write_json({"folder": str(swept.folder), "sensitivity": tables})
        return
    for one in found:
        screen_experiments.sensitivity(loaded, one)
    screen.say(f"\n{swept.folder / FILE}  (figures beside it)")


def breakeven(
    scenario: Annotated[str, typer.Argument(help="Scenario with the policy: region/name, or the path of a TOML file.")],
    lever: Annotated[str, typer.Option(help="Policy id, a dot, and the lever: state_jobs.jobs.")],
    indicator: Annotated[str, typer.Option(help="Outcome: `omland list indicators`.")],
    above: Annotated[float | None, typer.Option(help="Good enough is this much or more.")] = None,
    below: Annotated[float | None, typer.Option(help="Good enough is this much or less.")] = None,
    probability: Annotated[float, typer.Option(help="In what share of the runs it must be good enough.")] = 0.8,
    low: Annotated[float | None, typer.Option(help="Least of the lever; default: what it declares.")] = None,
    high: Annotated[float | None, typer.Option(help="Most of the lever; default: what it declares.")] = None,
    against: Annotated[
        str | None, typer.Option(help="The outcome is the difference from this scenario, seed by seed.")
    ] = None,
    place: Place = "region",
    group: Group = "all",
    year: Year = None,
    replications: Annotated[int, typer.Option(help="Most runs of a dose.")] = 40,
    seed: Seed = 1,
    years: Years = None,
    workers: Workers = "all",
    cluster: Cluster = None,
    out: Out = None,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Say how much of a lever it takes to reach a target with a probability, and what a resident more then costs."""
    from experiments import screen, screen_experiments
    from experiments.breakeven import breakeven
    from experiments.breakeven_question import ask
    from experiments.outcomes import Outcome
    from experiments.sweep import SweepOptions

    question = ask(
        scenario, lever, Outcome(indicator, place, group, year), above=above, below=below, low=low, high=high,
        probability=probability, against=against, replications=replications, seed=seed, years=years,
    )  # fmt: skip
    options = SweepOptions(out=out, workers=number_of_workers(workers), replace=replace, cluster=cluster)
    with screen.long_progress(lever) as on_progress:
        folder, answer = breakeven(question, options, on_progress)
    if as_json:
        screen.write_json({"folder": str(folder), **answer})
        return
    screen_experiments.breakeven(question, answer)
    screen.say(f"\n{folder / 'breakeven.json'}  (dose–response curve in figures/)")


def calibrate(
    rounds: Annotated[int, typer.Option(help="Rounds of the search.")] = 4,
    seeds: Annotated[int, typer.Option(help="Runs of each region at each point, with the same seeds.")] = 2,
    seed: Seed = 1,
    workers: Workers = "all",
    out: Out = None,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Fit the free constants to all regions together, and write a dated file of them. Ended half-way, it continues."""
    from experiments import screen
    from experiments.calibrate import CalibrateOptions, calibrate, rows

    options = CalibrateOptions(
        out=out, rounds=rounds, seeds=seeds, seed=seed, workers=number_of_workers(workers), replace=replace
    )
    with screen.long_progress("calibrate") as on_progress:
        path, fit, wanted = calibrate(options, on_progress)
    if as_json:
        profile = {name: [list(end) for end in ends] for name, ends in fit.profile.items()}
        screen.write_json(
            {"file": str(path), "distance": fit.distance, "distance_at_start": fit.start_distance,
             "parameters": fit.values, "targets": rows(fit, wanted), "profile": profile}
        )  # fmt: skip
        return
    screen.table(rows(fit, wanted), ("target", "wanted", "got", "tolerance", "unit"))
    screen.table([{"constant": n, "value": v} for n, v in fit.values.items()], ("constant", "value"), "\nConstants")
    screen.say(f"\nDistance {fit.distance:.1f}, before {fit.start_distance:.1f}. {path}")
    screen.say("It is used when it lies beside the national tables: docs/how_to/calibrate.md")


def validate(
    region: Annotated[
        str | None,
        typer.Argument(help="Id of a region, or the folder of a bundle; default: all that come with Omland."),
    ] = None,
    replications: Annotated[int, typer.Option(help="Runs from each base year.")] = 40,
    seed: Seed = 1,
    workers: Workers = "all",
    out: Out = None,
    page: Annotated[
        Path | None, typer.Option(help="Renew the generated parts of this page (docs/validation.md); all regions only.")
    ] = None,
    replace: Replace = False,
    as_json: Json = False,
) -> None:
    """Run regions from 2005 and 2015 and hold them against what happened, and against naive projections."""
    from experiments import screen, screen_experiments
    from experiments.validate import ValidateOptions
    from experiments.validation_page import validate_all, write_page

    regions = None if region is None else [region]
    if page is not None and regions is not None:
        raise BadInput("the page is about all regions", value=region, expected="no region together with --page")
    options = ValidateOptions(
        out=out, replications=replications, seed=seed, workers=number_of_workers(workers), replace=replace
    )
    with screen.long_progress("validate") as on_progress:
        found = validate_all(regions, options, on_progress)
    if page is not None:
        write_page(page, found, replications)
    if as_json:
        screen.write_json(screen_experiments.validation_json(found))
        return
    screen_experiments.validation(found)


def replay(
    folder: Annotated[Path, typer.Argument(help="A results folder that omland made.", metavar="DIR")],
    workers: Workers = "all",
    as_json: Json = False,
) -> None:
    """Run again what a results folder holds, and say whether results.parquet comes out to the byte."""
    from experiments import screen
    from experiments.replay import replay

    with screen.long_progress(str(folder)) as on_progress:
        replayed = replay(folder, number_of_workers(workers), on_progress)
    if as_json:
        screen.write_json({"same": replayed.is_same, "changed": replayed.changed, "differs": replayed.differs})
    else:
        for line in replayed.changed:
            screen.say(f"not as it was: {line}")
        screen.say(
            "results.parquet: the same bytes" if replayed.is_same else f"results.parquet differs: {replayed.differs}"
        )
    if not replayed.is_same:
        raise typer.Exit(EXIT_DIFFERS)


def export(
    folder: Annotated[Path, typer.Argument(help="A results folder that omland made.", metavar="DIR")],
    out: Annotated[Path | None, typer.Option(help="The CSV file; default: results.csv in the folder.")] = None,
) -> None:
    """Write results.parquet as CSV; that of a sweep with a column per factor."""
    from experiments import screen
    from experiments.export import export

    path, n = export(folder, out)
    screen.say(f"{n:,} rows in {path}")
