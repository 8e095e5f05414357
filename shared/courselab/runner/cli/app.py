"""The declarations of the command `courselab`: each command imports the module that does it, and nothing before."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
    help="""Run, check and look after the course's notebooks.

    [bold]courselab list[/] shows what there is, [bold]courselab run course2/week1[/] runs it,
    [bold]courselab doctor[/] says what is missing on this machine.""",
)
kernels = typer.Typer(no_args_is_help=True, help="The warm kernels: what runs, stop it, install the kernelspecs.")
app.add_typer(kernels, name="kernels")

SELECT = "Lab id (c2w1-lab1), folder (course2/week1), glob ('course2/*/lab1*') or any .ipynb file; none: all labs."
Select = Annotated[list[str] | None, typer.Argument(help=SELECT, show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON to stdout, and nothing else there.")]
Jobs = Annotated[
    int | None, typer.Option("--jobs", "-j", min=1, help="Labs at once.", show_default="as cores and memory allow")
]


@app.command("list")
def list_labs(select: Select = None, as_json: AsJson = False) -> None:
    """List the labs in course order.

    [dim]courselab list course2[/]
    """
    from courselab.runner.cli import list as listing
    from courselab.runner.cli.asking import selected

    listing.show(selected(select)[1], as_json)


@app.command()
def run(
    select: Select = None,
    jobs: Jobs = None,
    scale: Annotated[str | None, typer.Option(help="quick or full: sets SCALE. Budgets are for quick.")] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="NAME VALUE", help="Set a parameter; may be repeated."),
    ] = None,
    raw: Annotated[
        list[str] | None,
        typer.Option("-r", "--raw", metavar="NAME VALUE", help="Set a parameter to this text, whatever it looks like."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the executed notebooks and the reports.")] = Path("runs"),
    cold: Annotated[bool, typer.Option("--cold", help="Ordinary kernels, nothing imported beforehand.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Without any network but loopback (bubblewrap).")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", "--no-cache", help="Reuse no earlier result.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Over budget is a failure, not a mark.")] = False,
    strict_when_calm: Annotated[
        bool, typer.Option("--strict-when-calm", help="The same, unless others are at work on this machine.")
    ] = False,
    kernel: Annotated[
        str | None, typer.Option(help="For notebooks that name no kernel, or one that is not here.")
    ] = None,
    cwd: Annotated[
        Path | None, typer.Option(help="Folder in which notebooks from outside the course run, instead of a copy.")
    ] = None,
    time_limit: Annotated[float, typer.Option(min=1, help="Seconds without progress before a lab is ended.")] = 1800,
    memory_limit: Annotated[
        float | None, typer.Option(min=1, help="MB a lab may take.", show_default="what the machine can spare")
    ] = None,
    output_limit: Annotated[float, typer.Option(min=0.001, help="MB a lab may put out.")] = 40,
    as_json: AsJson = False,
) -> None:
    """Run labs, each in a fresh folder, weigh them against their budgets, and report.

    [dim]courselab run c2w1-lab1[/]                       one lab
    [dim]courselab run course2 --jobs 8 --scale full[/]   a course at full size
    [dim]courselab run -p SEED 7 --out runs/seed7[/]      all, with another seed
    [dim]courselab run my.ipynb --cold --offline[/]       any notebook, cut off

    The same command again runs only what is missing or failed. OUT gets the
    executed notebooks, report.json, junit.xml and journal.jsonl. A notebook
    from outside the course runs in a copy of its folder; what it wrote lies
    beside its output. Over budget is a mark, a limit ends a lab.
    Exit status: 0 all well, 1 something failed, 2 wrong command.
    """
    from courselab.runner.batch.options import Limits, Options
    from courselab.runner.cli import asking
    from courselab.runner.cli import run as running

    options = Options(
        jobs=jobs,
        parameters=asking.parameters(parameter or [], raw or [], scale),
        scale=scale,
        cold=cold,
        fresh=fresh,
        strict=strict,
        strict_when_calm=strict_when_calm,
        kernel=kernel,
        cwd=cwd.absolute() if cwd else None,
        limits=Limits(time_limit, memory_limit, output_limit),
    )
    raise typer.Exit(running.run(select, out, options, offline=offline, as_json=as_json))


@app.command()
def report(
    out: Annotated[Path, typer.Argument(help="Folder of a finished run.", exists=True, file_okay=False)] = Path("runs"),
    picture: Annotated[Path | None, typer.Option(help="Write the report as this SVG file.", dir_okay=False)] = None,
) -> None:
    """Show the report of a finished run again: every lab, and every figure against what was expected.

    [dim]courselab report runs/labs --picture report.svg[/]
    """
    from courselab.runner.cli import report as reports

    raise typer.Exit(reports.again(out, picture))


@app.command()
def refresh(select: Select = None, jobs: Jobs = None) -> None:
    """Run labs at their defaults and write their outputs back into them, normalised.

    Only a lab that passed is written, with figures of at most 100 KB in a file of at most 500 KB.

    [dim]courselab refresh c2w1-lab1[/]
    """
    from courselab.runner.cli import run as running

    raise typer.Exit(running.refresh(select, jobs))


@app.command()
def spread(
    select: Select = None,
    seeds: Annotated[int, typer.Option(min=2, help="How many: 42, 1, 2, 3 ...")] = 10,
    jobs: Jobs = None,
    out: Annotated[Path, typer.Option(help="Folder for what each seed gave; kept for the next call.")] = Path(
        "runs/spread"
    ),
) -> None:
    """Run labs with several seeds and write how far their figures move into the week's spread.json.

    The tolerances of `lab.near`, the counts of `lab.claim` and the ranges in
    prose are held against it. The same command again runs only what is missing.

    [dim]courselab spread c2w2-lab3 --seeds 10[/]
    """
    from courselab.runner.cli import spread as spreads

    raise typer.Exit(spreads.measure(select, count=seeds, jobs=jobs, out=out))


@app.command()
def normalise(
    files: Annotated[list[Path], typer.Argument(help="Notebooks to clean in place.", exists=True, dir_okay=False)],
) -> None:
    """Remove from notebooks what changes from run to run: timings, stderr, absolute paths, widget state.

    [dim]courselab normalise course2/week1/*.ipynb[/]
    """
    from courselab.runner.cli import run as running

    raise typer.Exit(running.normalise(files))


@app.command()
def pages(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a page is out of date.")] = False,
) -> None:
    """Write the README of every course from what its labs say of themselves."""
    from courselab.runner import pages as writer
    from courselab.runner.catalog import find_root
    from courselab.runner.cli.asking import fail

    stale = writer.write(find_root(), check=check)
    if check and stale:
        fail(f"out of date: {', '.join(map(str, stale))}; run `courselab pages`.", status=1)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is present on this machine, what is missing or too old, and which labs need it."""
    from courselab.runner import doctor as checks

    raise typer.Exit(checks.main(json=as_json))


@kernels.command()
def status(as_json: AsJson = False) -> None:
    """Show the fork servers that run: kernelspec, process, age, kernels."""
    from courselab.runner.cli import kernels as servers

    servers.status(as_json)


@kernels.command()
def stop() -> None:
    """Stop the fork servers and their kernels; the next kernel starts a new one."""
    from courselab.runner.kernels import client

    stopped = client.stop()
    typer.echo(f"Stopped {', '.join(stopped)}." if stopped else "None was running.")


@kernels.command()
def install(
    prefix: Annotated[Path | None, typer.Option(help="Environment to install into.", show_default="this one")] = None,
) -> None:
    """Write the course's kernelspecs into the environment, where JupyterLab finds them."""
    from courselab.runner.kernels import kernelspecs

    for folder in kernelspecs.install(prefix):
        typer.echo(folder)


def paired(arguments: list[str]) -> list[str]:
    """Return arguments with each `-p NAME VALUE` as the one word `--parameter=NAME=VALUE`, and so for `-r`."""
    words = {"-p": "--parameter", "--parameter": "--parameter", "-r": "--raw", "--raw": "--raw"}
    rest = list(arguments)
    done: list[str] = []
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*done, word, *rest]
        if word in words and rest:
            name = rest.pop(0)
            whole = "=" in name or not rest
            word = f"{words[word]}={name}" if whole else f"{words[word]}={name}={rest.pop(0)}"
        done.append(word)
    return done


def serve() -> None:
    """Serve the command line."""
    app(args=paired(sys.argv[1:]), prog_name="courselab")
