"""Why a year's fire call-outs and its registered fires differ, as far as the records tell."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One year's two figures and the way from one to the other.

    Call-outs without a fire of this year: `false_alarms`, `recalled`, `other_year` (their fire
    burned in another year), `other_owner` (their fire is in the statistic of another authority),
    `unregistered` (of which `still_open`). Fires without a fire call-out of this year:
    `no_incident`, `other_incident`; `further`: a call-out's second fire.
    """

    label: str
    call_outs: int
    fires: int
    false_alarms: int
    recalled: int
    other_year: int
    unregistered: int
    still_open: int
    no_incident: int
    other_incident: int
    further: int
    other_owner: int = 0

    @property
    def difference(self) -> int:
        """Call-outs less fires."""
        return self.call_outs - self.fires

    @property
    def adds_up(self) -> bool:
        """Whether the reasons explain the whole difference."""
        without_fire = (
            *(self.false_alarms, self.recalled, self.other_year),
            *(self.other_owner, self.unregistered),
        )
        without_call_out = self.no_incident + self.other_incident + self.further
        return self.difference == sum(without_fire) - without_call_out

    @property
    def sentence(self) -> str:
        """The difference and its reasons for people; a reason that does not occur is left out."""
        figures = f"{self.label}：火灾扑救警情 {self.call_outs} 次，登记火灾 {self.fires} 起"
        size = f"相差 {abs(self.difference)}" if self.difference else "两数相等但来源不同"
        reasons = "；".join(self._reasons())
        return f"{figures}，{size}：{reasons}。" if reasons else f"{figures}，相等。"

    def _reasons(self) -> list[str]:
        open_part = f"（其中未结案 {self.still_open} 次）" if self.still_open else ""
        told = (
            (self.false_alarms, f"{self.false_alarms} 次为虚假警（误报、谎报等）"),
            (self.recalled, f"{self.recalled} 次中途返回"),
            (self.other_year, f"{self.other_year} 次的火灾登记在其他年度"),
            (self.other_owner, f"{self.other_owner} 次的火灾由其他主管部门统计"),
            (self.unregistered, f"{self.unregistered} 次尚未登记火灾{open_part}"),
            (self.no_incident, f"另有 {self.no_incident} 起火灾没有警情记录"),
            (
                self.other_incident,
                f"另有 {self.other_incident} 起火灾对应其他类别、其他年度或不计入的警情",
            ),
            (self.further, f"另有 {self.further} 起为同一警情登记的第二起及以后的火灾"),
        )
        return [words for count, words in told if count]
