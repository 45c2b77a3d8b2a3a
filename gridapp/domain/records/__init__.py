"""One file per record type: the only place where a type is written."""
