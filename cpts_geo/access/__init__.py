"""How long, how many, who loses, why."""
