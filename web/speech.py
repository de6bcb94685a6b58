"""A recording as a hint in words, its place names set right by the county's; never required."""

import json
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Final

from incidents.places.transcript import Transcript
from resources.errors import Refusal
from web.gazetteer import place_search

RECOGNISER: Final = "web.recognition"
LIBRARY: Final = "faster_whisper"
WITHIN_S: Final = 120
_one_at_a_time = Lock()


class NoSpeech(Refusal):
    """Speech cannot be recognised here; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recording says: as the recogniser wrote it, and with names set right."""

    words: str
    seconds: float
    transcript: Transcript


def recognise(recording: Path, model: Path | None) -> Heard:
    """Return the words of a recording; raises NoSpeech.

    In a process of its own, one at a time: two cores serve the calls first.
    """
    if model is None or not model.is_dir():
        raise NoSpeech(
            "没有语音模型：请把 FENGHUO_SPEECH_MODEL 设为模型文件夹（见 docs/speech.md）。"
        )
    if find_spec(LIBRARY) is None:
        raise NoSpeech("没有安装语音识别：请运行 pip install 'fenghuo[speech]'。")
    if not recording.is_file():
        raise NoSpeech(f"没有这个录音文件：{recording}，请核对路径。")
    if not _one_at_a_time.acquire(blocking=False):
        raise NoSpeech("正在识别另一段录音，请稍后再试。")
    try:
        done = subprocess.run(
            [sys.executable, "-m", RECOGNISER, str(model), str(recording)],
            capture_output=True,
            encoding="utf-8",
            timeout=WITHIN_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoSpeech(f"识别超过 {WITHIN_S} 秒，已停止；请截短录音。") from error
    finally:
        _one_at_a_time.release()
    if done.returncode != 0:
        why = done.stderr.strip().splitlines()[-1:] or ["原因不明"]
        raise NoSpeech(f"{recording.name} 无法识别（{why[0]}），请换 WAV、MP3 等常见格式。")
    told = json.loads(done.stdout)
    return Heard(told["words"], told["seconds"], place_search().transcript(told["words"]))
