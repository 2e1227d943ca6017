import { SummnbError } from "../errors.js";
import { nearest } from "../nearest.js";

/** What data sets call a document and its summary, the likeliest first. */
const otherNames: Record<string, readonly string[]> = {
  document: ["document", "dialogue", "article", "text", "source", "body", "content", "report", "input"],
  summary: ["summary", "highlights", "abstract", "target", "headline", "title", "output"],
};

/**
 * A column that is not there: lists those that are, and guesses which was meant.
 * @param setting what names the column, such as `documentColumn`, where it has a default
 */
export function missingColumn(
  label: string,
  name: string,
  columns: readonly string[],
  setting?: string,
): SummnbError {
  const likely = guess(name, columns, setting);
  const meant = likely === undefined ? "" : `; did you mean "${likely}"?`;
  const how = setting === undefined ? "" : `${meant === "" ? ":" : ""} Name the right one as ${setting}`;
  const end = meant !== "" && how === "" ? "" : ".";
  return new SummnbError(
    `There is no column "${name}" in ${label}: its columns are ${columns.join(", ") || "none"}${meant}${how}${end}`,
  );
}

function guess(name: string, columns: readonly string[], setting = ""): string | undefined {
  const spelled = nearest(name, columns);
  if (spelled !== "") return spelled;
  const meaning = Object.keys(otherNames).find(
    (key) => setting.includes(key) || otherNames[key]!.includes(name),
  );
  return otherNames[meaning ?? ""]?.find((other) => columns.includes(other));
}
