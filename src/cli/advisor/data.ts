import { existsSync } from "node:fs";
import { loadDataset } from "../../library/datasets/index.js";
import { hubDatasetFiles } from "../../library/hub/datasets.js";
import { HubError } from "../../library/hub/errors.js";
import type { DataFacts, DataParams } from "../../protocol/advisor.js";
import { mimeOf, type OutputPayload } from "../../protocol/index.js";

/**
 * A data set's splits, columns and first rows. Of one on the Hub that is not here, only that it is there, unless it may
 * be downloaded.
 * @throws SummnbError when there is no such data, or it can't be read
 */
export async function dataFacts({ data, config, mayDownload }: DataParams): Promise<DataFacts> {
  if (mayDownload || existsSync(data)) return read(data, config);
  const cached = await withoutHub(() => read(data, config)).catch((error: unknown) => {
    if (error instanceof HubError && error.failure === "offline") return undefined;
    throw error;
  });
  if (cached) return cached;
  // Asks for the names of the files alone, so that a wrong id or configuration is known at once.
  const { name } = await hubDatasetFiles(data, { ...(config === "" ? {} : { config }), split: [] });
  return { state: "remote", name, splits: [] };
}

async function read(data: string, config: string): Promise<DataFacts> {
  const dataset = await loadDataset(data, config === "" ? {} : { config });
  const bundle = dataset.toMimeBundle("preview");
  const { splits, preview, name } = (bundle[mimeOf("dataset")] as OutputPayload<"dataset">).data;
  return { state: "ready", name, splits, preview };
}

/** Requests come one after the other, so that nobody else sees the variable meanwhile. */
async function withoutHub<T>(action: () => Promise<T>): Promise<T> {
  const before = process.env.HF_HUB_OFFLINE;
  process.env.HF_HUB_OFFLINE = "1";
  try {
    return await action();
  } finally {
    if (before === undefined) delete process.env.HF_HUB_OFFLINE;
    else process.env.HF_HUB_OFFLINE = before;
  }
}
