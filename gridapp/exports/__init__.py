"""Records to paper and tables. Entries in, bytes out."""
