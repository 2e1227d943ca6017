import type { MimeBundle } from "../../protocol/index.js";
import { groupDigits } from "../display/figures.js";
import { html, htmlTable } from "../display/html.js";
import type { SpecialTokens } from "./classes.js";

/** What is needed of a tokenizer to show it. */
interface Shown {
  readonly tokenizerClass: string;
  readonly vocabularyFiles: readonly string[];
  readonly folder: string;
  readonly vocabSize: number;
  readonly modelMaxLength: number;
  readonly paddingSide: string;
  readonly truncationSide: string;
  readonly specialTokens: SpecialTokens;
  readonly allSpecialTokens: readonly string[];
  tokenToId(token: string): number | undefined;
}

/** Further special tokens that are named one by one; of more only the first and the last are. */
const mostNamed = 6;

/** One line, in the manner of Transformers' `repr`. */
export function tokenizerText(shown: Shown): string {
  const { tokenizerClass, folder, vocabSize, modelMaxLength, paddingSide, truncationSide, specialTokens } =
    shown;
  const named = Object.entries(specialTokens).map(([role, token]) => `${role}: ${JSON.stringify(token)}`);
  const others = otherTokens(shown);
  if (others !== "") named.push(`others: ${others}`);
  return `${tokenizerClass}(${JSON.stringify(folder)}, vocabSize=${vocabSize}, modelMaxLength=${modelMaxLength}, paddingSide="${paddingSide}", truncationSide="${truncationSide}", specialTokens={ ${named.join(", ")} })`;
}

export function tokenizerMarkdown(shown: Shown): string {
  const rows = facts(shown).map(([name, value]) => `| ${name} | ${value.replaceAll("|", "\\|")} |`);
  return [`**${shown.tokenizerClass}**`, "", "| | |", "| --- | --- |", ...rows].join("\n");
}

export function tokenizerBundle(shown: Shown): MimeBundle {
  const table = htmlTable({ header: ["", ""], rows: facts(shown), textColumns: 2 });
  return {
    "text/plain": tokenizerText(shown),
    "text/html": html`<div><b>${shown.tokenizerClass}</b></div>${table}`.toString(),
  };
}

function facts(shown: Shown): [string, string][] {
  const { vocabSize, modelMaxLength, specialTokens, tokenToId } = shown;
  const roles = Object.entries(specialTokens).map(([role, token]): [string, string] => [
    role,
    `${token} = ${tokenToId.call(shown, token)}`,
  ]);
  const others = otherTokens(shown);
  return [
    ["vocabulary", `${groupDigits(vocabSize)} tokens from ${shown.vocabularyFiles.join(" and ")}`],
    ["longest text", modelMaxLength === Infinity ? "unknown" : `${groupDigits(modelMaxLength)} tokens`],
    ["cut and filled", `${shown.truncationSide} and ${shown.paddingSide}`],
    ...roles,
    ...(others === "" ? [] : [["others", others] as [string, string]]),
  ];
}

function otherTokens({ specialTokens, allSpecialTokens }: Shown): string {
  const roles = new Set(Object.values(specialTokens));
  const others = allSpecialTokens.filter((token) => !roles.has(token));
  if (others.length <= mostNamed) return others.join(" ");
  return `${others.length}, ${others[0]} to ${others.at(-1)}`;
}
