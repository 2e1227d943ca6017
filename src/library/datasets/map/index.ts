import { SummnbError } from "../../errors.js";
import type { RowStore, StoreWriter } from "../store/index.js";
import { resultKey, stored, type Work } from "./cached.js";
import { type Change, changedRow, changedRows } from "./changes.js";
import { type AnyFunction, batchesOf, type IndexList, keptRows, mapBatches, mapRows } from "./here.js";
import type { FilterOptions, MapOptions, WorkOptions } from "./options.js";
import { Progress } from "./progress.js";
import { runSteps, type Steps } from "./steps.js";
import type { CallKind } from "./workers/messages.js";
import { inWorkers } from "./workers/pool.js";
import { functionText } from "./workers/selfContained.js";

export type { AnyFunction } from "./here.js";
export type { Columns, FilterOptions, MapOptions, ResultColumns, RowOf } from "./options.js";
export { runSteps, type Steps } from "./steps.js";

/** Rows that a thread gets at once where its function takes them one by one. */
const rowsAtOnce = 100;

/** The rows as `change` makes them; a promise where the function gives promises or works in threads. */
export function mapStore(
  source: RowStore,
  label: string,
  change: AnyFunction,
  options: MapOptions,
): RowStore | Promise<RowStore> {
  const { batched = false, batchSize = 1000, context } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new SummnbError(`batchSize ${batchSize} is not a number of rows: give an integer from 1.`);
  const removed = [options.removeColumns ?? []].flat();
  const plan: Change = { label, kept: source.features.filter((name) => !removed.includes(name)) };
  const text = textFor("map", change, options);
  const key = resultKey(source, { kind: "map", text, ...options }, [removed, batched, batched && batchSize]);
  const progress = new Progress(options.desc ?? "Map", source.length);
  const work: Work = (writer) => {
    if (text !== undefined)
      return awaited(mapInWorkers({ source, text, options, plan, batched, batchSize, progress, writer }));
    const here = { ...plan, context, progress, writer };
    return batched ? mapBatches(source, change, { ...here, batchSize }) : mapRows(source, change, here);
  };
  return stored(key, plan.kept, work);
}

/** The numbers of rows for which `keep` is true. */
export function filterRows(
  source: RowStore,
  label: string,
  keep: AnyFunction,
  options: FilterOptions,
): Uint32Array | Promise<Uint32Array> {
  const text = textFor("filter", keep, options);
  const key = resultKey(source, { kind: "filter", text, ...options }, []);
  const progress = new Progress(options.desc ?? "Filter", source.length);
  const here = { context: options.context, progress };
  if (key === undefined) return listed(source.length, (list) => keptRows(source, keep, { ...here, list }));
  const rows = stored(key, ["index"], (writer) => {
    const list = { push: (index: number) => writer.add({ index }) };
    return text === undefined
      ? keptRows(source, keep, { ...here, list })
      : awaited(filterInWorkers({ source, text, options, label, progress, list }));
  });
  return rows instanceof Promise ? rows.then(numbersIn) : numbersIn(rows);
}

/** The numbers that the steps add to a list. */
function listed(most: number, work: (list: IndexList) => Steps<boolean>): Uint32Array | Promise<Uint32Array> {
  const found = new Uint32Array(most);
  let count = 0;
  const push = (index: number) => {
    found[count++] = index;
  };
  const done = runSteps(work({ push }));
  return done instanceof Promise ? done.then(() => found.slice(0, count)) : found.slice(0, count);
}

const numbersIn = (store: RowStore): Uint32Array =>
  Uint32Array.from({ length: store.length }, (_, row) => store.row(row).index as number);

/** The function's text where it goes to threads. */
function textFor(method: string, change: AnyFunction, { numProc }: WorkOptions): string | undefined {
  if (numProc === undefined) return undefined;
  if (!Number.isInteger(numProc) || numProc < 1)
    throw new SummnbError(`numProc ${numProc} is not a number of threads: give an integer from 1.`);
  return functionText(change, method);
}

function* awaited(work: Promise<void>): Generator<unknown, boolean> {
  yield work;
  return true;
}

interface Threaded {
  source: RowStore;
  text: string;
  options: WorkOptions;
  progress: Progress;
}

async function mapInWorkers(
  job: Threaded & { plan: Change; batched: boolean; batchSize: number; writer: StoreWriter },
): Promise<void> {
  const { plan, batched, writer, progress } = job;
  const size = batched ? job.batchSize : rowsAtOnce;
  for await (const { batch, result } of working("map", batched ? "batches" : "rows", size, plan.label, job)) {
    const rows = batched
      ? changedRows(batch, result, plan)
      : batch.rows.map((row, index) =>
          changedRow(row, (result as unknown[])[index], batch.start + index, plan),
        );
    for (const row of rows) writer.add(row);
    progress.add(batch.rows.length);
  }
  progress.end();
}

async function filterInWorkers(job: Threaded & { label: string; list: IndexList }): Promise<void> {
  const { list, progress } = job;
  for await (const { batch, result } of working("filter", "filter", rowsAtOnce, job.label, job)) {
    for (const [index, isKept] of (result as boolean[]).entries()) if (isKept) list.push(batch.start + index);
    progress.add(batch.rows.length);
  }
  progress.end();
}

function working(method: string, kind: CallKind, size: number, label: string, job: Threaded) {
  const { source, text, options } = job;
  // No more threads than there are batches.
  const numProc = Math.min(options.numProc!, Math.max(1, Math.ceil(source.length / size)));
  const { features } = source;
  return inWorkers(batchesOf(source, size), {
    source: text,
    kind,
    context: options.context,
    features,
    numProc,
    method,
    label,
  });
}
