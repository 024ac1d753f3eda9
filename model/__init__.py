"""Omland's simulation: a town and its hinterland, every resident an agent. Start at `model/year.py`.

Importing this package only decides where numba keeps compiled kernels. A kernel's cache does not notice an edit to
a function that it calls in another file, so the folder's name carries a hash of the files that hold shared functions.
"""

import hashlib as _hashlib
import os as _os
import tempfile as _tempfile
from pathlib import Path as _Path


def _cache_folder() -> _Path:
    here = _Path(__file__).parent
    digest = _hashlib.sha256()
    for path in [here / "rng.py", here / "codes.py", *sorted((here / "kernels").glob("*.py"))]:
        digest.update(path.read_bytes())
    home = _Path(_os.environ.get("XDG_CACHE_HOME") or _Path.home() / ".cache")
    for parent in (home, _Path(_tempfile.gettempdir())):
        folder = parent / "omland" / digest.hexdigest()[:16]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if _os.access(folder, _os.W_OK):
            return folder
    return _Path(_tempfile.mkdtemp(prefix="omland-"))


_os.environ.setdefault("NUMBA_CACHE_DIR", str(_cache_folder()))
