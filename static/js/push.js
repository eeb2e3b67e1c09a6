// Asks the browser to show lines while the site is closed: <form data-push="our public key">, once its button is pressed. Where
// the browser cannot do it the form stays hidden, and [data-push-not] says what it would need.

export function offerPush() {
  const form = document.querySelector("[data-push]");
  if (!form || !navigator.serviceWorker || !window.PushManager || !window.Notification) return;
  form.hidden = false;
  document.querySelector("[data-push-not]").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
}

async function ask(form) {
  const { push, denied, failed } = form.dataset;
  const said = form.querySelector("[data-push-said]");
  said.textContent = "";
  try {
    if ((await Notification.requestPermission()) !== "granted") {
      said.textContent = denied;
      return;
    }
    const { pushManager } = await navigator.serviceWorker.ready;
    await (await pushManager.getSubscription())?.unsubscribe(); // It may be of another key of ours.
    const { endpoint, keys } = (
      await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: push })
    ).toJSON();
    form.elements.endpoint.value = endpoint;
    form.elements.point.value = keys.p256dh;
    form.elements.secret.value = keys.auth;
    form.submit();
  } catch (error) {
    console.info(error);
    said.textContent = failed;
  }
}
