"""Charts with French numbers."""

import altair as alt
import pandas as pd

from cpts_geo.model.categories import Category
from cpts_geo.render import screen_tables, style
from cpts_geo.study import Study
from cpts_geo.wording import evolution, pages

FRENCH = {"number": {"decimal": ",", "thousands": "\u202f", "grouping": [3], "currency": ["", "\u00a0€"]}}


def coverage_chart(study: Study, category: Category) -> alt.Chart:
    """People within each threshold, before and under the scenario, side by side."""
    data = screen_tables.coverage_chart_data(study, category)
    time, people, state = pages.CHART_TIME, pages.CHART_PEOPLE, pages.CHART_LEGEND
    colours = alt.Scale(domain=list(pages.CHART_STATE.values()), range=[style.RAIL, style.ROUTE_SCENARIO])
    chart: alt.Chart = (
        alt.Chart(data)
        .mark_bar()
        .encode(
            x=alt.X(time, type="ordinal", sort=None, axis=alt.Axis(labelAngle=0), title=time),
            xOffset=alt.XOffset(state, type="nominal", sort=None),
            y=alt.Y(people, type="quantitative", axis=alt.Axis(format=",.0f"), title=people),
            color=alt.Color(
                state, type="nominal", scale=colours, legend=alt.Legend(orient="top", title=None)
            ),
            tooltip=[time, state, alt.Tooltip(people, type="quantitative", format=",.0f")],
        )
        .properties(height=230)
        .configure(locale=FRENCH)
        .configure_axis(labelColor=style.INK, titleColor=style.INK)
        .configure_legend(labelColor=style.INK)
    )
    return chart


def evolution_chart(data: pd.DataFrame, title: str) -> alt.Chart:
    """One figure over the steps: the median as a line that jumps, its band behind it."""
    hour, low, high = (evolution.CHART_HOUR, evolution.CHART_LOW, evolution.CHART_HIGH)
    base = alt.Chart(data).encode(
        x=alt.X(hour, type="quantitative", title=evolution.CHART_HOUR, axis=alt.Axis(format="~g")),
        tooltip=[
            alt.Tooltip(name, type="quantitative", format=",.0f")
            for name in (hour, low, evolution.CHART_MEDIAN, high)
        ],
    )
    band = base.mark_area(interpolate="step-after", opacity=0.25, color=style.ROUTE_SCENARIO).encode(
        y=alt.Y(low, type="quantitative", title=title, axis=alt.Axis(format=",.0f")), y2=alt.Y2(high)
    )
    line = base.mark_line(
        interpolate="step-after", point=True, color=style.ROUTE_SCENARIO, strokeWidth=2.5
    ).encode(y=alt.Y(evolution.CHART_MEDIAN, type="quantitative", title=title))
    chart: alt.Chart = (
        alt.layer(band, line)
        .properties(height=260)
        .configure(locale=FRENCH)
        .configure_axis(labelColor=style.INK, titleColor=style.INK)
    )
    return chart
