"""What was typed, understood: selectors, parameters, and the one sentence for what cannot be."""

from pathlib import Path
from typing import Any, NoReturn

import typer

SCALES = ("quick", "full")
WORDS = {"true": True, "false": False, "none": None, "null": None}


def fail(sentence: object, status: int = 2) -> NoReturn:
    """End the command with a sentence on stderr."""
    typer.echo(f"courselab: {sentence}", err=True)
    raise typer.Exit(status)


def selected(select: list[str] | None) -> tuple[Path, list[Any]]:
    """Return (root, labs) for selectors; exit 2 if one matches nothing."""
    from courselab.runner.catalog import Catalog, WrongSelection

    catalog = Catalog.load()
    try:
        labs = catalog.select(*(select or []))
    except WrongSelection as problem:
        fail(problem)
    if not labs:
        fail(f"There are no labs under {catalog.root}.")
    return catalog.root, labs


def parameters(typed: list[str], raw: list[str], scale: str | None) -> dict[str, Any]:
    """Return {name: value} of what -p and -r gave; exit 2 for a name given twice or a value that cannot be read."""
    if scale not in (None, *SCALES):
        fail(f"--scale is {' or '.join(SCALES)}, not {scale}.")
    pairs = [(*named("-p", each), False) for each in typed] + [(*named("-r", each), True) for each in raw]
    given: dict[str, Any] = {}
    for name, text, as_text in pairs:
        if name in given:
            fail(f"The parameter {name} is given twice: leave one of the two out.")
        given[name] = text if as_text else value(name, text)
    return given


def named(option: str, parameter: str) -> tuple[str, str]:
    """Return (name, text) of "NAME=VALUE"."""
    name, equals, text = parameter.partition("=")
    if not equals or not name.isidentifier():
        fail(f"{option} takes a name and a value, as in `{option} SEED 7`; got {parameter!r}.")
    return name, text


def value(name: str, text: str) -> Any:
    """Return a number, true, false, none, a YAML list or map, else the text as it is. Dates stay texts."""
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return structure(name, text) if text[:1] in ("[", "{", '"', "'") else text


def structure(name: str, text: str) -> Any:
    """Return the YAML list, map or quoted text that `text` holds; exit 2 where it holds none a notebook can take."""
    import yaml

    class Loader(yaml.SafeLoader):
        """YAML without dates: JSON, in which a notebook keeps its parameters, has none."""

    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.items()
    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:timestamp"]
        for first, rules in resolvers
    }
    try:
        found = yaml.load(text, Loader)
    except yaml.YAMLError as problem:
        why = " ".join(str(getattr(problem, "problem", None) or problem).split())
        fail(f"-p {name} cannot be read as YAML ({why}): mend {text!r}, or give it as text with -r {name}.")
    if not plain(found):
        fail(f"-p {name} {text!r} has a key that is no text, or a kind of value that JSON does not have.")
    return found


def plain(found: Any) -> bool:
    """Return whether a value is made of what JSON has, maps with text keys among it."""
    if isinstance(found, dict):
        return all(isinstance(key, str) and plain(each) for key, each in found.items())
    if isinstance(found, list):
        return all(map(plain, found))
    return found is None or isinstance(found, str | int | float)
