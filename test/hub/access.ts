import { type Exchange, sendError } from "./messages.js";
import type { Repository, RepoType } from "./repository.js";
import type { HubServer } from "./server.js";

/** A user who sends one of the server's tokens. */
export interface User {
  name: string;
  /** Default true. */
  canWrite?: boolean;
}

/** The user of a request: undefined without a token; false, and answered, with one that the Hub does not know. */
export async function authenticate(exchange: Exchange, server: HubServer): Promise<User | undefined | false> {
  const token = /^Bearer (.*)$/.exec(exchange.request.headers.authorization ?? "")?.[1];
  if (token === undefined) return undefined;
  const user = server.tokens.get(token);
  if (user) return user;
  exchange.response.setHeader("X-Error-Message", "Invalid credentials in Authorization header");
  await sendError(
    exchange,
    401,
    server.echoesTokens ? `Invalid token ${token}.` : "Invalid credentials in Authorization header",
  );
  return false;
}

/** Whether a user may read, besides seeing that it is there. */
const mayRead = (repo: Repository, user: User | undefined): boolean =>
  user !== undefined && (repo.readers.has(user.name) || repo.id.startsWith(`${user.name}/`));

export interface Place {
  repo: Repository;
  user: User | undefined;
}

/**
 * The repository that a request names; null when the request has got its refusal. Like the real Hub it does not
 * tell an anonymous client whether a private repository exists.
 * @param content whether it wants the files, which a gated repository refuses
 */
export async function findRepo(
  exchange: Exchange,
  server: HubServer,
  wanted: { type: RepoType; id: string; content?: boolean },
): Promise<Place | null> {
  const user = await authenticate(exchange, server);
  if (user === false) return null;
  const repo = server.repo(wanted.type, wanted.id);
  if (!repo || (repo.private && !mayRead(repo, user))) {
    const movedTo = server.movedTo(wanted.type, wanted.id);
    if (movedTo !== undefined) {
      exchange.response.statusCode = 307;
      exchange.response.setHeader(
        "Location",
        exchange.url.href.slice(exchange.url.origin.length).replace(wanted.id, movedTo),
      );
      exchange.response.end();
    } else if (user) await sendError(exchange, 404, "Repository not found", "RepoNotFound");
    else await sendError(exchange, 401, "Invalid username or password.", "RepoNotFound");
    return null;
  }
  if (wanted.content && repo.gated && !mayRead(repo, user)) {
    const [status, advice] = user
      ? [403, "and you are not in the authorized list. Visit its page to ask for access."]
      : [401, "You must have access to it and be authenticated to access it. Please log in."];
    await sendError(
      exchange,
      status as number,
      `Access to ${repo.type} ${repo.id} is restricted. ${advice}`,
      "GatedRepo",
    );
    return null;
  }
  return { repo, user };
}
