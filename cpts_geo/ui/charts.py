"""Charts with French numbers."""

import altair as alt

from cpts_geo.model.categories import Category
from cpts_geo.render import screen_tables, style
from cpts_geo.study import Study
from cpts_geo.wording import pages

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
