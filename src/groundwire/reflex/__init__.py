"""The grounded model: state tokens, adapters, heads, checkpoints, the drive loop, training, evaluation."""
