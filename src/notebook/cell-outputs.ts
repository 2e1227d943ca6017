import {
  applyPatch,
  type KernelEvent,
  kindOf,
  type NotebookOutput,
  type OutputPayload,
} from "../protocol/index.js";
import { joinText } from "./text.js";

/** A cell's outputs while a kernel's events come in. */
export class CellOutputs {
  /** Output id to output, in the order of appearance. */
  private readonly outputs = new Map<string, NotebookOutput>();

  /** Takes in an event of this cell; events about other things change nothing. */
  apply(event: KernelEvent): void {
    if (event.type === "output" || event.type === "replaceOutput")
      this.outputs.set(event.outputId, event.output);
    else if (event.type === "started" || event.type === "clearOutput") this.outputs.clear();
    else if (event.type === "delta") this.applyDelta(event);
  }

  /** The outputs to be saved: neighbouring pieces of one stream are one output. */
  list(): NotebookOutput[] {
    const list: NotebookOutput[] = [];
    for (const output of this.outputs.values()) {
      const last = list.at(-1);
      if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name)
        list[list.length - 1] = { ...last, text: joinText(last.text) + joinText(output.text) };
      else list.push(output);
    }
    return list;
  }

  private applyDelta({ delta }: Extract<KernelEvent, { type: "delta" }>): void {
    for (const [id, output] of this.outputs) {
      if (!("data" in output)) continue;
      for (const [mime, value] of Object.entries(output.data)) {
        const payload = value as OutputPayload;
        if (!kindOf(mime) || payload.outputId !== delta.outputId || delta.seq <= payload.seq) continue;
        const next = { ...payload, seq: delta.seq, data: applyPatch(payload.data, delta.patch) };
        this.outputs.set(id, { ...output, data: { ...output.data, [mime]: next } });
      }
    }
  }
}
