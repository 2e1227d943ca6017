/** Beside the form: what the plan trains, how long, how much memory it takes, and what is wrong with it. */
import type { DeviceFacts, PlanCheck } from "../../../src/protocol/advisor.js";
import { formatBytes, formatCount, formatPercentage } from "../../shared/format.js";
import { usePanel } from "../context.js";
import { isDataReady } from "../state.js";
import { Dropdown, ProgressRing } from "../toolkit.js";
import { Findings } from "./findings.js";
import { MemoryBar } from "./memory_bar.js";

export function CheckPanel() {
  const { state } = usePanel();
  const { check, asking, offers } = state;
  const facts = check?.facts;
  return (
    <aside class={asking.check ? "check checking" : "check"} aria-label="Check of the plan">
      <div class="check-head">
        <h2>Check</h2>
        <span class="check-status" aria-live="polite">
          {asking.check ? "Checking…" : facts ? "up to date" : ""}
        </span>
        {asking.check && <ProgressRing />}
      </div>
      {offers?.trusted === false ? (
        <p class="note">Needs a workspace that you trust.</p>
      ) : (
        <>
          <DeviceChoice />
          <Parameters facts={facts} />
          <Steps facts={facts} />
          <MemoryBar memory={facts?.memory ?? null} />
          {check?.problem && (
            <p class="hint error" role="alert">
              {check.problem}
            </p>
          )}
          <Findings findings={facts?.findings} dataSeen={isDataReady(state)} />
        </>
      )}
    </aside>
  );
}

const deviceLabel = ({ name, freeBytes }: DeviceFacts): string =>
  freeBytes === null ? name : `${name} · ${formatBytes(freeBytes)} free`;

function DeviceChoice() {
  const { state, setArgument } = usePanel();
  const { machine, plan } = state;
  const devices = machine?.facts?.devices ?? [];
  const given = plan.arguments.device;
  const other =
    typeof given === "string" && !devices.some(({ name }) => name === given)
      ? [{ value: given, label: given }]
      : [];
  const first = devices[0];
  return (
    <div class="labelled">
      <span aria-hidden="true">Device</span>
      <Dropdown
        id="deviceChoice"
        label="Device"
        choices={[
          { value: "", label: first ? `automatic (${first.name})` : "automatic" },
          ...devices.map((device) => ({ value: device.name, label: deviceLabel(device) })),
          ...other,
        ]}
        value={typeof given === "string" ? given : ""}
        onChange={(device) => setArgument("arguments", "device", device || undefined)}
      />
      {machine?.problem && <p class="hint error">{machine.problem}</p>}
      {machine?.facts?.problem && <p class="hint error">{machine.facts.problem}</p>}
    </div>
  );
}

function Parameters({ facts }: { facts: PlanCheck | undefined }) {
  const parameters = facts?.parameters;
  const share = parameters ? (100 * parameters.trainable) / parameters.all : 0;
  return (
    <div class="figure">
      <h3>Parameters that train</h3>
      <p>
        <b>{parameters ? formatCount(parameters.trainable) : "–"}</b>
        {parameters && (
          <span>
            of {formatCount(parameters.all)}, {formatPercentage(share)}
          </span>
        )}
      </p>
      <div class="bar" aria-hidden="true">
        <i class="part trains" style={{ width: `${Math.max(parameters ? 0.6 : 0, share)}%` }} />
      </div>
    </div>
  );
}

function Steps({ facts }: { facts: PlanCheck | undefined }) {
  const steps = facts?.steps;
  return (
    <div class="figure">
      <h3>Updates</h3>
      <p>
        <b>{steps ? formatCount(steps.total) : "–"}</b>
        {steps && (
          <span>
            {formatCount(steps.perEpoch)} an epoch of {formatCount(steps.rows)} rows
          </span>
        )}
      </p>
    </div>
  );
}
