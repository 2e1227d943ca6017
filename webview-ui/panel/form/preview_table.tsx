/** The first rows of the data; a click on a column says what it holds. */
import type { DatasetData } from "../../../src/protocol/outputs.js";
import { usePanel } from "../context.js";

const roles = [
  { field: "documentColumn", label: "document" },
  { field: "summaryColumn", label: "summary" },
] as const;

/** Longer texts are cut; the table is to recognise columns by. */
const shownCharacters = 240;

export function PreviewTable({ preview }: { preview: NonNullable<DatasetData["preview"]> }) {
  const { state, setPlan } = usePanel();
  const { plan } = state;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables scroll by the keyboard too
    <section class="preview-scroll" tabIndex={0} aria-label={`First rows of ${preview.split}`}>
      <table>
        <thead>
          <tr>
            {preview.columns.map((column) => (
              <th
                scope="col"
                key={column}
                class={roles.some(({ field }) => plan[field] === column) ? "mapped" : ""}
              >
                <span class="column-name">{column}</span>
                <span class="roles">
                  {roles.map(({ field, label }) => (
                    <button
                      type="button"
                      key={field}
                      class="role"
                      aria-pressed={plan[field] === column}
                      aria-label={`${column} holds the ${label}`}
                      onClick={() => setPlan({ [field]: column })}
                    >
                      {label}
                    </button>
                  ))}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.slice(0, 5).map((row, index) => (
            <tr key={index}>
              {row.map((text, column) => (
                <td
                  key={column}
                  class={roles.some(({ field }) => plan[field] === preview.columns[column]) ? "mapped" : ""}
                >
                  <div class="cell-text">
                    {text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text}
                  </div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
