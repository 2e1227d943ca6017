/** What Hugging Face's environment variables say about the Hub, with the same meaning as in Python. */
import { homedir } from "node:os";
import path from "node:path";
import { SummnbError } from "../errors.js";
import type { RetryOptions } from "./retry.js";
import { type AccessToken, findToken } from "./upload/token.js";

/** How far a download is, in bytes over all files of a call. */
export interface DownloadProgress {
  /** The file that bytes came for last. */
  file: string;
  received: number;
  total: number;
}

export interface HubOptions {
  /** A branch, a tag or a commit; default main. */
  revision?: string;
  /** Default is HF_TOKEN, else the token that `hf auth login` has kept. */
  token?: string;
  /** Default is HF_ENDPOINT, else https://huggingface.co. */
  endpoint?: string;
  /** Default is HF_HUB_CACHE, else `hub` in HF_HOME. */
  cacheDir?: string;
  /** Take only what the cache has; default is HF_HUB_OFFLINE. */
  offline?: boolean;
  /** Called as bytes arrive; default shows a progress bar where there is a place for one. */
  onProgress?: (progress: DownloadProgress) => void;
  /** How often and how patiently a request that failed in passing is repeated. */
  retry?: RetryOptions;
}

export const defaultEndpoint = "https://huggingface.co";

/** Where, as whom and how the Hub is asked. */
export interface HubSettings {
  /** Without a slash at its end. */
  endpoint: string;
  cacheDir: string;
  offline: boolean;
  token: AccessToken | undefined;
  /** Milliseconds without an answer, and without a byte, after which a request has failed. */
  answerTimeout: number;
  stallTimeout: number;
  retry: RetryOptions;
}

/** @throws SummnbError when the endpoint is no URL, or the token can't be one */
export function hubSettings(options: HubOptions = {}): HubSettings {
  const { env } = process;
  return {
    endpoint: hubEndpoint(options.endpoint),
    cacheDir: options.cacheDir ?? hubCache(env),
    offline: options.offline ?? isOffline(),
    token: checkToken(options.token, isTrue(env.HF_HUB_DISABLE_IMPLICIT_TOKEN)),
    answerTimeout: 1000 * (Number(env.HF_HUB_ETAG_TIMEOUT) || 10),
    stallTimeout: 1000 * (Number(env.HF_HUB_DOWNLOAD_TIMEOUT) || 10),
    retry: options.retry ?? {},
  };
}

/** Whether the environment says that the Hub must not be asked. */
export const isOffline = (): boolean =>
  isTrue(process.env.HF_HUB_OFFLINE) || isTrue(process.env.TRANSFORMERS_OFFLINE);

/**
 * Where the Hub is: the address that is given, else HF_ENDPOINT, else huggingface.co; without a slash at its end.
 * @throws SummnbError when it is no URL, or has a user in it
 */
export function hubEndpoint(given?: string): string {
  const endpoint = (given || process.env.HF_ENDPOINT || defaultEndpoint).replace(/\/+$/, "");
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    throw new SummnbError(
      "HF_ENDPOINT, the Hub's address, must be a URL without a user in it, such as https://huggingface.co; correct it or take it away.",
    );
  return endpoint;
}

/** A token is checked here, because fetch repeats a header that it refuses in its error. */
function checkToken(given: string | undefined, onlyGiven: boolean): AccessToken | undefined {
  const token = onlyGiven && !given ? undefined : findToken(given);
  if (token && !/^[\x21-\x7e]+$/.test(token.value))
    throw new SummnbError(
      `What ${token.source} holds is no access token of the Hugging Face Hub: there are spaces or other characters in it that no token has; copy the token again.`,
    );
  return token;
}

function hubCache(env: NodeJS.ProcessEnv): string {
  const given = env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE;
  if (given) return expand(given);
  const home = env.HF_HOME || path.join(env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "huggingface");
  return path.join(expand(home), "hub");
}

/** `~` and `$NAME`, which Python replaces in these variables. */
function expand(text: string): string {
  const named = text.replace(/\$(\w+)|\$\{(\w+)\}/g, (all, a, b) => process.env[a ?? b] ?? all);
  return named.replace(/^~(?=$|[/\\])/, homedir());
}

const isTrue = (value: string | undefined) => ["1", "ON", "YES", "TRUE"].includes(value?.toUpperCase() ?? "");
