"""Where the files that come with the program are."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONFIG = Path(os.environ.get("READOUT_CONFIG_DIR") or ROOT / "config")
"""Settings, feeds, leaders and countries; `READOUT_CONFIG_DIR` names another directory."""
