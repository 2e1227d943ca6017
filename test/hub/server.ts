import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { User } from "./access.js";
import { Faults } from "./faults.js";
import { type Exchange, type Handler, type RecordedRequest, type Side, sendError } from "./messages.js";
import { metadata } from "./metadata.js";
import { type RepoOptions, Repository, type RepoType, storedFile } from "./repository.js";
import { resolve, Storage } from "./resolve.js";

export interface HubServerOptions {
  /** Users by their tokens. */
  tokens?: Readonly<Record<string, User>>;
  /** Entries on a page of a tree; default 1000. */
  pageSize?: number;
  /** Repeat a wrong token in the refusal, as a careless proxy may. */
  echoesTokens?: boolean;
  /** Answer before the Hub's own handlers and its storage's, such as those for commits. */
  handlers?: readonly Handler<HubServer>[];
}

export interface NewRepo extends RepoOptions {
  files: Readonly<Record<string, Buffer | string>>;
  /** Branch that gets the files; default main. */
  revision?: string;
}

/** Serves the Hub's HTTP interface from memory, and misbehaves on request. */
export class HubServer implements AsyncDisposable {
  /** HF_ENDPOINT of this Hub. */
  readonly url: string;
  readonly storage: Storage;
  readonly tokens: Map<string, User>;
  readonly pageSize: number;
  readonly echoesTokens: boolean;
  readonly faults = new Faults();
  /** All requests so far, in order. */
  readonly requests: RecordedRequest[] = [];
  readonly #repos = new Map<string, Repository>();
  readonly #moved = new Map<string, string>();
  readonly #handlers: readonly Handler<HubServer>[];
  readonly #servers: readonly Server[];

  private constructor(servers: Record<Side, Server>, options: HubServerOptions) {
    this.url = origin(servers.hub);
    this.storage = new Storage(origin(servers.storage));
    this.tokens = new Map(Object.entries(options.tokens ?? {}));
    this.pageSize = options.pageSize ?? 1000;
    this.echoesTokens = options.echoesTokens ?? false;
    this.#handlers = [...(options.handlers ?? []), answerOfStorage, metadata, resolve];
    this.#servers = Object.values(servers);
    for (const side of ["hub", "storage"] as const)
      servers[side].on("request", (request, response) => this.#answer(side, request, response));
  }

  static async start(options: HubServerOptions = {}): Promise<HubServer> {
    return new HubServer({ hub: await listening(), storage: await listening() }, options);
  }

  /** Adds a repository, or a commit with these files alone to one that is there; returns the commit's hash. */
  addRepo({ files, revision, ...options }: NewRepo): string {
    const key = keyOf(options.type, options.id);
    const repo = this.#repos.get(key) ?? new Repository(options);
    this.#repos.set(key, repo);
    const tree = Object.entries(files).map(
      ([path, content]) => [path, storedFile(path, Buffer.from(content))] as const,
    );
    return repo.commit(new Map(tree), revision);
  }

  repo(type: RepoType, id: string): Repository | undefined {
    return this.#repos.get(keyOf(type, id));
  }

  removeRepo(type: RepoType, id: string): void {
    this.#repos.delete(keyOf(type, id));
  }

  /** Gives a repository another id; requests for the former one are redirected. */
  renameRepo(type: RepoType, id: string, to: string): void {
    const repo = this.#repos.get(keyOf(type, id))!;
    repo.id = to;
    this.#repos.delete(keyOf(type, id));
    this.#repos.set(keyOf(type, to), repo);
    this.#moved.set(keyOf(type, id), to);
  }

  movedTo(type: RepoType, id: string): string | undefined {
    return this.#moved.get(keyOf(type, id));
  }

  async close(): Promise<void> {
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #answer(side: Side, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url: target = "/", headers } = request;
    this.requests.push({ side, method, url: target, headers });
    const fault = this.faults.take(side, method, target);
    const url = new URL(target, side === "hub" ? this.url : this.storage.origin);
    const exchange: Exchange = { side, request, response, method, url, path: url.pathname, fault };
    for (const [name, value] of Object.entries(fault?.headers ?? {})) response.setHeader(name, value);
    if (fault?.hang) return;
    if (fault?.refuse) return void request.socket.destroy();
    if (fault?.status !== undefined) {
      if (fault.body === undefined) return sendError(exchange, fault.status, `Fault ${fault.status}`);
      response.statusCode = fault.status;
      return void response.end(fault.body);
    }
    for (const handler of this.#handlers) if (await handler(exchange, this)) return;
    await sendError(exchange, 404, `Cannot ${method} ${url.pathname}`);
  }
}

async function answerOfStorage(exchange: Exchange, { storage }: HubServer): Promise<boolean> {
  if (exchange.side === "storage") await storage.answer(exchange);
  return exchange.side === "storage";
}

const keyOf = (type: RepoType, id: string) => `${type}s/${id}`;

const origin = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function listening(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return server;
}
