"""Item models: plain rows and named columns, no widget."""
