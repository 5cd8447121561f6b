"""What a phrase for a person looks like, as patterns over text in which names, countries and titles are symbols."""

from __future__ import annotations

import re

from consumers.extract.names import Kind

_N, _C, _T, _R, _P = Kind.NAME, Kind.COUNTRY, Kind.TITLE, Kind.RANK, Kind.PERSON

_PAST = r"(?:former|ex|late|then|deposed|ousted|onetime|one-time|ex-)"
_MOD = (
    rf"(?:(?:(?P<past>{_PAST})|outgoing|incoming|acting|interim|newly[- ]elected|new|re-?elected|fellow|visiting|"
    r"incumbent|current|embattled|sitting|longtime|veteran)[ -])"
)
_OF = (
    rf",?\ of\ (?:the\ )?(?:(?:State|Republic|Kingdom|Federation|Union|Communist\ Party|government)\ of\ (?:the\ )?|"
    rf"[A-Z][a-z]+\ ){{0,3}}(?:{_C}\ of\ (?:the\ )?)?\#?{_C}"
)
_HONORIFIC = r"(?:(?:Mr|Mrs|Ms|Dr|Sir|Dame|Sheikh|Shaikh|Emir|Sayyid|Hon|the\ Hon|His\ Excellency|H\.E|V|A)\.?,?\ )"

PHRASE = re.compile(
    rf"""
    (?P<several>(?:the\ )?{_T}\ of\ (?:the\ )?{_C}
         (?:(?:,\ (?:the\ )?{_C})+(?:,?\ and\ (?:the\ )?{_C})?|,?\ and\ (?:the\ )?{_C})
       |{_C}(?:['’]s)?(?:,\ {_C}(?:['’]s)?)*(?:,?\ and\ |,\ |\ &\ |-|–|/){_C}(?:['’]s?)?\ {_T}
         (?!\ {_HONORIFIC}?[{_N}{_P}]))
    |
    (?P<cut>\b(?:his|her)\ (?P<c6>{_C})(?:\ cou?n?t?e?r?p?a?r?)?$)
    |
    (?:the\ )?(?P<headed>(?:head|{_T})\ of\ (?:the\ )?(?:(?:new|interim|transitional|caretaker)\ )*
      (?P<c7>{_C})(?:['’]s?)?\ (?:(?:new|interim|transitional|caretaker)\ )?(?P<whole>{_R})
      (?:,?\ {_HONORIFIC}?(?P<head>[{_N}{_P}]))?)
    |
    (?P<titled>
      (?P<det>\b(?:the|his|her|their|its|my|our|a|an)\ )?
      {_MOD}?
      (?:(?P<c1>{_C})(?:['’]s?)?[\ -]+)?
      {_MOD.replace("past", "past2")}?
      (?:(?:de\ facto|prime|federal|top|paramount|military|interim|transitional|longtime)\ )?
      (?P<title>[{_T}{_R}])(?P<elect>[ -](?:elect|designate|in-waiting))?
      (?:\ and\ (?P<second>[{_T}{_R}]))?
      (?P<c2>{_OF})?
      (?:(?P<comma>,?)\ {_HONORIFIC}?\#?(?P<name>[{_N}{_P}]))?
      (?P<c3>{_OF})?
    )
    |
    (?:{_MOD.replace("past", "past3")})?(?:(?P<c4>{_C})['’]s?\ )?(?P<bare>{_N})(?:\ (?P<c5>of\ {_C}))?
    |
    (?P<person>{_P})
    """,
    re.VERBOSE | re.IGNORECASE,
)

SERVANT = re.compile(rf"(?:['’]s?\ (?:[\w-]+\ ){{0,2}}?|[\ -])(?P<rank>{_R})")
"""What makes a leader's name somebody else's description: "Trump's special envoy", "Biden administration"."""
