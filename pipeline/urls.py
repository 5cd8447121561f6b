"""One address for one document: canonical URLs, as keys for comparison. They are not meant for fetching."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_TRACKING = re.compile(
    r"""^(?:
      utm_.*|at_(?:medium|campaign|custom\d*|link_.*|format|ptr_name|bbc_team|campaign_type)|ns_.*|mc_[ce]id|_?hs.*|hsa_.*
      |mtm_.*|pk_.*|matomo_.*|wt[._]?mc.*|[dgym]clid|gclsrc|gbraid|wbraid|gad_source|fbclid|msclkid|yclid|twclid|ttclid
      |igshid|igsh|li_fat_id|dclid|oly_(?:anon|enc)_id|vero_.*|wickedid|rb_clickid|s_cid|cmp|cmpid|icid|ito|xtor
      |smid|smtyp|ocid|taid|tpcc|spm|sref|ftag|guccounter|guce_.*|__twitter_impression|_ga|_gl|_branch_.*|mkt_tok
      |trk|trkinfo|ref_?src|ref_?url|refsrc|feedtype|feedname|traffic_?source|traffic|partner|rss|xor|cn-track
      |shared?_?via|sharetype|smprod|emc|campaign_?id|soc_(?:src|trk)|reflink|mod|wprov|from_?rss|amp|amp_.*|outputtype
      |usqp|session_?id|jsessionid|phpsessid|srnd|otm_.*|piano.*
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
# These words are the document's own name on some sites, and a mark of the way there on others.
_TRACKING_VALUES = {
    "ref": re.compile(r"rss|feed|home|nav|hp|share|social|twitter|facebook|newsletter|email|app", re.IGNORECASE),
    "source": re.compile(r"rss|feed|social|twitter|facebook|newsletter|email|app", re.IGNORECASE),
    "src": re.compile(r"rss|feed|social|twitter|facebook|newsletter|email|app", re.IGNORECASE),
    "from": re.compile(r"rss|feed|social|twitter|facebook|newsletter|email|app", re.IGNORECASE),
    "campaign": re.compile(r"rss|feed|social|newsletter|email", re.IGNORECASE),
    "medium": re.compile(r"rss|feed|social|newsletter|email", re.IGNORECASE),
    "view": re.compile(r"amp|mobile|print", re.IGNORECASE),
    "format": re.compile(r"amp|mobile|print", re.IGNORECASE),
    "m": re.compile(r"1|true", re.IGNORECASE),
}

_SAME_HOST = re.compile(r"^(?:www\d?|m|mobile|mobi|amp|touch|wap)\.(?=[^.]+\.[^.]+)")
_AMP_PATH = re.compile(r"/amp(?=/|$)|\.amp(?=\.html?$)|(?<=\.html)\.amp$|\.amp$", re.IGNORECASE)
_AMP_HOST = re.compile(r"^/(?:[acirv]/)?(?:s/)?(?P<rest>[^/]+\.[^/]+(?:/.*)?)$")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)

# Sites that only pass on: host (with its parents) -> the parameter that carries the address.
_REDIRECTORS = {
    "google.com/url": ("url", "q"),
    "news.google.com/news/url": ("url",),
    "l.facebook.com/l.php": ("u",),
    "lm.facebook.com/l.php": ("u",),
    "facebook.com/l.php": ("u",),
    "l.instagram.com": ("u",),
    "t.umblr.com/redirect": ("z",),
    "out.reddit.com": ("url",),
    "bing.com/news/apiclick.aspx": ("url",),
    "youtube.com/redirect": ("q",),
    "slack-redir.net/link": ("url",),
    "vk.com/away.php": ("to",),
    "steamcommunity.com/linkfilter": ("url", "u"),
    "getpocket.com/redirect": ("url",),
    "safelinks.protection.outlook.com": ("url",),
    "clicks.eventbrite.com": ("url",),
    "linkedin.com/redir/redirect": ("url",),
}

_MOST_UNWRAPPED = 4


@lru_cache(maxsize=20_000)
def canonical_url(url: str) -> str:
    """The same text for every address that leads to the same document; "" if it is no http(s) address.

    Without tracking parameters and fragment, with AMP pages, mobile hosts and known redirectors resolved, always
    ``https`` and without ``www.``. Applying it again changes nothing. Raises nothing.
    """
    current = url.strip()
    for _ in range(_MOST_UNWRAPPED):
        try:
            inner = _unwrapped(current)
        except ValueError:
            return ""
        if inner is None:
            break
        current = inner
    for _ in range(_MOST_UNWRAPPED):  # taking one thing away may lay another one open: m.amp.host, /amp/amp
        try:
            following = _canonical(current)
        except ValueError:
            return ""
        if following == current:
            break
        current = following
    return current


def _unwrapped(url: str) -> str | None:
    """The address that a redirector's or an AMP cache's address carries."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if host == "cdn.ampproject.org" or host.endswith(".cdn.ampproject.org"):
        return _from_path(parts.path, parts.query)
    if host.startswith("google.") and parts.path.startswith("/amp/"):
        return _from_path(parts.path.removeprefix("/amp"), parts.query)
    names = _REDIRECTORS.get(host + parts.path.rstrip("/").lower()) or _REDIRECTORS.get(host)
    if names is None and host.endswith(".safelinks.protection.outlook.com"):
        names = ("url",)
    if names is None:
        return None
    query = dict(parse_qsl(parts.query))
    for name in names:
        target = query.get(name, "")
        if target.startswith(("http://", "https://")):
            return target
    return None


def _from_path(path: str, query: str) -> str | None:
    match = _AMP_HOST.match(path)
    if match is None:
        return None
    return f"https://{match['rest']}" + (f"?{query}" if query else "")


def _canonical(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return ""
    host = _ascii_host(parts.hostname.rstrip("."))
    host = _SAME_HOST.sub("", host)
    port = parts.port
    if port is not None and port not in (80, 443):
        host = f"{host}:{port}"
    path = _INDEX.sub("/", _AMP_PATH.sub("", _escaped(parts.path)))
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    query = _query(parts.query)
    return f"https://{host}{path or '/'}" + (f"?{query}" if query else "")


def _ascii_host(host: str) -> str:
    host = host.lower()
    if ":" in host:
        return f"[{host}]"
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host)


def _escaped(path: str) -> str:
    # A slash that was escaped is part of a name, not of the path's structure.
    return "/".join(quote(unquote(part, errors="surrogateescape"), safe="!$&'()*+,;=:@~-._", errors="surrogateescape")
                    for part in path.split("/"))  # fmt: skip


def _query(query: str) -> str:
    if not query:
        return ""
    pairs = parse_qsl(query.replace("&amp;", "&"), keep_blank_values=True, max_num_fields=200)
    kept = sorted((name, value) for name, value in pairs if not _is_tracking(name, value))
    return urlencode(kept, errors="surrogateescape")


def _is_tracking(name: str, value: str) -> bool:
    if _TRACKING.match(name):
        return True
    values = _TRACKING_VALUES.get(name.lower())
    return values is not None and values.fullmatch(value) is not None
