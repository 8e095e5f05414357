"""Where this checkout lies, and what make installs into it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TOOLS = ROOT / ".tools"
SERVICES = ROOT / "shared" / "services"
UV = TOOLS / "uv" / "bin" / "uv"
