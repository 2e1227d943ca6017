import assert from "node:assert/strict";
import { numpyPermutation, Pcg64, seedSequence, torchRandperm } from "../../../src/library/random/index.js";
import { readGolden } from "../goldenData.js";
import { assertOrder, type Order } from "./assertOrder.js";

interface Golden {
  numpy_pcg64: Record<string, Record<string, unknown[]>>;
  datasets_shuffle: Record<string, Order>;
  torch_randperm_trainer_order: Record<string, Order>;
}

const golden = readGolden<Golden>("data_order", "data_order.json");

describe("random order, against numpy and PyTorch", () => {
  for (const [seed, draws] of Object.entries(golden.numpy_pcg64))
    it(`seeds and draws like default_rng(${seed})`, () => {
      assert.deepEqual(seedSequence(BigInt(seed), 8), draws["SeedSequence.generate_state(8,uint32)"]);
      const generator = new Pcg64(Number(seed));
      const raw = draws.first_uint64 as string[];
      assert.deepEqual(
        raw.map(() => generator.nextUint64()),
        raw.map(BigInt),
      );
    });

  for (const [name, expected] of Object.entries(golden.datasets_shuffle))
    it(`shuffles ${name} like datasets`, () => {
      assertOrder(numpyPermutation(expected.n, seedOf(name)), expected);
    });

  for (const [name, expected] of Object.entries(golden.torch_randperm_trainer_order))
    it(`orders ${name} like torch.randperm`, () => {
      assertOrder(torchRandperm(expected.n, seedOf(name)), expected);
    });
});

function seedOf(name: string): number {
  return Number(/^seed(\d+)_/.exec(name)![1]);
}
