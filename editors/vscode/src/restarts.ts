// Restarts one at a time, with at most one waiting: pressing the button five times restarts twice.

export class Restarts {
  private running: Promise<void> | undefined;
  private waiting: Promise<void> | undefined;

  constructor(private readonly restart: () => Promise<void>) {}

  request(): Promise<void> {
    if (!this.running) {
      this.running = this.restart().finally(() => {
        this.running = undefined;
      });
      return this.running;
    }
    const running = this.running;
    this.waiting ??= running
      .catch(() => undefined)
      .then(() => {
        this.waiting = undefined;
        return this.request();
      });
    return this.waiting;
  }
}
