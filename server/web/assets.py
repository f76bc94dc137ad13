"""The built files (scripts, styles, fonts): their addresses for the templates, and serving them.

The build writes `manifest.json` beside them: source name -> name with a digest of its content. A name with a digest
never changes what it holds and may be kept by browsers for a year; any other is asked for again each time, so that
an edited source is never served stale. A file with a `.br` or `.gz` beside it goes out compressed.
"""

import json
import mimetypes
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

MANIFEST: Final = "manifest.json"
_COMPRESSED: Final = (("br", ".br"), ("gzip", ".gz"))
_TYPES: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}


class Assets:
    """The built files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._read_at = -1
        self._names: dict[str, str] = {}

    def address(self, name: str) -> str:
        """The address of a built file, for example `app.css`; read by templates as `asset('app.css')`."""
        return f"/static/{self._manifest().get(name, name)}"

    async def answer(self, request: Request) -> Response:
        """Serves one file. Raises HTTPException 404 for anything that is not a file of the folder."""
        try:
            path = (self.folder / request.path_params["path"]).resolve()
            there = path.is_relative_to(self.folder) and path.is_file() and not path.name.startswith(".")
        except (OSError, ValueError):  # a name that no file can have
            there = False
        if not there:
            raise HTTPException(404)
        headers = {
            "Cache-Control": self._keep(path),
            "Vary": "Accept-Encoding",
        }
        offered = request.headers.get("accept-encoding", "")
        for encoding, ending in _COMPRESSED:
            smaller = path.with_name(path.name + ending)
            if encoding in offered and smaller.is_file():
                return FileResponse(smaller, headers={**headers, "Content-Encoding": encoding}, media_type=_type(path))
        return FileResponse(path, headers=headers, media_type=_type(path))

    def _keep(self, path: Path) -> str:
        named_by_content = path.relative_to(self.folder).as_posix() in self._manifest().values()
        return "public, max-age=31536000, immutable" if named_by_content else "no-cache"

    def _manifest(self) -> dict[str, str]:
        """The manifest as it stands now: read again when the build has written it again."""
        file = self.folder / MANIFEST
        try:
            written = file.stat().st_mtime_ns
        except FileNotFoundError:
            return {}
        if written != self._read_at:
            self._names = {str(k): str(v) for k, v in json.loads(file.read_text(encoding="utf-8")).items()}
            self._read_at = written
        return self._names


def _type(path: Path) -> str:
    return _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
