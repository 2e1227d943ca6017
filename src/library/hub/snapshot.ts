/** A repository at one commit, seen through the cache: what it holds, and its files fetched when they are needed. */
import { SummnbError } from "../errors.js";
import { type HubEntry, RepoCache } from "./cache.js";
import { HubClient } from "./client.js";
import { type HubOptions, type HubSettings, hubSettings } from "./environment.js";
import { HubError } from "./errors.js";
import { fetchFile } from "./fetchFile.js";
import { interruptibly } from "./interrupts.js";
import { askCommit, listCommit } from "./listing.js";
import { ByteProgress } from "./progress.js";
import { checkRelative, describeRepo, isCommit, isRepoId, type RepoId } from "./repoId.js";

/** Files that are fetched at a time. */
const atOnce = 4;

export class Snapshot {
  readonly #entries: ReadonlyMap<string, HubEntry | undefined>;

  constructor(
    readonly repo: RepoId,
    readonly commit: string,
    readonly revision: string,
    /** Undefined for a file of which only the name is known. */
    entries: readonly (readonly [name: string, entry: HubEntry | undefined])[],
    private readonly cache: RepoCache,
    private readonly settings: HubSettings,
    private readonly options: HubOptions,
    /** Why only the cache is asked, as a sentence; undefined when the Hub is. */
    readonly cacheOnly: string | undefined,
  ) {
    this.#entries = new Map(entries);
  }

  /** Its folder in the cache, in which the fetched files are. */
  get folder(): string {
    return this.cache.snapshot(this.commit);
  }

  /** Paths of all files that the commit holds, as far as is known. */
  get paths(): string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** Where a file is, or will be once fetched. */
  file(name: string): string {
    return this.cache.pointer(this.commit, name);
  }

  /**
   * Sees to it that files are here, whole.
   * @throws HubError naming the first that can't be had
   */
  async fetch(names: readonly string[]): Promise<void> {
    const missing: HubEntry[] = [];
    for (const name of new Set(names)) {
      if (!this.#entries.has(name))
        throw new HubError(
          "fileNotFound",
          `The ${describeRepo(this.repo)} has no file ${name} at revision "${this.revision}"${this.cacheOnly ? ` in the cache ${this.settings.cacheDir}. ${this.cacheOnly}` : "."}`,
        );
      const entry = this.#entries.get(name);
      if (entry && !(await this.cache.has(this.commit, entry))) missing.push(entry);
    }
    if (missing.length === 0) return;
    if (this.cacheOnly)
      throw new HubError(
        "offline",
        `Of the ${describeRepo(this.repo)} the cache ${this.settings.cacheDir} lacks ${namesOf(missing)}. ${this.cacheOnly}`,
      );
    await interruptibly((signal) => this.#download(missing, signal));
  }

  async #download(missing: readonly HubEntry[], interrupted: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const client = new HubClient(this.settings, AbortSignal.any([interrupted, failed.signal]));
    const total = missing.reduce((sum, { size }) => sum + size, 0);
    const progress = new ByteProgress(`Downloading ${this.repo.id}`, total, this.options.onProgress);
    const queue = [...missing];
    const { repo, commit, revision, cache } = this;
    const work = async () => {
      for (let entry = queue.shift(); entry; entry = queue.shift()) {
        const { path: file } = entry;
        const onBytes = (bytes: number) => progress.update(file, bytes);
        await fetchFile(client, { repo, commit, revision, entry, cache, onBytes });
      }
    };
    let first: { error: unknown } | undefined;
    const workers = Array.from({ length: Math.min(atOnce, missing.length) }, () =>
      work().catch((error: unknown) => {
        first ??= { error };
        // The others keep what they have and end.
        failed.abort(error);
      }),
    );
    await Promise.all(workers);
    progress.end(first === undefined);
    if (first) throw first.error;
  }
}

function namesOf(entries: readonly HubEntry[]): string {
  const names = entries.slice(0, 3).map((entry) => entry.path);
  return entries.length > 3 ? `${names.join(", ")} and ${entries.length - 3} more` : names.join(", ");
}

/**
 * Finds a repository's commit and what it holds: from the Hub, else, offline or when the Hub does not answer, from
 * what the cache knows.
 * @throws HubError when neither knows it
 */
export async function openSnapshot(repo: RepoId, options: HubOptions = {}): Promise<Snapshot> {
  if (!isRepoId(repo.id))
    throw new SummnbError(
      `"${repo.id}" is no id of the Hub: one is OWNER/NAME of letters, digits, "-", "_" and ".", such as google/flan-t5-base.`,
    );
  const settings = hubSettings(options);
  const revision = checkRelative(options.revision ?? "main", "revision");
  const cache = new RepoCache(settings.cacheDir, repo);
  const opened = { repo, revision, cache, settings, options };
  if (settings.offline)
    return cached(opened, "The Hub was not asked, because HF_HUB_OFFLINE or the option offline is set.");
  try {
    const { commit, entries } = await ask(opened);
    return new Snapshot(repo, commit, revision, named(entries), cache, settings, options, undefined);
  } catch (error) {
    if (!(error instanceof HubError && error.isPassing)) throw error;
    const known = await cached(opened, error.message).catch(() => undefined);
    if (!known) throw error;
    console.warn(
      `${error.message} The ${describeRepo(repo)} is taken from the cache as it was downloaded last.`,
    );
    return known;
  }
}

interface Opened {
  repo: RepoId;
  revision: string;
  cache: RepoCache;
  settings: HubSettings;
  options: HubOptions;
}

const named = (entries: readonly HubEntry[]) => entries.map((entry) => [entry.path, entry] as const);

function ask({ repo, revision, cache, settings }: Opened): Promise<{ commit: string; entries: HubEntry[] }> {
  return interruptibly(async (signal) => {
    // A commit does not change: listed once, it needs no question.
    const listed = isCommit(revision) ? await cache.listing(revision) : undefined;
    if (listed) return { commit: revision, entries: listed };
    // Who has it in the cache does not wait long for a Hub that does not answer.
    const patience = (await cache.commitOf(revision)) ? { attempts: 2 } : {};
    const client = new HubClient({ ...settings, retry: { ...settings.retry, ...patience } }, signal);
    const commit = await askCommit(client, repo, revision);
    const known = await cache.listing(commit);
    const entries = known ?? (await listCommit(client, repo, commit));
    if (!known) await cache.saveListing(commit, entries);
    await cache.saveRef(revision, commit);
    return { commit, entries };
  });
}

async function cached(
  { repo, revision, cache, settings, options }: Opened,
  reason: string,
): Promise<Snapshot> {
  const commit = await cache.commitOf(revision);
  const present = commit ? await cache.present(commit) : [];
  if (!commit || present.length === 0)
    throw new HubError(
      "offline",
      `The ${describeRepo(repo)}${revision === "main" ? "" : ` at revision "${revision}"`} is not in the cache ${settings.cacheDir}. ${reason}`,
    );
  const listing = await cache.listing(commit);
  const entries = listing ? named(listing) : present.map((name) => [name, undefined] as const);
  return new Snapshot(repo, commit, revision, entries, cache, settings, options, reason);
}
