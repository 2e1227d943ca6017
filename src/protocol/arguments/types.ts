/** What a form, and the documentation, can say of an argument. */

export type ArgumentValue = string | number | boolean | null | readonly string[] | Record<string, unknown>;

/** How a value is entered; `json` is what has no control of its own, such as a list or an object. */
export type ArgumentKind = "number" | "integer" | "flag" | "text" | "choice" | "names" | "json";

export interface Argument {
  name: string;
  kind: ArgumentKind;
  default: ArgumentValue;
  /** One or two sentences: what it does, and when one would change it. */
  help: string;
  /** Of a `choice`; null is written as the empty choice. */
  choices?: readonly string[];
  /** The least value of a number, allowed itself unless `above`. */
  min?: number;
  above?: boolean;
  /** A number stays below it. */
  below?: number;
  /** Whether null may be given, which an empty field stands for. */
  optional?: boolean;
}

export interface ArgumentGroup {
  title: string;
  arguments: readonly Argument[];
}
