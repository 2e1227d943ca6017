import { fingerprintOf } from "../fingerprint.js";
import type { Row } from "../row.js";
import type { RowStore } from "./rowStore.js";

/** The rows of several stores, one after the other; it has the columns of all. */
export class ConcatenatedStore implements RowStore {
  readonly length: number;
  readonly features: readonly string[];
  /** Where each part begins. */
  private readonly starts: number[] = [];

  constructor(private readonly parts: readonly RowStore[]) {
    let length = 0;
    for (const part of parts) {
      this.starts.push(length);
      length += part.length;
    }
    this.length = length;
    this.features = [...new Set(parts.flatMap((part) => part.features))];
  }

  get fingerprint(): string {
    return fingerprintOf(["concatenate", ...this.parts.map((part) => part.fingerprint)]);
  }

  row(index: number): Row {
    const place = this.starts.findLastIndex((start) => start <= index);
    const row = this.parts[place]!.row(index - this.starts[place]!);
    return Object.fromEntries(this.features.map((name) => [name, row[name] ?? null]));
  }
}
