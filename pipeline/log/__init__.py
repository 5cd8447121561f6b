"""The event log: one contract (`base`), two back ends (`embedded`, `kafka`)."""
