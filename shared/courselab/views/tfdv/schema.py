"""A TFDV schema as a table: feature, type, presence, how many values, domain. Taught in c2w1-lab1."""

from __future__ import annotations

from courselab.views.drawing.table import tables, text_table
from courselab.views.drawing.view import View, styled
from courselab.views.drawing.words import counted, number, one_line
from courselab.views.tfdv.message import Message

_HEADER = ("feature", "type", "presence", "values", "domain")
_TYPES = {0: "unknown", 1: "text", 2: "whole number", 3: "number", 4: "struct"}


@styled
def schema(schema: Message, title: str = "Schema") -> View:
    """Draw a `schema_pb2.Schema`; deprecated features and those missing from an environment say so."""
    rows = [_row(feature, schema) for feature in schema.feature]
    heading = f"{title}: {counted(len(rows), 'feature')}"
    figure = tables([(heading, _HEADER, rows, (2.3, 1.3, 1.5, 1.2, 4.2))])
    lines = [heading, text_table(_HEADER, rows)]
    if schema.default_environment:
        lines.append(f"Environments: {', '.join(schema.default_environment)}")
    return View(figure, "\n".join(lines))


def _row(feature: Message, schema: Message) -> tuple[str, ...]:
    kind = _TYPES.get(feature.type, "unknown")
    return feature.name, kind, _presence(feature), _valency(feature), _domain(feature, schema)


def _presence(feature: Message) -> str:
    if feature.deprecated or feature.lifecycle_stage == 4:  # LifecycleStage.DEPRECATED
        return "deprecated"
    share = feature.presence.min_fraction
    words = "required" if share >= 1 else f"at least {number(share * 100)} %" if share > 0 else "optional"
    if feature.not_in_environment:
        words += f", not in {', '.join(feature.not_in_environment)}"
    return words


def _valency(feature: Message) -> str:
    if feature.WhichOneof("shape_type") == "shape":
        sizes = [str(dim.size) for dim in feature.shape.dim]
        return "single" if sizes in ([], ["1"]) else " x ".join(sizes)
    low, high = feature.value_count.min, feature.value_count.max
    if low == high == 1:
        return "single"
    return f"{low} or more" if not high else f"{low} to {high}" if low != high else str(low)


def _domain(feature: Message, schema: Message) -> str:
    kind = feature.WhichOneof("domain_info")
    if kind == "domain":
        shared = [domain for domain in schema.string_domain if domain.name == feature.domain]
        return _values(shared[0], feature.domain, feature.name) if shared else f"{feature.domain} (not defined)"
    if kind == "string_domain":
        return _values(feature.string_domain, "", feature.name)
    if kind in ("int_domain", "float_domain"):
        return _range(getattr(feature, kind))
    if kind == "bool_domain":
        true, false = feature.bool_domain.true_value, feature.bool_domain.false_value
        return f"true is {true!r}, false is {false!r}" if true else "true or false"
    return kind.removesuffix("_domain").replace("_", " ") if kind else ""


def _values(domain: Message, name: str, owner: str) -> str:
    values = list(domain.value)
    shown = ", ".join(one_line(value, 24) for value in values[:8])
    more = f" and {len(values) - 8:,} more" if len(values) > 8 else ""
    prefix = f"{name}: " if name and name != owner else ""
    return f"{prefix}{len(values):,}: {shown}{more}"


def _range(domain: Message) -> str:
    low = number(domain.min) if domain.HasField("min") else ""
    high = number(domain.max) if domain.HasField("max") else ""
    if low and high:
        return f"{low} to {high}"
    return f"at least {low}" if low else f"at most {high}" if high else "categorical" if domain.is_categorical else ""
