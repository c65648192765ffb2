/** Who is at the other end of a connection. */
export interface Peer {
  readonly hostName: string
  readonly address: string
  /** Port, or path of the Unix socket. */
  readonly port: string
}
