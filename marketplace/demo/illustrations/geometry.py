"""Outlines as lists of points: curves, ellipses, turned bodies, strokes."""

from math import atan2, cos, hypot, pi, sin

Point = tuple[float, float]
Path = list[Point]


def ellipse(
    cx: float, cy: float, rx: float, ry: float, start: float = 0, end: float = 360, steps: int = 0
) -> Path:
    """An arc of an ellipse, angles in degrees, clockwise on the screen."""
    steps = steps or max(12, int(min(72, (rx + ry) / 3)))
    span = (end - start) * pi / 180
    first = start * pi / 180
    return [
        (cx + rx * cos(first + span * i / steps), cy + ry * sin(first + span * i / steps))
        for i in range(steps + 1)
    ]


def smooth(points: Path, *, closed: bool = False, steps: int = 8) -> Path:
    """A Catmull-Rom curve through the points; a point given twice stays a corner."""
    count = len(points)
    result: Path = []
    last = count if closed else count - 1
    for i in range(last):
        a, b = points[i], points[(i + 1) % count]
        if a == b:
            result.append(a)
            continue
        before = points[i - 1] if closed or i else a
        after = points[(i + 2) % count] if closed or i + 2 < count else b
        for step in range(steps):
            result.append(_between(before, a, b, after, step / steps))
    if not closed:
        result.append(points[-1])
    return result


def _between(p: Point, a: Point, b: Point, n: Point, t: float) -> Point:
    t2, t3 = t * t, t * t * t
    x, y = (
        0.5
        * (
            2 * a[k]
            + (b[k] - p[k]) * t
            + (2 * p[k] - 5 * a[k] + 4 * b[k] - n[k]) * t2
            + (3 * a[k] - p[k] - 3 * b[k] + n[k]) * t3
        )
        for k in (0, 1)
    )
    return x, y


def rectangle(x: float, y: float, width: float, height: float, radius: float = 0) -> Path:
    """A rectangle by its top-left corner, with rounded corners when asked."""
    if radius <= 0:
        return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    r = min(radius, width / 2, height / 2)
    corners = (
        (x + width - r, y + r, -90),
        (x + width - r, y + height - r, 0),
        (x + r, y + height - r, 90),
        (x + r, y + r, 180),
    )
    return [point for cx, cy, a in corners for point in ellipse(cx, cy, r, r, a, a + 90, 6)]


def turn(path: Path, degrees: float, about: Point = (0, 0)) -> Path:
    """The path turned clockwise around a point."""
    c, s = cos(degrees * pi / 180), sin(degrees * pi / 180)
    ox, oy = about
    return [(ox + (x - ox) * c - (y - oy) * s, oy + (x - ox) * s + (y - oy) * c) for x, y in path]


def move(path: Path, dx: float, dy: float, grow: float = 1) -> Path:
    """The path scaled about the origin, then displaced."""
    return [(x * grow + dx, y * grow + dy) for x, y in path]


def mirror(path: Path) -> Path:
    """The path reflected left to right."""
    return [(-x, y) for x, y in path]


def stroke(
    points: Path, width: float, end: float | None = None, *, caps: bool = True
) -> list[Path]:
    """A brush line of given width (tapering to `end`) as paths to fill together."""
    end = width if end is None else end
    left: Path = []
    right: Path = []
    for i, (x, y) in enumerate(points):
        ax, ay = points[max(i - 1, 0)]
        bx, by = points[min(i + 1, len(points) - 1)]
        length = hypot(bx - ax, by - ay) or 1
        half = (width + (end - width) * i / max(1, len(points) - 1)) / 2
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    paths = [left + right[::-1]]
    if caps:
        for (x, y), w in ((points[0], width), (points[-1], end)):
            paths.append(ellipse(x, y, w / 2, w / 2, steps=14))
    return paths


def leaf(x: float, y: float, length: float, width: float, degrees: float) -> Path:
    """A pointed leaf growing from a point, 0 degrees to the right."""
    half = [(0.0, 0.0), (length * 0.3, -width / 2), (length * 0.65, -width * 0.4), (length, 0.0)]
    other = [(length * 0.65, width * 0.4), (length * 0.3, width / 2)]
    return move(turn(smooth(half + other, closed=True, steps=5), degrees), x, y)


def star(
    cx: float, cy: float, outer: float, inner: float, points: int, turned: float = -90
) -> Path:
    """A star or a cog."""
    result: Path = []
    for i in range(points * 2):
        r = inner if i % 2 else outer
        a = (turned + 180 * i / points) * pi / 180
        result.append((cx + r * cos(a), cy + r * sin(a)))
    return result


def heading(a: Point, b: Point) -> float:
    """The direction from one point to another, in degrees."""
    return atan2(b[1] - a[1], b[0] - a[0]) * 180 / pi


class Turned:
    """A body of revolution seen slightly from above; profile = (radius, y) from top to bottom."""

    def __init__(self, profile: Path, tilt: float = 0.16, x: float = 0, steps: int = 8) -> None:
        self.profile = smooth(profile, steps=steps)
        self.tilt = tilt
        self.x = x

    @property
    def top(self) -> float:
        return self.profile[0][1]

    @property
    def bottom(self) -> float:
        return self.profile[-1][1]

    def radius(self, y: float) -> float:
        """Half width at a height."""
        for (r0, y0), (r1, y1) in zip(self.profile, self.profile[1:], strict=False):
            if y0 <= y <= y1 and y1 > y0:
                return r0 + (r1 - r0) * (y - y0) / (y1 - y0)
        return self.profile[0][0] if y < self.top else self.profile[-1][0]

    def outline(self) -> Path:
        """The silhouette with its far rim and near foot."""
        r0, y0 = self.profile[0]
        r1, y1 = self.profile[-1]
        side = [(self.x + r, y) for r, y in self.profile]
        other = [(self.x - r, y) for r, y in reversed(self.profile)]
        return (
            side
            + ellipse(self.x, y1, r1, r1 * self.tilt, 0, 180)
            + other
            + ellipse(self.x, y0, r0, r0 * self.tilt, 180, 360)
        )

    def opening(self, lip: float = 8, drop: float = 0) -> Path:
        """The inside of the rim."""
        r = self.profile[0][0] - lip
        return ellipse(self.x, self.top + drop, r, r * self.tilt)

    def band(self, y0: float, y1: float, wave: float = 0, waves: int = 3) -> Path:
        """The skin between two heights, curved with the body."""
        upper = self._arc(y0, wave, waves)
        return upper + self._arc(y1, 0, waves)[::-1]

    def _arc(self, y: float, wave: float, waves: int) -> Path:
        r = self.radius(y) + 4
        depth = r * self.tilt
        return [
            (
                self.x + r * -cos(pi * i / 36),
                y + depth * sin(pi * i / 36) + wave * sin(waves * pi * i / 18),
            )
            for i in range(37)
        ]

    def label(self, y0: float, y1: float, spread: float = 0.72) -> Path:
        """A paper label pasted on the front."""
        r0, r1 = self.radius(y0) * spread, self.radius(y1) * spread
        t0, t1 = self.radius(y0) * self.tilt, self.radius(y1) * self.tilt
        upper = [
            (self.x + r0 * k / 8, y0 + t0 * (1 - (spread * k / 8) ** 2) ** 0.5)
            for k in range(-8, 9)
        ]
        lower = [
            (self.x + r1 * k / 8, y1 + t1 * (1 - (spread * k / 8) ** 2) ** 0.5)
            for k in range(8, -9, -1)
        ]
        return upper + lower
