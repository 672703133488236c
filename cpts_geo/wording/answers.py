"""The one French line that each command answers."""

from collections.abc import Sequence

from cpts_geo.model.results import Route, Span
from cpts_geo.study import Study
from cpts_geo.territory.report import ImportReport
from cpts_geo.wording import cautions, labels, numbers, provenance
from cpts_geo.wording.routes import reason


def demo_written(name: str, folder: str) -> str:
    """Answer of ``demo``."""
    return f"{name} : territoire fictif écrit dans {folder}."


def imported(report: ImportReport) -> str:
    """Answer of ``import``: rows read, stored, set aside, out of the territory."""
    counts = (report.rows_read, report.rows_stored, report.rows_set_aside, report.rows_excluded)
    read, stored, aside, excluded = (numbers.integer(count) for count in counts)
    return (
        f"{report.file}, couche « {report.layer} » : lignes lues {read}, rangées {stored}, "
        f"mises de côté {aside}, non retenues {excluded}."
    )


def restored(day: str, lines: int) -> str:
    """Answer of ``check --restore``."""
    return (
        f"Copie du {provenance.day(day)} remise en place ({numbers.integer(lines)} lignes de journal) ; "
        "le fichier abîmé est gardé à côté."
    )


def proposals_waiting(count: int) -> str:
    """Last line of ``check`` when positions are proposed for structures set aside."""
    many = "s" if count > 1 else ""
    return (
        f"{numbers.integer(count)} position{many} proposée{many} pour des structures mises de côté : "
        "à accepter ou à refuser dans la page Données, « Mis de côté »."
    )


def more_problems(count: int) -> str:
    """Last line of a long list of problems."""
    return f"… et {numbers.integer(count)} autres (« --json » les donne tous)."


def network_built(nodes: int, edges: int) -> str:
    """Answer of ``network``."""
    return (
        f"Réseau : {numbers.integer(nodes)} carrefours, {numbers.integer(edges)} tronçons orientés. "
        "Fond de carte reconstruit."
    )


def study_line(study: Study, written: str = "") -> str:
    """Answer of ``study``: scenario, cut roads, and who loses each care, with its band."""
    spec, outcomes = study.spec, study.outcomes
    cut = outcomes.roads_cut
    count = int((cut[f"edges_{spec.scenario.reading}"] > 0).sum()) if len(cut) else 0
    head = (
        f"{study.territory.name}, scénario « {labels.scenario_name(spec.scenario.name)} », "
        f"lecture {labels.READING[spec.scenario.reading]}, {labels.VEHICLE[spec.vehicle]}"
    )
    roads = "routes coupées" if count > 1 else "route coupée"
    place = f" Fichiers écrits dans {written}." if written else ""
    return f"{head} : {numbers.integer(count)} {roads} ; {_losses(study)} ({labels.TO_CONFIRM}).{place}"


def _losses(study: Study) -> str:
    """Who loses what; never « nobody » where there was nothing or nobody to begin with."""
    table = study.outcomes.comparison.categories
    known = table[table["places"] > 0]
    if not len(known) or not study.territory.demand["population"].sum():
        return "accès non calculé : importez des structures et une population"
    worst = known["newly_isolated_pessimistic"]
    lost = [f"{category_label(str(n))} {numbers.band(*_band(known.loc[n]))}" for n in worst[worst > 0].index]
    said = f"habitants qui perdent l’accès : {', '.join(lost)}" if lost else "personne ne perd d’accès"
    absent = ", ".join(category_label(str(name)) for name in table.index[table["places"] == 0])
    return f"{said} ; sans structure connue : {absent}" if absent else said


def _band(row: object) -> tuple[float, float, float]:
    names = ("newly_isolated_optimistic", "newly_isolated_median", "newly_isolated_pessimistic")
    low, middle, high = (float(row[name]) for name in names)  # type: ignore[index]  # a row of a table
    return low, middle, high


def category_label(name: str) -> str:
    """French name of a category code; the code itself when unknown."""
    return next((label for category, label in labels.CATEGORY.items() if category == name), name)


def times_written(pairs: int, unreachable: int, path: str) -> str:
    """Answer of ``times``."""
    return (
        f"{numbers.integer(pairs)} temps de trajet écrits dans {path}, "
        f"dont {numbers.integer(unreachable)} non accessibles."
    )


def unsnapped_points(identifiers: Sequence[str], limit_m: float) -> str:
    """Warning of ``times``: points too far from any road."""
    shown = ", ".join(identifiers[:20]) + ("…" if len(identifiers) > 20 else "")
    return f"Points à plus de {numbers.metres(limit_m)} d’une route, sans temps calculé : {shown}."


def route_line(route: Route, span: Span, scenario: str) -> str:
    """Answer of ``route``: normal and degraded minutes with their span, and the roads avoided."""
    avoided = ", ".join(f"{avoid.road or labels.UNNAMED_ROAD} ({reason(avoid)})" for avoid in route.avoided)
    end = f" Évite : {avoided}." if avoided else ""
    return (
        f"Normal : {numbers.minutes(route.minutes_reference)}. "
        f"Praticable selon le scénario « {labels.scenario_name(scenario)} », {labels.TO_CONFIRM} : "
        f"{numbers.minutes(route.minutes_scenario)} ({cautions.span(span.low, span.high)}), "
        f"{numbers.metres(route.length_m)}.{end}"
    )


def exported(label: str, path: str) -> str:
    """Answer of ``export``."""
    return f"{label} : écrit dans {path}."


def assets_installed() -> str:
    """Answer of ``assets``."""
    return "Fichiers de carte installés : l’application marche sans internet."
