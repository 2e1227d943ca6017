/** What an answer of the Hub means, as a sentence that says what to do. */

import { causeOf } from "./cause.js";
import type { HubSettings } from "./environment.js";
import { HubError } from "./errors.js";
import { describeRepo, type RepoId, repoPath } from "./repoId.js";

/** What a request was about. */
export interface Subject {
  repo: RepoId;
  revision?: string;
  file?: string;
}

/** What can be told of an answer without its body. */
export interface Answer {
  status: number;
  headers: Headers;
}

const giveToken = "set HF_TOKEN, or run `hf auth login`";

/** The error of an answer that is not a success. */
export function explainAnswer(
  { status, headers }: Answer,
  subject: Subject,
  settings: HubSettings,
): HubError {
  const { endpoint, token } = settings;
  const { repo, revision, file } = subject;
  const name = describeRepo(repo);
  const page = `${endpoint}/${repoPath(repo)}`;
  const code = headers.get("X-Error-Code");
  const fail = (failure: HubError["failure"], message: string) => new HubError(failure, message, status);

  if (code === "GatedRepo")
    return token
      ? fail(
          "gated",
          `The ${name} is gated, and the user of ${token.source} is not admitted (${status}): ask for access at ${page}.`,
        )
      : fail(
          "gated",
          `The ${name} is gated (${status}): accept its conditions at ${page}, then ${giveToken}.`,
        );
  if (code === "RevisionNotFound")
    return fail(
      "revisionNotFound",
      `The ${name} has no revision "${revision}" (${status}): its branches, tags and commits are at ${page}/tree/main.`,
    );
  if (code === "EntryNotFound")
    return fail(
      "fileNotFound",
      `The ${name} has no file ${file} at revision "${revision ?? "main"}" (${status}); its files are at ${page}/tree/main.`,
    );
  if (status === 401 && token && headers.get("X-Error-Message")?.includes("Invalid credentials"))
    return fail(
      "unauthorized",
      `The Hub at ${endpoint} does not accept the access token of ${token.source} (401): it is mistyped, expired or revoked. Make a new one at ${endpoint}/settings/tokens, or take it away, as public repositories need none.`,
    );
  if (status === 401 || status === 404)
    return token
      ? fail(
          "repositoryNotFound",
          `There is no ${name} at ${endpoint} that the user of ${token.source} may see (${status}): check the id.`,
        )
      : fail(
          "repositoryNotFound",
          `There is no ${name} at ${endpoint}, or it is private (${status}): check the id; for a private one, ${giveToken}.`,
        );
  if (status === 403)
    return token
      ? fail(
          "forbidden",
          `The access token of ${token.source} may not read the ${name} (403): give it that right at ${endpoint}/settings/tokens.`,
        )
      : fail(
          "forbidden",
          `The Hub at ${endpoint} does not let anyone without an access token read the ${name} (403): ${giveToken}.`,
        );
  if (status === 429) return fail("rateLimited", rateLimited(headers, settings));
  if (status >= 500 || status === 408 || status === 425)
    return fail(
      "unavailable",
      `The Hub at ${endpoint} failed (${status}) when asked for the ${name}, and went on failing; try again later.`,
    );
  return fail("refused", `The Hub at ${endpoint} refused the request for the ${name} (status ${status}).`);
}

function rateLimited(headers: Headers, { endpoint, token }: HubSettings): string {
  const after = headers.get("Retry-After");
  const when = after && /^\d+$/.test(after) ? `in ${after} seconds` : "in a few minutes";
  const advice = token ? "" : `; with an access token more requests are allowed (${giveToken})`;
  return `The Hub at ${endpoint} asks for fewer requests (429): try again ${when}${advice}.`;
}

/** The error of a request that got no answer, or of a file whose bytes stopped coming. */
export function explainFailure(error: unknown, { endpoint }: HubSettings, subject?: Subject): HubError {
  const why = causeOf(error);
  if (subject?.file)
    return new HubError(
      "unreachable",
      `The download of ${subject.file} of the ${describeRepo(subject.repo)} broke off again and again (${why}). What has arrived is kept: try again to go on from there.`,
    );
  return new HubError(
    "unreachable",
    `The Hub at ${endpoint} can't be reached (${why}): check the connection${endpoint.includes("huggingface.co") ? "" : ", and whether HF_ENDPOINT is right"}. What is in the cache can be used with HF_HUB_OFFLINE=1.`,
  );
}

/** Causes that a repeated request meets again: nobody is there. */
export const isNobodyThere = (error: unknown): boolean =>
  ["ENOTFOUND", "ECONNREFUSED", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH"].includes(causeOf(error));
