// The sentences of live pages. They come with the page, in its language; what depends on a number comes in all the
// forms that the language has: {"one": "%n new comment", "other": "%n new comments"}.

export class Words {
  #said;
  #forms;
  #numbers;

  constructor(said, language) {
    this.#said = said;
    this.#forms = new Intl.PluralRules(language);
    this.#numbers = new Intl.NumberFormat(language);
  }

  /** A sentence; %n and the other marks in it are filled in. */
  say(name, values = {}) {
    const said = this.#said[name];
    const sentence = typeof said === "string" ? said : (said[this.#forms.select(values.n)] ?? said.other);
    return sentence.replace(/%(\w+)/g, (mark, key) => (key in values ? this.#shown(values[key]) : mark));
  }

  #shown(value) {
    return typeof value === "number" ? this.#numbers.format(value) : value;
  }
}
