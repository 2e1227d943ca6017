import type { MimeBundle, OutputDelta } from "../../protocol/index.js";

/** A value that knows how to show itself in a notebook, in a report and in a terminal. */
export interface Displayable {
  /**
   * The MIME bundle of this value: the custom type of `src/protocol/outputs.ts`, a `text/plain` and a
   * static `text/html`. `outputId` names the output, so that a payload's envelope can carry it.
   */
  toMimeBundle(outputId: string): MimeBundle;
}

/** Whether a value has a `toMimeBundle` method. */
export function isDisplayable(value: unknown): value is Displayable {
  return isObject(value) && typeof (value as Partial<Displayable>).toMimeBundle === "function";
}

/** A notebook's cell, for values that remember where they were made. */
export interface CellMark {
  /** nbformat's id. */
  readonly id: string;
  /** As a reader finds it, such as "[5]" for the fifth that ran; another run of the cell has another one. */
  readonly label: string;
  /** Path of the notebook's file, where it has one. */
  readonly notebook?: string;
}

/** Where displayed values go; the kernel installs one that turns them into outputs of the running cell. */
export interface DisplaySink {
  /** A new output. */
  display(bundle: MimeBundle, outputId: string): void;
  /** The whole new content of an output that was displayed before. */
  update(outputId: string, bundle: MimeBundle): void;
  /** A small change of a live output. */
  delta(delta: OutputDelta): void;
  /** The cell whose code asks; missing where there are no cells. */
  cell?(): CellMark | undefined;
}

/** Key of the method that gives a value's hover text. A registered symbol, so that copies of the library agree. */
export const hoverSymbol: unique symbol = Symbol.for("summnb.hover") as never;

/** A value with its own text for the editor's hover. */
export interface Hoverable {
  /** Markdown with the latest figures. Called often: it must be quick and change nothing. */
  [hoverSymbol](): string;
}

/** Whether a value brings its own hover text. */
export function isHoverable(value: unknown): value is Hoverable {
  return isObject(value) && typeof (value as Partial<Hoverable>)[hoverSymbol] === "function";
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
