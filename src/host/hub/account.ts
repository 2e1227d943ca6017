/** The user's account at the Hugging Face Hub: its access token in VS Code's secret storage, and nowhere else. */
import { keepSecret } from "../../protocol/secrets.js";
import { l10n } from "../l10n.js";
import { type HubUser, whoAmI } from "./whoami.js";

/** Of VS Code's SecretStorage, what is needed here. */
export interface Secrets {
  get(key: string): Thenable<string | undefined>;
  store(key: string, value: string): Thenable<void>;
  delete(key: string): Thenable<void>;
}

const secretKey = "summnb.huggingFaceToken";

/** What is wrong with a text as a token; undefined for one that may be right. */
export function tokenProblem(text: string): string | undefined {
  const token = text.trim();
  if (token === "") return l10n.t("Paste an access token.");
  if (!/^hf_[\x21-\x7e]{8,}$/.test(token))
    return l10n.t('An access token begins with "hf_" and has no spaces.');
  return undefined;
}

export class HubAccount {
  constructor(
    private readonly secrets: Secrets,
    /** The Hub's address. */
    readonly endpoint: () => string = () => hubEndpoint(),
  ) {}

  /** The token; undefined when nobody is signed in. It is hidden in whatever this process writes. */
  async token(): Promise<string | undefined> {
    const token = await this.secrets.get(secretKey);
    if (token !== undefined) keepSecret(token);
    return token;
  }

  /**
   * Asks the Hub whose token it is, and keeps it.
   * @throws Error with one sentence when the Hub does not know it or can't be asked; nothing is kept then
   */
  async signIn(text: string): Promise<HubUser> {
    const problem = tokenProblem(text);
    if (problem !== undefined) throw new Error(problem);
    const token = text.trim();
    keepSecret(token);
    const user = await whoAmI(this.endpoint(), token);
    await this.secrets.store(secretKey, token);
    return user;
  }

  /** Forgets the token; false when there was none. */
  async signOut(): Promise<boolean> {
    const had = (await this.secrets.get(secretKey)) !== undefined;
    await this.secrets.delete(secretKey);
    return had;
  }

  /** What a kernel's environment gets: it finds the token as Hugging Face's own programs do. */
  async environment(): Promise<Record<string, string>> {
    const token = await this.token();
    return token === undefined ? {} : { HF_TOKEN: token };
  }
}

/** As the setting `summnb.hub.endpoint` says, else the environment, else the Hub itself. */
export function hubEndpoint(setting = ""): string {
  return (setting || process.env.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
}
