"""Names that no family thought of: a model that copies ports from a problem must copy any name, not the ones it knows.

Words of hardware and of daily life, words made of syllables, and short names, with the prefixes and suffixes that people
give ports. None is a word of Verilog.
"""

from __future__ import annotations

import random

_NOUNS = """
acid alarm alpha amount anchor angle apple arm array atom axis badge ball band bank bar base batch battery beam bell
belt bird blade block board bolt bone bonus book boost bottle box branch brick bridge brush bubble bucket burst button
cable cage camera candle canvas cap car card cargo cart cat chain chair channel chip circle clip cloud coach coal coat
code coin cold color column core corner crane credit crop cross cube cup curve cycle dam dart data deck delta depth desk
dial dish dog door dot draft drain dream drum duck dust echo engine entry epoch error fan farm feed fence field file
film filter fire fish flag flame flash flow flux foam fold food foot fork frame front fruit fuel gain game gap garden
gas gear ghost gift glass glide goal gold grain graph grid group guard guest guide hall hammer hand harbor head heart
heat heel hill hint hold hole hook horn host hour house hub ice idea image ink iron island item jet job jump kernel kick
king kite knob lake lamp lane laser layer leaf left lens level lever light limit line link lion list load lock log loop
lot lunch magnet mail map mark mass match meal metal meter milk mind mine mirror mix mode moon motor mouse mouth nail
name nest node noise north note nut ocean offset oil omega order oven owner pack page pair palm panel paper park part
patch path peak pedal pen phase phone piano pick pilot pin pipe pixel place plan plane plant plate play plug point pole
pool port post pot power press price prize probe pulse pump quad queue rack radio rail rain ramp range rate ray record
relay rent result ring river road rock rod roll roof room root rope rose route row rule safe sail salt sample sand scale
scan score screen sea seat seed sense shadow shape shed sheet shelf shell shift ship shoe shop shot side sign silk sink
site size skin sky slide slot smoke snow sock soil song sound south spark speed spin spot spring star steam stem step
stick stone store storm stream street stripe sugar suit sun swan swing symbol table tag tail tank tape target taxi team
tent test text tide tile timer tire token tone tool torch tower toy trace track trade train tray tree trick truck tube
turn twin unit valve van vault vector view voice vote wall watch water wave wax wheel wide wind window wing winner wish
wolf wood word work world yard year zero zone
"""
_WORDS = _NOUNS.split()
_PREFIXES = ("i_", "o_", "s_", "m_", "in_", "my_", "x_")
_SUFFIXES = (
    "_in", "_out", "_i", "_o", "_r", "_q", "_d", "_a", "_b", "_val", "_bus", "_sig", "_x", "0", "1", "2", "3", "_1", "_2",
)  # fmt: skip
_PIECES = """
and or xor nand nor xnor not in out sum carry valid done ready start enable en load next state count cnt data addr max min
mode sel high low hi lo first last even odd both different diff any all same lsb msb upper lower byte word half temp left
right up down rise fall edge reg wire comb seq always assign case if for loop cond mux dec enc add sub inc cmp eq lt gt ge
shift rot par bit bits vec bus req ack gnt grant err full empty flag wr rd a b c d x y z q p s t n k m ena clr set new old prev
cur tx rx ch idx pos neg abs sign zero one two three sec min hour day key pin led btn sw
"""
_PARTS = _PIECES.split()
_CONSONANTS, _VOWELS, _LETTERS = "bcdfghjklmnprstvwz", "aeiou", "abcdefghijklmnopqrstuvwxyz"
_RESERVED = """
and or not buf if do to is in out on for case end reg bit int var let new this wire logic real time byte tri wand wor
pure rand soft type void wait with edge cell table small large medium strong weak pull force release final cover before
bind bins break class clocking config const context cross design disable dist else enum event export extends first
forever fork generate global join liblist local null package packed parameter primitive priority program property
pulse_style randc ref repeat return scalared sequence signed solve static string struct super supply tagged task then
throughout timeunit union unique unsigned use uwire vectored virtual while within xor xnor nor nand default assign begin
module input output inout initial always posedge negedge localparam genvar function
"""
WORDS_OF_VERILOG = frozenset(_RESERVED.split())


def identifier(rng: random.Random) -> str:
    """Draw a name.

    Args:
        rng: where the choice comes from.

    Returns:
        An identifier of Verilog that is none of its words.
    """
    while (name := _draw(rng)).lower() in WORDS_OF_VERILOG:
        pass
    return name


def _draw(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.25:
        return _short(rng)
    if kind < 0.5:
        return _pieces(rng)
    stem = rng.choice(_WORDS) if kind < 0.8 else _syllables(rng)
    chance = rng.random()
    if chance < 0.2:
        stem = f"{rng.choice(_PREFIXES)}{stem}"
    elif chance < 0.5:
        stem += rng.choice(_SUFFIXES)
    elif chance < 0.58:
        stem = f"{stem}_{rng.choice(_WORDS)}"
    case = rng.random()
    return stem.upper() if case < 0.04 else stem.capitalize() if case < 0.08 else stem


def _pieces(rng: random.Random) -> str:
    """Two or three short words, or parts of words, as people build the names of signals."""
    parts = [rng.choice(_PARTS if rng.random() < 0.75 else _WORDS) for _ in range(rng.choice((2, 2, 2, 2, 3)))]
    kind = rng.random()
    if kind < 0.08:
        return parts[0] + "".join(part.capitalize() for part in parts[1:])
    if kind < 0.12:
        return "".join(part.capitalize() for part in parts)
    if kind < 0.2:
        parts[-1] += rng.choice("0123456789")
    if kind < 0.25:
        parts[0] += rng.choice("123")
    name = ("" if kind > 0.94 else "_").join(parts)
    return name.upper() if 0.9 < kind < 0.94 else name


def _short(rng: random.Random) -> str:
    """One letter, or two, or one with a number."""
    letter = rng.choice(_LETTERS)
    kind = rng.random()
    if kind < 0.45:
        return letter
    if kind < 0.6:
        return letter.upper()
    if kind < 0.68:
        return letter + rng.choice("0123456789") + rng.choice("abcdxyq")
    return letter + (rng.choice("0123456789") if kind < 0.84 else rng.choice(_LETTERS))


def _syllables(rng: random.Random) -> str:
    word = "".join(rng.choice(_CONSONANTS) + rng.choice(_VOWELS) for _ in range(rng.randint(1, 3)))
    return word + rng.choice(("", "n", "r", "x"))
