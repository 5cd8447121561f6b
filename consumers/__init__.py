"""The stages, in the order of the flow. Each imports only `pipeline`, never another stage."""
