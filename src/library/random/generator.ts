import { Mt19937 } from "./mt19937.js";

/** What is drawn without LibTorch comes from here, as torch draws it on the CPU; `manualSeed` seeds it. */
export const generator = new Mt19937(Math.floor(Math.random() * 2 ** 32));

/** Starts the generator again from a seed. */
export function seedGenerator(seed: number | bigint): void {
  generator.setState(new Mt19937(seed).getState());
}
