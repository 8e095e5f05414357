"""A report in the XML that CI systems read: one test case a lab, a failure with its cell's source and traceback."""

from xml.etree import ElementTree

from courselab.runner.batch.outcome import Error, Outcome, Report


def xml(report: Report) -> str:
    """Return the text of `junit.xml`."""
    count = {status: sum(lab.status == status for lab in report.labs) for status in ("failed", "skipped")}
    suite = ElementTree.Element(
        "testsuite",
        name="courselab",
        tests=str(len(report.labs)),
        failures=str(count["failed"]),
        errors="0",
        skipped=str(count["skipped"]),
        time=f"{report.wall_seconds:.3f}",
        timestamp=report.started,
    )
    for lab in report.labs:
        suite.append(case(lab))
    ElementTree.indent(suite)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(suite, encoding="unicode") + "\n"


def case(lab: Outcome) -> ElementTree.Element:
    """Return the test case of one lab."""
    element = ElementTree.Element("testcase", classname=lab.path, name=lab.id, time=f"{lab.seconds:.3f}")
    if lab.status == "failed":
        kind = lab.error.name if lab.error else "Budget" if lab.over else "Figure"
        failure = ElementTree.SubElement(element, "failure", type=kind, message=printable(lab.reason or ""))
        failure.text = printable(details(lab))
    elif lab.status == "skipped":
        ElementTree.SubElement(element, "skipped", message=printable(lab.reason or ""))
    return element


def details(lab: Outcome) -> str:
    """Return what a reader of the failure wants below its sentence: the cell and its traceback, or the figures."""
    if lab.error:
        return broken(lab.error)
    return "\n".join([lab.reason or "", *(f"{each.name}: {each.shown} ({each.wanted})" for each in lab.figures)])


def broken(error: Error) -> str:
    """Return a broken cell's source and traceback; its sentence where there is neither."""
    if not (error.source or error.traceback):
        return error.message
    return f"Cell {error.cell}:\n{error.source}\n\n{error.traceback}"


def printable(text: str) -> str:
    """Return text without the control characters that XML 1.0 forbids."""
    return "".join(c if c in "\t\n" or 32 <= ord(c) < 0xD800 or 0xDFFF < ord(c) < 0xFFFE else "?" for c in text)
