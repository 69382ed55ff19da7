"""What is planted never equals what may rightly lie in clear."""

import random

from tests.trust.planted import KEPT_DECIMALS, Planted, degrees_of


def test_a_photos_place_is_none_that_rounding_leaves_as_it_is() -> None:
    planted = Planted(random.Random(11))
    for _ in range(30_000):
        degrees = degrees_of(planted.angle(33, 7, 430_000))
        assert round(degrees, KEPT_DECIMALS) != round(degrees, 6)
        assert 33.1286 < degrees < 33.1298
