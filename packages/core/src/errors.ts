/** Stable identifiers of everything this library throws; docs/reference/errors.md lists them. */
export type MetricsErrorCode =
  | "RM_ERR_INVALID_OPTION"
  | "RM_ERR_INVALID_NAME"
  | "RM_ERR_INVALID_LABEL"
  | "RM_ERR_INVALID_BUCKETS"
  | "RM_ERR_INVALID_VALUE"
  | "RM_ERR_DUPLICATE_METRIC"
  | "RM_ERR_INVALID_USE"
  | "RM_ERR_SERVER"
  | "RM_ERR_DOCTOR"
  | "RM_ERR_PUSH"
  | "RM_ERR_STORAGE"
  | "RM_ERR_STORAGE_BUCKET"
  | "RM_ERR_STORAGE_CREDENTIALS"
  | "RM_ERR_STORAGE_DOCUMENT"
  | "RM_ERR_STORAGE_NOT_FOUND"
  | "RM_ERR_STORAGE_TIMEOUT"
  | "RM_ERR_STORAGE_UNREACHABLE"
  | "RM_ERR_WORKFLOW";

/** Thrown while metrics are being set up, never because of the traffic they measure. */
export class MetricsError extends Error {
  override readonly name = "MetricsError";
  readonly code: MetricsErrorCode;

  constructor(code: MetricsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
