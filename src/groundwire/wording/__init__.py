"""How people say things: the skeleton grammar, numbers in words and digits, typos. Imports nothing else of ours."""
