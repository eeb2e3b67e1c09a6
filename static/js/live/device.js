// What somebody chose for this device alone. A browser may refuse to keep anything: then the defaults hold.

export function chosen(name) {
  try {
    return localStorage.getItem(`folkmoot-${name}`) === "1";
  } catch {
    return false;
  }
}

export function choose(name, on) {
  try {
    if (on) localStorage.setItem(`folkmoot-${name}`, "1");
    else localStorage.removeItem(`folkmoot-${name}`);
  } catch {
    // Nothing is kept; the choice holds while the page is open.
  }
}
