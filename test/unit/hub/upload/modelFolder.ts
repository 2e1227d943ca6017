import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type CommitHandlerOptions, commitHandlers } from "../../../hub/commit.js";
import { HubServer } from "../../../hub/server.js";

/** Tokens of the test server: one that may write for "me", one that may only read. */
export const writeToken = `hf_${"w".repeat(34)}`;
export const readToken = `hf_${"r".repeat(34)}`;

export function startHub(options: CommitHandlerOptions = {}): Promise<HubServer> {
  return HubServer.start({
    tokens: { [writeToken]: { name: "me" }, [readToken]: { name: "me", canWrite: false } },
    // A refusal that repeats the token shows whether it is hidden.
    echoesTokens: true,
    handlers: commitHandlers(options),
  });
}

export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "summnb-upload-"));
}

/** Bytes that no two calls with different seeds share. */
export function someBytes(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, state = seed; i < length; i++) {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    bytes[i] = state >> 16;
  }
  return bytes;
}

/** What a training leaves in its outputDir: a model, its tokenizer, and much that is not the model's. */
export const modelContent: Readonly<Record<string, string | Buffer>> = {
  "config.json": '{"model_type":"t5"}\n',
  "generation_config.json": "{}\n",
  "model.safetensors": someBytes(20_000),
  "tokenizer.json": '{"model":{}}\n',
  "tokenizer_config.json": "{}\n",
  "spiece.model": someBytes(500, 7),
};

export const otherContent: Readonly<Record<string, string | Buffer>> = {
  "optimizer.safetensors": someBytes(3000, 2),
  "optimizer.pt": "pickle",
  "scheduler.pt": "pickle",
  "rng_state.pth": "pickle",
  "trainer_state.json": "{}",
  "training_args.json": "{}",
  "training_args.bin": "pickle",
  "data.jsonl": "{}",
  "notes.md": "mine",
  ".env": "HF_TOKEN=x",
  "model.safetensors.123.tmp": "half",
  "runs/20260101/run.json": "{}",
  "checkpoint-500/config.json": "{}",
  "checkpoint-500/adapter_config.json": "{}",
  ".cache/huggingface/x": "y",
  "german/adapter_config.json": "{}",
  "german/adapter_model.safetensors": someBytes(100, 3),
  "german/optimizer.pt": "pickle",
};

export function writeFolder(
  content: Readonly<Record<string, string | Buffer>>,
  folder = temporaryFolder(),
): string {
  for (const [name, data] of Object.entries(content)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, data);
  }
  return folder;
}
