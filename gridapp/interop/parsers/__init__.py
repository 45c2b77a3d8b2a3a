"""What runs in the reading process only: bytes of a file in, parts of plain values out.

Each module has `read(data)`, a generator that may raise Unreadable with words for a person; whatever else goes wrong
in it ends the process, and the program says so. `samples()` gives small files, good and bad, that lead through all of
its code: libraries, and the words of a refusal, are loaded at first use, which is impossible once the process has shut
itself in. Nothing outside of the worker imports these (a test holds it).
"""
