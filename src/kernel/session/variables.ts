import { inspect } from "node:util";
import { Module } from "../../library/nn/module.js";
import { tensorStatistics as statisticsOf, type TensorStatistics } from "../../library/tensor/statistics.js";
import { Tensor } from "../../library/tensor/tensor.js";
import type { VariableInfo } from "../../protocol/index.js";
import type { NotebookVariables } from "../modules/index.js";
import { describeValue, isWeight, tensorIn } from "./describe-value.js";
import { lookUp, memberOf } from "./look-up.js";

/** Members of a long list that are shown; nobody reads further in a tree. */
const mostMembers = 200;
const longestValue = 100;

/**
 * The notebook's own variables, or the members of one; null when there is no such value. Imports, functions and
 * classes are left out: they hold nothing that a cell computed. No getter is called.
 */
export function listVariables(
  parent: string | undefined,
  variables: NotebookVariables,
): VariableInfo[] | null {
  if (parent === undefined)
    return Object.entries(variables.values)
      .filter(([name, value]) => !variables.isImport(name) && typeof value !== "function")
      .map(([name, value]) => describe(name, name, value));
  try {
    const found = lookUp(parent, variables);
    return (
      (found &&
        membersOf(found.value).flatMap(([name, value]) => {
          const expression = memberOf(parent, name);
          return expression === undefined ? [] : [describe(name, expression, value)];
        })) ??
      null
    );
  } catch {
    return null;
  }
}

/** Figures of a tensor, computed where it lives; null when the expression is no tensor, or one that was freed. */
export async function tensorStatistics(
  expression: string,
  variables: NotebookVariables,
): Promise<TensorStatistics | null> {
  try {
    const tensor = tensorIn(lookUp(expression, variables)?.value);
    return tensor ? await statisticsOf(tensor) : null;
  } catch {
    return null;
  }
}

function describe(name: string, expression: string, value: unknown): VariableInfo {
  const facts = describeValue(value);
  return {
    name,
    expression,
    ...facts,
    value: facts.value ?? preview(value),
    hasMembers: !facts.isTensor && hasMembers(value),
  };
}

/** What is below a value in the tree, by plain properties, and no more of it than is shown. */
function membersOf(value: unknown, most = mostMembers): [name: string, value: unknown][] {
  if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return [];
  const members: [string, unknown][] = [];
  // The indices of a long list are not collected for the sake of the first.
  const names = Array.isArray(value) ? Array(Math.min(value.length, most)).keys() : Object.keys(value);
  for (const key of names) {
    if (members.length >= most) break;
    const member: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (member === undefined || typeof member === "function") continue;
    // In a model only its parts are of interest, as in its printed form.
    if (value instanceof Module && !isPart(member)) continue;
    members.push([String(key), member]);
  }
  return members;
}

function hasMembers(value: unknown): boolean {
  try {
    return membersOf(value, 1).length > 0;
  } catch {
    // A proxy that refuses.
    return false;
  }
}

function isPart(member: unknown): boolean {
  return member instanceof Module || member instanceof Tensor || isWeight(member) || isPlain(member);
}

function isPlain(value: unknown): boolean {
  return value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
}

function preview(value: unknown): string {
  try {
    const text = inspect(value, {
      depth: 0,
      maxArrayLength: 8,
      maxStringLength: longestValue,
      breakLength: Number.POSITIVE_INFINITY,
      customInspect: false,
    });
    return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
  } catch {
    return "";
  }
}
