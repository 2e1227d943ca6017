import type { MimeBundle } from "../../protocol/index.js";
import type { OutputFiles } from "./disk.js";
import { sizeText } from "./size-text.js";

/** What a cell's run may print into the notebook, in characters; short lines take twice that in the file. */
export const printLimit = 512 * 1024;
/** How many values it may display there. */
export const displayLimit = 500;

const file = "output.txt";
/** How much of the end is shown beside the link. */
const tailLength = 2000;
/** Text is gathered before it is written, in characters. */
const gatherLength = 64 * 1024;
/** Between two renewals of the note while the cell runs, in milliseconds. */
const renewTime = 1000;

/**
 * All that a cell prints, on disk, from the moment on when it is too much for the notebook: the file holds the text
 * from its beginning, the notebook a link and the end.
 */
export class Overflow {
  /** All pieces so far, as long as they may fit. */
  private begun: string[] = [];
  private size = 0;
  private displays = 0;
  private active = false;
  private pending = "";
  private tail = "";
  private lastNote = 0;

  /** `note` shows the note, or renews it. */
  constructor(
    private readonly files: OutputFiles,
    private readonly note: (bundle: MimeBundle) => void,
  ) {}

  /** Takes a piece of text; true when the notebook may have it too. */
  print(text: string): boolean {
    this.size += isRewrite(text) ? 0 : text.length;
    if (!this.active && this.size > printLimit) this.begin();
    this.take(text);
    return !this.active;
  }

  /** Counts a displayed value; one too many is kept as its text. */
  display(text: string): boolean {
    this.displays++;
    if (this.displays <= displayLimit) return true;
    if (!this.active) this.begin();
    this.size += text.length + 1;
    this.take(`${text}\n`);
    return false;
  }

  /** The cell has ended: the note gets its last form. */
  end(): void {
    this.begun = [];
    if (!this.active) return;
    this.flush();
    this.showNote();
  }

  private begin(): void {
    this.active = true;
    this.files.append(file, this.begun.join(""));
    this.tail = this.begun.join("").slice(-tailLength);
    this.begun = [];
  }

  private take(text: string): void {
    if (!this.active) {
      const last = this.begun.at(-1);
      if (last !== undefined && isRewrite(last) && isRewrite(text)) this.begun.pop();
      this.begun.push(text);
      return;
    }
    this.pending += text;
    this.tail = (this.tail + text).slice(-tailLength);
    if (this.pending.length >= gatherLength) this.flush();
    if (performance.now() - this.lastNote >= renewTime) {
      this.flush();
      this.showNote();
    }
  }

  private flush(): void {
    this.files.append(file, this.pending);
    this.pending = "";
  }

  private showNote(): void {
    this.lastNote = performance.now();
    const what =
      this.displays > displayLimit
        ? `This cell displays ${this.displays} values; the notebook keeps the first ${displayLimit}`
        : `This cell prints ${sizeText(this.size)}; the notebook keeps the first ${sizeText(printLimit)}`;
    const trouble = this.files.trouble === undefined ? "" : ` (${this.files.trouble})`;
    const end = this.tail.slice(this.tail.indexOf("\n") + 1).trimEnd();
    // A fence longer than any run of backticks inside it can't be closed by the text.
    const fence = "`".repeat(Math.max(3, ...[...end.matchAll(/`+/g)].map(([run]) => run.length + 1)));
    this.note({
      "text/markdown": `${what}. All of it is in [${file}](${this.files.link(file)})${trouble}, and ends so:\n\n${fence}text\n${end}\n${fence}\n`,
      "text/plain": `${what}. All of it is in ${decodeURIComponent(this.files.link(file))}${trouble}, and ends so:\n${end}\n`,
    });
  }
}

/** A piece that takes the place of the line before it, as a progress bar's: however often, it adds nothing. */
function isRewrite(text: string): boolean {
  return text.startsWith("\r") && !text.includes("\n");
}
