import { asciiLower } from '../../base/ascii.ts'
import { perScan } from '../../rules/scan.ts'

/** How alike the recipients are. */
export interface RecipientFacts {
  readonly sorted: boolean
  /** Of all pairs, the share that begins alike: user part or, among different ones, host. */
  readonly similarity: number
}

// Found by SpamAssassin's authors to tell spam from ham best.
const MIN_SORTED = 7
const MIN_SIMILAR = 5
const COMPARED_CHARS = 2
/** All pairs are compared; mail to more people is a matter of mailing lists, which hide them. */
const MAX_RECIPIENTS = 256

/** Worked out once a scan, of To and Cc, and of Bcc where those name too few. */
export const recipientFacts = perScan((scan): RecipientFacts => {
  const given = [...scan.headers('ToCc:addr')]
  if (given.length < MIN_SIMILAR) given.push(...scan.headers('Bcc:addr'))
  const addresses: string[] = []
  let previous = ''
  for (const address of given) {
    if (asciiLower(address) !== asciiLower(previous)) addresses.push((previous = address))
    if (addresses.length === MAX_RECIPIENTS) break
  }
  const isSorted = addresses.every((address, i) => i === 0 || (addresses[i - 1] ?? '') <= address)
  return {
    sorted: addresses.length >= MIN_SORTED && isSorted,
    similarity: addresses.length >= MIN_SIMILAR ? similarityOf(addresses) : 0,
  }
})

function similarityOf(addresses: readonly string[]): number {
  const users = addresses.map((address) => address.slice(0, COMPARED_CHARS))
  const hosts = addresses.flatMap((address) => /@([^\n]*)/.exec(address)?.[1] ?? [])
  let alike = 0
  let pairs = 0
  for (let i = 0; i < addresses.length; i++) {
    for (let j = i + 1; j < addresses.length; j++) {
      if (users[i] === users[j]) alike++
      const [a = '', b = ''] = [hosts[i], hosts[j]]
      if (a !== b && a.slice(0, COMPARED_CHARS) === b.slice(0, COMPARED_CHARS)) alike++
      pairs++
    }
  }
  return alike / pairs
}
