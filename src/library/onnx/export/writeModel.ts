/**
 * Writes a model's file piece by piece: no more than one weight is in memory. Protocol buffers allow it: a message's
 * fields may come in any order, so that the graph's nodes come first and its weights follow one after the other.
 */
import { type FileHandle, open } from "node:fs/promises";
import { throwIfInterrupted } from "../../interrupt.js";
import {
  elementTypes,
  encodeMessage,
  externalLocation,
  type ModelProto,
  type TensorProto,
} from "../proto/messages.js";
import type { Graph } from "./graphs.js";
import { byteLength, type Initializer } from "./initializers.js";

/** Tags of length-delimited fields: number · 8 + 2. */
const tags = { graph: 7 * 8 + 2, initializer: 5 * 8 + 2, rawData: 9 * 8 + 2 };

/** What a message may have: readers of protocol buffers count bytes in 31 bits. */
export const largestFile = 2 ** 31 - 1;

/** Values below this many bytes stay in the model's own file. */
const smallest = 1024;
/** Where values begin in the file beside the model, so that it can be mapped into memory. */
const alignment = 4096;

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  // Not by bits: lengths may have more than 32.
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return Buffer.from(bytes);
}

const field = (tag: number, length: number): Buffer => Buffer.concat([Buffer.of(tag), varint(length)]);

function tensor({ name, type, dims }: Initializer): TensorProto {
  return { name, dims: [...dims], dataType: elementTypes[type].code };
}

/** A weight in the model's file: what comes before its values, which are the last field. */
function inlineHeader(initializer: Initializer): Buffer {
  const size = byteLength(initializer);
  const start = Buffer.concat([encodeMessage("TensorProto", tensor(initializer)), field(tags.rawData, size)]);
  return Buffer.concat([field(tags.initializer, start.length + size), start]);
}

/** A weight in the file beside the model. */
function externalHeader(initializer: Initializer, location: string, offset: number): Buffer {
  const entries = { location, offset: String(offset), length: String(byteLength(initializer)) };
  const message = encodeMessage("TensorProto", {
    ...tensor(initializer),
    dataLocation: externalLocation,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  });
  return Buffer.concat([field(tags.initializer, message.length), message]);
}

interface Placed {
  initializer: Initializer;
  header: Buffer;
  /** Undefined for values that follow their header. */
  offset?: number;
}

function place(initializers: readonly Initializer[], location: string | undefined): Placed[] {
  let end = 0;
  return initializers.map((initializer) => {
    const size = byteLength(initializer);
    if (location === undefined || size < smallest) return { initializer, header: inlineHeader(initializer) };
    const offset = Math.ceil(end / alignment) * alignment;
    end = offset + size;
    return { initializer, header: externalHeader(initializer, location, offset), offset };
  });
}

/** Bytes of a model whose weights are all in its own file, but for a few. */
export const inlineSize = ({ initializers }: Graph): number =>
  initializers.reduce((sum, initializer) => sum + byteLength(initializer), 0);

/** Writes a weight's values to `position`, or behind what was written; says how many bytes came. */
async function writeValues(
  file: FileHandle,
  { parts }: Initializer,
  position: number | null,
  onBytes: (count: number) => void,
): Promise<void> {
  let at = position;
  for (const part of parts()) {
    throwIfInterrupted();
    for (let done = 0; done < part.length; ) {
      // One call writes at most 2 GiB.
      const length = Math.min(part.length - done, 2 ** 30);
      const { bytesWritten } = await file.write(part, done, length, at);
      done += bytesWritten;
      if (at !== null) at += bytesWritten;
    }
    onBytes(part.length);
  }
}

export interface WriteOptions {
  /** Where large values go, and the name by which the model finds them beside itself; undefined for its own file. */
  external?: { path: string; name: string };
  onBytes?: (count: number) => void;
}

/** Writes `model` with this graph and its weights to a file, and syncs it to the disk. */
export async function writeModel(
  path: string,
  model: Omit<ModelProto, "graph">,
  { graph, initializers }: Graph,
  { external, onBytes = () => {} }: WriteOptions = {},
): Promise<void> {
  const placed = place(initializers, external?.name);
  const nodes = encodeMessage("GraphProto", graph);
  const size = placed.reduce(
    (sum, { initializer, header, offset }) =>
      sum + header.length + (offset === undefined ? byteLength(initializer) : 0),
    nodes.length,
  );
  const file = await open(path, "w");
  const beside = external && (await open(external.path, "w"));
  try {
    const start = [encodeMessage("ModelProto", model), field(tags.graph, size), nodes];
    await file.writeFile(Buffer.concat(start));
    for (const { initializer, header, offset } of placed) {
      await file.writeFile(header);
      await writeValues(offset === undefined ? file : beside!, initializer, offset ?? null, onBytes);
    }
    await file.sync();
    await beside?.sync();
  } finally {
    await file.close();
    await beside?.close();
  }
}
