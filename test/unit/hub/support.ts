import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { HubOptions } from "../../../src/library/hub/index.js";
import { HubServer, type HubServerOptions } from "../../hub/server.js";

/** A Hub and an empty cache for each test, asked without long waits. */
export interface Surroundings {
  hub: HubServer;
  cacheDir: string;
  options: HubOptions;
  /** Reasons of the waits so far. */
  waits: { reason: string; milliseconds: number }[];
}

/** Environment variables that would lead a test to the user's own cache, token or Hub. */
const variables = [
  "HF_ENDPOINT",
  "HF_HOME",
  "HF_HUB_CACHE",
  "HUGGINGFACE_HUB_CACHE",
  "HF_TOKEN",
  "HUGGING_FACE_HUB_TOKEN",
  "HF_TOKEN_PATH",
  "HF_HUB_OFFLINE",
  "TRANSFORMERS_OFFLINE",
  "HF_HUB_DISABLE_IMPLICIT_TOKEN",
  "HF_HUB_ETAG_TIMEOUT",
  "HF_HUB_DOWNLOAD_TIMEOUT",
];

/** Call in a `describe`: makes and removes the surroundings of its tests, with the environment as it was. */
export function withHub(serverOptions: HubServerOptions = {}): Surroundings {
  const surroundings = {} as Surroundings;
  let before: NodeJS.ProcessEnv;
  beforeEach(async () => {
    before = { ...process.env };
    for (const name of variables) delete process.env[name];
    const cacheDir = mkdtempSync(path.join(tmpdir(), "summnb-hub-"));
    // No token and no cache of the user's.
    process.env.HF_HOME = path.join(cacheDir, "home");
    const hub = await HubServer.start(serverOptions);
    const waits: Surroundings["waits"] = [];
    const onRetry = (reason: string, milliseconds: number) => void waits.push({ reason, milliseconds });
    const options = { endpoint: hub.url, cacheDir, retry: { delay: 1, onRetry } };
    Object.assign(surroundings, { hub, cacheDir, options, waits });
  });
  afterEach(async () => {
    await surroundings.hub.close();
    rmSync(surroundings.cacheDir, { recursive: true, force: true });
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  });
  return surroundings;
}
