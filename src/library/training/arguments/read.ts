import { keepSecret } from "../../../protocol/secrets.js";
import { SummnbError } from "../../errors.js";
import { nearest } from "../../nearest.js";
import { type Alias, type AliasValues, aliases } from "./aliases.js";
import { checks } from "./checks.js";
import { ignored, refused, type UnusedName } from "./unused.js";
import type { TrainingArgumentValues } from "./values.js";

/** What a user may give: our arguments, their other names, and those of Transformers that have no effect here. */
export interface TrainingArgumentInputs
  extends Partial<TrainingArgumentValues>,
    AliasValues,
    Partial<Record<TokenName, string | null>>,
    Partial<Record<UnusedName, unknown>> {}

/** Names of the argument that is a secret: it is used and kept nowhere, not even among the arguments. */
export const tokenNames = ["hubToken", "pushToHubToken"] as const;
type TokenName = (typeof tokenNames)[number];

/** Given arguments under their right names, and what the user should know of the others. */
export interface ReadArguments {
  values: Partial<TrainingArgumentValues>;
  /** A sentence for each argument that has no effect. */
  notices: string[];
  token: string | undefined;
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** Arguments for which Python's None is the default. */
const noneIsDefault = ["outputDir", "lrSchedulerKwargs", "reportTo", "disableTqdm"];

/** Every name that is understood, to suggest one for another. */
const names = [...[checks, aliases, ignored, refused].flatMap((table) => Object.keys(table)), ...tokenNames];

/**
 * Checks each given argument by itself; those that are undefined count as not given.
 * @throws SummnbError naming an unknown argument and the nearest right one, what a value must be, or why an
 * argument is refused
 */
export function readArguments(given: TrainingArgumentInputs): ReadArguments {
  const values: Record<string, unknown> = {};
  const from: Record<string, string> = {};
  const notices: string[] = [];
  let token: string | undefined;
  for (const [name, value] of Object.entries(given).filter(([, value]) => value !== undefined)) {
    if (value === null && noneIsDefault.includes(name)) continue;
    if (isTokenName(name)) {
      token = readToken(name, value) ?? token;
      continue;
    }
    const alias: Alias | undefined = own(aliases, name);
    const right = alias ? alias.name : (name as keyof TrainingArgumentValues);
    const check = alias?.check ?? own(checks, right);
    if (!check) {
      notices.push(...unused(name, value));
      continue;
    }
    const wanted = check(value);
    if (wanted && !(alias && value === null))
      throw new SummnbError(
        `The training argument "${name}" must be ${wanted}, not ${JSON.stringify(value)}.`,
      );
    const meaning = alias ? alias.meaning(value) : value;
    if (meaning === undefined) continue;
    if (from[right] !== undefined && JSON.stringify(values[right]) !== JSON.stringify(meaning))
      throw new SummnbError(
        `The training arguments "${from[right]}" (${JSON.stringify(values[right])}) and "${name}" (${JSON.stringify(value)}) are the same one; keep the one that is meant.`,
      );
    values[right] = meaning;
    from[right] = name;
  }
  return { values, notices, token };
}

const isTokenName = (name: string): name is TokenName => tokenNames.includes(name as TokenName);

/** A token is hidden from now on; what is no text is not repeated in the message, it may be one all the same. */
function readToken(name: TokenName, value: unknown): string | undefined {
  if (value === null || value === "") return undefined;
  if (typeof value !== "string") throw new SummnbError(`The training argument "${name}" must be a text.`);
  keepSecret(value);
  return value;
}

/** None or one sentence about an argument that does nothing here. */
function unused(name: string, value: unknown): string[] {
  const why: readonly [unknown, string] | undefined = own(ignored, name);
  if (why) return isUsual(value, why[0]) ? [] : [`The training argument "${name}" has no effect: ${why[1]}.`];
  const reason: readonly [unknown, string] | undefined = own(refused, name);
  if (!reason)
    throw new SummnbError(
      `The training argument "${name}" does not exist${nearest(name, names, ". Did you mean ", "?") || "."}`,
    );
  if (isUsual(value, reason[0])) return [];
  throw new SummnbError(`The training argument "${name}" can't be ${JSON.stringify(value)}: ${reason[1]}.`);
}

/** Whether a value is Transformers' default, or as empty as that. */
function isUsual(value: unknown, usual: unknown): boolean {
  const isEmpty = (x: unknown) =>
    x === null || x === false || x === "" || (Array.isArray(x) && x.length === 0);
  return JSON.stringify(value) === JSON.stringify(usual) || (isEmpty(value) && isEmpty(usual));
}
