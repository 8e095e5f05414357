"""What a type checker is told of TFDV's protobuf messages: their fields exist only at run time."""

from typing import Any

Message = Any
