"""What an import says of a file, or of several read together."""

from dataclasses import dataclass

from cpts_geo.model.problems import Problem


@dataclass(frozen=True)
class ImportReport:
    """What became of a file.

    Attributes
    ----------
    file, source, kind, layer
        Names; ``source`` is what the file was recognised as, ``layer`` where it went.
    rows_read, rows_stored, rows_set_aside, rows_excluded
        ``read = stored + set_aside + excluded``. Set aside: kept in ``set_aside/``, to repair.
        Excluded: valid but not for this territory (another département, another category).
    problems
        Everything there is to say, also in ``problems.json``.
    """

    file: str
    kind: str
    layer: str
    rows_read: int
    rows_stored: int
    rows_set_aside: int
    rows_excluded: int
    problems: tuple[Problem, ...]
    source: str


def joined(reports: list[ImportReport]) -> ImportReport:
    """Reports of one import as one: what became of all its files together."""
    if len(reports) == 1:
        return reports[0]

    def listed(name: str) -> str:
        said = (part for report in reports for part in getattr(report, name).split(", "))
        return ", ".join(dict.fromkeys(said))

    return ImportReport(
        file=listed("file"),
        kind=listed("kind"),
        layer=listed("layer"),
        rows_read=sum(report.rows_read for report in reports),
        rows_stored=sum(report.rows_stored for report in reports),
        rows_set_aside=sum(report.rows_set_aside for report in reports),
        rows_excluded=sum(report.rows_excluded for report in reports),
        problems=tuple(problem for report in reports for problem in report.problems),
        source=listed("source"),
    )
