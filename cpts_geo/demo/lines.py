"""Lines as arrays of points: length along, smoothing, meanders."""

import numpy as np
from scipy import ndimage

from cpts_geo.demo.grid import Floats


def arclength(points: Floats) -> Floats:
    """Distance from the first point, per point."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)])


def resampled(points: Floats, step_m: float) -> Floats:
    """Same line with points about every ``step_m`` metres, ends kept."""
    along = arclength(points)
    count = max(2, round(along[-1] / step_m) + 1)
    at = np.linspace(0, along[-1], count)
    return np.column_stack([np.interp(at, along, points[:, k]) for k in (0, 1)])


def smoothed(points: Floats, sigma: float) -> Floats:
    """Line smoothed over ``sigma`` points; the ends do not move."""
    if len(points) < 4:
        return points
    sigma = min(sigma, len(points) / 4)
    pad = int(4 * sigma) + 1
    # Reflecting through each end keeps the end in place, which a plain filter does not.
    before = 2 * points[0] - points[1 : pad + 1][::-1]
    after = 2 * points[-1] - points[-pad - 1 : -1][::-1]
    out = ndimage.gaussian_filter1d(np.vstack([before, points, after]), sigma, axis=0, mode="nearest")
    out = out[len(before) : len(before) + len(points)]
    out[0], out[-1] = points[0], points[-1]
    return np.asarray(out)


def normals(points: Floats) -> Floats:
    """Unit vectors to the left of the line, per point."""
    along = np.gradient(points, axis=0)
    along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    return np.column_stack([-along[:, 1], along[:, 0]])


def wandering(points: Floats, rng: np.random.Generator, *, amplitude_m: float, wave_m: float) -> Floats:
    """Line with meanders of irregular amplitude and wavelength."""
    line = resampled(points, 25.0)
    along = arclength(line)
    pace = ndimage.gaussian_filter1d(rng.standard_normal(len(line)), wave_m / 25, mode="nearest")
    phase = np.cumsum(25.0 / wave_m * np.exp(0.45 * pace / max(pace.std(), 1e-9))) * 2 * np.pi
    swing = ndimage.gaussian_filter1d(rng.standard_normal(len(line)), 2 * wave_m / 25, mode="nearest")
    swing = amplitude_m * np.clip(0.75 + 0.5 * swing / max(swing.std(), 1e-9), 0.12, 1.5)
    fade = np.clip(np.minimum(along, along[-1] - along) / 600, 0, 1)
    moved = line + normals(line) * (swing * np.sin(phase) * fade)[:, None]
    return resampled(smoothed(moved, 5.0), 25.0)
