"""Charts with French numbers, as Vega-Lite specifications."""

from typing import Any, Final

import pandas as pd

from cpts_geo.model.categories import Category
from cpts_geo.render import screen_tables, style
from cpts_geo.study import Study
from cpts_geo.wording import evolution, pages

Spec = dict[str, Any]
WHOLE: Final = ",.0f"
INK: Final = {"labelColor": style.INK, "titleColor": style.INK}
CONFIG: Final = {
    "locale": {
        "number": {
            "decimal": ",",
            "thousands": "\u202f",
            "grouping": [3],
            "currency": ["", "\u00a0€"],
        }
    },
    "axis": INK,
}


def coverage_chart(study: Study, category: Category) -> Spec:
    """People within each threshold, before and under the scenario, side by side."""
    data = screen_tables.coverage_chart_data(study, category)
    time, people, state = pages.CHART_TIME, pages.CHART_PEOPLE, pages.CHART_LEGEND
    colours = {"domain": list(pages.CHART_STATE.values()), "range": [style.RAIL, style.ROUTE_SCENARIO]}
    return {
        "data": {"values": data.to_dict("records")},
        "height": 230,
        "config": {**CONFIG, "legend": {"labelColor": style.INK}},
        "mark": {"type": "bar"},
        "encoding": {
            "x": {"field": time, "type": "ordinal", "sort": None, "axis": {"labelAngle": 0}, "title": time},
            "xOffset": {"field": state, "type": "nominal", "sort": None},
            "y": _number(people, title=people, axis={"format": WHOLE}),
            "color": {
                "field": state,
                "type": "nominal",
                "scale": colours,
                "legend": {"orient": "top", "title": None},
            },
            "tooltip": [
                {"field": time, "type": "nominal"},
                {"field": state, "type": "nominal"},
                _number(people, format=WHOLE),
            ],
        },
    }


def evolution_chart(data: pd.DataFrame, title: str, first: str) -> Spec:
    """One figure over the steps: the median as a line that jumps, its band behind it.

    ``first``: ISO time of hour 0, said under the hours; empty when the scenario counts hours only.
    """
    hour, low, high = evolution.CHART_HOUR, evolution.CHART_LOW, evolution.CHART_HIGH
    shared = {
        "x": _number(hour, title=evolution.hours_since(first), axis={"format": "~g"}),
        "tooltip": [_number(name, format=WHOLE) for name in (hour, low, evolution.CHART_MEDIAN, high)],
    }
    steps = {"interpolate": "step-after", "color": style.ROUTE_SCENARIO}
    edges = {"y": _number(low, title=title, axis={"format": WHOLE}), "y2": {"field": high}}
    return {
        "data": {"values": data.to_dict("records")},
        "height": 260,
        "config": CONFIG,
        "layer": [
            {"mark": {"type": "area", "opacity": 0.25, **steps}, "encoding": {**shared, **edges}},
            {
                "mark": {"type": "line", "point": True, "strokeWidth": 2.5, **steps},
                "encoding": {**shared, "y": _number(evolution.CHART_MEDIAN, title=title)},
            },
        ],
    }


def _number(name: str, **how: Any) -> Spec:
    return {"field": name, "type": "quantitative", **how}
