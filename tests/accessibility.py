"""What stops somebody who reads a page with a keyboard, a screen reader or weak eyes (WCAG 2.2, A and AA).

Names and roles are those that the browser itself computes for a screen reader (its accessibility tree). The
rules have the names that axe-core gives them; axe itself is not needed.
"""

from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

# Roles that a person acts upon: each must say what it is (WCAG 4.1.2).
ACTED: Final = frozenset(
    {
        *("button", "link", "textbox", "searchbox", "combobox", "listbox", "checkbox", "radio", "switch"),
        *("slider", "spinbutton", "tab", "menuitem", "option", "radiogroup"),
    }
)
PICTURES: Final = frozenset({"image", "img", "graphics-document", "Iframe"})
PAGE_RULES: Final = Path(__file__).with_suffix(".js").read_text("utf-8")


def barriers(page: Page) -> list[str]:
    """Faults of the page as it is shown, one line each, sorted."""
    return sorted({*page.evaluate(PAGE_RULES), *_unnamed(page)})


def _unnamed(page: Page) -> list[str]:
    """What a screen reader would announce without a name."""
    asked = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = asked.send("Accessibility.getFullAXTree")["nodes"]
    asked.detach()
    found = []
    for node in nodes:
        role = node.get("role", {}).get("value", "")
        name = str(node.get("name", {}).get("value", "")).strip()
        if node.get("ignored") or name or role not in ACTED | PICTURES:
            continue
        found.append(f"{'image-alt' if role in PICTURES else 'control-name'}: {role} {_html(page, node)}")
    return found


def _html(page: Page, node: dict[str, Any]) -> str:
    """Beginning of the element, to find it in the code."""
    asked = page.context.new_cdp_session(page)
    try:
        told = asked.send("DOM.resolveNode", {"backendNodeId": node["backendDOMNodeId"]})
        called = {
            "objectId": told["object"]["objectId"],
            "functionDeclaration": "function(){return this.outerHTML}",
        }
        text: str = asked.send("Runtime.callFunctionOn", called)["result"]["value"]
    finally:
        asked.detach()
    return " ".join(text.split())[:160]
