"""Drive many machines in step, with an array in each one's memory: python examples/drive_many.py."""

from groundwire.reflex import drive, load

ARRAY = [4, 8, 1, 9, 3]
PROMPTS = [
    "sum of the 5-element array",
    "maximum of the 5-element array",
    "minimum of the 5-element array",
    "reverse the 5-element array",
]

model = load()
for run in drive(model, PROMPTS, memory={0x5100: ARRAY}):
    result, copy = run.machine.read(0x5000, 1)[0], run.machine.read(0x5200, 5)
    print(f"{run.prompt:<32} {run.reason:<6} {run.cycles:>3} cycles  [0x5000] = {result}  [0x5200] = {copy}")
