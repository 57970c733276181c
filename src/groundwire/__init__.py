"""Language models wired to hardware: Reflex drives a RISC-V CPU, CodeV writes Verilog that simulation has checked."""

__version__ = "0.1.0"
