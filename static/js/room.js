// Says how much room is left, in words of the text and not in signs, which nobody counts: <textarea data-room="4000"
// data-room-left="… %n …" data-room-end="…" data-room-over="… %n …">. Quiet until four fifths are used. Characters are counted
// as the server counts them: by code point.

const QUIET_SHARE = 0.8;
const SIGNS_A_WORD = 6; // In English and Welsh, with the space; about right in most languages.
const PAUSE_MS = 1000; // A screen reader is told when the typing rests, not at each key.

export function tellRoom(root) {
  for (const field of root.querySelectorAll("[data-room]")) {
    const place = document.getElementById(`${field.id}-room`);
    if (place) tell(field, place);
  }
}

function tell(field, place) {
  const spoken = place.cloneNode(false);
  spoken.removeAttribute("id");
  spoken.className = "govuk-visually-hidden";
  spoken.setAttribute("role", "status");
  place.setAttribute("aria-hidden", "true");
  place.after(spoken);
  let timer = 0;
  const show = () => {
    const words = room(field);
    place.textContent = words;
    place.classList.toggle("govuk-error-message", used(field) > Number(field.dataset.room));
    clearTimeout(timer);
    timer = setTimeout(() => (spoken.textContent = words), PAUSE_MS);
  };
  field.addEventListener("input", show);
  show();
}

function used(field) {
  return [...field.value].length;
}

function room(field) {
  const most = Number(field.dataset.room);
  const left = most - used(field);
  if (left > most * (1 - QUIET_SHARE)) return "";
  const words = Math.abs(left) / SIGNS_A_WORD;
  if (left < 0) return say(field.dataset.roomOver, Math.ceil(words));
  return words < 1 ? field.dataset.roomEnd : say(field.dataset.roomLeft, roundly(Math.floor(words)));
}

/** A number of words as people say it. */
function roundly(words) {
  return words < 20 ? words : words - (words % 10);
}

function say(sentence, number) {
  return sentence.replace("%n", number.toLocaleString(document.documentElement.lang));
}
