/** The frame that all outputs share: a heading with facts beside it, buttons on the right, the content. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { pngFile } from "../charts/png_file.js";
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

/** Two buttons that keep a chart in a file; `svg` may find that nothing is drawn yet. */
export function SavePicture(props: { name: string; svg: () => string | undefined }) {
  const { save } = useActions();
  const savers = {
    SVG: (svg: string) => save(`${props.name}.svg`, svg),
    PNG: async (svg: string) => save(`${props.name}.png`, await pngFile(svg), "base64"),
  };
  return (
    <>
      {(["SVG", "PNG"] as const).map((format) => {
        const onClick = () => {
          const svg = props.svg();
          if (svg !== undefined) void savers[format](svg);
        };
        return (
          <button
            type="button"
            class="tool"
            key={format}
            onClick={onClick}
            title={`Save the chart as ${format}`}
          >
            <DownloadIcon />
            <span>{format}</span>
          </button>
        );
      })}
    </>
  );
}
