"""The stages, in the order of the flow. Each imports only `pipeline`, never another stage."""

import os

# Work is spread over processes. A second thread for the language model's small matrices doubles the processor
# time and saves none on the clock; the library reads this when it is first loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
