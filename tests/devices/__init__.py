"""The proof that what computers send cannot be forged, dropped, reordered or repeated unnoticed."""
