"""Records from other programs' files: tracks, tables, photos. Bytes in, plain values out."""
