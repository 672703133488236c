"""Who a document is made for."""

from enum import StrEnum


class Edition(StrEnum):
    """Public: whoever reads it. Restricted: the crisis cell only, with telephone numbers and stock places."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
