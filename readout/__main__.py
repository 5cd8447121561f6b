"""`python -m readout` is the command line."""

from readout.cli import main

main()
