"""A study drawn: map, SVG, PDF, GeoJSON, GeoPackage, tables."""
