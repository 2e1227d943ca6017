/** Whose an access token is, as the Hugging Face Hub says. */
import { redact } from "../../protocol/secrets.js";

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
        `The Hub at ${endpoint} can't be asked (${cause?.code ?? message}), so the token was not kept; try again later.`,
      ),
    );
  }
  if (response.status === 401 || response.status === 403)
    throw new Error(
      `The Hub does not know this access token (${response.status}): copy it again from ${endpoint}/settings/tokens.`,
    );
  if (!response.ok)
    throw new Error(
      `The Hub at ${endpoint} failed (${response.status}), so the token could not be checked and was not kept; try again later.`,
    );
  const answer = (await response.json().catch(() => ({}))) as {
    name?: unknown;
    auth?: { accessToken?: { role?: unknown } };
  };
  if (typeof answer.name !== "string")
    throw new Error(
      `${endpoint} does not answer as the Hub does, so the token was not kept; correct HF_ENDPOINT.`,
    );
  const role = answer.auth?.accessToken?.role;
  return { name: answer.name, role: typeof role === "string" ? role : undefined };
}
