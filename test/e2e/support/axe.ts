/** axe-core in a page: what it finds that shuts people out. */
import { readFileSync } from "node:fs";
import type { AxeResults, ElementContext, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { inRepository } from "./repository.js";

const script = readFileSync(inRepository("node_modules/axe-core/axe.min.js"), "utf8");

/** Impacts that count; the rest is advice about whole pages, which an output of a notebook is not. */
const counted = ["serious", "critical"];

/**
 * Serious and critical violations of WCAG and of good practice within `selector`, as sentences with the elements;
 * empty when there are none. Shadow roots are looked into.
 */
export async function barriers(page: Page, selector = "body"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(script);
  const { violations, passes } = await page.evaluate(async (selector) => {
    interface Axe {
      run(context: ElementContext, options: RunOptions): Promise<AxeResults>;
    }
    const { axe } = window as unknown as { axe: Axe };
    return axe.run(selector, { resultTypes: ["violations"] });
  }, selector);
  if (passes.length < 5) throw new Error(`axe-core looked at next to nothing in ${selector}.`);
  return violations
    .filter(({ impact }) => counted.includes(impact ?? ""))
    .map(
      ({ id, help, nodes }) => `${id} (${help}): ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
    );
}
