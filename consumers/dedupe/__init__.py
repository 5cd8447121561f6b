"""From articles to stories: which articles are copies of one another, and which of them say something new."""
