import { backward, noGrad } from "../tensor/autograd.js";
import type { FloatDType } from "../tensor/dtype.js";
import * as ops from "../tensor/ops.js";
import { getRngState, setRngState } from "../tensor/random.js";
import { Scope, withoutScope } from "../tensor/scope.js";
import type { Tensor } from "../tensor/tensor.js";

type Float = Tensor<FloatDType>;
type Inputs = readonly (Float | null)[];
type Segment = (inputs: Inputs) => Float;
type States = [device: string, state: Tensor<"uint8">][];

/** A part of the forward pass that backward repeats, or a border between such a part and what is kept. */
type Entry =
  | { kind: "segment"; run: Segment; inputs: Inputs; output: Float; states: States }
  | { kind: "border"; original: Float; proxy: Float };

let active: CheckpointTape | undefined;

/**
 * Computes `run(inputs)`. While a tape records, only inputs and result are kept, and backward computes what lies
 * between again: gradient checkpointing (Chen et al. 2016, https://arxiv.org/abs/1604.06174).
 * @param inputs all tensors with gradients that `run` needs, besides parameters
 */
export function checkpointed(inputs: Inputs, run: Segment): Float {
  return active ? active.record(inputs, run) : run(inputs);
}

/**
 * The segments of one forward pass, and its backward pass. Segments and the graph around them meet in leaf
 * tensors; going back through the segments in reverse order, each leaf has its whole gradient when its turn comes.
 */
export class CheckpointTape {
  readonly #entries: Entry[] = [];
  /** Leaves by the handle of what they stand for. */
  readonly #leaves = new Map<number, Float>();
  readonly #owner = new Scope();

  constructor(private readonly device: string) {}

  /** Calls `forward` with this tape recording. */
  run<T>(forward: () => T): T {
    const before = active;
    active = this;
    try {
      return forward();
    } finally {
      active = before;
    }
  }

  record(inputs: Inputs, run: Segment): Float {
    const leaves = inputs.map((input) => input && this.#leaf(input));
    const states = this.#states();
    const output = paused(() => noGrad(() => run(leaves)));
    output.requiresGrad = true;
    this.#leaves.set(output.handle, output);
    this.#entries.push({ kind: "segment", run, inputs: leaves, output, states });
    return output;
  }

  /** A leaf in the place of a tensor that the graph outside has made; others are taken as they are. */
  #leaf(input: Float): Float {
    const known = this.#leaves.get(input.handle);
    if (known) return known;
    if (!input.requiresGrad) return input;
    const proxy = this.#owner.run(() => ops.detach(input));
    proxy.requiresGrad = true;
    this.#leaves.set(input.handle, proxy);
    this.#entries.push({ kind: "border", original: input, proxy });
    return proxy;
  }

  #states(): States {
    const devices = [...new Set(["cpu", this.device])];
    return this.#owner.run(() => devices.map((name) => [name, getRngState(name)]));
  }

  /** Backward through everything; `again` surrounds each repeated segment, such as with autocast. */
  async backward(loss: Float, again: <T>(action: () => T) => T = (action) => action()): Promise<void> {
    await backward(loss);
    const after = withoutScope(() => this.#states());
    try {
      for (const entry of this.#entries.reverse()) {
        const pass = new Scope();
        try {
          if (entry.kind === "border") {
            const grad = pass.run(() => entry.proxy.grad);
            if (grad) await backward(entry.original, grad);
          } else await this.#repeat(entry, pass, again);
        } finally {
          pass.dispose();
        }
      }
    } finally {
      for (const [name, state] of after) setRngState(name, state);
    }
  }

  async #repeat(
    { run, inputs, output, states }: Extract<Entry, { kind: "segment" }>,
    pass: Scope,
    again: <T>(action: () => T) => T,
  ): Promise<void> {
    const grad = pass.run(() => output.grad);
    if (!grad) return;
    for (const [name, state] of states) setRngState(name, state);
    const result = pass.run(() => paused(() => again(() => run(inputs))));
    if (result.requiresGrad) await backward(result, grad);
    output.grad = null;
  }

  dispose(): void {
    this.#owner.dispose();
  }
}

/** A segment within a segment is computed plainly. */
function paused<T>(action: () => T): T {
  const before = active;
  active = undefined;
  try {
    return action();
  } finally {
    active = before;
  }
}
