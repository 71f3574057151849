"""The pictures that look out over the water."""

from math import cos, pi, sin

from workflow.demo.drawings.canvas import Canvas, swell


def harbour(c: Canvas) -> None:
    c.gradient(0, 96, "#27406b", "#5b6ea0", "#c98aa0", "#f6a97a", "#ffd9a0")
    c.glow(168, 92, 62, "#fff1c4", 0.95)
    c.oval(168, 91, 11, 11, "#fff4d2")
    for x, y, size in ((38, 34, 8.0), (104, 22, 6.0), (205, 44, 9.0)):
        c.cloud(x, y, size, "#ffd7c0", 0.35)
    c.hills(90, 9, "#7d6b97", base=97, phase=1)
    c.hills(94, 6, "#58517f", base=97, phase=3.4, pace=1.6)
    c.gradient(96, 160, "#f2b58b", "#a7788f", "#4b5585", "#22345c")
    for step in range(16):
        c.pill(
            168 - 10 + step * 0.1 - step * 0.5,
            98 + step * 3.4,
            20 + step * 0.6 - (step % 3) * 5,
            1.1,
            "#ffe9bd",
            radius=0.5,
            opacity=0.75 - step * 0.035,
        )
    c.ripples(98, 158, "#ffe0c0", 130, 0.22)
    _quay(c)
    for x, y, size, code in ((150, 118, 1.0, "#8c2f39"), (196, 127, 1.5, "#1f5a73"), (112, 137, 1.9, "#b5532c")):
        _fishing_boat(c, x, y, size, code)
    _gulls(c, ((120, 48), (131, 42), (142, 51), (96, 58)), "#2b3357")


def _quay(c: Canvas) -> None:
    roofs = ("#8a3b3f", "#a24b3d", "#6d3550", "#94423a", "#7b3a4c")
    walls = ("#d9a58a", "#b98290", "#e0b48e", "#a87789", "#cf967f")
    x = 0.0
    for turn in range(5):
        width, height = 13 + 3 * (turn % 2), 25 + 5 * ((turn * 2) % 3)
        _gabled_house(c, x, 112, width, height, walls[turn], roofs[turn])
        x += width
    c.polygon([(0, 111), (84, 111), (92, 118), (0, 118)], "#5b4a63")
    c.polygon([(0, 118), (92, 118), (92, 124), (0, 131)], "#3c3453")
    for post in (20, 44, 66, 86):
        c.pill(post, 106, 2.2, 7, "#2b2743", radius=0.8)


def _gabled_house(c: Canvas, x: float, foot: float, width: float, height: float, wall: str, roof: str) -> None:
    c.box(x, foot - height, width, height, wall)
    c.polygon([(x - 0.6, foot - height), (x + width / 2, foot - height - 9), (x + width + 0.6, foot - height)], roof)
    for row in range(int(height // 9)):
        for column in (0.22, 0.62):
            lit = c.dice.random() < 0.5
            c.box(x + width * column, foot - height + 4 + row * 8, 2.6, 4, "#ffe7a6" if lit else "#554a72")


def _fishing_boat(c: Canvas, x: float, y: float, s: float, code: str) -> None:
    c.oval(x, y + 6 * s, 15 * s, 1.6 * s, "#1b2747", 0.45)
    c.polygon(
        [(x - 15 * s, y - 2 * s), (x + 17 * s, y - 4 * s), (x + 12 * s, y + 5 * s), (x - 12 * s, y + 5 * s)], code
    )
    c.polygon(
        [(x - 15 * s, y - 2 * s), (x + 17 * s, y - 4 * s), (x + 16.4 * s, y - 2.6 * s), (x - 14.6 * s, y - 0.6 * s)],
        "#f4e6d0",
    )
    c.box(x - 9 * s, y - 9 * s, 9 * s, 7.4 * s, "#f6ead8")
    c.box(x - 10 * s, y - 10 * s, 11 * s, 1.4 * s, "#33395f")
    c.box(x - 7.5 * s, y - 7 * s, 2.5 * s, 2.6 * s, "#33395f")
    c.box(x - 3.5 * s, y - 7 * s, 2.5 * s, 2.6 * s, "#33395f")
    c.line([(x + 5 * s, y - 3 * s), (x + 5 * s, y - 20 * s)], "#2b2743", 0.6 * s)
    c.line([(x + 5 * s, y - 19 * s), (x + 16 * s, y - 5 * s)], "#2b2743", 0.25 * s)
    c.line([(x + 5 * s, y - 19 * s), (x - 5 * s, y - 10 * s)], "#2b2743", 0.25 * s)


def _gulls(c: Canvas, places: tuple[tuple[float, float], ...], code: str) -> None:
    for x, y in places:
        c.line([(x - 3.2, y - 1), (x - 1.5, y - 1.9), (x, y), (x + 1.5, y - 1.9), (x + 3.2, y - 1)], code, 0.5)


def ferry(c: Canvas) -> None:
    c.gradient(0, 90, "#3f8fc4", "#8cc7e4", "#d8f0f3")
    c.glow(50, 24, 60, "#ffffff", 0.55)
    for x, y, size, opacity in ((28, 46, 9, 0.9), (134, 20, 7, 0.75), (204, 36, 11, 0.9)):
        c.cloud(x, y, size, "#ffffff", opacity)
    c.hills(83, 7, "#7fb3b5", base=92, phase=2.2)
    c.hills(87, 5, "#4f8f86", base=92, phase=0.4, pace=1.5)
    c.gradient(90, 160, "#4fb0bd", "#1f7f9c", "#0f5276", "#0b3a5c")
    c.ripples(92, 158, "#d9f7f5", 150, 0.25)
    _ferry_hull(c)
    _ferry_decks(c)
    c.polygon([(203, 122), (212, 115), (236, 124), (216, 125)], "#f4ffff", 0.95)
    for lower, code in ((0, "#e9fbfa"), (1.6, "#16698c")):
        crest = [(x, 120 + lower + 1.1 * sin(x / 5) + abs(x - 120) / 70) for x in range(20, 238, 2)]
        c.polygon([*crest, (237, 124), (200, 128), (50, 128), (20, 124)], code)
    _gulls(c, ((30, 62), (42, 70), (22, 76), (214, 64)), "#f8ffff")


def _ferry_hull(c: Canvas) -> None:
    c.oval(120, 123, 94, 6, "#0a3453", 0.5)
    c.polygon([(32, 92), (222, 88), (206, 121), (44, 121)], "#f7f3e8")
    c.polygon([(36.5, 103), (216, 101), (206, 121), (44, 121)], "#1d3f63")
    c.polygon([(42, 116), (208.5, 116), (206, 121), (44, 121)], "#c8453b")
    for x in range(56, 200, 12):
        c.oval(x, 108.5, 2, 2, "#bfe6ea")


def _ferry_decks(c: Canvas) -> None:
    for left, top, right, code in ((48, 78, 196, "#fdfaf2"), (62, 65, 182, "#f3ecdc"), (128, 54, 174, "#fdfaf2")):
        c.box(left, top, right - left, 15, code)
        c.box(left - 2, top - 1.2, right - left + 4, 2, "#dc8a2f")
    for top, left, right in ((83, 54, 190), (70, 68, 120)):
        for x in range(left, right, 9):
            c.pill(x, top, 6, 4.6, "#2f6d8f", radius=1)
    c.polygon([(134, 58), (173, 58), (171, 63), (134, 63)], "#2f6d8f")
    c.polygon([(82, 65), (86, 42), (108, 42), (110, 65)], "#c8453b")
    c.polygon([(85.3, 46), (86, 42), (108, 42), (108.4, 46)], "#22304a")
    for x, y, size, opacity in ((94, 36, 3.4, 0.9), (85, 30, 4.8, 0.75), (72, 25, 6.2, 0.55)):
        c.oval(x, y, size, size * 0.7, "#f6f4ee", opacity)
    c.line([(152, 54), (152, 38)], "#22304a", 0.8)
    c.polygon([(152, 38), (164, 41), (152, 45)], "#f0b63b")


def storm(c: Canvas) -> None:
    c.gradient(0, 110, "#141d2e", "#2a3a50", "#54687a", "#8d9c9f")
    c.glow(70, 84, 70, "#d6dcc8", 0.5)
    for height, swing, code, phase in ((46, 9, "#405266", 1.1), (33, 8, "#2c3c50", 3.3), (19, 7, "#1b2637", 0.2)):
        c.hills(height, swing, code, base=0, phase=phase, pace=1.7)
    c.glow(46, 60, 34, "#f7f3c8", 0.4)
    c.line([(52, 36), (46, 53), (52, 53), (42, 72), (47, 72), (37, 98)], "#fbf8d8", 0.9)
    c.hills(98, 7, "#4c6672", phase=0.3, pace=2.2)
    c.hills(106, 8, "#37545f", phase=2.3, pace=1.8)
    _breakwater(c)
    _burst(c, 118, 98)
    for height, swing, code, phase in ((126, 9, "#23414e", 4.0), (138, 8, "#183240", 1.2), (150, 6, "#0f2430", 2.9)):
        c.hills(height, swing, code, phase=phase, pace=1.5)
        _foam(c, height, swing, phase)
    for _ in range(260):
        x, y = c.dice.uniform(0, 250), c.dice.uniform(0, 150)
        c.line([(x, y), (x - 3.2, y + 6)], "#dbe6ea", 0.15, 0.35)


def _breakwater(c: Canvas) -> None:
    c.polygon([(118, 104), (240, 92), (240, 140), (104, 140)], "#56524f")
    c.polygon([(118, 104), (240, 92), (240, 97), (116, 109)], "#8b8378")
    for row in range(4):
        for column in range(9):
            x, y = 120 + column * 14 + (row % 2) * 7, 110 + row * 7 - column * 1.2
            c.pill(x, y, 12, 5.4, "#484644" if (row + column) % 2 else "#625d58", radius=1)
    c.polygon([(190, 97), (193, 50), (205, 50), (208, 95)], "#e8e2d2")
    c.polygon([(191.3, 78), (192.2, 64), (205.8, 64), (206.8, 78)], "#b23a34")
    c.box(189.5, 48, 19, 2.4, "#2b2f3a")
    c.box(194, 39, 10, 9, "#ffe9a0")
    c.polygon([(192, 39), (199, 32), (206, 39)], "#b23a34")
    c.polygon([(194, 41), (194, 47), (0, 84), (0, 40)], "#ffe9a0", 0.13)


def _burst(c: Canvas, x: float, y: float) -> None:
    for code, reach, opacity in (("#9fb6bb", 50, 0.4), ("#d5e2e2", 40, 0.55), ("#f7fbfa", 30, 0.85)):
        for _ in range(90):
            turn, far = c.dice.uniform(-0.95 * pi, -0.08 * pi), c.dice.random() ** 0.6 * reach
            size = 4.2 * (1 - far / (reach * 1.15)) + 0.5
            c.oval(x + cos(turn) * far * 0.8, y + 12 + sin(turn) * far * 1.25, size, size, code, opacity)


def _foam(c: Canvas, height: float, swing: float, phase: float) -> None:
    for _ in range(34):
        x = c.dice.uniform(0, 240)
        c.oval(
            x,
            height + swing * swell(x * 1.5 / 26 + phase) + 0.6,
            c.dice.uniform(1.5, 6),
            c.dice.uniform(0.4, 1.1),
            "#e4efee",
            0.7,
        )


def lighthouse(c: Canvas) -> None:
    c.gradient(0, 112, "#12183a", "#2b2c62", "#6a4a86", "#d0788a", "#f8b58b")
    for _ in range(110):
        size = c.dice.uniform(0.1, 0.34)
        c.oval(c.dice.uniform(0, 240), c.dice.uniform(0, 62), size, size, "#fff6e0", 0.85)
    c.gradient(108, 160, "#c77b8d", "#5b4a80", "#262a5c", "#171a40")
    c.ripples(110, 158, "#ffd9c4", 110, 0.2)
    c.hills(104, 4, "#54437a", base=110, phase=5, pace=0.8)
    for reach, opacity in ((30, 0.10), (19, 0.13), (10, 0.16)):
        c.polygon([(158, 42), (0, 42 - reach - 6), (0, 42 + reach - 6)], "#fff2b8", opacity)
        c.polygon([(158, 42), (240, 42 - reach / 2 - 2), (240, 42 + reach / 2 - 2)], "#fff2b8", opacity)
    c.polygon([(84, 160), (98, 128), (116, 118), (128, 108), (190, 104), (214, 112), (240, 109), (240, 160)], "#2b2450")
    c.polygon(
        [(128, 108), (190, 104), (214, 112), (240, 109), (240, 116), (206, 119), (180, 110), (132, 113)], "#4f6b54"
    )
    c.polygon([(98, 128), (116, 118), (128, 108), (132, 113), (124, 128), (112, 160), (84, 160)], "#3c3163")
    _tower(c)
    _cottage(c)


def _tower(c: Canvas) -> None:
    c.polygon([(145, 110), (151, 52), (165, 52), (171, 110)], "#f6ead9")
    for top, bottom in ((62, 74), (86, 98)):
        c.polygon(
            [
                (151 - (top - 52) * 0.1034, top),
                (165 + (top - 52) * 0.1034, top),
                (165 + (bottom - 52) * 0.1034, bottom),
                (151 - (bottom - 52) * 0.1034, bottom),
            ],
            "#cf4a44",
        )
    c.polygon([(160, 52), (165, 52), (171, 110), (162, 110)], "#2b2450", 0.22)
    c.box(147, 50, 22, 2.6, "#262046")
    for x in range(148, 169, 4):
        c.box(x, 45.4, 0.6, 5, "#262046")
    c.box(147, 45, 22, 0.8, "#262046")
    c.box(152, 36, 12, 14, "#fff3b0")
    c.box(157.6, 36, 0.8, 14, "#262046")
    c.polygon([(149.5, 36.4), (158, 27), (166.5, 36.4)], "#cf4a44")
    c.oval(158, 26.4, 1.3, 1.3, "#262046")
    c.glow(158, 43, 22, "#fff7cf", 0.9)
    for y in (66, 80, 93):
        c.pill(156.6, y, 2.8, 5, "#262046", radius=1.3)
    c.pill(155, 101, 6, 9, "#262046", radius=2.5)


def _cottage(c: Canvas) -> None:
    c.box(178, 95, 30, 15, "#efdcc8")
    c.polygon([(175, 95.5), (181, 85), (205, 85), (211, 95.5)], "#7d3346")
    c.box(199, 80, 4, 8, "#5d2a3f")
    for x in (182, 199):
        c.box(x, 99, 5, 5, "#ffdc86")
    c.box(190.5, 99, 5, 11, "#54304f")
