"""Alerts on the console of whoever runs Readout."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from consumers.notify.render import Rendered
from readout.commands.common import err

_COLOURS = {"high": "red", "medium": "yellow", "low": "cyan"}


def show_alert(message: Rendered, console: Console = err) -> None:
    """Draw the message with its evidence. Its texts have been made safe by `consumers.notify.render`."""
    console.print(alert_panel(message))


def alert_panel(message: Rendered) -> Panel:
    """The message in a frame, coloured by severity."""
    parts: list[RenderableType] = [
        Text.assemble((f"{name}: ", "bold"), value) for name, value in message.facts if name not in ("Who", "When")
    ]
    parts += [Text(line) for line in message.changed]
    for section in message.sections:
        parts.append(Text(section.heading, style="bold"))
        for words in section.quotes:
            parts.append(Padding(Text(f"“{words.words}”", style="italic"), (0, 0, 0, 2)))
            parts.append(Padding(Text(f"— {words.source}", style="dim"), (0, 0, 0, 2)))
    return Panel(
        Group(*parts), title=Text(message.title), title_align="left", border_style=_COLOURS[message.severity]
    )
