/** Formulas in Markdown, as Jupyter and VS Code read them: `$…$` in a line, `$$…$$` by itself. */
import type { MarkedExtension, Tokens } from "marked";
import { mathml } from "./mathml.js";

const block = /^\$\$([\s\S]+?)\$\$(?:\n|$)/;
/** Not two amounts of money: no space inside the signs, and no digit behind. */
const inline = /^\$(?!\s|\$)((?:\\.|[^$\\])+?)(?<!\s)\$(?!\d)/;

const texOf = (token: Tokens.Generic) => token.tex as string;

export const mathExtension: MarkedExtension = {
  extensions: [
    {
      name: "mathBlock",
      level: "block",
      start: (source) => source.indexOf("$$"),
      tokenizer(source) {
        const found = block.exec(source);
        return found ? { type: "mathBlock", raw: found[0], tex: found[1] } : undefined;
      },
      renderer: (token) => `<p class="math">${mathml(texOf(token), true)}</p>\n`,
    },
    {
      name: "mathInline",
      level: "inline",
      start: (source) => source.indexOf("$"),
      tokenizer(source) {
        const found = inline.exec(source);
        return found ? { type: "mathInline", raw: found[0], tex: found[1] } : undefined;
      },
      renderer: (token) => mathml(texOf(token), false),
    },
  ],
};
