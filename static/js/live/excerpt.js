// The beginning of somebody's words, as the server cuts it for a quote (app/markup.py, plain).

export const EXCERPT = 160;

export function excerpt(words, length = EXCERPT) {
  const text = words.split(/\s+/).filter(Boolean).join(" ");
  const signs = [...text];
  if (signs.length <= length) return text;
  const cut = signs.slice(0, length).join("");
  const whole = cut.includes(" ") ? cut.slice(0, cut.lastIndexOf(" ")) : cut;
  return `${whole.replace(/[.,;:– ]+$/, "")}…`;
}
