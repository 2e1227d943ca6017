/** What the tree of variables says of each. No vscode here. */
import type { TensorStatistics, VariableInfo } from "../../protocol/index.js";
import { l10n } from "../l10n.js";
import { sizeText } from "../size-text.js";

/** Such as `Tensor float32[2, 3] · cuda:0 · 24 B`. */
export function variableText(variable: VariableInfo): string {
  const { type, shape, dtype, device, bytes, value } = variable;
  const extents = shape ? `[${shape.join(", ")}]` : "";
  const kind = dtype ? `${type} ${dtype}${extents}` : `${type}${extents}`;
  return [kind, device, bytes === null ? undefined : sizeText(bytes), value].filter(Boolean).join(" · ");
}

/** All that is known, for a tooltip and a screen reader. */
export function variableDetails({ name, type, shape, dtype, device, bytes, value }: VariableInfo): string {
  const lines = [
    `${name}: ${type}`,
    shape && l10n.t("shape {0}", shape.join(" × ")),
    dtype && l10n.t("dtype {0}", dtype),
    device && l10n.t("device {0}", device),
    bytes === null ? undefined : l10n.t("{0} bytes", bytes.toLocaleString("en-US")),
    value,
  ];
  return lines.filter(Boolean).join("\n");
}

/** Rows of a tensor's statistics: name and figure. */
export function statisticsRows(statistics: TensorStatistics): [name: string, figure: string][] {
  const { numel, min, max, mean, std, nanCount, infCount } = statistics;
  return [
    ["min", figure(min)],
    ["max", figure(max)],
    ["mean", figure(mean)],
    ["std", figure(std)],
    ["NaN", count(nanCount, numel)],
    ["infinite", count(infCount, numel)],
    ["elements", numel.toLocaleString("en-US")],
  ];
}

function figure(value: number | null): string {
  return value === null ? "–" : String(Number(value.toPrecision(6)));
}

function count(value: number, of: number): string {
  return value === 0
    ? "0"
    : `${value.toLocaleString("en-US")} (${Number(((100 * value) / of).toPrecision(2))} %)`;
}

export type SortOrder = "name" | "size";

/** By name, or the largest first; what has no size comes last. */
export function sortVariables(variables: readonly VariableInfo[], order: SortOrder): VariableInfo[] {
  const byName = (a: VariableInfo, b: VariableInfo) => a.name.localeCompare(b.name, "en");
  const bySize = (a: VariableInfo, b: VariableInfo) => (b.bytes ?? -1) - (a.bytes ?? -1) || byName(a, b);
  return [...variables].sort(order === "size" ? bySize : byName);
}
