// How often the server may stop by itself before it is left alone.

export class CrashLimit {
  private times: number[] = [];

  constructor(
    private readonly most: number,
    private readonly withinMilliseconds: number,
  ) {}

  /** Counts a crash; whether the server may be started again. */
  add(now: number): boolean {
    this.times = [...this.times.filter((time) => now - time < this.withinMilliseconds), now];
    return this.times.length < this.most;
  }

  forget(): void {
    this.times = [];
  }
}
