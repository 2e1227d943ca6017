/** What the training doctor says of the plan. */
import type { Finding } from "../../../src/protocol/outputs.js";
import { CheckIcon, ErrorIcon, InfoIcon, WarningIcon } from "../../shared/icons.js";

const icons: Record<Finding["severity"], () => preact.VNode> = {
  error: ErrorIcon,
  warning: WarningIcon,
  info: InfoIcon,
};

export function Findings({
  findings,
  dataSeen,
}: {
  findings: readonly Finding[] | undefined;
  dataSeen: boolean;
}) {
  return (
    <div class="findings">
      <h3>Training doctor</h3>
      {findings?.length === 0 && (
        <p class="finding good">
          <CheckIcon />
          <span>
            {dataSeen ? "Nothing to correct." : "Nothing to correct so far; the data was not looked at."}
          </span>
        </p>
      )}
      <ul aria-live="polite">
        {(findings ?? []).map((finding, index) => (
          <OneFinding key={`${finding.rule}${index}`} finding={finding} />
        ))}
      </ul>
    </div>
  );
}

function OneFinding({ finding: { severity, message, fix, rule } }: { finding: Finding }) {
  const Icon = icons[severity];
  return (
    <li class={`finding ${severity}`} title={rule}>
      <Icon />
      <span>
        <span class="unseen">{severity}: </span>
        {message} <em>{fix}</em>
      </span>
    </li>
  );
}
