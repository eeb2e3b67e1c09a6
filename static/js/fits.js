// Suggests themes while a title is written: <p data-fits="/themes/fits"> in the form of a field named "title". The server
// says which fit and why; without a script it says so when the form comes back.

const REST = 600; // Milliseconds without a key: the typing rests.

export function suggestThemes(root) {
  for (const place of root.querySelectorAll("[data-fits]")) {
    const title = place.closest("form")?.elements.title;
    if (title) follow(title, place);
  }
}

function follow(title, place) {
  let waiting;
  title.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => suggest(title, place).catch(() => {}), REST);
  });
}

async function suggest(title, place) {
  const asked = title.value;
  const answer = await fetch(`${place.dataset.fits}?${new URLSearchParams({ title: asked })}`);
  if (answer.ok && asked === title.value) place.textContent = (await answer.text()).trim();
}
