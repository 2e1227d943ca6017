/** The theme that the page has: VS Code says it on the body, elsewhere the system's preference counts. */
import { useEffect, useState } from "preact/hooks";

export type Theme = "light" | "dark" | "high-contrast-dark" | "high-contrast-light";

const vscodeThemes: Record<string, Theme> = {
  "vscode-light": "light",
  "vscode-dark": "dark",
  "vscode-high-contrast": "high-contrast-dark",
  "vscode-high-contrast-light": "high-contrast-light",
};

export function currentTheme(): Theme {
  const named = vscodeThemes[document.body.dataset.vscodeThemeKind ?? ""];
  if (named) return named;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  if (matchMedia("(prefers-contrast: more)").matches)
    return dark ? "high-contrast-dark" : "high-contrast-light";
  return dark ? "dark" : "light";
}

/** Calls back whenever the theme may have changed, also from one dark theme to another. */
function onThemeChange(listener: () => void): () => void {
  const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((query) =>
    matchMedia(query),
  );
  for (const query of queries) query.addEventListener("change", listener);
  const observer = new MutationObserver(listener);
  observer.observe(document.body, {
    attributeFilter: ["class", "data-vscode-theme-kind", "data-vscode-theme-id"],
  });
  observer.observe(document.documentElement, { attributeFilter: ["style"] });
  return () => {
    for (const query of queries) query.removeEventListener("change", listener);
    observer.disconnect();
  };
}

/** The theme, and a number that grows with every change, for charts on a canvas to redraw. */
export function useTheme(): { theme: Theme; version: number } {
  const [state, setState] = useState({ theme: currentTheme(), version: 0 });
  useEffect(
    () => onThemeChange(() => setState((old) => ({ theme: currentTheme(), version: old.version + 1 }))),
    [],
  );
  return state;
}

/** The colour that a style expression such as `var(--line)` has inside `element`, as `rgb(…)`. */
export function resolveColor(element: HTMLElement, expression: string): string {
  const probe = document.createElement("span");
  probe.style.color = expression;
  element.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
