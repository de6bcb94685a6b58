"""Speech into words, as a process of its own: python -m web.recognition MODEL RECORDING.

Only this file imports the recogniser, which the optional extra `speech` installs; no server
loads it, and no order waits for it.
"""

import json
import sys

from faster_whisper import WhisperModel

BEAM = 5


def main(model_folder: str, recording: str) -> None:
    """Print the words of a recording and its length in seconds as JSON."""
    model = WhisperModel(model_folder, device="cpu", compute_type="int8", local_files_only=True)
    segments, told = model.transcribe(recording, language="zh", beam_size=BEAM)
    words = "，".join(segment.text.strip() for segment in segments)
    print(json.dumps({"words": words, "seconds": round(told.duration, 1)}, ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:3])
