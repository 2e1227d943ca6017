/** Messages between a page about runs in a webview and the extension host. */
import type { OutputKind, OutputPayload } from "./outputs.js";
import type { SaveMessage } from "./renderer.js";

/** A part of the page: an output as in a notebook, or a table of names and values. */
export type RunPageSection =
  | { type: "output"; key: string; kind: OutputKind; payload: OutputPayload }
  | { type: "table"; key: string; title: string; rows: [name: string, value: string][] };

export const runPageActions = {
  notebook: "Open notebook",
  reveal: "Show files",
  resume: "Copy how to resume",
} as const;

export type RunPageAction = keyof typeof runPageActions;

export interface RunPageContent {
  title: string;
  /** Facts below the title, in one line. */
  facts: string[];
  actions: RunPageAction[];
  sections: RunPageSection[];
  /** What a reload of the window shows again: folders of runs. */
  folders: string[];
}

/** Host to page: all of it, at first and after every change. */
export type HostToRunPage = { type: "content"; content: RunPageContent };

/** Page to host. */
export type RunPageToHost = { type: "ready" } | SaveMessage | { type: "action"; action: RunPageAction };
