// The keys of the console, in the order the help page tells them.
import { focusAdvice } from "./advice.js";
import { currentBoard, focusRows, refresh } from "./board.js";
import { openCommand, startCommand } from "./commandbar.js";
import { byId } from "./elements.js";
import { flyTo } from "./map.js";
import { showHelp, startKeys, teachKey } from "./keys.js";
import { takeFirstOffer } from "./offers.js";
import { focusOutbox } from "./outbox.js";
import { focusOverride } from "./override.js";
import { dismissRepeats } from "./repeats.js";
import { startSeat } from "./seat.js";
import { say } from "./toast.js";
import { takeOver } from "./typinglock.js";
import { meansStatus, startUndo, undoStatus } from "./undoing.js";
import { teachUnitKeys } from "./units.js";

function takeField() {
  const taken = takeOver();
  if (taken) say(`▲ 已从${taken.by}接手“${taken.label}”；请口头告知对方。`, "warn");
}

function teachCallKeys(desk) {
  if (desk.orders) teachKey("Ctrl+Enter", "按勾选的力量下达出动命令", desk.order);
  teachKey("Ctrl+S", "只保存，不下达", desk.save);
  teachKey("Alt+A", "采纳建议类别", desk.acceptSuggestion);
  teachKey("Alt+E", "填入描述中的要素（只填空栏）", desk.fillElements);
  teachKey("Alt+M", "并入疑似重复的警情", desk.attachOnly);
  teachKey("Alt+N", "不是同一起", dismissRepeats);
  teachKey("Alt+T", "接手他人正在填写的栏目", takeField);
  teachKey("Alt+R", "接过未送出的接警单（出现时）", takeFirstOffer);
  teachKey("Alt+Q", "到待发送（出现时）", focusOutbox);
}

function teachIncidentKeys(openIncident) {
  for (let at = 1; at <= 9; at += 1) {
    teachKey(`Alt+${at}`, null, () => {
      const row = currentBoard()?.incidents[at - 1];
      if (row) openIncident(row.number);
    });
  }
  teachKey("Alt+1…9", "打开第 1…9 起处置中警情");
}

function teachCommandKeys(desk) {
  startCommand({ openIncident: desk.openIncident, flyTo, onDone: refresh });
  startUndo(refresh);
  teachKey("/", "命令行", openCommand);
  teachKey("Alt+/", "命令行（在栏目里也可用；Esc 回到原处原光标）", openCommand);
  teachKey("Enter", "按所示读法执行", null, "命令行");
  teachKey("Tab", "只剩一个候选时补全", null, "命令行");
  teachKey("↑", "以前的命令", null, "命令行");
  if (desk.reports) {
    teachKey("Ctrl+Z", "撤销刚报的状态（10 秒内；栏目里又打过字则撤销打字）", undoStatus, "任意处", meansStatus);
  }
}

// Handled by the incident's page itself, and told of here so that nobody gives them another meaning.
function teachKeysElsewhere() {
  teachKey("N", "记一笔", null, "火场文书");
  teachKey("R", "增援", null, "火场文书");
  teachKey("U", "升级", null, "火场文书");
  teachKey("K", "控制", null, "火场文书");
  teachKey("X", "熄灭", null, "火场文书");
  teachKey("G", "返队", null, "火场文书");
}

export function teachShortcuts(desk) {
  if (desk.takes) {
    teachKey("F1", "接新警（当前未完成的接警单留在上方）", desk.newCall);
    teachKey("F2", "到接警单", () => byId("narrative").focus());
  }
  teachKey("F3", "到建议力量", focusAdvice);
  teachKey("F4", "到力量状态", () => focusRows("units"));
  teachKey("F5", "到处置中警情（不刷新页面）", () => focusRows("incidents"));
  if (desk.takes) teachKey("F6", "到询问要点（出现时）", () => byId("asking").focus());
  teachKey("F7", "到地图", () => byId("map").focus());
  if (desk.orders) {
    teachKey("Alt+Y", "到与建议不同的原因（出现时）", focusOverride);
    teachKey("1…6", "选与建议不同的原因", null, "原因栏");
  }
  if (desk.takes) teachCallKeys(desk);
  teachKey("Alt+W", "打开态势屏（第二屏）", desk.openWall);
  teachIncidentKeys(desk.openIncident);
  teachKey("↑ ↓", "移动", null, "列表");
  teachKey("Enter / 空格", "打开 / 勾选", null, "列表");
  teachUnitKeys(desk.reports);
  teachCommandKeys(desk);
  teachKeysElsewhere();
  teachKey("?", "本帮助", showHelp);
  teachKey("Escape", "关闭最上一层", () => say(""));
  startKeys();
  startSeat();
}
