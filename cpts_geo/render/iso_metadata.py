"""Metadata of a package in ISO 19115 as XML (ISO 19139), with what INSPIRE and the CNIG profile ask.

What a study cannot know is marked missing as the standard provides (``gco:nilReason``), never invented: the
address of a contact is one of them.
"""

import xml.etree.ElementTree as ET
from typing import Any, Final

import shapely

from cpts_geo.model.crs import to_degrees
from cpts_geo.render.metadata import metadata
from cpts_geo.render.themes import themes
from cpts_geo.study import Study
from cpts_geo.wording import iso, provenance

SPACES: Final = {
    "gmd": "http://www.isotc211.org/2005/gmd",
    "gco": "http://www.isotc211.org/2005/gco",
    "gmx": "http://www.isotc211.org/2005/gmx",
    "xlink": "http://www.w3.org/1999/xlink",
}
CODES: Final = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml"
EPSG: Final = "http://www.opengis.net/def/crs/EPSG/0/"  # FACTS 2.2: the anchor of the CNIG profile
DECIMALS: Final = 2  # of the bounding box; INSPIRE asks for two at least
Element = ET.Element


def write(study: Study) -> bytes:
    """``metadonnees.xml`` of a study; the same study gives the same bytes.

    The metadata are dated as the study is; without a date of study, that date is missing.
    """
    for prefix, space in SPACES.items():
        ET.register_namespace(prefix, space)
    about = metadata(study)
    root = ET.Element(_tag("gmd:MD_Metadata"))
    _text(root, "gmd:fileIdentifier", _identifier(study))
    _code(root, "gmd:language", "gmd:LanguageCode", "fre")
    _code(root, "gmd:characterSet", "gmd:MD_CharacterSetCode", "utf8")
    _code(root, "gmd:hierarchyLevel", "gmd:MD_ScopeCode", "dataset")
    _contact(root, "gmd:contact", about["author"], "pointOfContact")
    _date(root, "gmd:dateStamp", about["date"])
    _text(root, "gmd:metadataStandardName", "ISO 19115:2003/19139")
    _reference_system(root, study.territory.crs)
    _identification(root, study, about)
    _quality(root, study)
    ET.indent(root, space=" ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _identifier(study: Study) -> str:
    return f"{study.territory.identifier or study.territory.name}-{study.fingerprint[:16]}"


def _reference_system(root: Element, crs: str) -> None:
    system = _under(root, "gmd:referenceSystemInfo", "gmd:MD_ReferenceSystem")
    named = _under(system, "gmd:referenceSystemIdentifier", "gmd:RS_Identifier", "gmd:code")
    anchor = ET.SubElement(named, _tag("gmx:Anchor"))
    anchor.set(_tag("xlink:href"), EPSG + crs.rpartition(":")[2])
    anchor.text = crs


def _identification(root: Element, study: Study, about: dict[str, Any]) -> None:
    data = _under(root, "gmd:identificationInfo", "gmd:MD_DataIdentification")
    citation = _under(data, "gmd:citation", "gmd:CI_Citation")
    _text(citation, "gmd:title", iso.title(about["territory"], about["scenario"]))
    dated = _under(citation, "gmd:date", "gmd:CI_Date")
    _date(dated, "gmd:date", about["date"])
    _code(dated, "gmd:dateType", "gmd:CI_DateTypeCode", "creation")
    _text(_under(citation, "gmd:identifier", "gmd:MD_Identifier"), "gmd:code", _identifier(study))
    _text(data, "gmd:abstract", iso.abstract(about))
    _contact(data, "gmd:pointOfContact", about["author"], "owner")
    words = _under(data, "gmd:descriptiveKeywords", "gmd:MD_Keywords")
    for word in iso.KEYWORDS:
        _text(words, "gmd:keyword", word)
    _constraints(data, about["status"])
    _code(data, "gmd:spatialRepresentationType", "gmd:MD_SpatialRepresentationTypeCode", "vector")
    _code(data, "gmd:language", "gmd:LanguageCode", "fre")
    _code(data, "gmd:characterSet", "gmd:MD_CharacterSetCode", "utf8")
    for topic in ("health", "society"):
        ET.SubElement(_under(data, "gmd:topicCategory"), _tag("gmd:MD_TopicCategoryCode")).text = topic
    _box(data, study)


def _constraints(data: Element, status: str) -> None:
    legal = _under(data, "gmd:resourceConstraints", "gmd:MD_LegalConstraints")
    _code(legal, "gmd:accessConstraints", "gmd:MD_RestrictionCode", "otherRestrictions")
    _code(legal, "gmd:useConstraints", "gmd:MD_RestrictionCode", "otherRestrictions")
    _text(legal, "gmd:otherConstraints", status)
    _text(legal, "gmd:otherConstraints", iso.LICENCES)


def _box(data: Element, study: Study) -> None:
    placed = [to_degrees(frame).geometry.to_numpy() for frame in themes(study).values() if len(frame)]
    bounds = shapely.total_bounds([shape for shapes in placed for shape in shapes]) if placed else ()
    box = _under(data, "gmd:extent", "gmd:EX_Extent", "gmd:geographicElement", "gmd:EX_GeographicBoundingBox")
    sides = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
    by_side = dict(zip(sides, bounds, strict=False))
    for side in (sides[0], sides[2], sides[1], sides[3]):  # the order of the schema
        value = _under(box, f"gmd:{side}")
        ET.SubElement(value, _tag("gco:Decimal")).text = f"{by_side.get(side, 0.0):.{DECIMALS}f}"


def _quality(root: Element, study: Study) -> None:
    quality = _under(root, "gmd:dataQualityInfo", "gmd:DQ_DataQuality")
    _code(_under(quality, "gmd:scope", "gmd:DQ_Scope"), "gmd:level", "gmd:MD_ScopeCode", "dataset")
    sources = (", ".join(provenance.facts(s, whole=True)) for s in study.territory.sources)
    lineage = _under(quality, "gmd:lineage", "gmd:LI_Lineage")
    _text(lineage, "gmd:statement", iso.lineage(sources))


def _contact(parent: Element, tag: str, author: str | None, role: str) -> None:
    party = _under(parent, tag, "gmd:CI_ResponsibleParty")
    _text(party, "gmd:organisationName", author)
    address = _under(party, "gmd:contactInfo", "gmd:CI_Contact", "gmd:address", "gmd:CI_Address")
    _text(address, "gmd:electronicMailAddress", None)
    _code(party, "gmd:role", "gmd:CI_RoleCode", role)


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


def _under(parent: Element, *names: str) -> Element:
    for name in names:
        parent = ET.SubElement(parent, _tag(name))
    return parent


def _missing(element: Element) -> None:
    element.set(_tag("gco:nilReason"), "missing")


def _text(parent: Element, name: str, value: str | None) -> None:
    element = _under(parent, name)
    if value:
        ET.SubElement(element, _tag("gco:CharacterString")).text = value
    else:
        _missing(element)


def _date(parent: Element, name: str, value: str | None) -> None:
    element = _under(parent, name)
    if value:
        ET.SubElement(element, _tag("gco:Date")).text = value[:10]
    else:
        _missing(element)


def _code(parent: Element, name: str, codes: str, value: str) -> None:
    code = _under(parent, name, codes)
    code.set("codeList", f"{CODES}#{codes.partition(':')[2]}")
    code.set("codeListValue", value)
    code.text = value
