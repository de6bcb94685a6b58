"""The command that turns a recording into a hint in words."""

from pathlib import Path

import click

from web.commands_site import opened
from web.speech import recognise


@click.command("transcribe")
@click.argument("recording", type=click.Path(path_type=Path))
def transcribe(recording: Path) -> None:
    """把一段录音转成文字提示，地名按本县地名库以读音校正（须安装 fenghuo[speech]）。

    \b
    示例：fenghuo transcribe 来电.wav
    """
    with opened() as site:
        heard = recognise(recording, site.settings.speech_model)
    click.echo(f"识别（{heard.seconds} 秒）：{heard.words}")
    click.echo(f"校正：{heard.transcript.text}")
    for one in heard.transcript.corrections:
        how = "方音相近" if one.is_dialect else "读音相同"
        click.echo(f"  “{one.heard}”改为“{one.name}”（{how}）")
    click.echo("以上仅为提示，请以通话为准。")
