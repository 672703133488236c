"""The fictitious demonstration territory, generated from a seed."""
