// Mocha's spec reporter that also leaves the counts in the file SUMMNB_TEST_COUNTS, so that a tier
// whose process dies is told from one that ran to its end.
import { writeFileSync } from "node:fs";
import Mocha from "mocha";

export default class CountReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const failedTitles = [];
    const write = (content) => writeFileSync(process.env.SUMMNB_TEST_COUNTS, JSON.stringify(content));
    // A process that dies tells nobody; what ran then is known all the same.
    for (const event of ["EVENT_TEST_BEGIN", "EVENT_HOOK_BEGIN"])
      runner.on(Mocha.Runner.constants[event], (test) => write({ running: test.fullTitle() }));
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test) => failedTitles.push(test.fullTitle()));
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      write({ passed: passes, failed: failures, skipped: pending, failedTitles });
    });
  }
}
