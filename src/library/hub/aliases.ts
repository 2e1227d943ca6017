/** Names under which data sets for summarization are known, and where they are on the Hub today. */

export interface Alias {
  id: string;
  /** Why the name itself does not do, as the end of a sentence. */
  reason: string;
}

const noOwner = "names without an owner are the Hub's former ones";
const withdrawn =
  "Samsung's own repository needed a script and was withdrawn; this copy has the same rows as CSV files";

/** This is the one list. Names that the Hub serves as they are, such as knkarthick/dialogsum, need no entry. */
export const datasetAliases: Readonly<Record<string, Alias>> = {
  cnn_dailymail: { id: "abisee/cnn_dailymail", reason: noOwner },
  xsum: { id: "EdinburghNLP/xsum", reason: noOwner },
  samsum: { id: "knkarthick/samsum", reason: withdrawn },
  "Samsung/samsum": { id: "knkarthick/samsum", reason: withdrawn },
  dialogsum: { id: "knkarthick/dialogsum", reason: "the Hub has no repository of the bare name" },
};

/** What a name stands for; undefined when it stands for itself. */
export const aliasOf = (id: string): Alias | undefined =>
  Object.hasOwn(datasetAliases, id) ? datasetAliases[id] : undefined;
