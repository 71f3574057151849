"""The pictures of the town's shops and stalls."""

from math import cos, sin

from workflow.demo.drawings.canvas import Canvas


def market(c: Canvas) -> None:
    c.gradient(0, 120, "#1b1f45", "#39306a", "#7d4a7d", "#d47b6f")
    for x, height, width in (
        (0, 62, 26),
        (26, 74, 22),
        (48, 56, 30),
        (78, 80, 24),
        (102, 60, 32),
        (134, 84, 22),
        (156, 66, 30),
        (186, 76, 26),
        (212, 60, 28),
    ):
        _dark_house(c, x, 122, width, height)
    c.gradient(118, 160, "#6b4560", "#3d2c4c", "#2a2140")
    _string_of_lamps(c, 26, 12)
    _string_of_lamps(c, 40, 16)
    for x, awning, fill in ((8, "#d6493f", "bread"), (88, "#2f8f83", "fruit"), (168, "#e0a030", "fish")):
        c.glow(x + 32, 100, 44, "#ffd98a", 0.45)
        _stall(c, x, 66, awning)
        _goods(c, x, fill)
    for x, size, code in (
        (78, 1.0, "#232044"),
        (86, 0.9, "#3a2350"),
        (158, 1.05, "#232044"),
        (30, 1.1, "#2d1f45"),
        (214, 1.0, "#2d1f45"),
    ):
        _person(c, x, 150, size, code)


def _dark_house(c: Canvas, x: float, foot: float, width: float, height: float) -> None:
    code = c.dice.choice(("#3a2d5c", "#463264", "#332a57"))
    c.box(x, foot - height, width, height, code)
    c.polygon([(x, foot - height), (x + width / 2, foot - height - 10), (x + width, foot - height)], "#2b2249")
    for row in range(int(height // 13)):
        for column in (0.2, 0.6):
            lit = c.dice.random() < 0.45
            c.box(x + width * column, foot - height + 5 + row * 13, 4, 6.5, "#f6c56b" if lit else "#2b2249")


def _string_of_lamps(c: Canvas, top: float, sag: float) -> None:
    wire = [(x, top + sag * (1 - ((x % 80) - 40) ** 2 / 1600)) for x in range(0, 241, 2)]
    c.line(wire, "#1c1838", 0.5)
    for x, y in wire[3::5]:
        c.glow(x, y + 2, 6, "#ffdf94", 0.7)
        c.oval(x, y + 2, 1.2, 1.5, "#fff3c9")


def _stall(c: Canvas, x: float, top: float, awning: str) -> None:
    c.box(x + 4, top + 14, 56, 46, "#5a3b52")
    c.glow(x + 32, top + 26, 26, "#ffd98a", 0.75)
    for post in (4, 58):
        c.box(x + post, top + 10, 2, 68, "#4a2f35")
    c.box(x + 2, top + 52, 60, 26, "#8a5540")
    for plank in range(5):
        c.box(x + 2, top + 57 + plank * 4.6, 60, 0.5, "#6c3f33")
    c.box(x, top + 50, 64, 3.6, "#a96d4c")
    for stripe in range(8):
        code = awning if stripe % 2 == 0 else "#fff1dc"
        left, right = x - 2 + stripe * 8.5, x - 2 + (stripe + 1) * 8.5
        c.polygon(
            [(x + 5 + stripe * 6.75, top), (x + 5 + (stripe + 1) * 6.75, top), (right, top + 15), (left, top + 15)],
            code,
        )
        c.oval((left + right) / 2, top + 15, 4.25, 3.6, code)


def _goods(c: Canvas, x: float, fill: str) -> None:
    wares = {
        "bread": ("#c98743", "#e0a662"),
        "fruit": ("#d8433b", "#8cb13f", "#f0a52e"),
        "fish": ("#9fc3cf", "#6f9fb5"),
    }[fill]
    for crate in range(4):
        left = x + 5 + crate * 14
        for piece in range(7):
            code = wares[(piece + crate) % len(wares)]
            wide = 2.6 if fill == "fruit" else 4
            c.oval(left + 2.5 + (piece % 4) * 2.5, 114 - (piece // 4) * 2.6, wide, 2.2, code)
        c.box(left, 113.5, 12.4, 4, "#5e3a2e")


def _person(c: Canvas, x: float, foot: float, s: float, code: str) -> None:
    c.oval(x, foot + 0.5, 7 * s, 1.3 * s, "#150f28", 0.4)
    c.box(x - 3 * s, foot - 14 * s, 2.4 * s, 14 * s, "#17132c")
    c.box(x + 0.6 * s, foot - 14 * s, 2.4 * s, 14 * s, "#17132c")
    c.pill(x - 5 * s, foot - 33 * s, 10 * s, 22 * s, code, radius=4 * s)
    c.oval(x, foot - 37 * s, 3.5 * s, 4 * s, "#c98a6d")
    c.pill(x - 3.8 * s, foot - 41.5 * s, 7.6 * s, 4.4 * s, code, radius=2 * s)


def bakery(c: Canvas) -> None:
    c.gradient(0, 132, "#2c3c5e", "#3a5076", "#5c7390")
    c.box(0, 0, 240, 132, "#b9664f")
    for row in range(22):
        for column in range(13):
            shade = c.dice.choice(("#b35f49", "#c06f57", "#ad5a46", "#b9664f"))
            c.box(column * 20 - (row % 2) * 10, row * 6, 19.2, 5.3, shade)
    c.gradient(132, 160, "#6f6a72", "#4b4753")
    for slab in range(9):
        c.polygon(
            [(slab * 30 - 14, 132), (slab * 30 - 13.2, 132), (slab * 34 - 28, 160), (slab * 34 - 29.4, 160)],
            "#3f3b47",
            0.6,
        )
    _shop_front(c)
    _loaves(c)
    _bakery_door(c)
    _awning(c)
    c.glow(92, 148, 60, "#ffd88c", 0.35)


def _shop_front(c: Canvas) -> None:
    c.box(20, 26, 204, 106, "#244b4a")
    c.box(20, 26, 204, 17, "#1b3b3c")
    c.pill(70, 29.5, 104, 10, "#f1d9a3", radius=5, opacity=0.16)
    for column, (x, wide) in enumerate(((88, 12), (104, 6), (114, 10), (128, 8), (140, 14))):
        c.pill(x, 33 + (column % 2) * 0.4, wide, 3, "#f1d9a3", radius=1.5)
    c.box(30, 58, 118, 62, "#ffe3a1")
    c.glow(89, 74, 62, "#fffbe6", 0.8)
    for x in (66, 110):
        c.line([(x, 58), (x, 68)], "#4b3a35", 0.6)
        c.polygon([(x - 6, 74), (x - 2.5, 68), (x + 2.5, 68), (x + 6, 74)], "#c24b3d")
        c.glow(x, 77, 15, "#ffffff", 0.8)
    for x in (30, 88, 146):
        c.box(x, 58, 2, 62, "#1b3b3c")
    c.box(30, 118, 118, 3, "#1b3b3c")
    c.box(26, 122, 126, 10, "#1b3b3c")


def _loaves(c: Canvas) -> None:
    for shelf, count, code in ((92, 9, "#c57f3b"), (106, 7, "#a9622c"), (118, 10, "#d79a50")):
        c.box(32, shelf, 114, 1.6, "#8a5a3a")
        for place in range(count):
            x = 32 + (place + 0.5) * 114 / count
            if 86 < x < 92:
                continue
            _loaf(c, x, shelf, 46 / count, code)


def _loaf(c: Canvas, x: float, foot: float, half: float, code: str) -> None:
    c.pill(x - half, foot - half * 1.1, half * 2, half * 1.1, code, radius=half * 0.55)
    for cut in (-0.45, 0, 0.45):
        c.line([(x + cut * half - 0.5, foot - 0.35 * half), (x + cut * half + 0.7, foot - 0.85 * half)], "#ffe6b0", 0.6)


def _bakery_door(c: Canvas) -> None:
    c.box(164, 54, 46, 78, "#1b3b3c")
    c.box(169, 60, 36, 48, "#ffe3a1")
    c.glow(187, 80, 26, "#fffbe6", 0.6)
    c.box(169, 112, 36, 16, "#2f6160")
    c.oval(172.4, 110, 1.4, 1.4, "#f1d9a3")
    c.line([(181, 70), (187, 63), (193, 70)], "#4b3a35", 0.5)
    c.pill(177, 70, 20, 10, "#c24b3d", radius=1.5)
    c.pill(181, 74, 12, 2, "#fff1dc", radius=1)
    c.box(160, 130, 54, 4, "#8d8790")
    for x in (12, 228):
        c.polygon([(x - 8, 136), (x + 8, 136), (x + 6, 150), (x - 6, 150)], "#b5523c")
        for leaf in range(16):
            turn = leaf * 2.4
            c.oval(
                x + 7 * cos(turn) * (leaf / 16),
                126 + 8 * sin(turn) * (leaf / 16),
                4,
                4.6,
                ("#3d6b46", "#4f8454")[leaf % 2],
            )


def _awning(c: Canvas) -> None:
    for stripe in range(17):
        code = "#f6ead6" if stripe % 2 else "#d4533f"
        left = 18 + stripe * 12.3
        c.polygon([(24 + stripe * 11.6, 43), (24 + (stripe + 1) * 11.6, 43), (left + 12.3, 60), (left, 60)], code)
        c.pill(left, 57, 12.3, 7, code, radius=3)
    c.polygon([(24, 43), (221, 43), (222.5, 46), (22.5, 46)], "#000000", 0.12)
