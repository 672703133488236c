"""Documents and files made once per study and shared by the sessions, in turn at the desk of the server."""

from collections.abc import Callable, Hashable, Sequence

from cpts_geo.spec import StudySpec
from cpts_geo.study import Study
from cpts_geo.ui import cache
from cpts_geo.ui.queue import queued


def made(spec: StudySpec, what: tuple[Hashable, ...], write: Callable[[Study], bytes]) -> bytes:
    """Bytes of a document about the study of a dated spec; ``what`` names the document and its options."""
    study = cache.study(spec)
    return _made((study.fingerprint, what), study, write)


def together(
    specs: Sequence[StudySpec], what: tuple[Hashable, ...], write: Callable[[list[Study]], bytes]
) -> bytes:
    """As ``made``, of several studies of one territory."""
    studies = [cache.study(spec) for spec in specs]
    key = (*(study.fingerprint for study in studies), *what)
    return _made(key, studies[0], lambda _: write(studies))


@queued(12)
def _made(key: Hashable, _study: Study, _write: Callable[[Study], bytes]) -> bytes:
    del key
    return _write(_study)
