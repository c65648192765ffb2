/** Takes records that are to be written, and those that are to go. Keys and values are copied at once. */
export interface RecordWrites {
  put(key: Buffer, value: Buffer): void
  del(key: Buffer): void
}

/** What is needed of a database to change its records. */
export interface RecordFile {
  getMany(keys: Buffer[]): Promise<(Buffer | undefined)[]>
  /** Writes what `fill` names: all or nothing; with `sync`, on the disk when it resolves. */
  write(fill: (records: RecordWrites) => void, sync: boolean): Promise<void>
}
