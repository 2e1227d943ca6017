/** How fast bytes come, over the last few seconds: what is shown while something is downloaded. */
const span = 5000;

export class Rate {
  private samples: { at: number; done: number }[] = [];

  /** Notes how many bytes there are now, and gives the bytes a second; 0 until there is something to compare with. */
  add(done: number, at: number): number {
    // It began anew: what was before says nothing.
    if ((this.samples.at(-1)?.done ?? 0) > done) this.samples = [];
    this.samples.push({ at, done });
    while ((this.samples[0]?.at ?? at) < at - span) this.samples.shift();
    const first = this.samples[0] ?? { at, done };
    return at > first.at ? ((done - first.done) * 1000) / (at - first.at) : 0;
  }
}
