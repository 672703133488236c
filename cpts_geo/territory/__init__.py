"""The territory folder: read, write, fingerprint, import, and the network and basemap built once."""
