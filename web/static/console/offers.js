// What was typed before a crash, a log-out or at another desk: offered, and taken up by one key.
import { byId, element, showOnly } from "./elements.js";
import { localClock } from "./times.js";
import { nameOf } from "./draftbar.js";

const box = byId("offers");
let offered = [];
let onTake = () => {};
let onDrop = () => {};

function line(one, isFirst) {
  const { draft, at, shelf } = one;
  const where = shelf ? "本机上次" : "另一席位或上次登录";
  const words = [draft.values?.narrative?.trim(), draft.values?.caller_number?.trim()].filter(Boolean).join(" ");
  const about = [...words].slice(0, 40).join("");
  return element("p", {}, element("strong", {}, `✎ 有未送出的接警单：${nameOf(draft)}`),
    ` ${about}（${where}，${localClock(new Date(at))} 保存${draft.waiting ? "，曾按下达但未送达" : ""}） `,
    element("button", { type: "button", onclick: () => take(one) }, "接过", isFirst ? " " : null, isFirst ? element("kbd", {}, "Alt+R") : null),
    " ", element("button", { type: "button", onclick: () => discard(one) }, "丢弃"));
}

function draw() {
  box.hidden = offered.length === 0;
  showOnly(box, ...offered.map((one, at) => line(one, at === 0)));
}

function take(one) {
  offered = offered.filter((other) => other.draft.id !== one.draft.id);
  draw();
  onTake(one);
}

function discard(one) {
  if (!confirm(`“${nameOf(one.draft)}”没有送出，确定丢弃？`)) return;
  offered = offered.filter((other) => other.draft.id !== one.draft.id);
  draw();
  onDrop(one);
}

export function takeFirstOffer() {
  if (offered.length) take(offered[0]);
}

export function offerDrafts(found, { take: taken, drop }) {
  [onTake, onDrop] = [taken, drop];
  // The browser's own copy may be newer than the server's: the last kept of one name is offered.
  for (const one of found) {
    const same = offered.find(({ draft }) => draft.id === one.draft.id);
    if (!same) offered.push(one);
    else if (one.at > same.at) Object.assign(same, one);
  }
  offered.sort((one, other) => other.at - one.at);
  draw();
}
