// Single keys that do something: whether they are on, and whether one that was pressed is meant for us. One choice a person,
// kept on the device, for all pages alike.

const SWITCH = "folkmoot-keys-off";
const WRITING = "textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])";

export function keysAreOff() {
  try {
    return localStorage.getItem(SWITCH) === "1";
  } catch {
    return false; // A browser that keeps nothing: the keys are on.
  }
}

/** Turn them off, or on again; nothing where the browser keeps nothing. */
export function flipKeys() {
  try {
    if (keysAreOff()) localStorage.removeItem(SWITCH);
    else localStorage.setItem(SWITCH, "1");
  } catch {
    return;
  }
  document.dispatchEvent(new Event("folkmoot:keys"));
}

/** Hear when they are turned on or off, by whichever switch. */
export function onSwitch(listener) {
  document.addEventListener("folkmoot:keys", listener);
}

/** Say on the switch whether they are on. */
export function tellKeys(button) {
  button.textContent = keysAreOff() ? button.dataset.keysOff : button.dataset.keysOn;
}

/** Whether a key that was pressed is meant for us: alone, once, with the keys on, and neither written nor for a dialog. */
export function isOurs(event) {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || keysAreOff()) return false;
  return !event.target.closest(WRITING) && !document.querySelector("dialog[open]");
}
