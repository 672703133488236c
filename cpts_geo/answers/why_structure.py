"""Why a structure is cut: from those whom it serves, or from a kind of care that its own people need."""

from cpts_geo.answers.areas import homes_of, structure_of
from cpts_geo.answers.why import Why, explain_area
from cpts_geo.model.categories import Category
from cpts_geo.model.layers import CATEGORY
from cpts_geo.study import Baseline, Inputs, Study, run_baseline


def explain_structure(
    study: Study, structure: str, *, care: Category | None = None, baseline: Baseline | None = None
) -> Why:
    """What cuts a structure from the people for whom it is the nearest of its category in normal times.

    Parameters
    ----------
    study
        Under which scenario; its categories hold that of the structure.
    structure
        Identifier. The answer counts only the trips to it: that another one can be reached changes nothing.
    care
        Asks the other way round: what cuts the structure, where nobody is counted, from this kind of care.
    baseline
        Already run for the same spec; run here otherwise.

    Raises
    ------
    ScenarioError
        ``too_far_from_road`` when the structure is, and goes for care.
    """
    baseline = baseline or run_baseline(study.spec, Inputs(study.territory, study.network))
    if care is not None:
        return explain_area(study, baseline, structure_of(study, baseline, structure), care)
    category = Category(str(study.territory.structures[CATEGORY][structure]))
    nearest = baseline.normal.access.place[category.value]
    served = homes_of(study, baseline, "", list(nearest.index[nearest == structure]))
    return explain_area(study, baseline, served, category, only=structure)
