/** Observations that somebody keeps for a histogram, to count them before anybody looks at it. */
export interface DeferredObservations {
  /** Counts all of them. */
  settle(): void;
}
