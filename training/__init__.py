"""What makes the model: the written knowledge, the fitting, the measuring."""
