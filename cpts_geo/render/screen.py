"""Look of the pages: colours as a theme, banner and figure cards as inert HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cpts_geo.hazards import ClosedByHand, Closure
from cpts_geo.model.territory import Territory
from cpts_geo.render import style
from cpts_geo.render.choices import chosen_layers
from cpts_geo.render.escape import map_text
from cpts_geo.scene import own_hazards
from cpts_geo.spec import StudySpec
from cpts_geo.wording import hazard_controls, labels, numbers, pages
from cpts_geo.wording.hours import scenario_said

MUTED: Final = "#4a5563"  # 7.6:1 on white


@dataclass(frozen=True)
class Figure:
    """A headline figure: what it counts, the figure, its band or a note, whether it is bad news."""

    label: str
    value: str
    note: str = ""
    alarming: bool = False


def theme() -> dict[str, Any]:
    """Streamlit options of the colours."""
    return {
        "theme.base": "light",
        "theme.primaryColor": style.BAND,
        "theme.textColor": style.INK,
        "theme.backgroundColor": style.PAPER,
        "theme.secondaryBackgroundColor": style.STRIPE,
        "theme.borderColor": "#c9d1da",
        "theme.baseRadius": "small",
        "theme.showWidgetBorder": True,
    }


def page_css() -> str:
    """Style sheet of the pages."""
    return f"""<style>
.stMainBlockContainer {{ padding-top: 4.2rem; padding-bottom: 2rem; max-width: 1500px; }}
.stMainBlockContainer h1 {{ font-size: 1.7rem; padding: 0; }}
.stMainBlockContainer h2 {{ font-size: 1.25rem; padding: .6rem 0 .2rem; }}
.stMainBlockContainer h3 {{ font-size: 1.1rem; padding: .3rem 0 .1rem; }}
.cpts-banner {{ background: {style.BAND}; color: {style.PAPER}; padding: .5rem .9rem; border-radius: 4px;
  display: flex; flex-wrap: wrap; gap: .15rem 1.2rem; align-items: center; font-size: .95rem; }}
.cpts-banner b {{ font-weight: 600; }}
.cpts-banner .where {{ font-size: 1.05rem; font-weight: 700; }}
.cpts-banner .mark {{ background: {style.PAPER}; color: {style.DANGER}; font-weight: 700; padding: 0 .5rem;
  border-radius: 3px; letter-spacing: .03em; }}
.cpts-banner .small {{ flex-basis: 100%; font-size: .82rem; }}
.stElementContainer[data-stale="true"]:has(iframe) {{ opacity: 1 !important; }}
.stElementContainer:has(> .stSpinner) {{ position: fixed; right: 1rem; bottom: 1rem; width: auto; z-index: 99;
  background: {style.PAPER}; border: 1px solid #c9d1da; border-radius: 4px; padding: .3rem .8rem; }}
[data-testid="stButtonGroup"] [role="radiogroup"] {{ flex-wrap: wrap; max-width: 100%; }}
.cpts-cards {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: .6rem;
  margin: 0 !important; padding: 0 !important; }}
.cpts-cards > div {{ border: 1px solid #c9d1da; border-left: 4px solid {style.BAND}; border-radius: 4px;
  padding: .4rem .7rem; }}
.cpts-cards > div.bad {{ border-left-color: {style.DANGER}; }}
.cpts-cards dt {{ font-size: .82rem; color: {MUTED}; font-weight: 600; }}
.cpts-cards dd {{ margin: 0; font-size: 1.55rem; line-height: 1.25; font-weight: 600; }}
.cpts-cards .bad dd {{ color: {style.DANGER}; }}
.cpts-cards dd.note {{ font-size: .78rem; color: {MUTED}; font-weight: 400; line-height: 1.2; }}
[data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
[data-testid="stFileUploaderDropzone"] button p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button p::after {{ content: "{pages.CHOOSE_FILE}"; font-size: .9rem; }}
[data-testid="stFileUploader"]:has([data-testid="stFileChipIconError"])::after {{
  content: "{pages.UPLOAD_REFUSED}"; color: {style.DANGER}; font-size: .9rem; }}
</style>"""


def banner(territory: Territory, spec: StudySpec) -> str:
    """Territory, scenario, reading, vehicle, sources, marks: on every page."""
    scenario = spec.scenario
    marks = [
        text
        for text, holds in ((labels.FICTITIOUS, territory.fictitious), (labels.EXERCISE, scenario.exercise))
        if holds
    ]
    facts = [
        (pages.SCENARIO, scenario_said(scenario.name, len(spec.steps))),
        (pages.READING.capitalize(), labels.READING[scenario.reading]),
        (pages.VEHICLE.capitalize(), labels.VEHICLE[spec.vehicle]),
    ]
    parts = [f'<span class="where">{map_text(territory.name)}</span>']
    parts += [f'<span class="mark">{map_text(mark)}</span>' for mark in marks]
    parts += [f"<span>{map_text(name)} : <b>{map_text(value)}</b></span>" for name, value in facts]
    small = f"{pages.hazard_source(hazard_sources(territory, spec))} — {pages.CONFIRM}"
    parts.append(f'<span class="small">{map_text(small, 400)}</span>')
    return f'<div class="cpts-banner" role="status">{"".join(parts)}</div>'


def hazard_sources(territory: Territory, spec: StudySpec) -> list[str]:
    """Producer and date of each hazard layer used, and what was made by hand."""
    known = {source.layer.removeprefix("hazards/"): source for source in territory.sources}
    used = chosen_layers(spec, territory)
    quoted = [pages.source(known[name]) if name in known else pages.NO_SOURCE for name in used]
    by_name = any(
        isinstance(hazard, ClosedByHand) or (isinstance(hazard, Closure) and hazard.roads)
        for hazard in spec.scenario.hazards
    )
    hand = [pages.DRAWN_BY_HAND] * bool(spec.drawings) + [pages.ROADS_CLOSED_BY_HAND] * by_name
    if own_hazards(spec.scenario.hazards):
        hand.append(hazard_controls.BY_ASSUMPTION)
    return list(dict.fromkeys([*quoted, *hand]))


def cards(figures: Sequence[Figure]) -> str:
    """Headline figures side by side, as a description list; a narrow card cuts a figure before its unit."""
    rows = [
        f'<div class="{"bad" if figure.alarming else ""}"><dt>{map_text(figure.label)}</dt>'
        f"<dd>{map_text(figure.value.replace(numbers.NO_BREAK_SPACE, ' '))}</dd>"
        + (f'<dd class="note">{map_text(figure.note)}</dd>' if figure.note else "")
        + "</div>"
        for figure in figures
    ]
    return f'<dl class="cpts-cards">{"".join(rows)}</dl>'


def attribution(territory: Territory) -> str:
    """Producers of the background and of the roads, inert, for the corner of the map."""
    drawn = ("roads", "network", "basemap", "communes")
    titles = [pages.source(s) for s in territory.sources if s.layer.partition("/")[0] in drawn and s.title]
    return map_text(" · ".join(dict.fromkeys(filter(None, titles))) or numbers.UNKNOWN, 160)
