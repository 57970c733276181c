"""Backbones and tokenizers: loading, checking, freezing."""
