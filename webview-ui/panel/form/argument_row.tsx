/** One argument: its control, what it does, its default, and the way back to it. */
import { useEffect, useState } from "preact/hooks";
import {
  type Argument,
  type ArgumentValue,
  argumentText,
  parseArgument,
} from "../../../src/protocol/arguments/index.js";
import { usePanel } from "../context.js";
import { Checkbox, Dropdown, TextField } from "../toolkit.js";

type Of = "arguments" | "lora";

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export function ArgumentRow({ argument, of }: { argument: Argument; of: Of }) {
  const { state, setArgument, setInvalid } = usePanel();
  const given = state.plan[of][argument.name];
  const isChanged = given !== undefined;
  const value = isChanged ? given : argument.default;
  const problem = state.invalid[argument.name];
  const set = (next: ArgumentValue) =>
    setArgument(of, argument.name, same(next, argument.default) ? undefined : next);
  const reset = () => {
    setInvalid(argument.name, undefined);
    setArgument(of, argument.name, undefined);
  };
  return (
    <div class={isChanged ? "argument changed" : "argument"} data-argument={argument.name}>
      <div class="argument-control">
        <Control argument={argument} value={value} set={set} />
      </div>
      <div class="argument-help">
        <p>{argument.help}</p>
        <p class={problem ? "hint error" : "hint"} role={problem ? "alert" : undefined}>
          {problem ?? (
            <>
              default {argumentText(argument.default) || "empty"}
              {isChanged && (
                <button type="button" class="link" aria-label={`Reset ${argument.name}`} onClick={reset}>
                  Reset
                </button>
              )}
            </>
          )}
        </p>
      </div>
    </div>
  );
}

interface ControlProps {
  argument: Argument;
  value: ArgumentValue;
  set(value: ArgumentValue): void;
}

function Control({ argument, value, set }: ControlProps) {
  const { name, kind, choices = [], optional } = argument;
  if (kind === "flag")
    return <Checkbox id={name} label={name} checked={value === true} onChange={(checked) => set(checked)} />;
  if (kind !== "choice") return <TextControl argument={argument} value={value} set={set} />;
  const offered = optional ? ["", ...choices] : choices;
  return (
    <div class="labelled">
      <span aria-hidden="true">{name}</span>
      <Dropdown
        id={name}
        label={name}
        choices={offered.map((choice) => ({ value: choice, label: choice || "automatic" }))}
        value={argumentText(value)}
        onChange={(text) => set(parseArgument(argument, text).value ?? null)}
      />
    </div>
  );
}

/** Keeps the text as it is typed; what is no value is said, and does not become one. */
function TextControl({ argument, value, set }: ControlProps) {
  const { state, setInvalid } = usePanel();
  const [text, setText] = useState(argumentText(value));
  useEffect(() => {
    if (state.invalid[argument.name] === undefined && !same(parseArgument(argument, text).value, value))
      setText(argumentText(value));
  }, [value, state.invalid[argument.name]]);
  const onInput = (next: string) => {
    setText(next);
    const read = parseArgument(argument, next);
    setInvalid(argument.name, read.problem);
    if (read.problem === undefined) set(read.value);
  };
  return (
    <TextField
      id={argument.name}
      label={argument.name}
      value={text}
      invalid={state.invalid[argument.name] !== undefined}
      onInput={onInput}
    />
  );
}
