"""The page *Données* driven without a browser, on a town of one's own."""

from typing import Any

from streamlit.testing.v1 import AppTest

import toy
from cpts_geo.model.crs import WGS84, transform_points

LON, LAT = (round(v, 6) for v in transform_points([(toy.at("B2").x, toy.at("B2").y)], toy.CRS, WGS84)[0])


def drop(app: AppTest, name: str, content: str | bytes) -> AppTest:
    data = content if isinstance(content, bytes) else content.encode()
    app.file_uploader[0].set_value([(name, data, "text/plain")])
    return app.run()


def said(app: AppTest) -> str:
    blocks = (app.markdown, app.caption, app.error, app.success, app.warning, app.info)
    texts = " ".join(str(element.value) for block in blocks for element in block)
    return texts.translate({0xA0: " ", ord("\\"): None})


def section(app: AppTest, name: str) -> AppTest:
    control: Any = app.get("button_group")[0]
    control.set_value(name)
    return app.run()


def click(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click()
    return app.run()


def signed(app: AppTest, name: str = "A. Martin") -> AppTest:
    return app.text_input[0].set_value(name).run()


def choose(app: AppTest, label: str, value: object) -> AppTest:
    return next(box for box in app.selectbox if box.label == label).set_value(value).run()


def fill(app: AppTest, label: str, value: Any) -> None:
    fields = [*app.text_input, *app.number_input, *app.selectbox]
    next(field for field in fields if field.label == label).set_value(value)
