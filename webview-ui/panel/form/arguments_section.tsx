/** All training arguments: in groups, or those that a search finds. */
import { useState } from "preact/hooks";
import { type Argument, trainingArguments } from "../../../src/protocol/arguments/index.js";
import { usePanel } from "../context.js";
import { Badge, Checkbox, TextField } from "../toolkit.js";
import { ArgumentRow } from "./argument_row.js";
import { Section } from "./section.js";

/** Whether all words of a search are in an argument's name or help. */
export function matches({ name, help }: Argument, search: string): boolean {
  const text = `${name} ${help}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/[\s_]+/)
    .every((word) => text.includes(word));
}

export function ArgumentsSection() {
  const { state } = usePanel();
  const [search, setSearch] = useState("");
  const [onlyChanged, setOnlyChanged] = useState(false);
  const isShown = (argument: Argument) =>
    matches(argument, search.trim()) && (!onlyChanged || state.plan.arguments[argument.name] !== undefined);
  const groups = trainingArguments
    .map((group) => ({ ...group, arguments: group.arguments.filter(isShown) }))
    .filter((group) => group.arguments.length > 0);
  return (
    <Section
      title="Training arguments"
      note="Every argument of Hugging Face's Seq2SeqTrainingArguments. Only what differs from its default goes into the notebook."
    >
      <div class="row search">
        <div class="grow">
          <TextField
            id="search"
            label="Search arguments"
            placeholder="learning rate"
            value={search}
            onInput={setSearch}
          />
        </div>
        <Checkbox id="onlyChanged" label="Changed only" checked={onlyChanged} onChange={setOnlyChanged} />
      </div>
      {groups.map(({ title, arguments: list }) => (
        <Group key={title} title={title} list={list} forced={search.trim() !== "" || onlyChanged} />
      ))}
      {groups.length === 0 && <p class="note">No argument is called so.</p>}
    </Section>
  );
}

/** A group is open when its user opened it, or when a search chose what is in it. */
function Group({ title, list, forced }: { title: string; list: readonly Argument[]; forced: boolean }) {
  const { state, update } = usePanel();
  const changed = list.filter(({ name }) => state.plan.arguments[name] !== undefined).length;
  const isOpen = forced || state.open.includes(title);
  const onToggle = (event: Event) => {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (forced || open === state.open.includes(title)) return;
    update((old) => ({
      ...old,
      open: open ? [...old.open, title] : old.open.filter((name) => name !== title),
    }));
  };
  return (
    <details class="group" open={isOpen} onToggle={onToggle}>
      <summary>
        {title}
        {changed > 0 && <Badge>{changed}</Badge>}
      </summary>
      {isOpen && (
        <div class="arguments">
          {list.map((argument) => (
            <ArgumentRow key={argument.name} of="arguments" argument={argument} />
          ))}
        </div>
      )}
    </details>
  );
}
