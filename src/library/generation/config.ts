import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { MimeBundle } from "../../protocol/index.js";
import { html, htmlTable } from "../display/html.js";
import { alignColumns } from "../display/text.js";
import { type Displayable, type Hoverable, hoverSymbol } from "../display/types.js";
import { SummnbError } from "../errors.js";
import type { HubOptions } from "../hub/environment.js";
import { modelFolder } from "../hub/models.js";
import { type RawConfig, readGenerationConfig } from "../models/config.js";
import { configJson } from "../models/configJson.js";
import type { PreTrainedModel } from "../models/pretrained.js";
import { nearest } from "../nearest.js";
import {
  type GenerationOptions,
  type OptionName,
  optionNames,
  optionOfKey,
  optionTable,
} from "./optionTable.js";
import { isIgnored } from "./unsupported.js";

/** Keys about the file itself, not about generating. */
const metadata = new Set(["transformers_version", "_from_model_config", "_commit_hash"]);

/** @throws SummnbError when a value of a camel-case option cannot be; `where` says who sets it */
export function checkOption(name: OptionName, value: unknown, where: string): void {
  const { kind } = optionTable[name];
  if (value !== null && !kind.accepts(value))
    throw new SummnbError(`${where} must have ${kind.expected} as ${name}, not ${JSON.stringify(value)}.`);
}

/** @throws SummnbError for a name that is no option, with the one that was probably meant */
export function isOption(name: string, value: unknown): name is OptionName {
  if (Object.hasOwn(optionTable, name)) return true;
  if (isIgnored(name, value)) return false;
  const guess = nearest(name, optionNames, "; did you mean ", "?");
  throw new SummnbError(`There is no generation option "${name}"${guess || "."}`);
}

/** One option that differs from Hugging Face's default. */
interface Difference {
  name: string;
  value: string;
  usual: string;
  origin: string;
}

/** Lets GenerationConfig have the options as typed properties, which it defines from the table. */
const WithOptions = class {} as new () => Partial<GenerationOptions>;

/**
 * How a model generates when a call says nothing else: what generation_config.json holds, under its own keys,
 * those that summnb does not know included. Options are also properties in camelCase:
 * `model.generationConfig.maxNewTokens = 60`.
 */
export class GenerationConfig extends WithOptions implements Displayable, Hoverable {
  [key: string]: unknown;
  /** What was read for a key, and where; a value set since then comes from the caller. */
  readonly #read = new Map<string, { value: unknown; origin: string }>();

  /** @throws SummnbError for unknown names and impossible values */
  constructor(options: Partial<GenerationOptions> = {}) {
    super();
    for (const [name, value] of Object.entries(options)) if (isOption(name, value)) this.#set(name, value);
  }

  /** @param origin where the values come from, such as "generation_config.json of NAME" */
  static fromRaw(raw: RawConfig, origin: string): GenerationConfig {
    if (raw instanceof GenerationConfig) return raw;
    const config = new GenerationConfig();
    for (const [key, value] of Object.entries(raw)) {
      config.#put(key, value);
      config.#read.set(key, { value, origin });
    }
    return config;
  }

  /** What a model's folder, or its repository on the Hub, says; empty when it says nothing. */
  static async fromPretrained(nameOrPath: string, options: HubOptions = {}): Promise<GenerationConfig> {
    const folder = await modelFolder(nameOrPath, { ...options, files: "config" });
    return GenerationConfig.fromRaw(readGenerationConfig(folder), `generation_config.json of ${nameOrPath}`);
  }

  /** Writes generation_config.json, with the keys that summnb does not know. */
  savePretrained(folder: string): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "generation_config.json"), configJson(this));
  }

  #set(name: OptionName, value: unknown): void {
    checkOption(name, value, "A generation config");
    this.#put(optionTable[name].key, value);
  }

  #put(key: string, value: unknown): void {
    // Not by assignment, which a file's key "__proto__" would turn into something else.
    Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true });
  }

  /** Where a key's value comes from. */
  origin(key: string): string {
    const read = this.#read.get(key);
    return read && read.value === this[key] ? read.origin : "set here";
  }

  /** @throws SummnbError for a property that was set since the config was made and that is no option, such as a typo */
  checkNames(): void {
    for (const [key, value] of Object.entries(this))
      if (!this.#read.has(key) && optionOfKey(key) === undefined) isOption(key, value);
  }

  #differences(): Difference[] {
    return Object.keys(this).flatMap((key) => {
      const value = this[key];
      const option = optionOfKey(key);
      const usual = option && optionTable[option].fallback;
      if (metadata.has(key) || value === undefined || value === usual) return [];
      const name = option ?? `${key} (kept, not used)`;
      const shown = option ? JSON.stringify(usual) : "";
      return [{ name, value: JSON.stringify(value), usual: shown, origin: this.origin(key) }];
    });
  }

  toMimeBundle(): MimeBundle {
    const differences = this.#differences();
    const title = `GenerationConfig: ${differences.length} ${differences.length === 1 ? "value differs" : "values differ"} from Hugging Face's defaults`;
    const header = ["option", "value", "default", "from"];
    const rows = differences.map(({ name, value, usual, origin }) => [name, value, usual, origin]);
    const table = rows.length > 0 ? `\n${alignColumns([header, ...rows], [0, 1, 2, 3])}` : "";
    const markup =
      rows.length > 0 ? htmlTable({ caption: title, header, rows, textColumns: 4 }) : html`${title}`;
    return { "text/plain": `${title}${table}`, "text/html": markup.toString() };
  }

  [hoverSymbol](): string {
    const lines = this.#differences().map(
      ({ name, value, usual, origin }) =>
        `- \`${name}: ${value}\`${usual && ` (default \`${usual}\`)`}, ${origin}`,
    );
    return lines.length > 0
      ? ["**GenerationConfig**, besides Hugging Face's defaults:", ...lines].join("\n")
      : "**GenerationConfig**: Hugging Face's defaults";
  }

  static {
    for (const name of optionNames) {
      const { key } = optionTable[name];
      // An option of one word is the key itself.
      if (key === name) continue;
      Object.defineProperty(GenerationConfig.prototype, name, {
        get(this: GenerationConfig) {
          return this[key];
        },
        set(this: GenerationConfig, value: unknown) {
          this.#set(name, value);
        },
      });
    }
  }
}

type Configured = Pick<
  PreTrainedModel,
  "config" | "generationDefaults" | "decoderStartTokenId" | "eosTokenId" | "padTokenId"
>;

/**
 * What a model's config.json says about generating: its special tokens and the options that older models have
 * there, as Transformers takes them where there is no generation_config.json.
 * @param origin where the values come from, such as "config.json of NAME"
 */
export function derivedGenerationConfig(model: Configured, origin: string): GenerationConfig {
  const options = Object.entries(model.config).filter(([key]) => optionOfKey(key));
  const tokens = {
    decoder_start_token_id: model.decoderStartTokenId,
    eos_token_id: model.eosTokenId,
    pad_token_id: model.padTokenId,
  };
  // A null takes an option of the class away and counts as not given.
  const all = { ...tokens, ...model.generationDefaults, ...Object.fromEntries(options) };
  const given = Object.entries(all).filter(([, value]) => value !== null);
  return GenerationConfig.fromRaw(Object.fromEntries(given), origin);
}

/** The generation config of a model's folder: its generation_config.json, or what its config.json says. */
export function loadGenerationConfig(folder: string, model: Configured & { name: string }): GenerationConfig {
  const raw = readGenerationConfig(folder);
  return Object.keys(raw).length > 0
    ? GenerationConfig.fromRaw(raw, `generation_config.json of ${model.name}`)
    : derivedGenerationConfig(model, `config.json of ${model.name}`);
}
