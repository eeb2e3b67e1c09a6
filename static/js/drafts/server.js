// Speaks with the server about texts that are being written. Only where somebody is signed in; once the server says that
// nobody is, or that the page is too old, it is left alone: the device goes on keeping.

const REFUSED = new Set([400, 401, 403, 404]);
const HEADERS = { Accept: "application/json" };

let open = Boolean(document.body.dataset.drafts);

/** What the server keeps under these keys, by key; nothing where it cannot be asked. */
export async function fetchKept(keys) {
  const query = new URLSearchParams(keys.map((key) => ["key", key]));
  const answer = await ask(`?${query}`, { headers: HEADERS });
  return answer.ok ? (await answer.json()).drafts : null;
}

/** Send words to be kept: {status, revision}. `last`: the page is being left, so the message must outlive it. */
export async function keepWords({ token, key, text, version, seen }, last) {
  const answer = await ask("", { method: "POST", headers: HEADERS, body: form({ csrf_token: token, key, text, version, seen }), keepalive: last });
  const { revision } = answer.ok ? await answer.json() : {};
  return { status: answer.status, revision, wait: Number(answer.headers?.get("Retry-After")) * 1000 };
}

/** Have all words of a form thrown away, by the key of any of its fields. Gives the revision that says so. */
export async function discardWords(token, key) {
  const answer = await ask("/discards", { method: "POST", headers: HEADERS, body: form({ csrf_token: token, key }) });
  return answer.ok ? (await answer.json()).revision : 0;
}

function form(fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return body;
}

async function ask(path, options) {
  if (!open) return { ok: false, status: 401 };
  try {
    const answer = await fetch(document.body.dataset.drafts + path, options);
    if (REFUSED.has(answer.status)) open = false;
    return answer;
  } catch {
    return { ok: false, status: 0 }; // No line: what is on this device is sent when there is one again.
  }
}
