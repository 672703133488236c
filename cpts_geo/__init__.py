"""cpts_geo: the plan of a health territory in a crisis."""
