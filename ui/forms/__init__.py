"""Forms: every record type can be filled in here; a type of its own look has a module of its name."""
