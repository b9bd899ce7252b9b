// Tracks timers: code has not ended while one of its timers is set. A timer is an object, so that it is not shown as the code's
// value.

// oxlint-disable-next-line typescript/no-extraneous-class -- Only its identity matters.
export class Timer {}

type SetTimer = (callback: () => void, millis: number | undefined) => number;
type ClearTimer = (id: number | undefined) => void;

export class Timers {
  readonly #ids = new Map<unknown, number>();
  readonly #clear: ClearTimer;
  #onAllDone: () => void = () => {};

  constructor(clear: ClearTimer) {
    this.#clear = clear;
  }

  get hasActive() {
    return this.#ids.size > 0;
  }

  /** Registers `onAllDone`, which is called whenever no timer is left. */
  whenAllDone(onAllDone: () => void) {
    this.#onAllDone = onAllDone;
  }

  /** Returns a function like `set` whose timers are tracked. `run` runs a callback that is given as text. */
  track(set: SetTimer, isRepeated: boolean, run: (code: string) => unknown) {
    return (callback: unknown, millis?: number, ...args: unknown[]) => {
      const timer = new Timer();
      const fire = () => {
        try {
          if (typeof callback === "function") Reflect.apply(callback, undefined, args);
          else run(String(callback));
        } finally {
          if (!isRepeated) this.clear(timer);
        }
      };
      this.#ids.set(timer, set(fire, millis));
      return timer;
    };
  }

  clear(timer: unknown) {
    this.#clear(this.#ids.get(timer));
    this.#ids.delete(timer);
    if (this.#ids.size === 0) this.#onAllDone();
  }
}
