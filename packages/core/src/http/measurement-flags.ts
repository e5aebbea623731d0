const MEASURED = 1;
const TRACKED = 2;
const SKIPPED = 4;
const EXCLUDED = 8;
const CARRIES_DEFAULTS = 16;
const ENDED = 32;
const UPGRADED = 64;
const UNHANDLED = 128;

/** What is true of nearly every request from its beginning. */
export const ORDINARY: number = MEASURED | TRACKED | CARRIES_DEFAULTS;

/** What is true of a measurement, in one number: as many fields would cost each request a line of the processor's cache. */
export class MeasurementFlags {
  private flags: number;

  constructor(flags: number) {
    this.flags = flags;
  }

  /** False while only instruments have met the request. */
  get measured(): boolean {
    return (this.flags & MEASURED) !== 0;
  }

  set measured(value: boolean) {
    this.flags = value === true ? this.flags | MEASURED : this.flags & ~MEASURED;
  }

  /** True: the default metrics count the request. */
  get tracked(): boolean {
    return (this.flags & TRACKED) !== 0;
  }

  set tracked(value: boolean) {
    this.flags = value === true ? this.flags | TRACKED : this.flags & ~TRACKED;
  }

  /** True: the default metrics are to skip the request. */
  get skipped(): boolean {
    return (this.flags & SKIPPED) !== 0;
  }

  set skipped(value: boolean) {
    this.flags = value === true ? this.flags | SKIPPED : this.flags & ~SKIPPED;
  }

  /** True: every metric skips the request. */
  get excluded(): boolean {
    return (this.flags & EXCLUDED) !== 0;
  }

  set excluded(value: boolean) {
    this.flags = value === true ? this.flags | EXCLUDED : this.flags & ~EXCLUDED;
  }

  /** True once the instruments that every request carries are attached. */
  get carriesDefaults(): boolean {
    return (this.flags & CARRIES_DEFAULTS) !== 0;
  }

  set carriesDefaults(value: boolean) {
    this.flags = value === true ? this.flags | CARRIES_DEFAULTS : this.flags & ~CARRIES_DEFAULTS;
  }

  get ended(): boolean {
    return (this.flags & ENDED) !== 0;
  }

  /** True while nothing is decided of the request. */
  protected get isUnmarked(): boolean {
    return this.flags === 0;
  }

  /** True for one as nearly all are, once it has ended. */
  protected get wasOrdinary(): boolean {
    return this.flags === (ORDINARY | ENDED);
  }

  protected markOrdinary(): void {
    this.flags = ORDINARY;
  }

  protected markEnded(): void {
    this.flags |= ENDED;
  }

  /** True: an upgrade that was over when it came here; it is in flight no more, and took no time. */
  get upgraded(): boolean {
    return (this.flags & UPGRADED) !== 0;
  }

  set upgraded(value: boolean) {
    this.flags = value === true ? this.flags | UPGRADED : this.flags & ~UPGRADED;
  }

  /** True: an error reached the end of the application. */
  get unhandled(): boolean {
    return (this.flags & UNHANDLED) !== 0;
  }

  set unhandled(value: boolean) {
    this.flags = value === true ? this.flags | UNHANDLED : this.flags & ~UNHANDLED;
  }
}
