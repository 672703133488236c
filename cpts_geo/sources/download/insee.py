"""INSEE: the 200 m grid of people, and the movements of communes. Their addresses change each year."""

from typing import Final

from cpts_geo.sources.download.catalogue import (
    INSEE_GRID,
    INSEE_MOVEMENTS,
    LICENCE_OUVERTE,
    WITHOUT_GRID,
    Services,
)
from cpts_geo.sources.download.client import Client
from cpts_geo.sources.download.shelf import Card, Shelf

GRID_TITLE: Final = "Filosofi, carreaux de 200 m, INSEE"
MOVEMENTS_TITLE: Final = "Mouvements de communes (COG), INSEE"


def has_grid(departement: str) -> bool:
    """Whether the grid covers this département."""
    return departement not in WITHOUT_GRID


def grid(client: Client, services: Services, shelf: Shelf) -> Card:
    """The national grid of people, a zip of CSV.

    Raises
    ------
    SourceError
        What the client raises.
    """
    return client.save(shelf, _card(services, INSEE_GRID, GRID_TITLE), "zip")


def movements(client: Client, services: Services, shelf: Shelf) -> Card:
    """Mergers and renamings of communes since 1943, a CSV.

    Raises
    ------
    SourceError
        What the client raises.
    """
    return client.save(shelf, _card(services, INSEE_MOVEMENTS, MOVEMENTS_TITLE), "csv")


def _card(services: Services, known: tuple[str, str, str], title: str) -> Card:
    identifier, file, vintage = known
    url = f"{services.insee}/{identifier}/{file}"
    return Card(file, url, vintage=vintage, licence=LICENCE_OUVERTE, title=title)
