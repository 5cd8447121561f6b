"""What brings news in: feeds and files of articles. Imports only `pipeline`."""
