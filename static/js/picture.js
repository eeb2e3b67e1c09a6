// Puts pictures into what is being written: <details data-picture="/images" aria-controls="id of the text area">. A picture
// is chosen, taken with the camera, dragged onto the text or pasted there; it is sent at once, made smaller first where the
// browser can, and put where the cursor was when it has been said what it shows. Without a script the form does it.

const LONGEST_EDGE = 1600; // As the server keeps it: more would only be sent to be thrown away.
const SMALL_BYTES = 400_000; // What is smaller is sent as it is.
const SIGNS = { "[": "(", "]": ")", "<": "‹", ">": "›", "\\": "", "`": "’", '"': "”" };

export function takePictures(root) {
  for (const part of root.querySelectorAll("[data-picture]")) {
    const field = document.getElementById(part.getAttribute("aria-controls"));
    if (field) new Picture(part, field);
  }
}

class Picture {
  #address = "";
  #request = null;

  constructor(part, field) {
    Object.assign(this, { part, field });
    this.alt = part.querySelector("[name=alt]");
    this.put = part.querySelector("[name=add_picture]");
    this.leave = part.querySelector("[data-picture-leave]");
    this.shown = part.querySelector("[data-picture-shown]");
    this.put.type = "button"; // The form is not sent: the words stay where they are.
    part.querySelector("[data-picture-drop]").hidden = false;
    for (const input of this.#files()) input.addEventListener("change", () => this.#take(input.files[0]));
    this.put.addEventListener("click", () => this.#insert());
    this.leave.addEventListener("click", () => this.#away());
    this.alt.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.#insert();
    });
    field.addEventListener("paste", (event) => this.#brought(event, event.clipboardData));
    field.addEventListener("dragover", (event) => this.#over(event));
    field.addEventListener("dragleave", () => field.classList.remove("fm-picture__over"));
    field.addEventListener("drop", (event) => this.#brought(event, event.dataTransfer));
    field.form.addEventListener("submit", (event) => this.#guard(event), { capture: true });
  }

  #files = () => this.part.querySelectorAll("input[type=file]");
  #words = (name) => this.part.dataset[name];

  #over(event) {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    this.field.classList.add("fm-picture__over");
  }

  /** A picture that was pasted or let go over the text. Words with a picture beside them, as from a page, are words. */
  #brought(event, data) {
    this.field.classList.remove("fm-picture__over");
    const file = [...(data?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    if (!file || data.types.includes("text/plain")) return;
    event.preventDefault();
    this.#take(file);
  }

  async #take(file) {
    if (!file) return;
    this.#reset();
    this.part.open = true;
    if (!navigator.onLine) return this.#wrong(this.#words("noLine"));
    this.shown.hidden = false;
    this.leave.hidden = false;
    this.#say("sending", 0);
    const sent = await this.#send(await smaller(file));
    if (!sent) return; // It was left out meanwhile.
    if (sent.status !== 201) return this.#wrong(sent.said.error ?? this.#words(navigator.onLine ? "failed" : "noLine"));
    this.#show(sent.said);
  }

  #send(file) {
    const request = (this.#request = new XMLHttpRequest());
    const form = new FormData();
    form.set("csrf_token", document.querySelector("input[name=csrf_token]")?.value ?? "");
    form.set("picture", file, file.name || "picture");
    request.open("POST", this.part.dataset.picture);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.timeout = 120_000;
    request.upload.addEventListener("progress", ({ loaded, total }) => this.#going(loaded, total));
    return new Promise((resolve) => {
      request.addEventListener("loadend", () => {
        if (request !== this.#request) resolve(null);
        else resolve({ status: request.status, said: request.response ?? {} });
      });
      request.send(form);
    });
  }

  #going(loaded, total) {
    const done = Math.round((100 * loaded) / total);
    const bar = this.shown.querySelector("progress");
    const step = Math.floor(bar.value / 25);
    bar.value = done;
    if (Math.floor(done / 25) > step) this.#say("sending", done); // Four times at most: nobody wants to hear each.
  }

  #show({ address, width, height }) {
    this.#address = address;
    const image = Object.assign(document.createElement("img"), { src: address, width, height, alt: "" });
    this.shown.querySelector("progress").hidden = true;
    this.shown.append(image);
    this.#say("here");
    this.alt.focus();
  }

  /** Write it where the cursor is, on lines of its own, as if it had been typed, so that it can be undone. */
  #insert() {
    this.#fault("");
    if (!this.#address) return this.#fault(this.#words("none"));
    const alt = [...this.alt.value].map((sign) => SIGNS[sign] ?? sign).join("").replace(/\s+/g, " ").trim();
    if (!alt) {
      this.#fault(this.#words("wordless"));
      return this.alt.focus();
    }
    const { field } = this;
    const { selectionEnd: at, value } = field;
    const before = value.slice(0, at).replace(/\s+$/, "") ? gap(value.slice(0, at).match(/\n*$/)[0].length) : "";
    const after = gap(value.slice(at).match(/^\n*/)[0].length);
    const text = `${before}![${alt}](${this.#address})${after}`;
    this.#reset();
    this.part.open = false;
    field.focus();
    field.setSelectionRange(at, at);
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, at, at, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.#say("put");
  }

  #away() {
    this.#reset();
    this.#files()[0].focus();
  }

  /** A picture that was sent and not put into the text is not lost without a word. */
  #guard(event) {
    if (!this.#address || event.submitter?.name === "preview") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.part.open = true;
    this.#fault(this.#words("left"));
    this.put.focus();
  }

  #reset() {
    this.#request?.abort();
    this.#request = null;
    this.#address = "";
    this.alt.value = "";
    for (const input of this.#files()) input.value = "";
    this.shown.hidden = true;
    this.leave.hidden = true;
    this.shown.querySelector("img")?.remove();
    Object.assign(this.shown.querySelector("progress"), { hidden: false, value: 0 });
    this.#fault("");
    this.#write("");
  }

  #wrong(sentence) {
    this.#reset();
    this.#fault(sentence);
  }

  #fault(sentence) {
    const place = this.part.querySelector("[data-picture-fault]");
    place.closest(".govuk-error-message").hidden = !sentence;
    place.textContent = sentence;
  }

  #say(name, number = "") {
    this.#write(this.#words(name).replace("%n", number));
  }

  #write(words) {
    this.part.querySelector("[data-picture-said]").textContent = words;
  }
}

const gap = (lines) => "\n".repeat(Math.max(0, 2 - lines));

/** The same photo no larger than it will be kept; whatever the browser cannot open goes as it is, for the server to judge. */
async function smaller(file) {
  if (file.size <= SMALL_BYTES || file.type === "image/gif") return file;
  try {
    const whole = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_EDGE / Math.max(whole.width, whole.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(whole.width * scale));
    canvas.height = Math.max(1, Math.round(whole.height * scale));
    canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
    whole.close();
    const kind = file.type === "image/png" ? "image/png" : "image/jpeg";
    const made = await new Promise((resolve) => canvas.toBlob(resolve, kind, 0.9));
    return made && made.size < file.size ? made : file;
  } catch {
    return file;
  }
}
