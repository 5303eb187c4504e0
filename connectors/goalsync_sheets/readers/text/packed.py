"""A text file that is alone in a zip archive, as some systems export it: unpacked beside, read as any other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from goalsync_sheets.readers.archive import DAMAGE, Archive
from goalsync_sheets.readers.limits import Limits
from goalsync_sheets.readers.problems import unreadable
from goalsync_sheets.readers.text.book import TextBook

ENDINGS = (".csv", ".tsv")


def packed_text(archive: Archive) -> str | None:
    """The one text file of an archive that holds nothing else and does not call itself a workbook."""
    (name, *others) = archive.names or [""]
    return name if not others and name.endswith(ENDINGS) and ".xls" not in archive.file.lower() else None


class PackedTextBook(TextBook):
    """The text file `part` of an archive; the unpacked copy goes with `close`."""

    def __init__(
        self,
        archive: Archive,
        part: str,
        encoding: str | None,
        delimiter: str | None,
        limits: Limits,
        folder: Callable[[], Path],
    ) -> None:
        """Unpack, then choose encoding and delimiter; raises SourceError."""
        self._folder = TemporaryDirectory(prefix="unpacked-", dir=folder())
        self._part = part
        path = Path(self._folder.name) / "unpacked"
        try:
            try:
                with archive.open(part) as packed, path.open("wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked)
            except DAMAGE as error:
                raise unreadable(archive.file, f"its part {part!r} is damaged: {error}") from None
            if not path.stat().st_size:
                raise unreadable(archive.file, f"its part {part!r} is empty", "check what writes it")
            super().__init__(path, archive.file, encoding, delimiter, limits)
        except BaseException:
            self._folder.cleanup()
            raise
        finally:
            archive.close()

    @property
    def notes(self) -> Sequence[str]:
        """Also which part was read."""
        return [f"unpacked {self._part}", *super().notes]

    def close(self) -> None:
        """Remove the unpacked copy."""
        self._folder.cleanup()
