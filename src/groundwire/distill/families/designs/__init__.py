"""The families themselves: each file registers one or a few of a topic and is found by itself."""
