"""The pictures of the library at night and of the concert hall."""

from math import cos, pi

from workflow.demo.drawings.canvas import Canvas


def library(c: Canvas) -> None:
    c.gradient(0, 160, "#10172f", "#1c2748", "#2d3a60", "#28304d")
    for _ in range(60):
        c.oval(c.dice.uniform(0, 240), c.dice.uniform(0, 50), 0.25, 0.25, "#dfe6ff", 0.7)
    c.oval(204, 26, 9, 9, "#f4edd2")
    c.oval(200, 23, 8, 8, "#182040")
    _facade(c)
    for column in range(5):
        for floor, height in ((52, 30), (96, 36)):
            if (column, floor) != (2, 96):
                _tall_window(c, 36 + column * 36, floor, 22, height)
    _great_door(c)
    c.gradient(142, 160, "#39415f", "#20263f")
    for column in range(5):
        c.glow(47 + column * 36, 150, 17, "#ffd08a", 0.4)
    for _ in range(70):
        x, y = c.dice.uniform(0, 244), c.dice.uniform(0, 156)
        c.line([(x, y), (x - 1.2, y + 5)], "#c9d6f2", 0.15, 0.3)


def _facade(c: Canvas) -> None:
    c.box(22, 44, 196, 98, "#5b5674")
    for course in range(12):
        c.box(22, 48 + course * 8, 196, 0.5, "#4f4b68")
    c.polygon([(16, 44), (120, 14), (224, 44)], "#6c6685")
    c.polygon([(34, 41), (120, 17), (206, 41)], "#4a4664")
    c.oval(120, 32, 6.5, 6.5, "#f4e3ad")
    c.line([(120, 32), (120, 27.4)], "#2a2745", 0.7)
    c.line([(120, 32), (123.4, 33.4)], "#2a2745", 0.7)
    c.box(14, 43, 212, 4, "#7d7795")
    c.box(18, 87, 204, 3, "#736d8c")
    for x in (22, 58, 94, 142, 178, 213):
        c.box(x, 47, 5, 95, "#6c6685")


def _tall_window(c: Canvas, x: float, y: float, wide: float, tall: float) -> None:
    c.glow(x + wide / 2, y + tall / 2, 24, "#ffcf7a", 0.35)
    for inset, code in ((-1.6, "#3c3956"), (0.0, "#ffd98a")):
        c.pill(x + inset, y + inset, wide - 2 * inset, tall - 2 * inset, code, radius=(wide - 2 * inset) / 2)
        c.box(x + inset, y + tall / 2, wide - 2 * inset, tall / 2 - inset, code)
    for shelf in range(3):
        foot = y + tall - 1 - shelf * 7
        _books(c, x + 1, foot, wide - 2)
    c.box(x + wide / 2 - 0.6, y, 1.2, tall, "#3c3956")
    c.box(x, y + tall * 0.42, wide, 1.2, "#3c3956")


def _books(c: Canvas, x: float, foot: float, wide: float) -> None:
    end = x + wide
    c.box(x, foot, wide, 0.8, "#8a5a3a")
    while x < end - 2:
        thick, tall = c.dice.uniform(0.9, 1.9), c.dice.uniform(3.2, 5.4)
        if c.dice.random() < 0.82:
            c.box(
                x,
                foot - tall,
                thick,
                tall,
                c.dice.choice(("#a8443c", "#356a72", "#b9772f", "#5b4a83", "#7d8b4a", "#8a3f5b")),
            )
        x += thick + 0.2


def _great_door(c: Canvas) -> None:
    c.glow(120, 118, 34, "#ffcf7a", 0.55)
    c.pill(105, 94, 30, 52, "#3c3956", radius=15)
    c.pill(107, 96, 26, 50, "#ffe6ae", radius=13)
    c.box(107, 126, 26, 20, "#ffe6ae")
    c.polygon([(107, 106), (113, 110), (113, 142), (107, 142)], "#6b4030")
    c.polygon([(133, 106), (127, 110), (127, 142), (133, 142)], "#6b4030")
    c.oval(120, 121, 2.5, 2.8, "#33294a")
    c.pill(116.4, 123.5, 7.2, 18.5, "#33294a", radius=3)
    for step in range(3):
        c.box(99 - step * 4, 140 + step * 2.4, 42 + step * 8, 2.4, ("#8d87a3", "#7d7795", "#6c6685")[step])


def concert_hall(c: Canvas) -> None:
    c.gradient(0, 160, "#2a1220", "#5a1f2c", "#7d2f2f")
    c.polygon([(0, 0), (240, 0), (196, 24), (44, 24)], "#8a4a2f")
    for rib in range(9):
        x = rib * 30
        c.polygon([(x, 0), (x + 5, 0), (47 + rib * 18.6, 24), (45 + rib * 18.2, 24)], "#6b3424")
    c.box(44, 24, 152, 84, "#c07a42")
    for plank in range(19):
        c.box(44 + plank * 8, 24, 7.4, 84, ("#b9713c", "#c78449", "#bf793f")[plank % 3])
    _organ(c)
    for side in (0, 1):
        _balconies(c, side)
    c.polygon([(44, 104), (196, 104), (216, 124), (24, 124)], "#e3ab64")
    c.polygon([(24, 124), (216, 124), (216, 130), (24, 130)], "#8a4a2f")
    for x in (78, 120, 162):
        c.polygon([(x - 3, 0), (x + 3, 0), (x + 30, 116), (x - 30, 116)], "#fff0c2", 0.10)
    _players(c)
    _audience(c)


def _organ(c: Canvas) -> None:
    for pipe in range(25):
        x, tall = 73.5 + pipe * 3.8, 26 + 20 * abs(cos((pipe - 12) * pi / 17))
        c.pill(x, 82 - tall, 3, tall, ("#e9cf9a", "#d7b679")[pipe % 2], radius=1.4)
        c.oval(x + 1.5, 77, 1, 1.6, "#6b3424")
    c.box(70, 82, 100, 6, "#7a3f28")
    c.glow(120, 62, 60, "#ffe9b0", 0.35)


def _balconies(c: Canvas, side: int) -> None:
    def across(x: float) -> float:
        return 240 - x if side else x

    for level in range(3):
        near, far = 24 + level * 30, 34 + level * 21
        c.polygon([(across(0), near), (across(44), far), (across(44), far + 9), (across(0), near + 15)], "#d9a45c")
        c.polygon(
            [(across(0), near + 12), (across(44), far + 7), (across(44), far + 9), (across(0), near + 15)], "#9a5b34"
        )
        for lamp in (8, 22, 35):
            y = near + (far - near) * lamp / 44 + 6
            c.glow(across(lamp), y, 6, "#fff3cf", 0.8)
            c.oval(across(lamp), y, 1.1, 1.1, "#fffbe8")


def _players(c: Canvas) -> None:
    for x in (66, 82, 98, 142, 158, 174):
        _player(c, x, 117 - abs(x - 120) * 0.05)
    c.pill(113, 88, 14, 30, "#1f1626", radius=5)
    c.oval(120, 84, 4, 4.6, "#d99a78")
    c.polygon([(114, 92), (104, 80), (106, 78.5), (117, 89)], "#1f1626")
    c.polygon([(126, 92), (136, 80), (134, 78.5), (123, 89)], "#1f1626")
    c.line([(135, 79), (142, 72)], "#fff8e6", 0.5)
    c.box(110, 116, 20, 6, "#6b3424")


def _player(c: Canvas, x: float, foot: float) -> None:
    c.pill(x - 4.5, foot - 19, 9, 18, "#241a2c", radius=4)
    c.oval(x, foot - 22, 3, 3.4, c.dice.choice(("#d99a78", "#8f5a41", "#e6b48f", "#6b4433")))
    c.oval(x + 2.5, foot - 5, 4.2, 5, "#8f3f22")
    c.oval(x + 2.5, foot - 11.5, 3, 3.6, "#8f3f22")
    c.box(x + 2.1, foot - 24, 0.9, 12, "#3a1a14")
    c.line([(x - 5, foot - 5), (x + 9, foot - 10)], "#fbe7c2", 0.4)


def _audience(c: Canvas) -> None:
    for row, (y, size, code) in enumerate(((139, 4.4, "#4a1a29"), (149, 5.4, "#351320"), (160, 6.4, "#220c17"))):
        for place in range(20):
            x = place * 13.4 - (row % 2) * 6.5 + c.dice.uniform(-1, 1)
            c.pill(x - size * 1.25, y - size * 0.1, size * 2.5, size * 3, code, radius=size)
            c.oval(x, y - size * 0.9, size * 0.8, size * 0.95, code)
