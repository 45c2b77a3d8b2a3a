"""Keeping a computer and the county's server in step: protocol, client, engine, merge."""
