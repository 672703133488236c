"""Sharing whole people."""

import numpy as np
import numpy.typing as npt


def largest_remainder(weights: npt.NDArray[np.float64], total: int) -> npt.NDArray[np.int64]:
    """Whole shares of ``total``, as close as can be to ``weights``, whose sum is exactly ``total``.

    Equal remainders are served in the order given, so the result never depends on chance. Weights of
    sum zero share nothing but a total of zero.
    """
    heavy = float(weights.sum())
    if heavy <= 0 or total <= 0:
        return np.zeros(len(weights), dtype=np.int64)
    exact = weights / heavy * total
    shares = np.floor(exact).astype(np.int64)
    missing = total - int(shares.sum())
    order = np.argsort(-(exact - shares), kind="stable")
    # Rounding may carry a share up to the next whole number: then the last in order gives one back.
    change = order[:missing] if missing >= 0 else order[missing:]
    shares[change] += np.sign(missing)
    return shares
