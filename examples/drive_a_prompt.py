"""Drive a CPU with one prompt and look at what it did: python examples/drive_a_prompt.py "multiply 7 and 8"."""

import sys

from groundwire.reflex import drive, load

prompt = sys.argv[1] if len(sys.argv) > 1 else "multiply 7 and 8"
model = load()
run = drive(model, prompt)

for address, line in zip(run.addresses, run.disassembly(), strict=True):
    print(f"{address:#06x}  {line}")
print(f"halted={run.halted} mem[0x5000]={run.machine.read(0x5000, 1)[0]}")
