/** Wall and processor time since the clock was made, in seconds. */
export class Clock {
  private readonly wall = performance.now();
  private readonly cpu = process.cpuUsage();

  get elapsed(): { wallSeconds: number; cpuSeconds: number } {
    const { user, system } = process.cpuUsage(this.cpu);
    return { wallSeconds: (performance.now() - this.wall) / 1000, cpuSeconds: (user + system) / 1e6 };
  }
}
