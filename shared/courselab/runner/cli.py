"""The command `courselab`: parses, calls one function, shows what it returns. Each command imports what it needs."""

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
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Labs at once.", show_default="one a core")]


def fail(sentence: object, status: int = 2):
    """End the command with a sentence on stderr."""
    typer.echo(f"courselab: {sentence}", err=True)
    raise typer.Exit(status)


def selected(select: list[str] | None):
    """Return (root, labs) for selectors; exit 2 if one matches nothing."""
    from courselab.runner.catalog import Catalog, WrongSelection

    catalog = Catalog.load()
    try:
        labs = catalog.select(*(select or []))
    except WrongSelection as problem:
        fail(problem)
    return catalog.root, labs


@app.command("list")
def list_labs(select: Select = None, as_json: AsJson = False) -> None:
    """List the labs in course order.

    [dim]courselab list course2[/]
    """
    from courselab.runner import listing

    _, labs = selected(select)
    listing.show(labs, as_json)


@app.command()
def run(
    select: Select = None,
    jobs: Jobs = None,
    scale: Annotated[
        str | None, typer.Option(help="quick or full: sets SCALE; budgets are for quick, full gets 600 s and 4 GB.")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="NAME VALUE", help="Set a parameter; may be repeated."),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the executed notebooks and the reports.")] = Path("runs"),
    cold: Annotated[bool, typer.Option("--cold", help="Ordinary kernels, nothing imported beforehand.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Without any network but loopback (bubblewrap).")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Keep nothing from an unfinished or failed run.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Reuse no result of other commands.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run labs, each in a fresh folder and under its budget, and report.

    [dim]courselab run c2w1-lab1[/]                       one lab
    [dim]courselab run course2 --jobs 8 --scale full[/]   a course at full size
    [dim]courselab run -p SEED 7 --out runs/seed7[/]      all, with another seed
    [dim]courselab run my.ipynb --cold --offline[/]       any notebook, cut off

    The same command again runs only what is missing or failed. OUT gets the
    executed notebooks, report.json, junit.xml and journal.jsonl.
    Exit status: 0 all well, 1 something failed, 2 wrong command.
    """
    from courselab.runner import commands

    raise typer.Exit(
        commands.run(
            select,
            jobs=jobs,
            scale=scale,
            parameters=parameter or [],
            out=out,
            cold=cold,
            offline=offline,
            fresh=fresh,
            as_json=as_json,
        )
    )


@app.command()
def report(
    out: Annotated[Path, typer.Argument(help="Folder of a finished run.", exists=True, file_okay=False)] = Path("runs"),
    picture: Annotated[Path | None, typer.Option(help="Write the report as this SVG file.", dir_okay=False)] = None,
) -> None:
    """Show the report of a finished run again: every lab, and every figure against what was expected.

    [dim]courselab report runs/labs --picture report.svg[/]
    """
    from courselab.runner import commands

    raise typer.Exit(commands.report(out, picture))


@app.command()
def refresh(select: Select = None, jobs: Jobs = None) -> None:
    """Run labs at their defaults and write their outputs back into them, normalised.

    Only a lab that passed is written, with figures of at most 100 KB in a file of at most 500 KB.

    [dim]courselab refresh c2w1-lab1[/]
    """
    from courselab.runner import commands

    raise typer.Exit(commands.refresh(select, jobs))


@app.command()
def normalise(
    files: Annotated[list[Path], typer.Argument(help="Notebooks to clean in place.", exists=True, dir_okay=False)],
) -> None:
    """Remove from notebooks what changes from run to run: timings, stderr, absolute paths, widget state.

    [dim]courselab normalise course2/week1/*.ipynb[/]
    """
    from courselab.runner import commands

    raise typer.Exit(commands.normalise(files))


@app.command()
def pages(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a page is out of date.")] = False,
) -> None:
    """Write the README of every course from what its labs say of themselves."""
    from courselab.runner import pages as writer
    from courselab.runner.catalog import find_root

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
    from courselab.runner import commands

    commands.kernels_status(as_json)


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
    """Return arguments with each `-p NAME VALUE` as the one word `--parameter=NAME=VALUE`."""
    rest, done = list(arguments), []
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*done, word, *rest]
        if word in ("-p", "--parameter") and rest:
            name = rest.pop(0)
            word = f"--parameter={name}" if "=" in name or not rest else f"--parameter={name}={rest.pop(0)}"
        done.append(word)
    return done


def main() -> None:
    """Serve the command line."""
    app(args=paired(sys.argv[1:]), prog_name="courselab")


if __name__ == "__main__":
    main()
