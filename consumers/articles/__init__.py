"""Entry -> article: full text, language, credit line."""
