/** Which data is learned: where it is, which columns and how many rows of it. */
import type { DataFacts } from "../../../src/protocol/advisor.js";
import { type EvalFrom, isHubId, planProblems } from "../../../src/protocol/train-plan.js";
import { formatBytes, formatCount } from "../../shared/format.js";
import { usePanel } from "../context.js";
import { dataKey } from "../state.js";
import { Button, Dropdown, ProgressRing } from "../toolkit.js";
import { PreviewTable } from "./preview_table.js";
import { Choices, PlanText, Section } from "./section.js";

const evalLabels: Record<EvalFrom, string> = {
  validation: "the validation split",
  test: "the test split",
  train: "rows held out of training",
};

export function DataSection() {
  const { state, setPlan, post } = usePanel();
  const { plan, offers, data, asking } = state;
  const answer = data?.name === dataKey(plan) ? data.answer : undefined;
  const problems = planProblems(plan);
  const hint = asking.data
    ? "Looking at it…"
    : answer?.facts
      ? splitsText(answer.facts)
      : "A file or folder, or the id of a data set on the Hub";
  return (
    <Section title="Data">
      <div class="row">
        <div class="grow">
          <PlanText
            id="data"
            label="Data"
            value={plan.data}
            placeholder="knkarthick/dialogsum"
            hint={hint}
            problem={problems.data ?? (asking.data ? undefined : answer?.problem)}
            onInput={(text) => setPlan({ data: text, dataConfig: "" })}
          />
        </div>
        <Button onClick={() => post({ type: "browse", field: "data" })}>Browse…</Button>
        {(plan.dataConfig !== "" || isHubId(plan.data.trim())) && (
          <div class="narrow">
            <PlanText
              id="dataConfig"
              label="Configuration"
              value={plan.dataConfig}
              placeholder="3.0.0"
              hint="where it has several"
              onInput={(dataConfig) => setPlan({ dataConfig })}
            />
          </div>
        )}
      </div>
      <Choices
        label="Data that is here"
        choices={offers?.datasets ?? []}
        value={plan.data}
        onChoose={(value) => setPlan({ data: value, dataConfig: "" })}
      />
      {offers?.trusted && <Preview facts={answer?.facts} />}
      <div class="grid">
        <PlanText
          id="documentColumn"
          label="Document column"
          value={plan.documentColumn}
          hint="the text to summarize"
          problem={problems.documentColumn}
          onInput={(documentColumn) => setPlan({ documentColumn })}
        />
        <PlanText
          id="summaryColumn"
          label="Summary column"
          value={plan.summaryColumn}
          hint="the summary to learn"
          problem={problems.summaryColumn}
          onInput={(summaryColumn) => setPlan({ summaryColumn })}
        />
        <PlanText
          id="trainRows"
          label="Training rows"
          value={plan.trainRows}
          placeholder="all"
          hint="such as 500 or 10%, shuffled with seed 42"
          problem={problems.trainRows}
          onInput={(trainRows) => setPlan({ trainRows: trainRows.trim() })}
        />
        <div class="labelled">
          <span aria-hidden="true">Judge by</span>
          <Dropdown
            id="evalFrom"
            label="Judge by"
            choices={Object.entries(evalLabels).map(([value, label]) => ({ value, label }))}
            value={plan.evalFrom}
            onChange={(value) => setPlan({ evalFrom: value as EvalFrom })}
          />
        </div>
        <PlanText
          id="evalRows"
          label="Rows to judge by"
          value={plan.evalRows}
          placeholder={plan.evalFrom === "train" ? "10%" : "all"}
          hint="such as 100 or 10%"
          problem={problems.evalRows}
          onInput={(evalRows) => setPlan({ evalRows: evalRows.trim() })}
        />
      </div>
    </Section>
  );
}

function splitsText({ splits, state, name }: DataFacts): string {
  if (state === "remote") return `${name} is on the Hub`;
  return splits.map((split) => `${split.name} ${formatCount(split.numRows)}`).join(" · ");
}

/** Its place has a fixed height, so that rows that arrive move nothing. */
function Preview({ facts }: { facts: DataFacts | undefined }) {
  const { state, post, update } = usePanel();
  const { plan, asking, download } = state;
  const fetchData = () => {
    update((old) => ({ ...old, asking: { ...old.asking, data: true } }));
    post({ type: "data", data: plan.data.trim(), config: plan.dataConfig, mayDownload: true });
  };
  return (
    <div class="preview">
      {asking.data ? (
        <p class="preview-empty">
          <ProgressRing />
          {download
            ? `${download.label || "Downloading"}: ${formatBytes(download.value)}${download.total === null ? "" : ` of ${formatBytes(download.total)}`}`
            : "Reading the first rows…"}
        </p>
      ) : facts?.state === "remote" ? (
        <p class="preview-empty">
          <span>
            {facts.name} is not downloaded. The first rows, and a check of the plan against them, need it.
          </span>
          <Button onClick={fetchData}>Download</Button>
        </p>
      ) : facts?.preview ? (
        <PreviewTable preview={facts.preview} />
      ) : (
        <p class="preview-empty">The first rows will stand here.</p>
      )}
    </div>
  );
}
