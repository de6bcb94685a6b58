// Where the phone is, only while a person wants it told: every ten seconds at most.
import { act } from "../console/server.js";

const EVERY_MS = 10000;
let watching = null;
let toldAt = -EVERY_MS;

export function followPosition(box, callSign, say) {
  if (watching !== null) navigator.geolocation.clearWatch(watching);
  watching = null;
  if (!box.checked) return;
  if (!isSecureContext || !navigator.geolocation) {
    box.checked = false;
    say("▲ 本机浏览器只在 HTTPS 下给出位置，请用电台报告。", true);
    return;
  }
  const tell = ({ coords }) => {
    if (performance.now() - toldAt < EVERY_MS) return;
    toldAt = performance.now();
    const path = `/units/${encodeURIComponent(callSign)}/position`;
    act("POST", path, { lon: coords.longitude, lat: coords.latitude }).catch(() => {});
  };
  const fail = () => {
    box.checked = false;
    say("▲ 没有得到本机位置，请检查定位权限。", true);
  };
  watching = navigator.geolocation.watchPosition(tell, fail, { enableHighAccuracy: true });
}
