/** One place that puts an output's payload, its text and its static HTML together. */
import {
  type MimeBundle,
  mimeOf,
  type OutputDataByKind,
  type OutputKind,
  type OutputPayload,
} from "../../protocol/index.js";
import type { Html } from "./html.js";
import type { Displayable } from "./types.js";

/** What a payload's envelope says beside the data. */
export interface Envelope {
  /** Number of the last delta that is already in the data; 0 for an output that never changes. */
  seq?: number;
  /** False while the output is live. */
  final?: boolean;
  /** The run in the run store that this belongs to. */
  runId?: string;
}

/** How one kind of output is shown where the renderers are missing. */
export interface Fallbacks<K extends OutputKind> {
  text(data: OutputDataByKind[K]): string;
  html(data: OutputDataByKind[K]): Html;
}

export function displayableOf<K extends OutputKind>(
  kind: K,
  data: OutputDataByKind[K],
  fallbacks: Fallbacks<K>,
  envelope: Envelope = {},
): Displayable {
  return {
    toMimeBundle(outputId: string): MimeBundle {
      const { seq = 0, final = true, runId } = envelope;
      const payload: OutputPayload<K> = {
        outputId,
        seq,
        final,
        ...(runId === undefined ? {} : { runId }),
        data,
      };
      return {
        [mimeOf(kind)]: payload,
        "text/html": fallbacks.html(data).toString(),
        "text/plain": fallbacks.text(data),
      };
    },
  };
}
