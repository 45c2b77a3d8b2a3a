"""One Anki collection as a child process: `python -m tests.bench.anki_computer COLLECTION URL USER`.

Imports nothing of ours but the child's loop, so that it runs in an environment that has only Anki.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
from pathlib import Path

from anki.collection import AddNoteRequest, Collection

from tests.bench.children import obey

KIND = "bench"
DECK = 1
AT_ONCE = 500


class Commands:
    def __init__(self, file: Path, url: str, user: str) -> None:
        self._collection = Collection(str(file))
        self._auth = self._collection.sync_login(user, user, f"{url}/")
        self._auth.endpoint = f"{url}/"

    def ready(self) -> None:
        """Answers when everything is opened."""

    def define(self, fields: int) -> None:
        """Declare the type of note, of as many fields as the records have."""
        models = self._collection.models
        kind = models.new(KIND)
        for number in range(fields):
            models.add_field(kind, models.new_field(f"f{number}"))
        template = models.new_template("card")
        template["qfmt"], template["afmt"] = "{{f0}}", "{{f1}}"
        models.add_template(kind, template)
        models.add(kind)

    def add(self, notes: str, first: int, count: int) -> None:
        """Add notes from a file of JSON lists, one a line."""
        kind = self._collection.models.by_name(KIND)
        with Path(notes).open(encoding="utf-8") as file:
            lines = itertools.islice(file, first, first + count)
            while part := list(itertools.islice(lines, AT_ONCE)):
                requests = []
                for line in part:
                    note = self._collection.new_note(kind)
                    note.fields = json.loads(line)
                    requests.append(AddNoteRequest(note, DECK))
                self._collection.add_notes(requests)

    def edit(self, count: int, seed: int) -> None:
        """Change the last field of `count` notes."""
        dice = random.Random(seed)
        notes = [
            self._collection.get_note(each)
            for each in dice.sample(list(self._collection.find_notes("")), count)
        ]
        for note in notes:
            note.fields[-1] = f"{note.fields[-1]}{seed}"
        self._collection.update_notes(notes)

    def round(self) -> dict[str, int]:
        """A normal sync. Whether a full one is wanted instead is an error here."""
        output = self._collection.sync_collection(self._auth, False)
        if output.required != output.NO_CHANGES:
            raise RuntimeError(f"Anki wants a full sync: {output.required}")
        return {"notes": self._collection.note_count()}

    def upload(self) -> None:
        self._whole(upload=True)

    def download(self) -> None:
        self._whole(upload=False)

    def reopen(self) -> dict[str, int]:
        """After a whole file went one way or the other."""
        self._collection.reopen(after_full_sync=True)
        return {"notes": self._collection.note_count()}

    def close(self) -> None:
        self._collection.close()

    def _whole(self, upload: bool) -> None:
        self._collection.close_for_full_sync()
        self._collection.full_upload_or_download(auth=self._auth, server_usn=None, upload=upload)


def main() -> None:
    commands = Commands(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
    names = ("ready", "define", "add", "edit", "round", "upload", "download", "reopen", "close")
    obey({name: getattr(commands, name) for name in names})


if __name__ == "__main__":
    main()
