/** VS Code's notebook renderer for all of summnb's output types. */
import { type HostToRenderer, kindOf, type RendererToHost } from "../../src/protocol/index.js";
import { type Actions, browserActions } from "../shared/actions.js";
import { type Mounted, mount } from "../shared/mount.js";
import type { NotebookRenderer, OutputItem, RendererContext } from "./api.js";
import { LiveOutput } from "./live.js";

interface Drawn {
  live: LiveOutput;
  view: Mounted;
  element: HTMLElement;
}

/** A second request for the same output waits this long, so that a lost answer is not asked for in a loop. */
const syncPause = 1000;

export function activate(context: RendererContext): NotebookRenderer {
  const drawn = new Map<string, Drawn>();
  const asked = new Map<string, number>();
  const post = context.postMessage && ((message: RendererToHost) => context.postMessage?.(message));
  const actions: Actions = post
    ? { save: (name, text) => post({ type: "save", name, text }) }
    : browserActions;

  function askSync({ outputId, seq }: LiveOutput): void {
    const now = performance.now();
    if (!post || outputId === undefined || now - (asked.get(outputId) ?? -syncPause) < syncPause) return;
    asked.set(outputId, now);
    post({ type: "sync", outputId, seq });
  }

  function receive(message: HostToRenderer): void {
    const outputId = message.type === "delta" ? message.delta.outputId : message.payload.outputId;
    for (const { live, view } of drawn.values()) {
      if (live.outputId !== outputId) continue;
      const result =
        message.type === "delta"
          ? live.apply(message.delta)
          : live.replace(message.payload)
            ? "applied"
            : "ignored";
      if (result === "applied") view.draw(live.state);
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
        if (old.live.replace(value)) old.view.draw(old.live.state);
        return;
      }
      old?.view.dispose();
      const entry: Drawn = {
        live: new LiveOutput(kind, value),
        view: mount(element, kind, actions),
        element,
      };
      drawn.set(item.id, entry);
      entry.view.draw(entry.live.state);
      askSync(entry.live);
    },
    disposeOutputItem(id?: string) {
      for (const [key, { view }] of [...drawn]) {
        if (id !== undefined && id !== key) continue;
        view.dispose();
        drawn.delete(key);
      }
    },
  };
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
