import { AddressList } from '../conf/address-list.ts'
import { addressList } from '../conf/address-types.ts'
import { setting } from '../conf/setting.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import { RULE_AREAS } from '../rules/rule.ts'
import { because, type Scan } from '../rules/scan.ts'
import { relayInSource, relayInText } from './bounces/received-relays.ts'

const settings = {
  welcomelist_bounce_relays: setting(addressList, {
    default: () => new AddressList(),
    scope: 'user',
    aliases: ['whitelist_bounce_relays'],
    doc: 'Hosts that send your mail: a bounce that shows one of them in a Received header is an answer to it. `*` and `?` may stand in them.',
  }),
} as const

function namesOwnRelay(scan: Scan): boolean {
  const relays = scan.conf.of(settings).welcomelist_bounce_relays
  if (relays.size === 0) return false
  const isOwn = (host: string) =>
    because(scan, relays.get(host) !== undefined || relays.matches(host), () => `a Received header names ${host}`)
  return relayInText(scan.body, isOwn) || relayInSource(scan.message.pristineBody, isOwn)
}

const have_any_bounce_relays = evalFunction({
  doc: 'The configuration names relays in welcomelist_bounce_relays.',
  on: RULE_AREAS,
  args: [],
  run: (scan) => scan.conf.of(settings).welcomelist_bounce_relays.size > 0,
})

const check_welcomelist_bounce_relays = evalFunction({
  doc: 'The body shows a Received header that names a host of welcomelist_bounce_relays.',
  on: RULE_AREAS,
  args: [],
  run: namesOwnRelay,
})

const check_whitelist_bounce_relays = evalFunction({
  doc: 'The older name of check_welcomelist_bounce_relays.',
  on: RULE_AREAS,
  args: [],
  run: namesOwnRelay,
})

/** Tells bounces of mail one has sent from those of mail that others have sent in one's name. */
export const vBounce = {
  name: 'Mail::SpamAssassin::Plugin::VBounce',
  settings,
  evals: { have_any_bounce_relays, check_welcomelist_bounce_relays, check_whitelist_bounce_relays },
} as const satisfies Plugin
