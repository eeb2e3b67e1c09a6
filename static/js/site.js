// What a browser adds to pages that work without it. Every module looks for its own data- attributes and, where a page
// has none, does nothing.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { keepDrafts } from "./keep.js";
import { playCards } from "./deal.js";
import { beReadyForNoLine } from "./device.js";
import { offerHelp } from "./help.js";
import { goOn } from "./removal.js";
import { openQueue } from "./queue.js";
import { offerPush } from "./push.js";
import { openReplies } from "./reply.js";
import { previewTexts } from "./preview.js";
import { reloadStaleForms } from "./stale.js";
import { suggestThemes } from "./fits.js";
import { suggestSimilar } from "./similar.js";
import { readByKeys } from "./talk-keys.js";
import { takePictures } from "./picture.js";
import { tellRoom } from "./room.js";
import { lendTools } from "./tools.js";
import { offerPeople } from "./calls.js";

const PARTS = [ErrorSummary, Button, PasswordInput];

document.body.classList.add("govuk-frontend-supported");
for (const Part of PARTS) {
  for (const element of document.querySelectorAll(`[data-module="${Part.moduleName}"]`)) start(Part, element);
}

/** Start one govuk part. One that does not find what it needs says so and leaves the rest of the page alone. */
function start(Part, element) {
  try {
    new Part(element);
  } catch (error) {
    console.error(error);
  }
}

/** Start what belongs to the fields of `root`: the page, or a form that came into it later. */
function begin(root) {
  keepDrafts(root);
  tellRoom(root);
  previewTexts(root);
  suggestThemes(root);
  suggestSimilar(root);
  lendTools(root);
  takePictures(root);
  offerPeople(root);
}

begin(document);
document.addEventListener("folkmoot:form", ({ target }) => begin(target)); // A form that came into the page later.
openReplies(document, begin);
reloadStaleForms();
playCards();
openQueue();
offerHelp();
readByKeys();
beReadyForNoLine();
offerPush();
goOn();
