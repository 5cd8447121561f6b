"""The program's own log: JSON lines to a file that is turned over, or to stderr."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from pathlib import Path

import structlog

from pipeline.settings import LogFileSettings

_FILE_BYTES = 50_000_000
_FILES_KEPT = 5


class LogFile(logging.handlers.RotatingFileHandler):
    """A file that is turned over when it is full.

    One line an item is much: the base class formats each line twice, and asks the file system for the size.
    """

    def __init__(self, path: Path, most_bytes: int = _FILE_BYTES) -> None:
        super().__init__(path, maxBytes=most_bytes, backupCount=_FILES_KEPT, encoding="utf-8")
        self._size = path.stat().st_size

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record."""
        try:
            line = self.format(record) + self.terminator
            self._size += len(line.encode())
            if self._size > self.maxBytes:
                self.doRollover()
                self._size = len(line.encode())
            self.stream = self.stream or self._open()
            self.stream.write(line)
            self.flush()
        except Exception:
            self.handleError(record)


def set_up_logging(settings: LogFileSettings, directory: Path) -> None:
    """Send structlog's lines, and warnings of libraries, to where the settings say."""
    handler: logging.Handler
    if settings.to == "file":
        directory.mkdir(parents=True, exist_ok=True)
        handler = LogFile(directory / "readout.log")
    else:
        handler = logging.StreamHandler(sys.stderr)
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("readout").setLevel(settings.level.upper())
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
