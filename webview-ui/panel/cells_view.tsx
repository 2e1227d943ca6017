/** The notebook that the plan would write, cell by cell. */
import { useState } from "preact/hooks";
import type { PanelCell } from "../../src/protocol/panel.js";
import { CheckIcon, CopyIcon } from "../shared/icons.js";
import { usePanel } from "./context.js";
import { tokensOf } from "./highlight.js";

export function CellsView() {
  const { state } = usePanel();
  const { cells } = state;
  const all = cells.filter(({ type }) => type === "code").map(({ text }) => text);
  return (
    <div class="cells">
      <p class="note cells-note">
        <span>These cells go into a new notebook, where each can be changed before it runs.</span>
        <Copy text={all.join("\n\n")} label="Copy all code" />
      </p>
      {cells.map((cell, index) => (
        <Cell key={index} cell={cell} />
      ))}
    </div>
  );
}

function Cell({ cell: { type, text } }: { cell: PanelCell }) {
  if (type === "markdown") {
    const [first = "", ...rest] = text.split("\n");
    const heading = first.replace(/^#+ */, "").replace(/\\(.)/g, "$1");
    return (
      <div class="cell-markdown">
        {first.startsWith("# ") ? <h2>{heading}</h2> : <h3>{heading}</h3>}
        {rest.some((line) => line.trim() !== "") && <p>{rest.join(" ").replaceAll("`", "")}</p>}
      </div>
    );
  }
  return (
    <div class="cell-code">
      <Copy text={text} label="Copy" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll by the keyboard too */}
      <pre tabIndex={0}>
        <code>
          {tokensOf(text).map(({ kind, text: piece }, index) =>
            kind === "plain" ? (
              piece
            ) : (
              <span key={index} class={`token ${kind}`}>
                {piece}
              </span>
            ),
          )}
        </code>
      </pre>
    </div>
  );
}

function Copy({ text, label }: { text: string; label: string }) {
  const { post } = usePanel();
  const [copied, setCopied] = useState(false);
  const onClick = () => {
    post({ type: "copy", text });
    setCopied(true);
    setTimeout(() => setCopied(false), 1600);
  };
  return (
    <button type="button" class="copy" onClick={onClick}>
      {copied ? <CheckIcon /> : <CopyIcon />}
      <span aria-live="polite">{copied ? "Copied" : label}</span>
    </button>
  );
}
