"""Names of a package that are loaded on first use, as its `__init__.pyi` lists them."""

from __future__ import annotations

from collections.abc import Callable


def from_stub(package: str, file: str) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """Return `__getattr__`, `__dir__` and `__all__` for a package: give its `__name__` and `__file__`.

    The stub beside `file` says in which module each name stands, a line each; completion and type checkers read the
    same stub. A name may be called like its folder: the name wins. One that is not there is an AttributeError that
    lists those that are.
    """
    import lazy_loader

    load, listed, names = lazy_loader.attach_stub(package, file)

    def get(name: str) -> object:
        if name not in names:
            raise AttributeError(f"{package} has no {name!r}; it has {', '.join(sorted(names))}")
        return load(name)

    return get, listed, names
