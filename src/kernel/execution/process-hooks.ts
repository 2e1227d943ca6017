import { setDisplaySink } from "../../library/display/sink.js";
import type { CellMark } from "../../library/display/types.js";
import { SummnbError } from "../../library/errors.js";
import { setInterruptScope } from "../../library/interrupt.js";
import { capturePrints } from "./capture.js";
import { contextOf, currentContext, followPromises, kernelContext, type WorkContext } from "./context.js";
import { Execution } from "./execution.js";
import { followTimers } from "./timers.js";

export interface HookHost {
  /** Path of the notebook's file, for what remembers where it was made. */
  readonly notebook?: string | undefined;
  /** Whose work it probably is when the context is not known. */
  likelyOwner(): Execution | undefined;
  /** The execution that displayed an output. */
  ownerOf(outputId: string): Execution | undefined;
  /** The execution that an uncaught error's stack names. */
  ownerOfError(error: unknown): Execution | undefined;
}

let installed = false;

/** A cell by the number that stands beside it. */
function markOf(execution: Execution | undefined, notebook: string | undefined): CellMark | undefined {
  const file = notebook === undefined ? {} : { notebook };
  return execution && { id: execution.cellId, label: `[${execution.count}]`, ...file };
}

/**
 * Takes over what a process has only one of: console, streams, timers, uncaught errors and the library's
 * display. Returns a function that gives it all back; until then no second session can begin.
 */
export function installHooks(host: HookHost): () => void {
  if (installed) throw new SummnbError("This process runs a notebook already; dispose of its session first.");
  installed = true;
  const known = (): WorkContext | undefined => currentContext() ?? host.likelyOwner();
  const owner = (): Execution | undefined => {
    const context = known();
    return context instanceof Execution ? context : undefined;
  };
  const fail = (error: unknown, context: WorkContext | undefined) => {
    (context ?? host.ownerOfError(error) ?? host.likelyOwner() ?? kernelContext).fail(error);
  };
  const onRejection = (error: unknown, promise: Promise<unknown>) => fail(error, contextOf(promise));
  const onException = (error: unknown) => fail(error, undefined);
  process.on("unhandledRejection", onRejection);
  process.on("uncaughtException", onException);
  setInterruptScope(() => currentContext()?.interrupted ?? false);
  setDisplaySink({
    display: (bundle, outputId) => owner()?.display(bundle, outputId),
    update: (outputId, bundle) => host.ownerOf(outputId)?.update(outputId, bundle),
    delta: (delta) => host.ownerOf(delta.outputId)?.delta(delta),
    cell: () => markOf(owner(), host.notebook),
  });
  const undo = [followPromises(), followTimers(), capturePrints(host.likelyOwner)];
  return () => {
    for (const restore of undo) restore();
    setDisplaySink(undefined);
    setInterruptScope(undefined);
    process.off("unhandledRejection", onRejection);
    process.off("uncaughtException", onException);
    installed = false;
  };
}
