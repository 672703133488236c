"""Pieces that every page uses: banner, figures, tables, downloads, map."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from cpts_geo.answers.pointed import marks
from cpts_geo.model.categories import Category
from cpts_geo.model.territory import Territory
from cpts_geo.model.vehicles import VehicleName
from cpts_geo.render import choices, hand_marks, road_cautions, scenario_layers, screen
from cpts_geo.render import map as folium_map
from cpts_geo.render.csv_tables import table_bytes
from cpts_geo.render.escape import markdown_text
from cpts_geo.render.map_basemap import TILE_THEMES
from cpts_geo.render.map_layers import MapLayer
from cpts_geo.render.map_view import territory_bounds
from cpts_geo.study import Study
from cpts_geo.ui import assets, cache, hours, layer_store, map_frame, state
from cpts_geo.wording import (
    cautions,
    columns,
    data_page,
    evolution,
    labels,
    numbers,
    pages,
    people,
    pockets,
    provenance,
)

MAP_HEIGHT = map_frame.HEIGHT
ROW_HEIGHT = 35
ROWS_SHOWN = 14
CHARACTER_PX, EDGES_PX, WIDEST_PX = 6.6, 18, 330  # a little more than seen: 31 characters in 188
# as « 12 300 (entre 11 000 et 13 000) » or « 12 min »
COUNT = rf"{pages.EMPTY}|{numbers.UNREACHABLE}|\d{{1,3}}(?:\s\d{{3}})*(?:,\d+)?(?:\smin)?(?:\s\(.*\))?"
WIDE = {  # sentences, in pixels
    columns.HEADER["problem"]: 1000,
    data_page.HEADERS["what"]: 460,
    people.HOME_HEADER["care_lost"]: 330,
    pockets.HEADER["where"]: 260,
    pockets.HEADER["missing"]: 330,
    pockets.HEADER["services"]: 330,
}


def header(title: str, territory: Territory, *, by_hour: bool = False) -> None:
    """Title of the page and the banner that says what the figures are about.

    ``by_hour``: the page shows the hour chosen in a scenario with steps, see ``ui.hours``.
    """
    hours.follow(by_hour=by_hour)
    st.html(screen.page_css())
    st.title(title)
    spec = hours.of_page(state.current())
    st.html(
        cache.made(
            (territory.fingerprint, spec.fingerprint, "banner"), lambda: screen.banner(territory, spec)
        )
    )


def cards(figures: Sequence[screen.Figure]) -> None:
    """Headline figures side by side."""
    st.html(screen.cards(figures))


def choose_care(where: Any, study: Study, key: str) -> Category:
    """Choice of one category among those with a known place, drawn in ``where``: a column or the page."""
    chosen: Category = where.selectbox(
        pages.CATEGORY,
        choices.known_care(study),
        format_func=labels.CATEGORY_PLURAL.__getitem__,
        key=key,
    )
    return chosen


def one_of(where: Any, label: str, words: Mapping[str, str], default: str, key: str | None = None) -> str:
    """Buttons of which one is always pressed; ``words`` says each of them."""
    return str(
        where.segmented_control(
            label, list(words), default=default, format_func=words.__getitem__, required=True, key=key
        )
    )


def unknown_care(study: Study) -> None:
    """Say which care has no known place, which open bridge nobody reaches, which place its dates close."""
    said_above = evolution.still(len(study.spec.steps))  # by the control of the hour
    for sentence in cache.scenario_cautions(study):
        if sentence == said_above:
            continue
        st.caption(markdown_text(sentence))
    known = choices.known_care(study)
    missing = [category for category in study.spec.categories if category not in known]
    if missing:
        st.caption(cautions.unknown_care(missing))


def road_cautions_of(folder: str) -> None:
    """Say what was opened by hand and how old the roads are."""
    found = cache.inputs(folder)
    today = datetime.now().astimezone().date().isoformat()
    scenario = state.current().scenario
    marked = cache.made(
        (found.territory.fingerprint, "marks", marks(scenario)),
        lambda: hand_marks.sentences(scenario, found.network),
    )
    for caution in (*marked, *road_cautions.of_roads(found.territory, today)):
        st.warning(markdown_text(caution))


def table(
    frame: pd.DataFrame,
    file_name: str,
    *,
    download: pd.DataFrame | Callable[[], pd.DataFrame] | None = None,
    height: int | None = None,
) -> None:
    """Sortable table and its CSV; ``download`` replaces what is written when small counts must be hidden.

    A ``download`` that is long to make is a function, called when it is asked for. Streamlit keeps it as long
    as the page: it should hold a spec, not a study.
    """
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        height=height or ROW_HEIGHT * (min(len(frame), ROWS_SHOWN) + 1) + 3,
        column_config=number_formats(frame),
        placeholder=pages.EMPTY,
    )
    csv_button(frame if download is None else download, file_name)


def csv_button(frame: pd.DataFrame | Callable[[], pd.DataFrame], file_name: str) -> None:
    """Button that downloads a table; the name of its file says the scenario and the hour."""
    spec = state.current()
    mark = state.study_mark(spec, hours.file_mark(spec)) if spec.scenario.hazards else ""
    st.download_button(
        pages.DOWNLOAD_TABLE,
        data=lambda: table_bytes(frame() if callable(frame) else frame),
        file_name=f"{'_'.join(filter(None, (file_name, mark)))}.csv",
        mime="text/csv",
        key=f"csv-{file_name}",
        icon=":material/download:",
        on_click="ignore",
    )


def number_formats(frame: pd.DataFrame) -> dict[str, Any]:
    """French numbers (as the browser writes them), as many decimals all down a column; bands to the right."""
    numeric = [name for name in frame if pd.api.types.is_numeric_dtype(frame[name])]
    numeric = [name for name in numeric if not pd.api.types.is_bool_dtype(frame[name])]
    formats = {
        str(name): st.column_config.NumberColumn(format="localized", step=_step(frame[name]))
        for name in numeric
    }
    widths = {**_widths(frame), **{name: width for name, width in WIDE.items() if name in frame}}
    right = {name for name in map(str, frame.columns) if name not in formats and _counts(frame[name])}
    return formats | {
        name: st.column_config.TextColumn(
            width=widths.get(name), alignment="right" if name in right else None
        )
        for name in [*widths, *sorted(right - widths.keys())]
    }


def _step(column: "pd.Series[float]") -> float | None:
    """What the values of a column are multiples of, when that is a tenth or a hundredth."""
    values = column.dropna().to_numpy(float)
    digits = (d for d in (0, 1, 2) if np.allclose(values, values.round(d), rtol=0, atol=1e-9))
    return {1: 0.1, 2: 0.01}.get(next(digits, 0))


def _counts(column: "pd.Series[str]") -> bool:
    """Whether a column of texts holds numbers, with their bands or not."""
    texts = column.dropna().astype(str)
    return bool(texts.str.fullmatch(COUNT).all() and (texts != pages.EMPTY).any())


def _widths(frame: pd.DataFrame) -> dict[str, int]:
    """Width of the text columns whose longest text is not the first: Streamlit looks at the top only."""
    found = {}
    for name in frame.select_dtypes(include=["object", "str"]) if len(frame) else ():
        lengths = frame[name].fillna("").astype(str).str.len()
        if lengths.max() > max(len(str(name)), lengths.iloc[0]):
            found[str(name)] = min(round(CHARACTER_PX * int(lengths.max())) + EDGES_PX, WIDEST_PX)
    return found


def show_map(
    territory: Territory,
    layers: Sequence[MapLayer],
    key: str,
    *,
    returned: Sequence[str] = (),
    on_change: Callable[[], None] | None = None,
    commune: str = "",
) -> None:
    """The map: a base that never changes and the layers of this run.

    It opens on the territory, or on one commune. ``returned``: ``all_drawings`` to draw polygons,
    ``last_clicked`` to take clicks, ``seen`` for the button that prints what is seen.
    """
    if not assets.installed():
        st.warning(pages.ASSETS_ABSENT)
        return
    mark = (territory.fingerprint, "bounds", commune)
    view = folium_map.MapView(
        key=f"view-{territory.identifier}{commune}",
        bounds=cache.made(mark, lambda: territory_bounds(territory, commune)),
        tiles=_tiles(territory),
        attribution=screen.attribution(territory),
        drawing="all_drawings" in returned,
        clicks="last_clicked" in returned,
        printing="seen" in returned,
    )
    addresses = [layer_store.publish(layer.data) for layer in layers]
    frame = cache.made((repr(view), key), lambda: map_frame.framed(view, key))
    map_frame.show(frame, key, layers, addresses, returned=returned, on_change=on_change)
    st.caption(markdown_text(provenance.under_map(territory.sources)))


def communes_layer(territory: Territory) -> MapLayer:
    """Outlines of the communes."""
    return scenario_layers.communes_layer(territory, cache.layer)


def restricted_layers(study: Study) -> list[MapLayer]:
    """Roads for emergency vehicles only, where the territory has some."""
    return scenario_layers.restricted_layers(study.territory, study.network, cache.layer)


def zone_layers(study: Study) -> list[MapLayer]:
    """Water, closed and slowed zones of the scenario."""
    return scenario_layers.zone_layers(study, cache.layer)


def vehicle_box(value: VehicleName, key: str, on_change: Callable[[], None] | None = None) -> VehicleName:
    """Choice of the vehicle."""
    vehicles = list(VehicleName)
    position = vehicles.index(value)
    chosen: VehicleName | None = st.selectbox(
        pages.VEHICLE_CHOICE,
        vehicles,
        index=position,
        format_func=labels.VEHICLE.__getitem__,
        help=pages.VEHICLE_HELP,
        key=key,
        on_change=on_change,
    )
    return chosen or value


def _tiles(territory: Territory) -> dict[str, str]:
    folder = state.territory_folder() / "basemap"
    version = territory.fingerprint[:12]
    return {
        t: f"../../donnees/{t}.pmtiles?{version}" for t in TILE_THEMES if (folder / f"{t}.pmtiles").exists()
    }
