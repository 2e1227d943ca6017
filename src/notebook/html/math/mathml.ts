/** TeX formulas as MathML, which browsers draw by themselves: the part of TeX that notebooks on training use. */
import { escapeHtml } from "../escape.js";
import { alphabets, functions, large, letters, limits, operators, spaces, styled } from "./symbols.js";

/** A formula as MathML; as its source where it uses what is not known here. */
export function mathml(tex: string, display: boolean): string {
  try {
    const reader = new Reader(tex, display);
    const row = reader.row();
    if (!reader.atEnd) throw new UnknownTex();
    const kind = display ? ' display="block"' : "";
    return `<math${kind}><semantics><mrow>${row}</mrow><annotation encoding="application/x-tex">${escapeHtml(tex.trim())}</annotation></semantics></math>`;
  } catch (error) {
    if (!(error instanceof UnknownTex)) throw error;
    return `<code>${escapeHtml(tex.trim())}</code>`;
  }
}

class UnknownTex extends Error {}

interface Atom {
  html: string;
  /** Scripts stand below and above it where there is room. */
  hasLimits?: boolean;
}

const operatorOf = (sign: string) => `<mo>${escapeHtml(sign)}</mo>`;
/** Brackets grow only between `\left` and `\right`. */
const bracket = (sign: string) => `<mo stretchy="false">${sign}</mo>`;
const identifier = (name: string) => `<mi>${escapeHtml(name)}</mi>`;

class Reader {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(
    tex: string,
    private readonly display: boolean,
  ) {
    this.tokens = tex.match(/\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S|\s+/g) ?? [];
  }

  get atEnd(): boolean {
    return this.peek() === undefined;
  }

  /** Everything up to a closing brace, `\right` or the end. */
  row(): string {
    let html = "";
    for (
      let token = this.peek();
      token !== undefined && token !== "}" && token !== "\\right";
      token = this.peek()
    )
      html += this.scripted();
    return html;
  }

  private peek(): string | undefined {
    while (/^\s/.test(this.tokens[this.at] ?? "")) this.at++;
    return this.tokens[this.at];
  }

  private take(): string {
    const token = this.peek();
    if (token === undefined) throw new UnknownTex();
    this.at++;
    return token;
  }

  private expect(token: string): void {
    if (this.take() !== token) throw new UnknownTex();
  }

  /** What braces hold as it was written, for texts. */
  private rawGroup(): string {
    this.expect("{");
    let text = "";
    while (this.tokens[this.at] !== "}") {
      const token = this.tokens[this.at++];
      if (token === undefined) throw new UnknownTex();
      text += token;
    }
    this.at++;
    return text;
  }

  private group(): string {
    if (this.peek() !== "{") return this.atom().html;
    this.at++;
    const html = this.row();
    this.expect("}");
    return `<mrow>${html}</mrow>`;
  }

  private scripted(): string {
    const { html, hasLimits } = this.atom();
    let below: string | undefined;
    let above: string | undefined;
    for (let token = this.peek(); token === "_" || token === "^" || token === "'"; token = this.peek()) {
      this.at++;
      if (token === "_") below = this.group();
      else above = token === "'" ? operatorOf("′") : this.group();
    }
    const [sub, sup, both] =
      hasLimits && this.display ? ["munder", "mover", "munderover"] : ["msub", "msup", "msubsup"];
    if (below !== undefined && above !== undefined) return `<${both}>${html}${below}${above}</${both}>`;
    if (below !== undefined) return `<${sub}>${html}${below}</${sub}>`;
    return above === undefined ? html : `<${sup}>${html}${above}</${sup}>`;
  }

  private atom(): Atom {
    const token = this.take();
    if (token === "{") {
      this.at--;
      return { html: this.group() };
    }
    if (token.startsWith("\\")) return this.command(token.slice(1));
    if (/^\d/.test(token)) return { html: `<mn>${token}</mn>` };
    if (/^[A-Za-z]$/.test(token)) return { html: identifier(token) };
    if (/^[()[\]|]$/.test(token)) return { html: bracket(token) };
    if (/^[-+=<>,;:.!/*]$/.test(token)) return { html: operatorOf(token === "-" ? "−" : token) };
    throw new UnknownTex();
  }

  private command(name: string): Atom {
    if (name === "frac") return { html: `<mfrac>${this.group()}${this.group()}</mfrac>` };
    if (name === "hat") return { html: `<mover accent="true">${this.group()}${operatorOf("^")}</mover>` };
    if (name === "text") return { html: `<mtext>${escapeHtml(this.rawGroup())}</mtext>` };
    if (name === "left") return { html: this.fenced() };
    const space = spaces[name];
    if (space !== undefined) return { html: `<mspace width="${space}em"></mspace>` };
    if (large[name] !== undefined) return { html: operatorOf(large[name]), hasLimits: true };
    if (functions.has(name)) return { html: identifier(name), hasLimits: limits.has(name) };
    if (letters[name] !== undefined) return { html: identifier(letters[name]) };
    if (operators[name] !== undefined) return { html: operatorOf(operators[name]) };
    const alphabet = alphabets[name];
    const letter = alphabet && styled(this.rawGroup(), alphabet);
    if (letter === undefined) throw new UnknownTex();
    return { html: identifier(letter) };
  }

  /** `\left( … \right)`. */
  private fenced(): string {
    const open = this.take();
    const html = this.row();
    this.expect("\\right");
    const fence = (sign: string) =>
      sign === "." ? "" : `<mo stretchy="true">${escapeHtml(sign.replace("\\", ""))}</mo>`;
    return `<mrow>${fence(open)}${html}${fence(this.take())}</mrow>`;
  }
}
