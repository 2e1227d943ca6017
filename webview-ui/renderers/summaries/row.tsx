/** One document with its summaries in columns. */
import { useMemo, useState } from "preact/hooks";
import type { SummariesData } from "../../../src/protocol/outputs.js";
import { countWords } from "../../shared/words.js";
import { compareWithDocument, compareWords, type Run } from "./compare.js";
import { MarkedText } from "./marked_text.js";
import type { Against } from "./view.js";

type Row = SummariesData["rows"][number];

interface Column {
  key: string;
  label: string;
  isReference: boolean;
  /** Undefined where the row has no summary of this system. */
  runs: Run[] | undefined;
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
        {columns.map(({ key, label, isReference, runs, note }) => (
          <section class={isReference ? "column reference" : "column"} key={key} aria-label={label}>
            <h4 class="column-head">
              {label} <span class="column-note">{note}</span>
            </h4>
            {runs ? <MarkedText runs={runs} /> : <p class="muted">No summary.</p>}
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
    if (text === undefined) return { ...column, runs: undefined, note: "" };
    if (against === "document") {
      const { summary, shared, compared } = compareWithDocument(text, row.document);
      return { ...column, runs: summary, note: `${shared} of ${compared} words in the document` };
    }
    if (isReference) {
      const { target, dropped } = compareWords(row.summaries[focus] ?? "", text);
      return { ...column, runs: target, note: droppedNote(dropped) };
    }
    if (reference === undefined) return { ...column, runs: [{ text }], note: "" };
    const { summary, shared, compared } = compareWords(text, reference);
    return { ...column, runs: summary, note: `${shared} of ${compared} words kept` };
  });
}

function droppedNote(dropped: number): string {
  return dropped === 0 ? "nothing dropped" : `${dropped} ${dropped === 1 ? "word" : "words"} dropped`;
}
