"""Run directories: manifests, atomic writes, resume, progress. Imports nothing else of ours."""
