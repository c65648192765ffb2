import type { MaybePromise } from '../../learn/store/token-store.ts'
import { VALUE_SEPARATOR } from '../../rules/capture-tags.ts'
import type { Scan } from '../../rules/scan.ts'
import { isSpfReused, spfResult, spfSender } from '../auth/spf-results.ts'
import type { Vouching } from './mail-facts.ts'
import { txRepSettings } from './settings.ts'

/** Who vouches for the sender of the message under test, as far as DKIM and SPF were asked. */
export function vouchingOf(scan: Scan): MaybePromise<Vouching | undefined> {
  const { auto_welcomelist_distinguish_signed, txrep_spf } = scan.conf.of(txRepSettings)
  const signed = auto_welcomelist_distinguish_signed ? scan.tag('DKIMDOMAIN') : undefined
  if (signed) {
    const domain = signed.replaceAll(VALUE_SEPARATOR, ' ')
    return { domain, signedBy: domain }
  }
  const isSpfLoaded = scan.conf.value('spf_timeout') !== undefined
  if (!txrep_spf || !isSpfLoaded || scan.localOnly) return undefined
  return spfResult(scan, 'mfrom').then((outcome) =>
    outcome?.result === 'pass' ? { domain: undefined, signedBy: spfSigner(scan) } : undefined,
  )
}

// SpamAssassin does not look for the sender where a header says the result.
function spfSigner(scan: Scan): string {
  const sender = isSpfReused(scan, 'mfrom') ? undefined : spfSender(scan)
  return sender === undefined ? 'spf' : `spf-${sender.slice(sender.lastIndexOf('@') + 1)}`
}
