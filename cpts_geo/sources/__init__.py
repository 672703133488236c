"""National and user files read into our layers; the only room that knows a source's headers."""
