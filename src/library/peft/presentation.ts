/** How a model with adapters shows itself. */
import type { MimeBundle } from "../../protocol/index.js";
import { groupDigits } from "../display/figures.js";
import { html, htmlTable } from "../display/html.js";
import { alignColumns } from "../display/text.js";
import type { Adapter } from "./adapter.js";
import type { LoraModel } from "./loraModel.js";

function stateOf({ name, isTrainable }: Adapter, { active, merged, enabled }: LoraModel): string {
  if (merged?.includes(name)) return "merged";
  if (!active.includes(name)) return "not active";
  if (!enabled) return "disabled";
  return isTrainable ? "active, trains" : "active";
}

function kindOf({ config }: Adapter): string {
  const { useDora, useRslora, initLoraWeights, bias, modulesToSave } = config;
  return [
    useDora ? "DoRA" : "LoRA",
    useRslora ? "rank-stabilized" : "",
    typeof initLoraWeights === "string" ? initLoraWeights : "",
    bias === "none" ? "" : `bias ${bias}`,
    modulesToSave ? `whole ${modulesToSave.join(", ")}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

const targetsOf = ({ config }: Adapter): string => [config.targetModules ?? []].flat().join(", ");

/** A line an adapter. */
function rowsOf(model: LoraModel): string[][] {
  return [...model.adapters.values()].map((adapter) => [
    adapter.name,
    stateOf(adapter, model),
    kindOf(adapter),
    targetsOf(adapter),
    String(adapter.config.r),
    String(adapter.config.loraAlpha),
    String(adapter.layers.size),
    groupDigits(adapter.numel),
  ]);
}

const header = ["adapter", "state", "kind", "targets", "r", "alpha", "layers", "parameters"];

export function adaptersText(model: LoraModel): string {
  const rows = rowsOf(model);
  if (rows.length === 0) return `${model.model.name} without adapters`;
  return `${model.model.name}\n${alignColumns([header, ...rows], [0, 1, 2, 3])}`;
}

export function adaptersBundle(model: LoraModel): MimeBundle {
  const table = htmlTable({ caption: model.model.name, header, rows: rowsOf(model), textColumns: 4 });
  return { "text/html": html`${table}`.toString(), "text/plain": adaptersText(model) };
}

/** A line of Markdown an adapter. */
export function adaptersHover(model: LoraModel): string {
  return [...model.adapters.values()]
    .map(
      (adapter) =>
        `- \`${adapter.name}\` (${stateOf(adapter, model)}): ${kindOf(adapter)}, r ${adapter.config.r}, alpha ${adapter.config.loraAlpha}, ${targetsOf(adapter)} in ${adapter.layers.size} layers, ${groupDigits(adapter.numel)} parameters`,
    )
    .join("\n");
}
