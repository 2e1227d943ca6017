/** A summary whose words are marked; elements say what colour alone must not. */
import type { Mark, Run } from "./compare.js";

/** Mark to its element and to what a reader is told when resting on it. */
const looks: Record<Mark, { tag: "mark" | "ins" | "del"; title: string }> = {
  kept: { tag: "mark", title: "In both" },
  moved: { tag: "mark", title: "In both, at another place" },
  invented: { tag: "ins", title: "Not in the text it is compared with" },
  dropped: { tag: "del", title: "Missing from the summary" },
};

export function MarkedText({ runs }: { runs: Run[] }) {
  return (
    <p class="marked">
      {runs.map(({ text, mark }, index) => {
        if (!mark) return text;
        const { tag: Tag, title } = looks[mark];
        return (
          <Tag key={index} class={mark} title={title}>
            {text}
          </Tag>
        );
      })}
    </p>
  );
}

/** What the marks mean, in the marks themselves. */
export function MarkLegend({ marks }: { marks: Mark[] }) {
  const words: Record<Mark, string> = {
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
