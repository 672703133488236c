"""Graph arrays, snapping, shortest paths. Knows no health."""
