"""What things are: frozen types and frame contracts. Reads no file, computes no route, speaks no French."""
