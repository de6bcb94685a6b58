// Times and spans for people; the service's zone is Beijing time wherever the browser stands.
const ZONE = "Asia/Shanghai";
const parts = new Intl.DateTimeFormat("zh-CN", {
  timeZone: ZONE, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
  hour: "2-digit", minute: "2-digit", second: "2-digit",
});

function piecesOf(moment) {
  return Object.fromEntries(parts.formatToParts(moment).map(({ type, value }) => [type, value]));
}

export function localMoment(moment) {
  const at = piecesOf(moment);
  return `${at.year}-${at.month}-${at.day} ${at.hour}:${at.minute}:${at.second}`;
}

export function localClock(moment) {
  const at = piecesOf(moment);
  return `${at.hour}:${at.minute}:${at.second}`;
}

export function stopwatch(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / 86400);
  const hours = Math.floor((whole % 86400) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const left = String(whole % 60).padStart(2, "0");
  if (days) return `${days}天${hours}小时`;
  if (hours) return `${hours}:${String(minutes).padStart(2, "0")}:${left}`;
  return `${minutes}:${left}`;
}

export function minutesSeconds(seconds) {
  if (seconds === null || seconds === undefined) return "—";
  const whole = Math.max(0, Math.round(seconds));
  const minutes = Math.floor(whole / 60);
  const left = whole % 60;
  return minutes ? `${minutes}分${String(left).padStart(2, "0")}秒` : `${left}秒`;
}
