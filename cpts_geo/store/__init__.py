"""What people changed: one SQLite/GeoPackage file, transactions, versions, journal with a hash chain."""
