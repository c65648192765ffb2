import { asciiLower } from '../base/ascii.ts'
import { notice } from '../base/notices.ts'
import { formatFixed } from '../base/perl-number.ts'
import { loadSenders } from '../learn/reputation/load-senders.ts'
import { networkKey } from '../learn/reputation/network-key.ts'
import { senderName } from '../learn/reputation/sender-key.ts'
import type { SenderTable, Standing } from '../learn/reputation/sender-table.ts'
import { storeOf } from '../learn/scan-stores.ts'
import type { ReputationStore } from '../learn/store/token-store.ts'
import { VALUE_SEPARATOR } from '../rules/capture-tags.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import type { Scan } from '../rules/scan.ts'
import { awlSettings } from './awl/settings.ts'

const RULE = 'AWL'

/** The score of the message as far as it counts; undefined where a rule says that reputations do not matter. */
function countedScore(scan: Scan): number | undefined {
  let points = 0
  for (const rule of scan.rulesHit) {
    if (rule.startsWith('__')) continue
    const score = scan.scoreOf(rule)
    if (score === 0) continue
    const flags = scan.tflags(rule)
    if (flags.has('noautolearn')) continue
    if (flags.has('noawl')) return undefined
    points += score
  }
  return Number(formatFixed(points, 3))
}

/** Where the mail came from: the public address nearest to its origin. */
function originOf(scan: Scan): string | undefined {
  return scan.message.relays.all.findLast((relay) => !relay.ipPrivate && relay.ip !== '')?.ip
}

/** Moves the score towards the mean of the sender's mail so far, and adds this mail to it. */
function adjust(scan: Scan, store: ReputationStore): false | Promise<false> {
  const settings = scan.conf.of(awlSettings)
  const address = asciiLower(scan.header('From:addr') ?? '')
  const points = countedScore(scan)
  if (!/[^ \t\n\r\f\v]/.test(address) || points === undefined) return false
  const origin = originOf(scan)
  const lengths = { ipv4: settings.auto_welcomelist_ipv4_mask_len, ipv6: settings.auto_welcomelist_ipv6_mask_len }
  const question = {
    name: senderName(address, origin === undefined ? undefined : networkKey(origin, lengths)),
    signedBy: signersOf(scan),
  }
  const anywhere = { name: senderName(address) }
  const apply = (table: SenderTable): false => {
    const entry = table.entry(question)
    if (origin !== undefined && entry.count === 0) {
      const known = table.entry(anywhere)
      const { count, total } = known
      if (count > 0) {
        // Somebody named the address, or its mail came from nowhere: now it has a network.
        known.remove()
        entry.assume({ count, total })
      }
    }
    report(scan, entry, points, settings.auto_welcomelist_factor)
    if (scan.autolearn !== 'disabled') entry.add(points)
    table.write(scan.now).catch((error: unknown) => {
      notice(`auto-welcomelist: not written: ${error instanceof Error ? error.message : String(error)}`)
    })
    return false
  }
  const table = loadSenders('awl', store, [question, anywhere])
  return table instanceof Promise ? table.then(apply) : apply(table)
}

/** Whose signatures hold, as DKIM says. */
function signersOf(scan: Scan): string | undefined {
  return scan.tag('DKIMDOMAIN')?.replaceAll(VALUE_SEPARATOR, ' ') || undefined
}

function report(scan: Scan, { count, total }: Standing, points: number, factor: number): void {
  if (count === 0) return
  const mean = total / count
  const delta = (mean - points) * factor
  scan.setTag('AWL', formatFixed(delta, 1))
  scan.setTag('AWLMEAN', formatFixed(mean, 1))
  scan.setTag('AWLCOUNT', formatFixed(count, 1))
  scan.setTag('AWLPRESCORE', formatFixed(scan.score, 1))
  if (delta === 0) return
  const scoreText = formatFixed(delta, 3)
  scan.hit(RULE, { area: 'AWL: ', score: Number(scoreText), scoreText })
}

const check = evalFunction({
  doc: 'Never hits by itself: it reports the rule AWL, with the difference that the sender’s mail so far makes.',
  on: ['header'],
  args: [],
  run: (scan) => {
    const store = storeOf(scan)
    return store && scan.conf.of(awlSettings).use_auto_welcomelist ? adjust(scan, store.reputation) : false
  },
})

/** The reputation of senders: by the scores of their mail so far. */
export const awl = {
  name: 'Mail::SpamAssassin::Plugin::AWL',
  settings: awlSettings,
  evals: { check_from_in_auto_welcomelist: check, check_from_in_auto_whitelist: check },
} as const satisfies Plugin
