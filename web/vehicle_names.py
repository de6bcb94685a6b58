"""Call signs as they are typed in a hurry: whole, or by the first letters of their pinyin."""

import unicodedata
from collections.abc import Iterable

from pypinyin import Style, lazy_pinyin


def letters_of(call_sign: str) -> str:
    """Return a call sign by the first letters of its pinyin, such as lt1 for 龙潭1."""
    return "".join(lazy_pinyin(call_sign, style=Style.FIRST_LETTER)).lower()


class VehicleNames:
    """The call signs of the fleet, found by what was typed; never guessed between two."""

    def __init__(self, call_signs: Iterable[str]) -> None:
        self._known = sorted(call_signs)
        self._by_letters: dict[str, list[str]] = {}
        for one in self._known:
            self._by_letters.setdefault(letters_of(one), []).append(one)

    def find(self, typed: str) -> str | None:
        """Return the one call sign meant; None where there is none, or more than one."""
        words = _plain(typed)
        if typed in self._known or words in self._known:
            return typed if typed in self._known else words
        found = self._by_letters.get(words.lower(), [])
        return found[0] if len(found) == 1 else None

    def why_not(self, typed: str) -> str:
        """Say why nothing was found, and what may have been meant."""
        words = _plain(typed)
        found = self._by_letters.get(words.lower(), [])
        if found:
            return f"“{typed}”可能是 {'、'.join(found[:5])}，请写全呼号。"
        near = [one for one in self._known if words and (words in one or one in words)][:5]
        hint = f"，是否为 {'、'.join(near)}" if near else "，请核对呼号"
        return f"没有呼号为“{typed}”的车辆{hint}。"


def _plain(typed: str) -> str:
    return "".join(unicodedata.normalize("NFKC", typed).split())
