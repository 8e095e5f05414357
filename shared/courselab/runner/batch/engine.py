"""The papermill engine that weighs: `papermill --engine courselab in.ipynb out.ipynb`.

papermill loads this module through its entry point while it is itself being imported. So nothing of papermill is
imported here before the engine is used, and either of the two can be imported first.
"""

from functools import cache
from typing import Any


class MeteredEngine:
    """papermill's own engine with our client, found when it is called."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **settings: Any) -> Any:
        """Execute a notebook and return it."""
        return engine().execute_notebook(nb, kernel_name, **settings)

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """Return the kernel that a notebook names, or `name`."""
        return engine().nb_kernel_name(nb, name)

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Return the language that a notebook names, or `language`."""
        return engine().nb_language(nb, language)


@cache
def engine() -> Any:
    """Return papermill's engine whose cells `MeteredClient` executes; it tells papermill what becomes of each cell."""
    from papermill.engines import NBClientEngine

    from courselab.runner.batch.client import MeteredClient
    from courselab.runner.batch.meter import Meter
    from courselab.runner.batch.options import Limits

    class Engine(NBClientEngine):
        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, start_timeout: int = 60, execution_timeout: int | None = None, **_: Any
        ) -> Any:
            client = MeteredClient(
                nb_man.nb,
                Meter(Limits()),
                kernel_name=kernel_name,
                startup_timeout=start_timeout,
                timeout=execution_timeout,
                on_cell_start=nb_man.cell_start,
                on_cell_complete=lambda cell, cell_index: nb_man.cell_complete(cell, cell_index),
                on_cell_error=lambda cell, cell_index, execute_reply: nb_man.cell_exception(cell, cell_index),
            )
            return client.execute()

    return Engine
