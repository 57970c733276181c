"""Supervised fine-tuning: one recipe, two backends (TRL and LLaMA-Factory), and a model folder that serving reads."""
