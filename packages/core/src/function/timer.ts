import type { LabelValues } from "../metric/label-values.js";

/** Measures a block of code. It records once, when it is first called, ended or disposed of. */
export interface Timer<Name extends string = never> {
  /** Records the seconds since the start and returns them. */
  (labels?: Partial<LabelValues<Name>>): number;
  /** As calling the timer. */
  end(labels?: Partial<LabelValues<Name>>): number;
  /** Label values that become known inside the block; those given last win. */
  labels(values: Partial<LabelValues<Name>>): void;
  /** Seconds since the start; what was recorded, once it has ended. */
  readonly duration: number;
  /** Ends a timer declared with `using`. */
  [Symbol.dispose](): void;
}

export function startTimer<Name extends string>(
  initial: Partial<LabelValues<Name>>,
  record: (seconds: number, labels: Partial<LabelValues<Name>>) => void,
): Timer<Name> {
  const start = performance.now();
  let labels = initial;
  let recorded: number | undefined;
  const duration = (): number => recorded ?? (performance.now() - start) / 1000;
  const bind = (values: Partial<LabelValues<Name>> | undefined): void => {
    labels = { ...labels, ...values };
  };
  const end = (values?: Partial<LabelValues<Name>>): number => {
    if (recorded !== undefined) return recorded;
    recorded = duration();
    bind(values);
    record(recorded, labels);
    return recorded;
  };
  const timer = Object.assign((values?: Partial<LabelValues<Name>>) => end(values), {
    end,
    labels: bind,
    [Symbol.dispose]: () => void end(),
  });
  return Object.defineProperty(timer, "duration", { get: duration }) as typeof timer & {
    readonly duration: number;
  };
}
