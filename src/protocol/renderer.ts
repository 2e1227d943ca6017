/** Messages between a renderer in the notebook's webview and the extension host. */
import type { OutputDelta, OutputPayload } from "./outputs.js";

/** Renderer to host: asks for what came after `seq`, sent when a renderer mounts or sees a gap. */
export interface SyncMessage {
  type: "sync";
  outputId: string;
  seq: number;
}

/** Renderer to host: keep a table or a picture in a file of the user's choice. */
export interface SaveMessage {
  type: "save";
  name: string;
  text: string;
  /** Of `text`; an image is base64. Default is utf8. */
  encoding?: "utf8" | "base64";
}

export type RendererToHost = SyncMessage | SaveMessage;

/** Host to renderers. */
export type HostToRenderer =
  | { type: "delta"; delta: OutputDelta }
  | { type: "replace"; payload: OutputPayload };
