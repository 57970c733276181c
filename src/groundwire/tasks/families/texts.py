"""Draws the strings that prompts name: half of them random letters, the others words, names, numbers.

Random strings matter: nothing but copying the prompt gets them right.
"""

import random
import string

MAX_LENGTH = 12

WORDS = tuple(
    """
    hi no yes ok wow bye cat dog sun moon star tree fish bird lamp door key map red blue green gold hello
    world apple banana cherry lemon mango orange grape melon table chair window mirror pencil paper river
    ocean island mountain forest desert cloud rain snow storm wind fire water earth light dark night day
    morning evening summer winter spring autumn ready done error stop start go left right up down open
    close on off true false low high safe alarm warning total sum robot laser radar sonar signal sensor
    motor pump valve relay switch cable chip core cache stack queue heap byte word bit memory register
    kernel thread socket packet router server client python rust java verilog riscv cpu gpu ram rom
    coffee tea milk bread butter cheese sugar honey pepper garlic onion carrot potato tomato banjo guitar
    piano violin zebra tiger lion panda koala otter eagle falcon raven whale shark turtle lizard spider
    train plane boat car bus bike welcome thanks please sorry goodbye hooray nice cool great super music
    dance party game score level player winner quick brown fox jumps lazy alpha beta gamma delta omega
    north south east west zero one two three seven nine ten
    """.split()  # noqa: SIM905
)
NAMES = tuple(
    """
    Ada Alan Grace Linus Dennis Ken Brian Bjarne Guido Margaret Katherine Donald Edsger Barbara Niklaus
    Tim Radia Anna Ben Clara David Emma Felix Greta Hugo Ines Jonas Karin Leo Mia Nora Oscar Paula Quinn
    Rosa Sam Tara Uma Victor Wendy Xavier Yara Zoe Paris London Tokyo Berlin Madrid Oslo Cairo Lima Quito
    Delhi Mars Venus Pluto Saturn
    """.split()  # noqa: SIM905
)
PUNCTUATION = "!?-_.:+"

_LENGTHS = (1, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 10, 11, 12)
_ALPHABETS = (
    string.ascii_lowercase,
    string.ascii_lowercase,
    string.ascii_letters,
    string.ascii_uppercase,
    string.ascii_lowercase + string.digits,
    string.ascii_letters + string.digits,
)


def draw_text(rng: random.Random) -> str:
    """Draw a string of 1 to 12 printable ASCII characters without blanks at its ends."""
    pick = rng.random()
    if pick < 0.48:
        text = random_letters(rng)
    elif pick < 0.68:
        text = rng.choice(WORDS)
    elif pick < 0.76:
        text = rng.choice(NAMES)
    elif pick < 0.82:
        text = rng.choice(WORDS).upper()
    elif pick < 0.90:
        text = str(rng.randint(0, 10 ** rng.choice((1, 2, 2, 3, 4, 4, 6)) - 1))
    elif pick < 0.95:
        text = _punctuated(rng)
    else:
        text = f"{_word(rng)[:5]} {_word(rng)[:6]}"
    return text[:MAX_LENGTH]


def random_letters(rng: random.Random) -> str:
    """Draw letters (and digits, in some) one by one."""
    alphabet = rng.choice(_ALPHABETS)
    return "".join(rng.choices(alphabet, k=rng.choice(_LENGTHS)))


def _word(rng: random.Random) -> str:
    pick = rng.random()
    return rng.choice(WORDS) if pick < 0.4 else rng.choice(NAMES) if pick < 0.6 else random_letters(rng)


def _punctuated(rng: random.Random) -> str:
    text = _word(rng)[: MAX_LENGTH - 1]
    mark = rng.choice(PUNCTUATION)
    if rng.random() < 0.6 or len(text) < 2:
        return text + rng.choice("!?.!")
    middle = rng.randint(1, len(text) - 1)
    return text[:middle] + mark + text[middle:]
