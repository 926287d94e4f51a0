import pytest
from cutouts import draw_folders

from hardneg.scenes.photo.photo_world import photo_world
from hardneg.scenes.world import World


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    return draw_folders(tmp_path_factory.mktemp("photo"))


@pytest.fixture(scope="session")
def world(folders: tuple[str, str]) -> World:
    return photo_world(*folders)
