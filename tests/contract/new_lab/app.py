"""A die behind a door: a throw-away program, `shared/courselab/apps/die.py` of the same lab."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health() -> dict[str, str]:
    """Return that the app answers."""
    return {"status": "ok"}


@app.get("/faces")
def faces() -> dict[str, int]:
    """Return how many faces the die has."""
    return {"faces": 6}
