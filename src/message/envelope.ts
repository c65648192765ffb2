/** What the MTA knew beyond the bytes. Every field is optional: spamd's protocol gives none of them. */
export interface Envelope {
  readonly clientAddress?: string
  readonly clientName?: string
  readonly helo?: string
  readonly sender?: string
  readonly recipients?: readonly string[]
  readonly login?: string
  /** Bytes of the original body, where the caller hands in a message cut short. */
  readonly bodySize?: number
}
