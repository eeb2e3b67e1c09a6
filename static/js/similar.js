// Shows what says something similar while a title is typed: <div data-similar="/address?kind=idea" data-similar-to="id of the
// field"> with a [role=status] and a [data-similar-found]. The server finds it; without a script it stands on the preview.

const REST_MS = 400; // Typing rests that long before anything is asked.
const FEWEST = 4; // Signs that may say something.

export function suggestSimilar(root) {
  for (const place of root.querySelectorAll("[data-similar]")) {
    const field = document.getElementById(place.dataset.similarTo);
    if (field) watch(place, field);
  }
}

function watch(place, field) {
  const found = place.querySelector("[data-similar-found]");
  const status = place.querySelector("[role=status]");
  let rest;
  let asked = field.value.trim();
  let flight;

  async function ask() {
    const title = field.value.trim();
    if (title === asked) return;
    asked = title;
    flight?.abort();
    flight = new AbortController();
    const html = title.length < FEWEST ? "" : await fetched(place.dataset.similar, title, flight.signal);
    if (html !== null && title === asked) show(html);
  }

  function show(html) {
    if (found.innerHTML.trim() === html.trim() || found.contains(document.activeElement)) return;
    found.innerHTML = html;
    status.textContent = found.querySelector("[data-say]")?.dataset.say ?? "";
  }

  field.addEventListener("input", () => {
    clearTimeout(rest);
    rest = setTimeout(ask, REST_MS);
  });
}

/** The part of the page; none where it could not be had: what stands there then stays. */
async function fetched(address, title, signal) {
  try {
    const answer = await fetch(`${address}&title=${encodeURIComponent(title)}`, { headers: { Accept: "text/html" }, signal });
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}
