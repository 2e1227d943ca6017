/** A summary whose words are marked; elements say what colour alone must not. */
import { Fragment } from "preact";
import { joinRuns, type Mark, type MarkedWord } from "./compare.js";

/** Mark to its element and to what a reader is told when resting on it. */
const looks: Record<Exclude<Mark, "plain">, { tag: "mark" | "ins" | "del"; title: string }> = {
  kept: { tag: "mark", title: "In both" },
  moved: { tag: "mark", title: "In both, at another place" },
  invented: { tag: "ins", title: "Not in the text it is compared with" },
  dropped: { tag: "del", title: "Missing from the summary" },
};

export function MarkedText({ words }: { words: MarkedWord[] }) {
  return (
    <p class="marked">
      {joinRuns(words).map((run, index) => {
        if (run.mark === "plain") return `${run.text}${run.space}`;
        const { tag: Tag, title } = looks[run.mark];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: runs have no identity but their place
          <Fragment key={index}>
            <Tag class={run.mark} title={title}>
              {run.text}
            </Tag>
            {run.space}
          </Fragment>
        );
      })}
    </p>
  );
}

/** What the marks mean, in the marks themselves. */
export function MarkLegend({ marks }: { marks: Exclude<Mark, "plain">[] }) {
  const words: Record<Exclude<Mark, "plain">, string> = {
    kept: "kept",
    moved: "kept, elsewhere",
    invented: "invented",
    dropped: "dropped",
  };
  return (
    <div class="mark-legend">
      {marks.map((mark) => {
        const Tag = looks[mark].tag;
        return (
          <Tag class={mark} key={mark}>
            {words[mark]}
          </Tag>
        );
      })}
    </div>
  );
}
