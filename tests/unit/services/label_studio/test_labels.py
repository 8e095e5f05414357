"""Labels out of an export: what is read, and the one sentence for each thing that can be wrong."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from courselab.services.label_studio import labels

NAMES = {2: "anna", 3: "ben"}


def annotation(who, value, cancelled=False):
    result = [{"from_name": "label", "to_name": "text", "type": "choices", "value": {"choices": [value]}}]
    return {"completed_by": who, "was_cancelled": cancelled, "result": [] if cancelled else result}


def task(number, *annotations):
    return {"id": 100 + number, "data": {"text": f"comment {number}", "row": number}, "annotations": list(annotations)}


@given(st.dictionaries(st.integers(0, 999), st.tuples(*[st.sampled_from(["spam", "ham", None])] * 2), min_size=1))
def test_a_table_holds_what_each_one_said(said):
    export = [
        task(row, *[annotation(who, value) for who, value in zip(NAMES, pair, strict=True) if value])
        for row, pair in said.items()
    ]
    answers = labels.table(export, NAMES)
    assert list(answers.index) == list(said)
    for row, pair in said.items():
        for name, value in zip(NAMES.values(), pair, strict=True):
            given = answers.at[row, name] if name in answers else np.nan
            assert given == value or (value is None and pd.isna(given))


def test_columns_stand_in_the_order_of_the_names_and_skips_are_no_labels():
    export = [task(1, annotation(3, "ham"), annotation(2, "spam")), task(2, annotation(2, "", cancelled=True))]
    answers = labels.table(export, NAMES)
    assert list(answers.columns) == ["anna", "ben"]
    assert answers.loc[2].isna().all()


def test_a_pair_of_complete_columns_comes_back_whole():
    answers = pd.DataFrame({"anna": ["spam", "ham"], "ben": ["ham", "ham"], "cleo": [np.nan, "ham"]}, index=[7, 9])
    pd.testing.assert_frame_equal(labels.paired(answers, "anna", "ben"), answers[["anna", "ben"]])


def test_an_export_with_unfinished_tasks_is_refused_or_cut():
    export = [task(row, annotation(2, "spam"), *([annotation(3, "ham")] if row < 2 else [])) for row in range(5)]
    answers = labels.table(export, NAMES)
    with pytest.raises(labels.LabelsError, match="3 of 5 tasks lack a label by anna or ben: have them finished"):
        labels.paired(answers, "anna", "ben")
    assert list(labels.paired(answers, "anna", "ben", unfinished="drop").index) == [0, 1]
    with pytest.raises(labels.LabelsError, match="1 of 3 tasks lacks a label"):
        labels.paired(answers[:3], "anna", "ben")


def test_annotators_who_labelled_different_tasks_are_told_so():
    answers = labels.table([task(row, annotation(2 + row % 2, "spam")) for row in range(4)], NAMES)
    for unfinished in ("refuse", "drop"):
        with pytest.raises(labels.LabelsError, match="anna and ben share no task: give both the same tasks"):
            labels.paired(answers, "anna", "ben", unfinished=unfinished)


def test_an_annotator_without_a_label_is_named():
    answers = labels.table([task(1, annotation(2, "spam"))], NAMES)
    with pytest.raises(labels.LabelsError, match="no label by ben: those who labelled are anna"):
        labels.paired(answers, "anna", "ben")
    with pytest.raises(labels.LabelsError, match="those who labelled are nobody"):
        labels.paired(labels.table([task(1)], NAMES), "anna", "ben")


@pytest.mark.parametrize(
    ("export", "sentence"),
    [([task(1, annotation(9, "spam"))], "Task 101 was labelled by user 9.*known are anna, ben"),
     ([task(1, annotation(2, "spam"), annotation(2, "ham"))], "anna labelled task 101 twice"),
     ([{"id": 5, "data": {"text": "x"}, "annotations": []}], 'Task 5 has no "row" in its data')],
)  # fmt: skip
def test_an_export_that_cannot_be_read_is_one_sentence(export, sentence):
    with pytest.raises(labels.LabelsError, match=sentence) as caught:
        labels.table(export, NAMES)
    assert caught.value._render_traceback_() == [f"LabelsError: {caught.value}"]


def refusal(*complaints):
    return {"status_code": 400, "detail": "Validation error", "validation_errors": {"non_field_errors": complaints}}


def test_a_refused_import_names_the_task_and_the_field():
    complaint = 'Error at item 1: "text" key is expected in task data [assume: ...] :: {...}'
    assert labels.missing_field(refusal({}, complaint)) == (
        'Task 1 has no field "text", which the labelling interface shows: nothing was imported.'
    )
    assert "shows, and 1 more like it: nothing" in labels.missing_field(refusal(complaint, {}, complaint))


def test_another_refusal_keeps_the_words_of_the_server():
    assert labels.missing_field(refusal("No tasks added")) == "The import was refused: No tasks added."
    assert labels.missing_field({"detail": "Not found"}) == "The import was refused: Not found."
    assert labels.missing_field({}) == "The import was refused: no reason was given."
