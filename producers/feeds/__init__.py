"""What brings news in from feeds: schedule -> fetch -> parse -> publish."""
