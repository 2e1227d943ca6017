/** VS Code's notebook renderer for all of summnb's output types. */
import { type HostToRenderer, kindOf, type RendererToHost } from "../../src/protocol/index.js";
import { type Actions, browserActions } from "../shared/actions.js";
import { type Mounted, mount } from "../shared/mount.js";
import { type Paced, paced } from "../shared/pace.js";
import type { NotebookRenderer, OutputItem, RendererContext } from "./api.js";
import { LiveOutput, type LiveState } from "./live.js";

interface Drawn {
  live: LiveOutput;
  view: Mounted;
  draw: Paced<LiveState>;
  element: HTMLElement;
}

/** A second request for the same output waits this long, so that a lost answer is not asked for in a loop. */
const syncPause = 1000;

export function activate(context: RendererContext): NotebookRenderer {
  const drawn = new Map<string, Drawn>();
  const asked = new Map<string, number>();
  const post = context.postMessage && ((message: RendererToHost) => context.postMessage?.(message));
  const actions: Actions = post
    ? {
        save: (name, text, encoding) => post({ type: "save", name, text, ...(encoding ? { encoding } : {}) }),
      }
    : browserActions;

  function askSync({ outputId, seq }: LiveOutput): void {
    const now = performance.now();
    if (!post || outputId === undefined || now - (asked.get(outputId) ?? -syncPause) < syncPause) return;
    asked.set(outputId, now);
    post({ type: "sync", outputId, seq });
  }

  function receive(message: HostToRenderer): void {
    const outputId = message.type === "delta" ? message.delta.outputId : message.payload.outputId;
    for (const { live, draw } of drawn.values()) {
      if (live.outputId !== outputId) continue;
      const result =
        message.type === "delta"
          ? live.apply(message.delta)
          : live.replace(message.payload)
            ? "applied"
            : "ignored";
      if (result === "applied") draw.later(live.state);
      if (result === "sync") askSync(live);
    }
  }

  context.onDidReceiveMessage?.((message) => {
    if (isHostMessage(message)) receive(message);
  });

  return {
    renderOutputItem(item: OutputItem, element: HTMLElement) {
      const kind = kindOf(item.mime);
      if (!kind) return;
      const value = jsonOf(item);
      const old = drawn.get(item.id);
      if (old && old.element === element && old.live.kind === kind) {
        if (old.live.replace(value)) old.draw.now(old.live.state);
        return;
      }
      if (old) end(old);
      const view = mount(element, kind, actions);
      const entry: Drawn = { live: new LiveOutput(kind, value), view, draw: paced(view.draw), element };
      drawn.set(item.id, entry);
      entry.draw.now(entry.live.state);
      askSync(entry.live);
    },
    disposeOutputItem(id?: string) {
      for (const [key, entry] of [...drawn]) {
        if (id !== undefined && id !== key) continue;
        end(entry);
        drawn.delete(key);
      }
    },
  };
}

function end({ view, draw }: Drawn): void {
  draw.stop();
  view.dispose();
}

function jsonOf(item: OutputItem): unknown {
  try {
    return item.json();
  } catch {
    return undefined;
  }
}

function isHostMessage(message: unknown): message is HostToRenderer {
  if (!isObject(message)) return false;
  const { type, delta, payload } = message as Partial<Record<"type" | "delta" | "payload", unknown>>;
  if (type === "replace") return isObject(payload);
  return type === "delta" && isObject(delta) && isObject((delta as { patch?: unknown }).patch);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
