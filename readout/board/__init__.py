"""The analysts' web page: read-only, works without scripts, with a JSON twin of every page."""
