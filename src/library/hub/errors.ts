import { redact } from "../../protocol/secrets.js";
import { SummnbError } from "../errors.js";

/** Why the Hub gave no file. */
export type HubFailure =
  | "unauthorized"
  | "forbidden"
  | "gated"
  | "repositoryNotFound"
  | "revisionNotFound"
  | "fileNotFound"
  | "rateLimited"
  | "unavailable"
  | "unreachable"
  | "offline"
  | "damaged"
  | "notAHub"
  | "refused";

/** Failures of the Hub or of the way to it rather than of the question, after which what the cache has may serve. */
const passing: readonly HubFailure[] = ["rateLimited", "unavailable", "unreachable", "notAHub"];

/** The Hub did not give what was asked for; the message never holds a token. */
export class HubError extends SummnbError {
  override readonly name = "HubError";

  constructor(
    readonly failure: HubFailure,
    message: string,
    /** HTTP status, where there was an answer. */
    readonly status?: number,
  ) {
    super(redact(message));
  }

  /** Whether another time may bring another answer. */
  get isPassing(): boolean {
    return passing.includes(this.failure);
  }
}
