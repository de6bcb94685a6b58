// One report to the server, and what its answer means for the queue.
import { bodyOf } from "./queue.js";

const WITHIN_MS = 12000;
let token = document.querySelector('meta[name="csrf-token"]').content;

// A page from the worker's store may carry the token of an older log-in.
async function freshToken() {
  const response = await fetch("/login", { cache: "no-store" });
  const found = /<meta name="csrf-token" content="([^"]+)">/.exec(await response.text());
  if (found) token = found[1];
}

async function post(callSign, report) {
  return fetch(`/api/v1/units/${encodeURIComponent(callSign)}/status`, {
    method: "POST",
    body: JSON.stringify(bodyOf(report)),
    headers: {
      "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token,
      // The number of the report is its key: sent again after a lost answer it is the same act.
      "Idempotency-Key": `crew ${callSign.length} ${report.seq} ${report.at === null ? "untimed" : "timed"}`,
    },
    signal: AbortSignal.timeout(WITHIN_MS),
  });
}

// `outcome`: "sent", "refused" (kept to be read, never sent again), "untimed" or "later".
export async function sendReport(callSign, report) {
  let response;
  let body = {};
  try {
    response = await post(callSign, report);
    body = await response.json().catch(() => ({}));
    if (response.status === 400 && /页面已过期/.test(body.detail ?? "")) {
      await freshToken();
      response = await post(callSign, report);
      body = await response.json().catch(() => ({}));
    }
  } catch {
    return { outcome: "later", words: "" };
  }
  if (response.ok) return { outcome: "sent", words: body.changed ? "" : `${report.label}：指挥中心已有此报告` };
  if (response.status === 401) {
    return { outcome: "later", words: "▲ 登录已过期：报告仍保存在本机，请重新登录后自动发出。" };
  }
  if (response.status >= 500 || response.status === 429) return { outcome: "later", words: "" };
  const isTime = (body.faults ?? []).some((fault) => fault.field === "at");
  if (isTime && report.at !== null) return { outcome: "untimed", words: "" };
  return { outcome: "refused", words: `▲ ${report.label} 未被接受：${body.detail ?? response.status}` };
}
