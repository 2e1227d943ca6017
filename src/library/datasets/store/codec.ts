import { SummnbError } from "../../errors.js";
import { isRow } from "../row.js";

/**
 * Values of a row as one line of JSON. What JSON lacks is written as `{"$": [kind, text]}`, and the line then
 * begins with a mark, so that all other lines are read by `JSON.parse` alone.
 */
const mark = "~";

type OtherValue = (value: unknown) => unknown;

/** @param other what stands for a value that can't be written, such as a function; throws without. */
export function encodeValues(values: readonly unknown[], other: OtherValue = refuse): string {
  if (values.every(isPlain)) return JSON.stringify(values);
  return mark + JSON.stringify(values.map((value) => tagged(value, other)));
}

export function decodeValues(text: string): unknown[] {
  const values = JSON.parse(text.startsWith(mark) ? text.slice(mark.length) : text) as unknown[];
  return text.startsWith(mark) ? values.map(untagged) : values;
}

/** Whether JSON gives the value back as it is. */
function isPlain(value: unknown): boolean {
  if (typeof value === "string" || typeof value === "boolean" || value === null || value === undefined)
    return true;
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (Array.isArray(value)) return value.every(isPlain);
  return isRecord(value) && !("$" in value) && Object.values(value).every(isPlain);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (!isRow(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

const byteArrays = {
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
};

function tagged(value: unknown, other: OtherValue): unknown {
  if (isPlain(value)) return value;
  if (typeof value === "bigint") return { $: ["bigint", String(value)] };
  if (typeof value === "number") return { $: ["number", Object.is(value, -0) ? "-0" : String(value)] };
  if (value instanceof Date) return { $: ["date", String(value.getTime())] };
  if (Array.isArray(value)) return value.map((inner) => tagged(inner, other));
  if (isRecord(value)) {
    const given = Object.entries(value).filter(([, inner]) => inner !== undefined);
    const entries = given.map(([name, inner]) => [name, tagged(inner, other)] as const);
    return "$" in value ? { $: ["object", entries] } : Object.fromEntries(entries);
  }
  const kind = Object.entries(byteArrays).find(([, type]) => value instanceof type)?.[0];
  if (kind === undefined) return other(value);
  const { buffer, byteOffset, byteLength } = value as Uint8Array;
  return { $: [kind, Buffer.from(buffer, byteOffset, byteLength).toString("base64")] };
}

function refuse(value: unknown): never {
  const what = typeof value === "object" ? value?.constructor?.name : typeof value;
  throw new SummnbError(
    `A value of type ${what} can't be kept in a data set's files: make it a text, number, date, array or plain object.`,
  );
}

function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (!isRow(value)) return value;
  if (Array.isArray(value.$)) return untag(value.$[0] as string, value.$[1]);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, untagged(inner)]));
}

function untag(kind: string, content: unknown): unknown {
  if (kind === "bigint") return BigInt(content as string);
  if (kind === "number") return Number(content);
  if (kind === "date") return new Date(Number(content));
  if (kind === "object")
    return Object.fromEntries(
      (content as [string, unknown][]).map(([name, inner]) => [name, untagged(inner)]),
    );
  const bytes = Uint8Array.from(Buffer.from(content as string, "base64"));
  return kind === "Uint8Array" ? bytes : new byteArrays[kind as "Int8Array"](bytes.buffer);
}
