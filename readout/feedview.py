"""What a look at a feed found, for a terminal and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console

from producers.feeds.inspect import FeedReport
from readout.commands.common import print_table, shown

_ENTRIES = 20
_SUMMARY = 80


def report_json(report: FeedReport) -> dict[str, Any]:
    """The report as an object."""
    return {**asdict(report), "entries": [entry.model_dump(mode="json") for entry in report.entries]}


def print_report(console: Console, report: FeedReport) -> None:
    """What was asked and answered, what would be taken, and when the next poll would be."""
    for name, value in _facts(report):
        if value:
            console.print(f"{name:14} {shown(value)}")
    if report.failure is None:
        console.print()
        print_table(
            f"{len(report.entries)} entries would be taken"
            + (f", the latest {_ENTRIES} are" if len(report.entries) > _ENTRIES else ""),
            ("published", "doubt", "title", "text", "address"),
            [
                (
                    entry.published,
                    entry.date_doubt or "",
                    entry.title,
                    f"{len(entry.content)} characters" if entry.content else (entry.summary[:_SUMMARY] or "none"),
                    entry.link,
                )
                for entry in report.entries[-_ENTRIES:][::-1]
            ],
            empty="It has no entries now.",
        )


def _facts(report: FeedReport) -> list[tuple[str, str]]:
    failure = report.failure
    return [
        ("address", report.url),
        ("also announced", "\n".join(f"{x.url} {x.title}" for x in report.discovered if x.url != report.url)),
        ("redirected", " → ".join(f"{url} ({status})" for url, status in report.redirects)),
        ("answered by", report.answered_from if report.answered_from != report.url else ""),
        ("answer", f"{report.status} {report.content_type}" if report.status else ""),
        ("nothing taken", f"{failure.kind}: {failure.detail}" if failure else ""),
        ("format", report.format),
        ("title", report.title),
        ("language", report.language or ""),
        ("flaw", report.flaw),
        ("cheap polls", ", ".join(report.conditional) if report.conditional else _no_validator(report)),
        ("headers ask", f"to wait {report.fresh_seconds} s" if report.fresh_seconds else ""),
        ("feed asks", f"to wait {report.wish_seconds} s" if report.wish_seconds else ""),
        ("hub", report.hub or ""),
        ("next poll", f"{shown(report.next_poll_at)} UTC ({report.next_reason})" if report.next_poll_at else "never"),
    ]


def _no_validator(report: FeedReport) -> str:
    return "no: neither ETag nor Last-Modified, each poll costs the whole" if report.failure is None else ""
