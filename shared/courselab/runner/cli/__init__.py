"""The command `courselab`: `app` declares it, a module a command does it, `asking` understands what was typed."""


def main() -> None:
    """Serve the command line."""
    from courselab.runner.cli.app import serve

    serve()
