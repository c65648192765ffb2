import type { Conf } from '../../conf/conf.ts'
import { loadSenders } from '../../learn/reputation/load-senders.ts'
import { type ReputationKind, senderName } from '../../learn/reputation/sender-key.ts'
import type { ReputationStore } from '../../learn/store/token-store.ts'
import { txRepSettings } from '../tx-rep/settings.ts'

/** What a person says of a sender: mail of it is welcome, or is not, or nothing is to be known of it. */
export type SenderChange = 'welcome' | 'block' | 'remove'

/** What became of it. */
export interface SenderChanged {
  /** What SpamAssassin prints, a line each. */
  readonly lines: readonly string[]
  /** What its plugins answer; it takes a sender blocked by AWL for a failure. */
  readonly done: boolean
}

const SCORES = { welcome: -100, block: 100, remove: undefined } as const

/**
 * Changes the reputation of an address (`spamassassin --add-addr-to-welcomelist` and its family), in whichever of AWL and
 * TxRep are in use. `now` in seconds since 1970.
 */
export async function changeSender(
  conf: Conf,
  store: ReputationStore,
  change: SenderChange,
  address: string,
  now: number,
): Promise<SenderChanged> {
  const lines: string[] = []
  let done = false
  if (conf.value('use_auto_welcomelist') === true) {
    lines.push(`SpamAssassin auto-welcomelist: ${awlMessage(change, address)}`)
    if (address !== '') {
      await replace('awl', store, address, SCORES[change], now)
      done = change !== 'block'
    }
  }
  if (conf.value('use_txrep') === true) {
    const [identity = ''] = address.split(',')
    // The text that it means to print gets lost.
    lines.push('SpamAssassin TxRep: 1')
    if (address !== '') {
      const score = SCORES[change]
      await replace('txrep', store, identity, score === undefined ? undefined : score * shareOf(conf, identity), now)
      done = true
    }
  }
  return { lines, done }
}

function awlMessage(change: SenderChange, address: string): string {
  const failed = address === ''
  if (change === 'remove') return failed ? 'failed to remove address' : `removing address: ${address}`
  const list = change === 'welcome' ? 'welcomelist' : 'blocklist'
  return failed ? `failed to add address to ${list}` : `adding address to ${list}: ${address}`
}

async function replace(
  kind: ReputationKind,
  store: ReputationStore,
  address: string,
  score: number | undefined,
  now: number,
): Promise<void> {
  const question = { name: senderName(address) }
  const table = await loadSenders(kind, store, [question])
  table.entry(question).remove()
  if (score !== undefined) table.entry(question).add(score)
  await table.write(now)
}

/** By its weight among all identities, so that the one named decides. */
function shareOf(conf: Conf, identity: string): number {
  const settings = conf.of(txRepSettings)
  const { txrep_weight_email, txrep_weight_domain, txrep_weight_ip, txrep_weight_helo } = settings
  const all =
    txrep_weight_email + settings.txrep_weight_email_ip + txrep_weight_domain + txrep_weight_ip + txrep_weight_helo
  if (!identity.includes('.') && txrep_weight_helo) return all / txrep_weight_helo
  if (/^[a-f\d.:]+$/.test(identity) && txrep_weight_ip) return all / txrep_weight_ip
  if (identity.includes('@') && txrep_weight_email) return all / txrep_weight_email
  if (!identity.includes('@') && txrep_weight_domain) return all / txrep_weight_domain
  return 1
}
