import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { bytesText } from "../../library/display/figures.js";
import { alignColumns } from "../../library/display/text.js";
import { SummnbError } from "../../library/errors.js";
import {
  type PushResult,
  pushToHub,
  type Scores,
  type UploadProgress,
} from "../../library/hub/upload/index.js";
import { interruptible } from "../interrupt.js";
import { type GlobalOptions, Terminal } from "../terminal.js";

interface PushFlags extends GlobalOptions {
  dryRun?: boolean;
  public?: boolean;
  message?: string;
  description?: string;
  revision?: string;
  branch?: string;
  createPr?: boolean;
  card: boolean;
  overwriteCard?: boolean;
  run?: string;
  evaluation?: string;
  baseModel?: string;
  dataset?: string[];
  language?: string[];
  license?: string;
}

export function push(program: Command): Command {
  return program
    .command("push")
    .description(
      "upload a model, adapter or tokenizer to the Hugging Face Hub, private unless --public, with a model card",
    )
    .argument("<dir>", "the folder that holds it; only what belongs to a model is uploaded")
    .argument("<repo>", "OWNER/NAME, or NAME for the token's user; made when it is not there")
    .option("--dry-run", "list what would be uploaded, with sizes, and make no request")
    .option("--public", "make a repository that is not there public")
    .option("--message <text>", "first line of the commit's message")
    .option("--description <text>", "the rest of the commit's message")
    .option("--revision <branch>", "branch to commit to; made when it is not there")
    .option("--branch <branch>", "the same as --revision")
    .option("--create-pr", "open a pull request")
    .option("--run <id>", "run that the model card tells of; default is the one that made the folder")
    .option("--evaluation <file>", "scores for the model card: what `summnb evaluate --json` printed")
    .option("--base-model <id>", "the fine-tuned model's id on the Hub, for the model card")
    .option("--dataset <id...>", "the data's ids on the Hub, for the model card")
    .option("--language <code...>", "languages, such as en, for the model card")
    .option("--license <name>", "the Hub's name of the licence, such as apache-2.0, for the model card")
    .option("--no-card", "write no model card")
    .option("--overwrite-card", "replace a README.md that a person wrote")
    .addHelpText(
      "after",
      "\nThe access token comes from HF_TOKEN or from `hf auth login`; no option takes it, because others see a command's arguments.",
    )
    .action(async (folder: string, repo: string, _options, self: Command) => {
      const flags = self.optsWithGlobals<PushFlags>();
      const terminal = new Terminal(flags);
      await interruptible(async () => {
        const result = await pushFolder(folder, repo, flags, terminal);
        terminal.result(result, pushText(result));
      });
    });
}

async function pushFolder(
  folder: string,
  repo: string,
  flags: PushFlags,
  terminal: Terminal,
): Promise<PushResult> {
  const result = await pushToHub(folder, repo, {
    dryRun: flags.dryRun,
    private: !flags.public,
    commitMessage: flags.message,
    commitDescription: flags.description,
    revision: flags.revision ?? flags.branch,
    createPr: flags.createPr,
    card: flags.card,
    overwriteCard: flags.overwriteCard,
    run: flags.run,
    baseModel: flags.baseModel,
    datasets: flags.dataset,
    language: flags.language,
    license: flags.license,
    evaluation: flags.evaluation === undefined ? undefined : readScores(flags.evaluation),
    onProgress: (progress) => terminal.live(progressLine(progress)),
    onRetry: (reason, milliseconds) =>
      terminal.log(
        `The Hub did not take a request (${reason}); trying again in ${(milliseconds / 1000).toFixed(1)} s.`,
      ),
  });
  for (const notice of result.notices) terminal.log(notice);
  return result;
}

/** ROUGE means, their intervals and the number of rows, as `summnb evaluate --json` prints them. */
function readScores(file: string): Scores {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SummnbError(
      `${file} can't be read as scores (${(error as Error).message}); give the file with what \`summnb evaluate --json\` printed.`,
    );
  }
  const metrics = Object.entries(json).filter(
    (entry): entry is [string, number] => /^rouge/.test(entry[0]) && typeof entry[1] === "number",
  );
  if (metrics.length === 0)
    throw new SummnbError(
      `${file} holds no scores such as rouge1; give what \`summnb evaluate --json\` printed.`,
    );
  const { count, intervals } = json as { count?: number; intervals?: Scores["intervals"] };
  return { metrics: Object.fromEntries(metrics), rows: count, intervals };
}

function progressLine({ phase, done, total }: UploadProgress): string {
  return `${phase}: ${bytesText(done)} of ${bytesText(total)}`;
}

const cards: Record<PushResult["card"], string> = {
  written: "README.md is a model card written from what is known of the model.",
  kept: "README.md stays as a person wrote it.",
  none: "There is no README.md.",
};

/** What was done, or would be, for people. */
function pushText(result: PushResult): string {
  const { files, leftOut, unchanged, repo, url, commit, pullRequest } = result;
  const rows = files.map(({ path, size, large }) => [
    `  ${path}`,
    bytesText(size),
    large ? "large-file storage" : unchanged.includes(path) ? "unchanged" : "",
  ]);
  const kind = result.private ? "private" : "public";
  const head = result.dryRun
    ? `Would upload to ${repo} (${kind} if it is made), branch ${result.branch}:`
    : `Uploaded to ${url} (${kind}), ${pullRequest ? `pull request ${pullRequest}` : `commit ${commit!.slice(0, 12)}`}:`;
  const parts = [
    head,
    alignColumns(rows, [0, 2]),
    `${files.length} files, ${bytesText(result.totalBytes)}. ${cards[result.card]}`,
    leftOut.length > 0 ? `Not uploaded, as they are no part of the model: ${leftOut.join(", ")}.` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join("\n");
}
