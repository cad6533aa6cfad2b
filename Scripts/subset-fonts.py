#!/usr/bin/env python3
"""Makes the fonts of the page (templates/theme/fonts) from those that Debian packages.

    apt-get install fonts-sil-charis fonts-roboto-unhinted && pip install fonttools brotli
    Scripts/subset-fonts.py

The page embeds them, so each holds only what reports print: Latin, Greek, figures, signs. Charis is
renamed, because its licence reserves the name for the unchanged font.
"""
import pathlib

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = pathlib.Path(__file__).parent.parent / "templates/theme/fonts"
CHARIS = pathlib.Path("/usr/share/fonts/truetype/charis")
ROBOTO = pathlib.Path("/usr/share/fonts/truetype/roboto/unhinted/RobotoTTF")
FONTS = {
    "serif-regular": CHARIS / "CharisSIL-Regular.ttf",
    "serif-italic": CHARIS / "CharisSIL-Italic.ttf",
    "serif-bold": CHARIS / "CharisSIL-Bold.ttf",
    "sans-regular": ROBOTO / "Roboto-Regular.ttf",
    "sans-medium": ROBOTO / "Roboto-Medium.ttf",
    "sans-bold": ROBOTO / "Roboto-Bold.ttf",
}
RANGES = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x192, 0x192), (0x218, 0x21B), (0x2BC, 0x2BC), (0x2C6, 0x2C6),
    (0x2DC, 0x2DC), (0x391, 0x3A9), (0x3B1, 0x3C9), (0x2007, 0x200A), (0x2010, 0x2015),
    (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x202F, 0x2030), (0x2032, 0x2033),
    (0x2039, 0x203A), (0x2044, 0x2044), (0x2070, 0x209C), (0x20AC, 0x20AC), (0x2116, 0x2116),
    (0x2122, 0x2122), (0x2190, 0x2194), (0x21A9, 0x21A9), (0x2202, 0x2202), (0x2205, 0x2206),
    (0x220F, 0x220F), (0x2211, 0x2212), (0x2217, 0x2217), (0x221A, 0x221A), (0x221E, 0x221E),
    (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265), (0x25CA, 0x25CA), (0x2713, 0x2713),
    (0x2717, 0x2717), (0x27E8, 0x27E9),
]
FEATURES = ["kern", "liga", "tnum", "lnum", "pnum", "onum", "sups", "subs", "ccmp", "locl", "mark",
            "mkmk"]


def main():
    for name, source in FONTS.items():
        font = TTFont(source, recalcTimestamp=False)
        options = subset.Options(
            layout_features=FEATURES, hinting=False, flavor="woff2", name_IDs=[0, 1, 2, 13, 14])
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[c for low, high in RANGES for c in range(low, high + 1)])
        subsetter.subset(font)
        if name.startswith("serif"):
            font["name"].setName("Almanac Serif", 1, 3, 1, 0x409)
        font.flavor = "woff2"
        font.save(TARGET / f"{name}.woff2")


main()
