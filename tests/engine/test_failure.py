import errno

import pytest

from hardneg.engine.failure import failure, raised
from hardneg.engine.parts import DiscardedError
from hardneg.errors import StageError, UserError


@pytest.mark.parametrize("error", [UserError("no model"), StageError("a row was lost"), DiscardedError("part 3 is damaged")])
def test_an_error_of_the_package_arrives_as_itself(error: Exception) -> None:
    arrived = raised(*failure(error, "parse, part 3"))

    assert type(arrived) is type(error)
    assert str(arrived) == str(error)


def test_a_full_disk_is_the_users_to_mend_and_any_other_error_a_fault_with_its_place() -> None:
    assert failure(OSError(errno.ENOSPC, "No space left"), "parse, part 3")[0] == "user"
    assert failure(ValueError("a bug"), "parse, part 3") == ("fault", "parse, part 3: ValueError: a bug")
    assert failure(ValueError("a bug")) == ("fault", "ValueError: a bug")
