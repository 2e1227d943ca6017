/** Whose an access token is, as the Hugging Face Hub says. */
import { redact } from "../../protocol/secrets.js";
import { l10n } from "../l10n.js";

export interface HubUser {
  name: string;
  /** "read", "write" or "fineGrained"; undefined where the Hub does not say. */
  role: string | undefined;
}

/** Milliseconds that the Hub may take. */
const patience = 15_000;

/** @throws Error with one sentence, in which the token is not */
export async function whoAmI(endpoint: string, token: string): Promise<HubUser> {
  let response: Response;
  try {
    response = await fetch(`${endpoint}/api/whoami-v2`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string } };
    throw new Error(
      redact(
        l10n.t(
          "The Hub at {0} can't be asked ({1}), so the token was not kept; try again later.",
          endpoint,
          cause?.code ?? message,
        ),
      ),
    );
  }
  if (response.status === 401 || response.status === 403)
    throw new Error(
      l10n.t(
        "The Hub does not know this access token ({0}): copy it again from {1}/settings/tokens.",
        response.status,
        endpoint,
      ),
    );
  if (!response.ok)
    throw new Error(
      l10n.t(
        "The Hub at {0} failed ({1}), so the token could not be checked and was not kept; try again later.",
        endpoint,
        response.status,
      ),
    );
  const answer = (await response.json().catch(() => ({}))) as {
    name?: unknown;
    auth?: { accessToken?: { role?: unknown } };
  };
  if (typeof answer.name !== "string")
    throw new Error(
      l10n.t(
        "{0} does not answer as the Hub does, so the token was not kept; correct HF_ENDPOINT.",
        endpoint,
      ),
    );
  const role = answer.auth?.accessToken?.role;
  return { name: answer.name, role: typeof role === "string" ? role : undefined };
}
