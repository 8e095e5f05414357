"""Labels out of a Label Studio export, and what is wrong with an import or an export, in one sentence each.

Needs no server: an export is a list of dictionaries. Taught in c1w3-lab1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from courselab.ground.errors import Sentence

if TYPE_CHECKING:
    import pandas as pd


class LabelsError(Sentence, ValueError):
    """Labels that cannot be used as they are."""


def missing_field(body: Mapping[str, Any]) -> str:
    """Return why the server refused an import, as one sentence. `body`: of the client's BadRequestError.

    A refusal for another reason comes back in the server's own words.
    """
    complaints = body.get("validation_errors", {}).get("non_field_errors", [])
    texts = [str(one) for one in complaints if one]  # a good task has {} here
    found = [hit.groups() for text in texts if (hit := re.match(r'Error at item (\d+): "(\w+)" key', text))]
    if not found:
        return f"The import was refused: {' '.join(texts) or body.get('detail', 'no reason was given')}."
    item, field = found[0]
    more = f", and {len(found) - 1} more like it" if len(found) > 1 else ""
    return f'Task {item} has no field "{field}", which the labelling interface shows{more}: nothing was imported.'


def table(export: Iterable[Mapping[str, Any]], names: Mapping[int, str], key: str = "row") -> pd.DataFrame:
    """Return the choices of an export: a row a task, named by its data's `key`, a column an annotator in `names`.

    NaN where somebody has not answered or skipped. Raises LabelsError for an annotator who is not in `names`, who
    answered a task twice, or for a task without `key`.
    """
    import numpy as np
    import pandas as pd

    answers = pd.DataFrame(np.nan, index=[_place(task, key) for task in export], columns=[], dtype=object)
    for task in export:
        for annotation in task["annotations"]:
            who = annotation["completed_by"]
            if who not in names:
                raise LabelsError(
                    f"Task {task['id']} was labelled by user {who}, whom nobody here knows: "
                    f"known are {_listed(names.values())}."
                )
            if annotation["was_cancelled"] or not annotation["result"]:
                continue
            name, place = names[who], task["data"][key]
            if name not in answers:
                answers[name] = pd.Series(np.nan, index=answers.index, dtype=object)
            if isinstance(answers.at[place, name], str):
                raise LabelsError(f"{name} labelled task {task['id']} twice: delete one of the two.")
            answers.at[place, name] = annotation["result"][0]["value"]["choices"][0]
    return answers[sorted(answers.columns, key=list(names.values()).index)]


def paired(answers: pd.DataFrame, first: str, second: str, unfinished: str = "refuse") -> pd.DataFrame:
    """Return the two annotators' labels of the tasks that both finished.

    `unfinished`: "refuse" raises when a task lacks one of the two labels, "drop" leaves such tasks out.
    Raises LabelsError: nobody's labels, no shared task, unfinished tasks.
    """
    for name in (first, second):
        if name not in answers or answers[name].isna().all():
            raise LabelsError(f"There is no label by {name}: those who labelled are {_listed(answers.columns)}.")
    both = answers[[first, second]].dropna()
    if both.empty:
        raise LabelsError(f"{first} and {second} share no task: give both the same tasks, then compare.")
    lacking = len(answers) - len(both)
    if lacking and unfinished == "refuse":
        verb = "lacks" if lacking == 1 else "lack"
        raise LabelsError(
            f"{lacking} of {len(answers)} tasks {verb} a label by {first} or {second}: have them "
            f'finished, or leave them out with unfinished="drop".'
        )
    return both


def _place(task: Mapping[str, Any], key: str) -> Any:
    if key not in task["data"]:
        raise LabelsError(f'Task {task["id"]} has no "{key}" in its data: import the tasks with it.')
    return task["data"][key]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nobody"
