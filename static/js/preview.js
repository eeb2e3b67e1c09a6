// Shows how a text will look without leaving the page: <textarea data-preview="/preview"> and, in the same form, a
// button with name="preview". The server makes the HTML through the one door that all text passes.

export function previewTexts(root) {
  for (const field of root.querySelectorAll("textarea[data-preview]")) {
    const button = field.form?.querySelector("button[name=preview]");
    const place = document.getElementById(`${field.id}-preview`);
    if (button && place) button.addEventListener("click", (event) => preview(event, field, place));
  }
}

async function preview(event, field, place) {
  event.preventDefault();
  place.setAttribute("aria-busy", "true");
  const shown = await fetched(field).catch(() => null);
  place.removeAttribute("aria-busy");
  place.hidden = false;
  const body = place.querySelector("[data-preview-body]");
  if (shown === null) body.textContent = place.dataset.failed;
  else body.innerHTML = shown;
}

async function fetched(field) {
  const form = new FormData();
  form.set("body", field.value);
  form.set("csrf_token", field.form.elements.csrf_token?.value ?? "");
  const answer = await fetch(field.dataset.preview, { method: "POST", body: form, headers: { Accept: "text/html" } });
  return answer.ok ? answer.text() : null;
}
