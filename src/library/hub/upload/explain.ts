import { HubApiError } from "@huggingface/hub";
import { redact } from "../../../protocol/secrets.js";
import { InterruptedError, SummnbError } from "../../errors.js";
import { causeOf } from "../cause.js";

/** What an upload was about, for messages. */
export interface UploadContext {
  repo: string;
  endpoint: string;
  /** Where the token was found. */
  tokenSource: string;
  branch: string;
}

const nothingDone = "Nothing of this upload is in the repository; push again to go on";

/** What an answer of the Hub means, by its status. */
const meanings: Record<number, (context: UploadContext) => string> = {
  400: ({ repo }) => `The Hub refused the upload to ${repo} as wrong`,
  401: ({ endpoint, tokenSource }) =>
    `The Hub at ${endpoint} does not accept the access token of ${tokenSource} (401): it is mistyped, expired or revoked. Make a new one at ${endpoint}/settings/tokens`,
  403: ({ repo, endpoint, tokenSource }) =>
    `The access token of ${tokenSource} may not write to ${repo} (403): take a token with the role "write" for that name from ${endpoint}/settings/tokens`,
  404: ({ repo, branch }) =>
    `The Hub has no repository ${repo} with a branch ${branch} that this token may see (404): check the name`,
  412: ({ repo, branch }) =>
    `Someone else has committed to ${branch} of ${repo} during the upload (412), so nothing was changed there; look at it and push again`,
  413: ({ repo }) =>
    `The Hub refused the upload to ${repo} as too large (413): save the model with a smaller maxShardSize, or make room at the Hub`,
  422: ({ repo }) => `The Hub refused what the upload to ${repo} holds (422)`,
  429: ({ endpoint }) =>
    `The Hub at ${endpoint} asked for fewer requests (429) and went on asking after several tries. ${nothingDone} in a few minutes`,
};

function statusMeaning(status: number, context: UploadContext): string {
  if (status >= 500)
    return `The Hub at ${context.endpoint} failed (${status}) and went on failing after several tries. ${nothingDone} later`;
  return meanings[status]?.(context) ?? `The Hub refused the upload to ${context.repo} (status ${status})`;
}

/** What the Hub itself says of an error; undefined where it only repeats the status. */
function ownWords({ data }: HubApiError): string | undefined {
  const { error, message, errors } = (data ?? {}) as Record<string, unknown>;
  const list = Array.isArray(errors) ? errors.map((each) => (each as { message?: unknown })?.message) : [];
  const words = [...list, error, message].find((each) => typeof each === "string" && each.trim() !== "");
  // A proxy's page is no sentence.
  return typeof words === "string" && !words.trimStart().startsWith("<")
    ? words.trim().slice(0, 500)
    : undefined;
}

/** Statuses whose own meaning is complete, whatever the Hub adds. */
const complete = [401, 404, 412, 429];

/** An error of an upload as one sentence for the user, without access tokens. */
export function explainUpload(error: unknown, context: UploadContext): Error {
  if (error instanceof SummnbError || error instanceof InterruptedError) return error;
  if (error instanceof HubApiError) {
    const status = error.statusCode;
    const words = complete.includes(status) || status >= 500 ? undefined : ownWords(error);
    return new SummnbError(
      redact(`${statusMeaning(status, context)}${words ? `: ${words.replace(/\.$/, "")}` : ""}.`),
    );
  }
  if (
    error instanceof TypeError &&
    /fetch failed|terminated|ECONN|ETIMEDOUT|socket|other side|timeout/i.test(
      `${error.message} ${causeOf(error)}`,
    )
  )
    return new SummnbError(
      redact(
        `The connection to ${context.endpoint} failed (${causeOf(error)}) and went on failing after several tries. ${nothingDone}; is the machine online, and HF_ENDPOINT right?`,
      ),
    );
  return new SummnbError(redact(`The upload to ${context.repo} failed: ${(error as Error).message}`));
}
