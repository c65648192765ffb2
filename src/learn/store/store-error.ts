/**
 * Why a store does not answer. `locked`: another process has it. `damaged`: its files are not what was written.
 * `full`: no room for what was to be written. `unavailable`: a server or a file cannot be reached.
 */
export type StoreErrorCode = 'locked' | 'damaged' | 'full' | 'unavailable'

/** An answer that a store could not give; what was asked has not been done. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
