/** One resource record of an answer, its data in the forms that rules test. */
export interface DnsRecord {
  readonly name: string
  /** `A`, `TXT`, `MX`, …; `UNKNOWN_77` for what has no name. */
  readonly type: string
  readonly ttl: number
  /** The data as zone files show it: an address, `10 mx.example.com.`; the strings of a TXT record joined, as bytes. */
  readonly text: string
  /** The name that NS, CNAME, PTR, DNAME, MX and SRV point to, and the first name of SOA, without its last dot. */
  readonly target: string | undefined
  /** MX and SRV. */
  readonly priority: number | undefined
  /** The strings of a TXT record one by one, as bytes. */
  readonly strings: readonly string[] | undefined
}

/** What a name server said. */
export interface DnsAnswer {
  /** The name asked for, in lower case and without its last dot, and the type. */
  readonly name: string
  readonly type: string
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED`, … */
  readonly rcode: string
  readonly answers: readonly DnsRecord[]
  readonly authorities: readonly DnsRecord[]
}

/** What asks name servers: the resolver, or what stands in for it in tests. */
export interface DnsClient {
  /**
   * Asks for records; `done` is called once, later or at once, with undefined when no server answered. What is
   * returned calls the question off: `done` is then not called any more.
   */
  lookup(name: string, type: string, done: (answer: DnsAnswer | undefined) => void): () => void
  /** Since when nobody got any answer to questions about several domains, in milliseconds of `performance.now`. */
  readonly silentSince?: number | undefined
}

/** The same as a promise, for whoever waits for one answer after the other. */
export function query(
  client: DnsClient,
  name: string,
  type: string,
  timeoutMs: number,
): Promise<DnsAnswer | undefined> {
  return new Promise((resolve) => {
    let done = false
    // What came while the thread computed for long is read before the time counts as over.
    const timer = setTimeout(() => {
      setImmediate(() => {
        if (done) return
        callOff()
        resolve(undefined)
      })
    }, timeoutMs)
    const callOff = client.lookup(name, type, (answer) => {
      done = true
      clearTimeout(timer)
      resolve(answer)
    })
  })
}
