import assert from "node:assert/strict";
import { createHash } from "node:crypto";

/** An order of rows as data_order.json keeps it: its ends and a hash of all. */
export interface Order {
  n: number;
  first50: number[];
  last5: number[];
  sha256_int64: string;
}

/** The hash of the reference: over little-endian 64-bit integers. */
function hashOrder(order: readonly number[]): string {
  return createHash("sha256").update(BigInt64Array.from(order, BigInt)).digest("hex");
}

export function assertOrder(actual: readonly number[], expected: Order): void {
  assert.deepEqual(actual.slice(0, 50), expected.first50);
  assert.deepEqual(actual.slice(-5), expected.last5);
  assert.equal(hashOrder(actual), expected.sha256_int64);
}
