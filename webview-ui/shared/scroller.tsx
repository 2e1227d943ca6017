/** A part of the page that scrolls by itself; the keyboard reaches it, because it can't scroll what it can't focus. */
import type { ComponentChildren, Ref } from "preact";

export function Scroller(props: {
  class?: string;
  label: string;
  height?: number;
  scroller?: Ref<HTMLElement>;
  onScroll?: () => void;
  children: ComponentChildren;
}) {
  return (
    <section
      ref={props.scroller}
      class={`scroll ${props.class ?? ""}`}
      style={props.height === undefined ? undefined : { height: `${props.height}px` }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be focusable (WCAG 2.1.1)
      tabIndex={0}
      aria-label={props.label}
      onScroll={props.onScroll}
    >
      {props.children}
    </section>
  );
}
