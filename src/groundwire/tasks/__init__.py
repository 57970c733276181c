"""What a machine is asked to do: task files, program families, verified corpora, splits."""
