"""Public services of the State, asked once to prepare a territory; the only place that uses the network."""
