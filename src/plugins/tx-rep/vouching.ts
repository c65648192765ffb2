import type { MaybePromise } from '../../learn/store/token-store.ts'
import { VALUE_SEPARATOR } from '../../rules/capture-tags.ts'
import type { Scan } from '../../rules/scan.ts'
import { spfResult } from '../auth/spf-results.ts'
import type { Vouching } from './mail-facts.ts'
import { txRepSettings } from './settings.ts'

/** Who vouches for the sender of the message under test, as far as DKIM and SPF were asked. */
export function vouchingOf(scan: Scan): MaybePromise<Vouching | undefined> {
  const { auto_welcomelist_distinguish_signed, txrep_spf } = scan.conf.of(txRepSettings)
  const signed = auto_welcomelist_distinguish_signed ? scan.tag('DKIMDOMAIN') : undefined
  if (signed) return { domain: signed.replaceAll(VALUE_SEPARATOR, ' ') }
  const isSpfLoaded = scan.conf.value('spf_timeout') !== undefined
  if (!txrep_spf || !isSpfLoaded || scan.localOnly) return undefined
  return spfResult(scan, 'mfrom').then((outcome) => (outcome?.result === 'pass' ? { domain: undefined } : undefined))
}
