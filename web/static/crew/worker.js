// Keeps the crew's page and its files, so that it opens without a network. It never answers for
// the server: what the interface says is always asked anew.
const STORE = "fenghuo-crew";
const IS_KEPT = /^\/(crew$|static\/)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function newest(request) {
  const store = await caches.open(STORE);
  try {
    const response = await fetch(request);
    // A redirect leads to the log-in: that page must not stand where the crew's stood.
    if (response.ok && !response.redirected) await store.put(request, response.clone());
    return response;
  } catch (failure) {
    const kept = await store.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw failure;
  }
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (IS_KEPT.test(address.pathname)) event.respondWith(newest(event.request));
});
