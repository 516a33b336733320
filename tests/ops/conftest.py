from collections.abc import Callable, Iterator

import pytest

from tests.ops.installation import Installation, end, eventually


@pytest.fixture
def until() -> Callable[..., bool]:
    return eventually


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    place = Installation(tmp_path_factory.mktemp("halles"))
    yield place
    end(place)
