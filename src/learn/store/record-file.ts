/** One record set or, without a value, removed. */
export interface RecordChange {
  readonly key: Buffer
  readonly value: Buffer | undefined
}

/** What is needed of a database to change its records. */
export interface RecordFile {
  getMany(keys: Buffer[]): Promise<(Buffer | undefined)[]>
  /** All or nothing; with `sync`, on the disk when it resolves. */
  write(records: readonly RecordChange[], sync: boolean): Promise<void>
}
