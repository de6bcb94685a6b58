"""Speech is optional: whatever is missing is said, and nothing else needs it."""

from importlib.util import find_spec

import pytest
from click.testing import CliRunner

from web.commands import main
from web.settings import BadSetting, read_settings
from web.speech import LIBRARY, NoSpeech, recognise


def test_without_a_model_the_command_says_what_to_set(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("FENGHUO_DATABASE_URL", database_url)
    monkeypatch.setenv("FENGHUO_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("FENGHUO_SPEECH_MODEL", raising=False)
    CliRunner().invoke(main, ["init-db"])

    answer = CliRunner().invoke(main, ["transcribe", "call.wav"])

    assert answer.exit_code == 1
    assert "FENGHUO_SPEECH_MODEL" in answer.stderr


@pytest.mark.skipif(find_spec(LIBRARY) is not None, reason="the recogniser is installed here")
def test_without_the_recogniser_the_extra_is_named(tmp_path):
    with pytest.raises(NoSpeech, match=r"fenghuo\[speech\]"):
        recognise(tmp_path / "call.wav", tmp_path)


def test_a_folder_without_a_model_stops_the_start(tmp_path):
    with pytest.raises(BadSetting, match=r"没有 model\.bin"):
        read_settings(
            {"FENGHUO_DATA_DIR": str(tmp_path / "var"), "FENGHUO_SPEECH_MODEL": str(tmp_path)}
        )
