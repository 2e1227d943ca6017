/**
 * The texts that users read, through VS Code's `l10n`. Parts that know no `vscode` use it too: `l10n-vscode.ts` puts
 * VS Code's translations behind it when the extension starts; without them, as in unit tests, texts are English.
 */
type Argument = string | number | boolean;
type Translate = (message: string, ...args: Argument[]) => string;

let translate: Translate = fillIn;

export const l10n = {
  /** The message in the user's language, with `{0}`, `{1}` and so on replaced by the arguments. */
  t: (message: string, ...args: Argument[]): string => translate(message, ...args),
};

export function translateWith(given: Translate): void {
  translate = given;
}

function fillIn(message: string, ...args: Argument[]): string {
  return message.replace(/\{(\d+)\}/g, (whole, index) => String(args[Number(index)] ?? whole));
}
