/** The frame that all outputs share: a heading with facts beside it, buttons on the right, the content. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { copyText, useActions } from "./actions.js";
import { CheckIcon, CopyIcon, DownloadIcon } from "./icons.js";

export function Frame(props: {
  kind: string;
  title: ComponentChildren;
  facts?: ComponentChildren;
  tools?: ComponentChildren;
  label: string;
  children: ComponentChildren;
}) {
  return (
    <section class={`frame ${props.kind}`} aria-label={props.label}>
      <header class="frame-head">
        <h3 class="frame-title">{props.title}</h3>
        {props.facts && <div class="frame-facts">{props.facts}</div>}
        {props.tools && <div class="frame-tools">{props.tools}</div>}
      </header>
      {props.children}
    </section>
  );
}

/** Small facts in one line, set apart by dots; empty ones are left out. */
export function Facts(props: { items: (string | null | undefined | false)[] }) {
  return (
    <>
      {props.items.filter(Boolean).map((item) => (
        <span class="fact" key={item}>
          {item}
        </span>
      ))}
    </>
  );
}

/** A button that copies a table as CSV; where the page may not use the clipboard, it saves a file. */
export function CopyCsv(props: { name: string; csv: () => string }) {
  const [copied, setCopied] = useState(false);
  const { save } = useActions();
  const onClick = async () => {
    if (!(await copyText(props.csv()))) return save(props.name, props.csv());
    setCopied(true);
    setTimeout(() => setCopied(false), 1600);
  };
  return (
    <button type="button" class="tool" onClick={onClick} title="Copy the table as CSV">
      {copied ? <CheckIcon /> : <CopyIcon />}
      <span aria-live="polite">{copied ? "Copied" : "CSV"}</span>
    </button>
  );
}

/** A button that keeps a chart in a file; `text` may find that there is no chart. */
export function SaveFile(props: {
  name: string;
  label: string;
  title: string;
  text: () => string | undefined;
}) {
  const { save } = useActions();
  const onClick = () => {
    const text = props.text();
    if (text !== undefined) save(props.name, text);
  };
  return (
    <button type="button" class="tool" onClick={onClick} title={props.title}>
      <DownloadIcon />
      <span>{props.label}</span>
    </button>
  );
}
