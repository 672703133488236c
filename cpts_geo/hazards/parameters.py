"""Limits of the parameters of hazards: a wrong one is refused where it is given."""

from collections.abc import Sequence

from cpts_geo.model.errors import ScenarioError
from cpts_geo.model.scenario import Hazard


def at_least(hazard: Hazard, name: str, lowest: float, highest: float = float("inf")) -> None:
    """Refuse a parameter outside ``lowest`` to ``highest``, both included.

    Raises
    ------
    ScenarioError
        ``bad_parameter``.
    """
    value = getattr(hazard, name)
    if not lowest <= value <= highest:  # NaN is refused too
        wanted = f">= {lowest:g}" if highest == float("inf") else f"{lowest:g} – {highest:g}"
        raise ScenarioError("bad_parameter", column=name, value=str(value), expected=wanted)


def one_of(hazard: Hazard, name: str, allowed: Sequence[str]) -> None:
    """Refuse a text, or a member of a tuple of texts, that is not among ``allowed``.

    Raises
    ------
    ScenarioError
        ``bad_parameter``.
    """
    value = getattr(hazard, name)
    for text in (value,) if isinstance(value, str) else value:
        if text not in allowed:
            raise ScenarioError("bad_parameter", column=name, value=str(text), expected=", ".join(allowed))
