import { createHash } from "node:crypto";
import { SummnbError } from "../../errors.js";
import { type CardAdditions, gatherFacts } from "./card/gather.js";
import { modelCard } from "./card/modelCard.js";
import { textFile, textOf, type UploadFile } from "./files.js";

export interface CardOptions extends CardAdditions {
  /** Write a model card; default true. One that a person wrote or changed is never replaced unless asked. */
  card?: boolean;
  /** Replace a README.md even when a person wrote it. */
  overwriteCard?: boolean;
}

export interface WithCard {
  files: UploadFile[];
  card: "written" | "kept" | "none";
}

const cardName = "README.md";
const mark = /\n<!-- written by summnb, sha256:([0-9a-f]{64}) -->\n$/;

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A card with a mark at its end, by which it is known as written by summnb and unchanged since. */
export function signCard(card: string): string {
  return `${card}\n<!-- written by summnb, sha256:${hashOf(card)} -->\n`;
}

/** Whether a README.md is one of ours that nobody has changed. */
export function isOwnCard(text: string): boolean {
  const found = mark.exec(text);
  return found !== null && hashOf(text.slice(0, found.index)) === found[1];
}

/**
 * The files with the README.md that is to be uploaded: the user's own in the folder, else none when the repository
 * has one that a person wrote, else a card that is written now.
 * @param theirs README.md in the repository
 */
export function withCard(
  files: readonly UploadFile[],
  repo: string,
  theirs: string | undefined,
  { card = true, overwriteCard = false, folder, ...additions }: CardOptions & { folder?: string },
): WithCard {
  const mine = files.find(({ path }) => path === cardName);
  const others = files.filter(({ path }) => path !== cardName);
  if (!overwriteCard) {
    if (mine && !isOwnCard(textOf(mine))) return { files: [...files], card: "kept" };
    if (theirs !== undefined && !isOwnCard(theirs)) return { files: others, card: "kept" };
  }
  if (!card) return { files: [...files], card: mine ? "kept" : "none" };
  const text = signCard(modelCard(gatherFacts(repo, others, folder, additions)));
  return { files: [...others, textFile(cardName, text)], card: "written" };
}

/** @throws SummnbError for metadata that the Hub would refuse */
export function checkCard({
  license,
  language = [],
  datasets = [],
  baseModel,
  tags = [],
}: CardAdditions): void {
  const wrong = (what: string, value: string, right: string) =>
    new SummnbError(`The model card's ${what} can't be "${value}": ${right}.`);
  if (license !== undefined && !/^[a-z0-9][a-z0-9.+-]*$/.test(license))
    throw wrong(
      "license",
      license,
      "it is one of the Hub's names, such as apache-2.0, mit, cc-by-nc-4.0 or other",
    );
  for (const code of language)
    if (!/^([a-z]{2,3}(-[A-Za-z0-9]+)*|multilingual|code)$/.test(code))
      throw wrong("language", code, 'it is an ISO 639 code, such as "en"');
  for (const id of [...datasets, ...(baseModel === undefined ? [] : [baseModel])])
    if (!/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/.test(id))
      throw wrong(
        id === baseModel ? "baseModel" : "datasets",
        id,
        "it is an id on the Hub, such as knkarthick/dialogsum",
      );
  for (const tag of tags)
    if (!/^[\w.:+ -]{1,100}$/.test(tag)) throw wrong("tags", tag, "a tag is a few words");
}
