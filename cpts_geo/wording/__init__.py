"""Every French word a user can read."""
