// A page that the browser brings back whole after its form was sent still holds that form's key, so that a second,
// different text would pass for a repeat of the first. Such a page is loaded anew; kept drafts come back by themselves.

export function reloadStaleForms() {
  let sent = false;
  addEventListener("submit", (event) => (sent ||= event.target.method === "post"));
  addEventListener("pageshow", (event) => event.persisted && sent && location.reload());
}
