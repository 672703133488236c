"""The figures of people that leave the house, small ones hidden; every public file takes them from here."""

from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import pandas as pd

from cpts_geo.access.losses import ANY_TIME
from cpts_geo.answers.losses import losses_by_age
from cpts_geo.model.layers import CATEGORY, CODE_INSEE, POPULATION
from cpts_geo.model.results import ReadingResult
from cpts_geo.model.scenario import READINGS
from cpts_geo.render import differencing
from cpts_geo.render.differencing import Published
from cpts_geo.render.disclosure import MINIMUM_CELL
from cpts_geo.render.hidden_figures import SERVED, Hidden, decide, everybody
from cpts_geo.render.kept import kept_pockets
from cpts_geo.render.pocket_columns import PLACES, places_by_reading
from cpts_geo.render.secrecy import BEFORE, LOST
from cpts_geo.study import Study

ISOLATED: Final = ("newly_isolated", *(f"newly_isolated_{reading}" for reading in READINGS))
HIDDEN: Final = "moins_de_11"
ATTEMPTS: Final = 4  # the attack may find something twice: in a category, then in what is left


@dataclass(frozen=True, eq=False)
class PublicFigures:
    """Counts as nullable integers, missing = hidden, or unknown when no place of the category is.

    Attributes
    ----------
    categories, coverage, communes
        As in ``Comparison``; ``communes`` says in ``moins_de_11`` where figures are hidden.
    ages
        Columns ``category, band`` and the counts of ``answers.losses.losses_by_age``.
    structures
        Index ``structure_id``.
    people_hit
        By reading.
    people
        Everybody.
    pockets
        One row per pocket: people, categories still served and lost, codes of communes, places of its EHPAD.
    """

    categories: pd.DataFrame
    coverage: pd.DataFrame
    communes: pd.DataFrame
    ages: pd.DataFrame
    structures: pd.DataFrame
    people_hit: pd.Series
    people: int | None
    pockets: pd.DataFrame


# Every file of a package asks the same, of the public edition of one study: its readings are the same object.
_FOUND: WeakKeyDictionary[ReadingResult, tuple[pd.DataFrame, PublicFigures]] = WeakKeyDictionary()


def public_figures(study: Study) -> PublicFigures:
    """Figures of a study that withstand the attack of ``render.differencing``.

    What the attack finds is given up whole: a category, or the people of the pockets. ``render.package``
    attacks once more what is written, and refuses what still gives a count away.
    """
    key = study.outcomes.readings[study.spec.scenario.reading]
    of, figures = _FOUND.get(key, (None, None))
    if figures is None or of is not study.outcomes.comparison.categories:
        figures = _withstanding(study)
        _FOUND[key] = (study.outcomes.comparison.categories, figures)
    return figures


def _withstanding(study: Study) -> PublicFigures:
    given_up: set[str] = set()
    for _ in range(ATTEMPTS):
        figures = masked(study, decide(study, given_up))
        found = {_at_fault(leak) for leak in differencing.deduced(published(study, figures))}
        if found <= given_up:
            break
        given_up |= found
    return figures


def _at_fault(leak: differencing.Deduced) -> str:
    return leak.table if leak.table in ("poches", "metadata") else leak.category


def masked(study: Study, hidden: Hidden) -> PublicFigures:
    """Figures of a study without those that are hidden."""
    people = round(everybody(study))
    comparison = study.outcomes.comparison
    hit = pd.Series({reading: getattr(comparison.people_hit, reading) for reading in LOST})
    structures = _whole(comparison.structures[list(SERVED)].reindex(study.territory.structures.index))
    structures.loc[hidden.structures.reindex(structures.index, fill_value=True).to_numpy(bool)] = pd.NA
    return PublicFigures(
        categories=_categories(study, hidden),
        coverage=_coverage(study, hidden),
        communes=_communes(study, hidden),
        ages=_ages(study, hidden),
        structures=structures,
        people_hit=hit.round().astype("Int64").mask(hidden.people_hit),
        people=None if 0 < people < MINIMUM_CELL else people,
        pockets=_pockets(study, hidden),
    )


def published(study: Study, figures: PublicFigures) -> Published:
    """The same as a reader of the tables has them."""
    structures = study.territory.structures[[CATEGORY]].join(figures.structures).rename_axis("structure_id")
    tables = {
        "synthese": figures.categories.reset_index(),
        "couverture": figures.coverage,
        "ages": figures.ages,
        "communes": figures.communes,
        "structures": structures.reset_index(),
        "poches": figures.pockets,
    }
    people = float("nan") if figures.people is None else float(figures.people)
    return Published(
        tables, people, study.spec.scenario.reading.value, {name: figures.people_hit[name] for name in LOST}
    )


def known_categories(study: Study) -> list[str]:
    """Categories with at least one known place; for the others nothing is counted, not even zero."""
    places = study.outcomes.comparison.categories["places"]
    return [str(name) for name in places.index[places > 0]]


def _whole(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.round().astype("Int64")


def _categories(study: Study, hidden: Hidden) -> pd.DataFrame:
    table = study.outcomes.comparison.categories.rename_axis(CATEGORY)
    columns = {"unreachable_reference": BEFORE, **{f"newly_isolated_{reading}": reading for reading in LOST}}
    columns |= {f"longer_{reading}": f"longer_{reading}" for reading in LOST}
    secret, unknown = hidden.totals.astype(bool), table["places"] == 0
    counts = {name: _whole(table[[name]])[name].mask(secret[key] | unknown) for name, key in columns.items()}
    return table.assign(**counts)


def _coverage(study: Study, hidden: Hidden) -> pd.DataFrame:
    table = study.outcomes.comparison.coverage
    counts = _whole(table).mask(hidden.coverage)
    counts.loc[~table.index.get_level_values(CATEGORY).isin(known_categories(study))] = pd.NA
    return counts.reset_index()


def _communes(study: Study, hidden: Hidden) -> pd.DataFrame:
    table = study.outcomes.comparison.communes.reset_index(drop=True)
    keys = pd.MultiIndex.from_frame(table[[CATEGORY, CODE_INSEE]])
    secret = pd.Series(hidden.communes.reindex(keys).to_numpy(bool), index=table.index)
    counts = _whole(table[list(ISOLATED)])
    counts.loc[secret | ~table[CATEGORY].isin(known_categories(study))] = pd.NA
    return table.assign(**{POPULATION: _whole(table[[POPULATION]])[POPULATION]}, **counts, **{HIDDEN: secret})


def _ages(study: Study, hidden: Hidden) -> pd.DataFrame:
    table = losses_by_age(study, (ANY_TIME,)).droplevel("threshold_min")
    table = _whole(table[table.index.get_level_values(CATEGORY).isin(known_categories(study))])
    bands = hidden.bands.reindex(table.index.get_level_values("band")).to_numpy(bool)
    people = table["people"].mask(bands)
    table.loc[hidden.ages.reindex(table.index).to_numpy(bool)] = pd.NA
    return table.assign(people=people).reset_index()


def _pockets(study: Study, hidden: Hidden) -> pd.DataFrame:
    """No more counts of people: with the frail of each reading the attack took ten times as long."""
    rows = [
        {
            "pocket": number,
            POPULATION: pocket.population,
            "services": ", ".join(pocket.services),
            "missing": ", ".join(pocket.missing),
            "communes": ", ".join(pocket.communes),
            **places_by_reading(facts),
        }
        for number, (pocket, facts) in enumerate(
            zip(study.outcomes.pockets, kept_pockets(study).pockets, strict=True), start=1
        )
    ]
    table = pd.DataFrame(rows, columns=["pocket", POPULATION, "services", "missing", "communes", *PLACES])
    counts = {name: table[name].astype("Int64") for name in (POPULATION, *PLACES)}
    return table.assign(**counts | {POPULATION: counts[POPULATION].mask(hidden.pockets)})
