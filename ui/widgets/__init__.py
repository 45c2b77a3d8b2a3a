"""Widgets that know nothing of the program: no data, no words of their own, only theme and icons."""
