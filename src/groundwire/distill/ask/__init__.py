"""One request for a design: candidates from a model, what the tools say of each, and the best one with all that was checked."""
