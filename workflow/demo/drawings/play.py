"""The pictures of people moving: on grass, on wheels, on the river."""

from math import cos, pi, sin

from workflow.demo.drawings.canvas import Canvas, Point


def football(c: Canvas) -> None:
    c.gradient(0, 70, "#5aa9d6", "#a9d8ea", "#f4efd6")
    c.glow(36, 20, 50, "#fff7d0", 0.8)
    for x, y, size in ((70, 22, 8), (160, 16, 10), (216, 30, 7)):
        c.cloud(x, y, size, "#ffffff", 0.85)
    c.hills(56, 4, "#6fa58a", base=74, phase=2)
    _stand(c)
    for stripe in range(10):
        top, bottom = 72 + stripe**1.6 * 2.25, 72 + (stripe + 1) ** 1.6 * 2.25
        c.box(0, top, 240, bottom - top + 0.1, ("#4f9a4a", "#5aa852")[stripe % 2])
    _pitch_lines(c)
    _goal(c)
    _footballer(c, 86, 128, 1.5, "#c8353c", "#f7efe0", stride=1)
    _footballer(c, 140, 120, 1.25, "#2c4f8f", "#16284c", stride=-1)
    _footballer(c, 40, 104, 0.85, "#c8353c", "#f7efe0", stride=-1)
    _ball(c, 116, 136, 4.6)


def _stand(c: Canvas) -> None:
    c.polygon([(0, 34), (96, 40), (96, 44), (0, 39)], "#8f3437")
    c.polygon([(0, 39), (94, 44), (94, 70), (0, 74)], "#e9dcc4")
    for row in range(6):
        for seat in range(38):
            y = 46 + row * 4.3 + seat * 0.08
            code = c.dice.choice(("#c8353c", "#f2ede0", "#2f3b56", "#d98f3c", "#c8353c", "#8a6d5a"))
            c.oval(2 + seat * 2.4, y, 1.05, 1.3, code)
    for x in (14, 46, 78):
        c.box(x, 38, 1.2, 35, "#5b5a60")
    c.box(0, 70, 240, 5, "#f2ede0")
    for board in range(8):
        c.box(board * 30 + 1, 70.6, 28, 3.8, ("#2c4f8f", "#c8353c", "#e0a030", "#2f8f83")[board % 4])


def _pitch_lines(c: Canvas) -> None:
    white = "#f3fbee"
    c.line([(0, 92), (240, 92)], white, 0.7, 0.85)
    c.line([(150, 92), (128, 112), (240, 112)], white, 0.9, 0.85)
    c.line([(188, 92), (180, 99), (240, 99)], white, 0.7, 0.85)
    c.line([(-2, 150), (62, 92)], white, 1.1, 0.85)


def _goal(c: Canvas) -> None:
    for step in range(15):
        c.line([(194 + step * 3, 64), (194 + step * 3, 92)], "#ffffff", 0.25, 0.7)
    for step in range(9):
        c.line([(194, 64 + step * 3.5), (238, 64 + step * 3.5)], "#ffffff", 0.25, 0.7)
    c.line([(193, 93), (193, 63), (238, 63), (238, 93)], "#ffffff", 1.5)


def _limb(c: Canvas, joints: list[Point], code: str, thickness: float) -> None:
    c.line(joints, code, thickness)
    for x, y in joints:
        c.oval(x, y, thickness / 2, thickness / 2, code)


def _footballer(c: Canvas, x: float, y: float, s: float, shirt: str, shorts: str, *, stride: int) -> None:
    def at(*offsets: tuple[float, float]) -> list[Point]:
        return [(x + dx * stride * s, y + dy * s) for dx, dy in offsets]

    skin = c.dice.choice(("#e3ad87", "#8f5a41", "#c98a6d"))
    c.oval(x, y + 1.5 * s, 13 * s, 1.8 * s, "#22552d", 0.45)
    _limb(c, at((-2, -17), (-8, -9), (-14, -7)), skin, 3 * s)
    _limb(c, at((2, -17), (6, -8), (9, 0)), skin, 3 * s)
    _limb(c, at((-8, -9), (-13.4, -7.2)), shirt, 3.3 * s)
    _limb(c, at((6.4, -7), (8.6, -1)), shirt, 3.3 * s)
    _limb(c, at((9, 0), (12, 0)), "#1c1c28", 2.4 * s)
    _limb(c, at((-14, -7), (-15.6, -4.6)), "#1c1c28", 2.4 * s)
    _limb(c, at((-0.5, -31), (-8, -26), (-5, -20)), skin, 2.5 * s)
    c.polygon(at((-5, -20), (5, -21), (7.4, -12.5), (1, -13), (-5.4, -12)), shorts)
    c.polygon(at((-4.4, -34), (5, -34.5), (6, -20), (-5.2, -19.4)), shirt)
    _limb(c, at((3.6, -32.4), (9, -28)), shirt, 3.2 * s)
    _limb(c, at((9, -28), (14, -30)), skin, 2.5 * s)
    c.oval(x + 1.2 * stride * s, y - 39.4 * s, 3.6 * s, 4.2 * s, skin)
    c.pill(x + 1.2 * stride * s - 3.7 * s, y - 44.2 * s, 7.4 * s, 4.6 * s, "#3a2620", radius=2.3 * s)


def _ball(c: Canvas, x: float, y: float, size: float) -> None:
    c.oval(x, y + size, size * 1.3, size * 0.3, "#22552d", 0.45)
    c.oval(x, y, size, size, "#fbfaf4")
    for turn in range(5):
        angle = turn * 2 * pi / 5 - 0.3
        c.oval(x + cos(angle) * size * 0.72, y + sin(angle) * size * 0.72, size * 0.22, size * 0.22, "#23232e")
    c.polygon(
        [
            (x + cos(k * 2 * pi / 5 - pi / 2) * size * 0.36, y + sin(k * 2 * pi / 5 - pi / 2) * size * 0.36)
            for k in range(5)
        ],
        "#23232e",
    )


def cycle_lane(c: Canvas) -> None:
    c.gradient(0, 92, "#7cc6e0", "#bfe6ea", "#fbeed0")
    c.glow(186, 30, 50, "#fffbe0", 0.8)
    for x, y, size in ((40, 22, 8), (110, 32, 6), (214, 20, 7)):
        c.cloud(x, y, size, "#ffffff", 0.9)
    c.gradient(78, 100, "#3f9fb8", "#65bcc8")
    c.ripples(80, 98, "#eafcfb", 60, 0.4)
    for x, code in ((150, "#ffffff"), (186, "#f6d58a"), (222, "#ffffff")):
        c.polygon([(x, 62), (x, 82), (x + 12, 82)], code)
        c.polygon([(x - 1, 67), (x - 1, 82), (x - 7, 82)], "#d9604c")
        c.polygon([(x - 9, 83), (x + 13, 83), (x + 9, 87), (x - 6, 87)], "#2f4a63")
    _terrace(c)
    c.box(0, 98, 240, 5, "#d8cbb0")
    c.box(0, 102, 240, 58, "#8d949b")
    c.polygon([(0, 112), (240, 112), (240, 146), (0, 146)], "#3f9a72")
    for x in range(-4, 240, 28):
        c.pill(x, 111.2, 16, 1.6, "#f7f7ee", radius=0.6)
        c.pill(x + 8, 145.4, 16, 1.6, "#f7f7ee", radius=0.6)
    for x in (20, 96, 172):
        _lamp_and_tree(c, x)
    _cyclist(c, 66, 134, 1.15, "#d9604c", "#29415c")
    _cyclist(c, 136, 138, 1.3, "#f0b13c", "#5b3f78")
    _cyclist(c, 200, 131, 0.9, "#4273b5", "#33333f")


def _terrace(c: Canvas) -> None:
    walls = ("#f2d2a9", "#e8a38b", "#cfe0d2", "#f5e3bd", "#a9cad6")
    for place, wall in enumerate(walls):
        x, tall = place * 23, 46 + (place * 7) % 13
        c.box(x, 98 - tall, 23, tall, wall)
        c.polygon([(x, 98 - tall), (x + 11.5, 89 - tall), (x + 23, 98 - tall)], ("#9c4b41", "#7d4550")[place % 2])
        for row in range(2):
            for column in (4, 14):
                c.box(x + column, 104 - tall + row * 15, 5.4, 9, "#fdf8ea")
                c.box(x + column + 0.7, 104.7 - tall + row * 15, 4, 7.6, "#46708a")
        c.pill(x + 9, 84, 6, 16, "#5d4a52", radius=2)


def _lamp_and_tree(c: Canvas, x: float) -> None:
    c.box(x + 30, 60, 1.4, 44, "#3a4653")
    c.pill(x + 27.6, 55, 6.2, 6, "#fff3c4", radius=2.6)
    c.box(x - 1, 82, 2.4, 22, "#7a5340")
    for dx, dy, size, code in (
        (0, 70, 11, "#4f9460"),
        (-6, 77, 8, "#437f54"),
        (6.5, 76, 8.4, "#5fa86b"),
        (2, 64, 7, "#6cb878"),
    ):
        c.oval(x + dx, dy, size, size, code)


def _cyclist(c: Canvas, x: float, foot: float, s: float, coat: str, trousers: str) -> None:
    def at(*offsets: tuple[float, float]) -> list[Point]:
        return [(x + dx * s, foot + dy * s) for dx, dy in offsets]

    c.oval(x, foot + 1, 19 * s, 1.5 * s, "#1d5240", 0.5)
    for hub in (-10, 10):
        c.ring(x + hub * s, foot - 7 * s, 7.4 * s, "#23272f", 1.1 * s)
        for spoke in range(6):
            dx, dy = 6.6 * cos(spoke * pi / 6), 6.6 * sin(spoke * pi / 6)
            c.line(at((hub - dx, -7 - dy), (hub + dx, -7 + dy)), "#e8ecef", 0.22 * s)
    c.line(at((-10, -7), (-4.5, -16), (7, -16), (0, -6.5), (-10, -7)), "#f4f4ee", 1.2 * s)
    c.line(at((-5.4, -19), (0, -6.5)), "#f4f4ee", 1.2 * s)
    c.line(at((10, -7), (6.6, -20), (9.6, -21.5)), "#f4f4ee", 1.2 * s)
    c.pill(x - 9 * s, foot - 20.4 * s, 7.4 * s, 1.8 * s, "#23272f", radius=0.9 * s)
    _limb(c, at((-5, -21), (2.6, -14.4), (0.8, -4)), trousers, 3 * s)
    _limb(c, at((0.8, -3.4), (3.4, -3.2)), "#23272f", 2 * s)
    c.polygon(at((-7.6, -21), (-2.4, -20), (4.4, -31), (0, -34.6)), coat)
    _limb(c, at((1.8, -32), (-4.6, -22)), coat, 4.6 * s)
    _limb(c, at((2, -31), (4.6, -24.4), (9, -21.6)), coat, 2.4 * s)
    c.oval(x + 4.6 * s, foot - 37 * s, 3.4 * s, 3.8 * s, c.dice.choice(("#e3ad87", "#8f5a41", "#c98a6d")))
    c.pill(x + 0.8 * s, foot - 41.6 * s, 8 * s, 4.2 * s, coat, radius=2.1 * s)


def regatta(c: Canvas) -> None:
    c.gradient(0, 80, "#e58f6d", "#f4bd86", "#fbe3b4")
    c.glow(120, 62, 64, "#fff6d2", 0.9)
    c.oval(120, 60, 12, 12, "#fff8df")
    c.hills(62, 8, "#a88aa0", base=84, phase=1.2)
    c.hills(70, 6, "#6c6f8f", base=84, phase=4.2, pace=1.6)
    c.hills(76, 4, "#3f5f63", base=84, phase=0.3, pace=3)
    c.gradient(82, 160, "#f2c08e", "#8fa5a5", "#3f7586", "#1f4a63")
    c.ripples(84, 158, "#fff0d0", 150, 0.3)
    for x, y, s, coat in ((176, 97, 0.7, "#3b5ba5"), (76, 113, 0.95, "#c8353c"), (140, 142, 1.4, "#2f8f83")):
        _four(c, x, y, s, coat)
    for step in range(4):
        c.oval(12 + step * 42, 87 + step * 0.4, 1.2, 1.2, "#e0482f")


def _four(c: Canvas, x: float, y: float, s: float, coat: str) -> None:
    c.oval(x, y + 2.6 * s, 62 * s, 2 * s, "#16394f", 0.45)
    for seat in range(4):
        left = x + (-30 + seat * 18) * s
        c.line([(left + 4 * s, y - 6 * s), (left - 10 * s, y + 7 * s)], "#f3e4c6", 0.7 * s)
        c.polygon(
            [
                (left - 8 * s, y + 4.6 * s),
                (left - 11.6 * s, y + 9.6 * s),
                (left - 13.4 * s, y + 8.6 * s),
                (left - 9.6 * s, y + 4 * s),
            ],
            coat,
        )
        c.oval(left - 11 * s, y + 9.4 * s, 5 * s, 0.8 * s, "#fff6e2", 0.7)
        _limb(
            c, [(left - 3 * s, y - 2 * s), (left + 3 * s, y - 6.4 * s), (left + 9 * s, y - 1.6 * s)], "#33333f", 2.2 * s
        )
        _limb(c, [(left - 3 * s, y - 3 * s), (left - 5.4 * s, y - 11 * s)], coat, 5 * s)
        _limb(c, [(left - 5 * s, y - 11.6 * s), (left + 4 * s, y - 7 * s)], "#c98a6d", 1.8 * s)
        c.oval(left - 5.6 * s, y - 17 * s, 2.7 * s, 3.2 * s, ("#e3ad87", "#8f5a41", "#c98a6d", "#e3ad87")[seat])
        c.pill(left - 8.4 * s, y - 20.6 * s, 5.6 * s, 3.2 * s, "#3a2620", radius=1.5 * s)
    c.polygon(
        [(x - 62 * s, y - 1.6 * s), (x + 62 * s, y - 1.6 * s), (x + 48 * s, y + 2.6 * s), (x - 48 * s, y + 2.6 * s)],
        "#f7efdf",
    )
    c.polygon(
        [(x - 62 * s, y - 1.6 * s), (x + 62 * s, y - 1.6 * s), (x + 58 * s, y - 0.4 * s), (x - 58 * s, y - 0.4 * s)],
        coat,
    )
