import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { keepSecret, tokenVariables } from "../../../protocol/secrets.js";
import { SummnbError } from "../../errors.js";

export interface AccessToken {
  value: string;
  /** Where it was found, for messages. */
  source: string;
}

/** The file in which `hf auth login` keeps a token: `HF_TOKEN_PATH`, else `token` in `HF_HOME`. */
export function tokenFile(environment: NodeJS.ProcessEnv = process.env): string {
  const { HF_TOKEN_PATH, HF_HOME, XDG_CACHE_HOME } = environment;
  const cache = XDG_CACHE_HOME || path.join(homedir(), ".cache");
  return HF_TOKEN_PATH || path.join(HF_HOME || path.join(cache, "huggingface"), "token");
}

/**
 * The user's access token: the one given, else the environment's, else the one that `hf auth login` has kept, in
 * huggingface_hub's order. From then on it is hidden in everything that this process writes.
 */
export function findToken(given?: string | null): AccessToken | undefined {
  const found = [...candidates(given)].find(({ value }) => value !== "");
  if (found) keepSecret(found.value);
  return found;
}

function* candidates(given: string | null | undefined): Generator<AccessToken> {
  if (given) yield { value: given.trim(), source: "the option token" };
  for (const name of tokenVariables) yield { value: process.env[name]?.trim() ?? "", source: name };
  const file = tokenFile();
  yield { value: readToken(file), source: file };
}

function readToken(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    // Most users have none: that is no failure.
    return "";
  }
}

/** @throws SummnbError that says where a token is looked for when there is none, or one that can't be right */
export function requireToken(given: string | null | undefined, purpose: string): AccessToken {
  const token = findToken(given);
  if (!token)
    throw new SummnbError(
      `${purpose} needs an access token of the Hugging Face Hub: run "summnb: Sign in to the Hugging Face Hub" in VS Code, set HF_TOKEN, or run \`hf auth login\` (there is none in ${tokenFile()}).`,
    );
  if (!/^hf_[\x21-\x7e]+$/.test(token.value))
    throw new SummnbError(
      `What ${token.source} holds is no access token of the Hugging Face Hub: it does not begin with "hf_", or has spaces in it; copy the token again.`,
    );
  return token;
}
