/** One document with its summaries in columns. */
import { useMemo, useState } from "preact/hooks";
import type { SummariesData } from "../../../src/protocol/outputs.js";
import { countWords } from "../../shared/words.js";
import { compareWithDocument, compareWords, type MarkedWord } from "./compare.js";
import { MarkedText } from "./marked_text.js";
import type { Against } from "./view.js";

type Row = SummariesData["rows"][number];

interface Column {
  key: string;
  label: string;
  isReference: boolean;
  /** Undefined where the row has no summary of this system. */
  words: MarkedWord[] | undefined;
  note: string;
}

/** Below this length a document is shown whole. */
const shortDocument = 220;

export function SummaryRow(props: { data: SummariesData; row: Row; against: Against; focus: string }) {
  const { data, row, against, focus } = props;
  const [open, setOpen] = useState(false);
  const columns = useMemo(() => columnsOf(data, row, against, focus), [data, row, against, focus]);
  const long = row.document.length > shortDocument;
  return (
    <li class="summary-row">
      <div class="document">
        <span class="row-index">{row.index}</span>
        <p class={long && !open ? "document-text clamped" : "document-text"}>{row.document}</p>
        {long && (
          <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Show less" : `Show all ${countWords(row.document)} words`}
          </button>
        )}
      </div>
      <div class="columns" style={{ "--columns": columns.length }}>
        {columns.map(({ key, label, isReference, words, note }) => (
          <section class={isReference ? "column reference" : "column"} key={key} aria-label={label}>
            <h4 class="column-head">
              {label} <span class="column-note">{note}</span>
            </h4>
            {words ? <MarkedText words={words} /> : <p class="muted">No summary.</p>}
          </section>
        ))}
      </div>
    </li>
  );
}

function columnsOf(data: SummariesData, row: Row, against: Against, focus: string): Column[] {
  const reference = row.summaries[data.reference];
  return data.systems.map(({ key, label }) => {
    const isReference = key === data.reference;
    const text = row.summaries[key];
    const column = { key, label, isReference };
    if (text === undefined) return { ...column, words: undefined, note: "" };
    if (against === "document") {
      const { summary, shared, compared } = compareWithDocument(text, row.document);
      return { ...column, words: summary, note: `${shared} of ${compared} words in the document` };
    }
    if (isReference) {
      const { target } = compareWords(row.summaries[focus] ?? "", text);
      return {
        ...column,
        words: target,
        note: countNote(target.filter(({ mark }) => mark === "dropped").length),
      };
    }
    if (reference === undefined) return { ...column, words: compareWords(text, text).summary, note: "" };
    const { summary, shared, compared } = compareWords(text, reference);
    return { ...column, words: summary, note: `${shared} of ${compared} words kept` };
  });
}

function countNote(dropped: number): string {
  return dropped === 0 ? "nothing dropped" : `${dropped} ${dropped === 1 ? "word" : "words"} dropped`;
}
