// Opens the reply form under the comment: <a data-reply="comment id" data-reply-to="Margaret" href="?reply=…#reply">
// and one <template data-reply-form> on the page. Without a template the link loads the page with the form in it.

export function openReplies(root, begin) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-reply]");
    const template = root.querySelector("template[data-reply-form]");
    if (!link || !template || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const form = document.getElementById(`reply-to-${link.dataset.reply}`) ?? open(template, link, begin);
    form.querySelector("textarea").focus();
  });
}

function open(template, link, begin) {
  const id = link.dataset.reply;
  const form = template.content.firstElementChild.cloneNode(true);
  form.id = `reply-to-${id}`;
  form.elements.parent.value = id;
  if (form.elements.quote) form.elements.quote.value = id;
  own(form, id);
  for (const name of form.querySelectorAll("[data-reply-name]")) name.textContent = link.dataset.replyTo;
  form.querySelector("[data-reply-cancel]")?.addEventListener("click", () => close(form, link));
  form.addEventListener("keydown", (event) => event.key === "Escape" && close(form, link));
  link.closest(".fm-acts").after(form);
  link.setAttribute("aria-expanded", "true");
  begin(form);
  return form;
}

/** Give the copy ids of its own, and a draft of its own: its key gets the comment's id at the end. */
function own(form, id) {
  for (const name of ["id", "for", "aria-describedby", "aria-controls"]) {
    for (const element of form.querySelectorAll(`[${name}]`)) {
      const values = element.getAttribute(name).split(" ");
      element.setAttribute(name, values.map((value) => `${id}-${value}`).join(" "));
    }
  }
  for (const field of form.querySelectorAll("[data-keep]")) field.dataset.keep += `-${id}`;
}

function close(form, link) {
  form.remove();
  link.removeAttribute("aria-expanded");
  link.focus();
}
