"""The board over HTTP (aiohttp). Every answer is made anew from the database, which is only read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import orjson
import structlog
from aiohttp import web
from sqlalchemy import Connection, select

from consumers.reconcile.queries import call_by_id
from consumers.reconcile.view import Call
from pipeline.errors import NotFound, Transient
from pipeline.store.database import Database
from pipeline.store.schema import calls
from readout.board import queries
from readout.board.filters import BadFilter, call_filter, conflict_filter, ledger_filter
from readout.board.pages import HERE, Pages, calls_json, conflicts_json, ledger_json

T = TypeVar("T")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class Board:
    """The handlers. Queries run in threads, so that a slow one holds up no other visitor."""

    def __init__(self, database: Database, pages: Pages) -> None:
        self._database = database
        self._pages = pages
        self._logger = structlog.get_logger("readout.board")

    def application(self) -> web.Application:
        """The web application."""
        application = web.Application(middlewares=[self._guard])
        application.add_routes(
            [
                web.get("/", self.calls),
                web.get("/calls.json", self.calls_json),
                web.get("/calls/{id}.json", self.call_json),
                web.get("/calls/{id}", self.call),
                web.get("/conflicts", self.conflicts),
                web.get("/conflicts.json", self.conflicts_json),
                web.get("/commitments", self.commitments),
                web.get("/commitments.json", self.commitments_json),
                web.get("/healthz", self.health),
                web.static("/static", HERE / "static"),
            ]
        )
        application.on_response_prepare.append(_add_headers)
        return application

    async def calls(self, request: web.Request) -> web.Response:
        asked = call_filter(request.query)
        page, sides = await self._read(lambda db: (queries.find_calls(db, asked), queries.countries(db)))
        return self._page("calls.html", page=page, asked=asked, sides=sides, query=_query(request))

    async def calls_json(self, request: web.Request) -> web.Response:
        asked = call_filter(request.query)
        return _json(calls_json(await self._read(lambda db: queries.find_calls(db, asked))))

    async def call(self, request: web.Request) -> web.Response:
        found = await self._call(request)
        if found.id != request.match_info["id"]:
            # The id it had before its date was known: kept working, but only one address is right.
            raise web.HTTPFound(f"/calls/{found.id}")
        return self._page("call.html", call=found)

    async def call_json(self, request: web.Request) -> web.Response:
        return _json((await self._call(request)).model_dump(mode="json"))

    async def conflicts(self, request: web.Request) -> web.Response:
        asked = conflict_filter(request.query)
        page, sides = await self._read(lambda db: (queries.find_conflicts(db, asked), queries.countries(db)))
        return self._page("conflicts.html", page=page, asked=asked, sides=sides, query=_query(request))

    async def conflicts_json(self, request: web.Request) -> web.Response:
        asked = conflict_filter(request.query)
        return _json(conflicts_json(await self._read(lambda db: queries.find_conflicts(db, asked))))

    async def commitments(self, request: web.Request) -> web.Response:
        asked = ledger_filter(request.query)
        page, sides = await self._read(lambda db: (queries.find_ledger(db, asked), queries.countries(db)))
        return self._page("commitments.html", page=page, asked=asked, sides=sides, query=_query(request))

    async def commitments_json(self, request: web.Request) -> web.Response:
        asked = ledger_filter(request.query)
        return _json(ledger_json(await self._read(lambda db: queries.find_ledger(db, asked))))

    async def health(self, request: web.Request) -> web.Response:
        await self._read(lambda db: db.execute(select(calls.c.id).limit(1)).first())
        return _json({"ok": True})

    async def _call(self, request: web.Request) -> Call:
        ident = request.match_info["id"]
        found = await self._read(lambda db: call_by_id(db, ident))
        if found is None:
            raise NotFound(f"there is no call {ident[:96]!r}")
        return found

    async def _read(self, read: Callable[[Connection], T]) -> T:
        def work() -> T:
            with self._database.reading() as connection:
                return read(connection)

        return await asyncio.to_thread(work)

    def _page(self, template: str, status: int = 200, **values: Any) -> web.Response:
        return web.Response(
            text=self._pages.draw(template, **values), content_type="text/html", charset="utf-8", status=status
        )

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Known errors become pages, or JSON at JSON addresses; unknown ones are logged, and told without detail."""
        try:
            return await handler(request)
        except BadFilter as error:
            return self._error(request, 400, str(error))
        except NotFound as error:
            return self._error(request, 404, str(error))
        except Transient as error:
            self._logger.warning("database not available", reason=str(error))
            return self._error(request, 503, "the database can't be read now; try again in a moment")
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return self._error(request, error.status, error.reason.lower(), error.headers.get("Allow"))
        except Exception:
            self._logger.exception("page failed", path=request.path)
            return self._error(request, 500, "this page can't be shown; the log says why")

    def _error(self, request: web.Request, status: int, message: str, allow: str | None = None) -> web.Response:
        if request.path.endswith(".json"):
            response = _json({"error": message}, status)
        else:
            response = self._page("error.html", status, code=status, message=message)
        if allow:
            response.headers["Allow"] = allow
        if status == 503:
            response.headers["Retry-After"] = "5"
        return response


def _json(value: Mapping[str, Any], status: int = 200) -> web.Response:
    body = orjson.dumps(value, option=orjson.OPT_INDENT_2)
    return web.Response(body=body, content_type="application/json", status=status)


def _query(request: web.Request) -> dict[str, str]:
    """The filters as asked for, to build links to other pages of the list."""
    return {name: value for name, value in request.query.items() if value and name != "page"}


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
    response.headers.pop("Server", None)
