"""What hangs on the database under the pages, once more on PostgreSQL: keys, clashes, submission, report, erasing.

The others are run there by `make pytest-postgresql`.
"""

import sqlalchemy
from flask import Flask

from pan2_assess import store
from tests.web.test_journey import (  # noqa: F401
    test_erasing_asks_first_and_is_final,
    test_failed_report_can_be_asked_for_again,
    test_text_typed_after_a_colleague_submitted_comes_back,
    test_whole_way,
)
from tests.web.test_keys import (  # noqa: F401
    test_a_colleague_answers_with_a_key_of_their_own,
    test_a_revoked_key_opens_nothing_from_then_on,
)
from tests.web.test_nothing_lost import (  # noqa: F401
    test_an_answer_is_saved_while_somebody_types,
    test_mine_is_saved_when_chosen,
    test_saving_while_typing_does_not_overwrite_a_colleague,
    test_what_is_no_answer_yet_stands_there_again_with_what_is_wrong,
)
from tests.web.test_rounds import following as following  # a fixture
from tests.web.test_rounds import test_answers_of_the_last_round_are_confirmed_and_compared
from tests.web.test_voice import firm as firm  # a fixture
from tests.web.test_voice import test_an_invitation_is_used_once

__all__ = ["test_an_invitation_is_used_once", "test_answers_of_the_last_round_are_confirmed_and_compared"]


def test_this_is_postgresql(web: Flask) -> None:
    with web.app_context():
        kinds = {engine.dialect.name for engine in store.db.engines.values()}
        with store.reading() as session:
            assert "PostgreSQL" in str(session.scalar(sqlalchemy.text("SELECT version()")))
    assert kinds == {"postgresql"}
