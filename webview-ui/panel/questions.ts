/** Asks the host about the model and the data once their names rest. */
import { useEffect } from "preact/hooks";
import type { PanelToHost } from "../../src/protocol/panel.js";
import { dataKey, type PanelState } from "./state.js";

/** Milliseconds without a change before a name is asked for: whoever types a Hub id is not asked at each letter. */
const settle = 350;

type Update = (change: (state: PanelState) => PanelState) => void;

export function useQuestions(state: PanelState, update: Update, post: (message: PanelToHost) => void): void {
  const { plan, offers } = state;
  const may = offers?.trusted === true;
  const model = plan.model.trim();
  const data = plan.data.trim();

  useEffect(() => {
    if (!may || model === "") return;
    return later(() => {
      update((old) => ({ ...old, asking: { ...old.asking, model: true } }));
      post({ type: "model", model });
    });
  }, [may, model]);

  useEffect(() => {
    if (!may || data === "") return;
    return later(() => {
      update((old) => ({ ...old, asking: { ...old.asking, data: true } }));
      post({ type: "data", data, config: plan.dataConfig, mayDownload: false });
    });
  }, [may, dataKey(plan)]);
}

/** Calls back after a rest; the returned function takes that back. */
function later(action: () => void): () => void {
  const timer = setTimeout(action, settle);
  return () => clearTimeout(timer);
}
