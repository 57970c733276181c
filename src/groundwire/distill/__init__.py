"""From raw Verilog pairs to supervised fine-tuning data: families of designs, curation stages, training recipes."""
