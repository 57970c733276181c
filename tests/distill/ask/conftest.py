import importlib.util
import sys
from pathlib import Path

_place = Path(__file__).with_name("designs.py")
if "designs" not in sys.modules:
    _spec = importlib.util.spec_from_file_location("designs", _place)
    sys.modules["designs"] = _module = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(_module)
