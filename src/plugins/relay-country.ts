import type { Relay } from '../message/relays/relay.ts'
import { VALUE_SEPARATOR } from '../rules/capture-tags.ts'
import type { Plugin } from '../rules/plugin.ts'
import type { Scan } from '../rules/scan.ts'
import { geoDbComplaint, geoDbOf } from './geo/geo-db.ts'

/** The trusted relays from the first one on to which a sender logged in. */
function relaysWithLogin(trusted: readonly Relay[]): readonly Relay[] {
  const first = trusted.findIndex((relay) => relay.auth !== '' && relay.auth !== '0')
  return first < 0 ? [] : trusted.slice(first)
}

function parsedMetadata(scan: Scan): void {
  const { country } = geoDbOf(scan.conf)
  if (!country) return
  const { relays } = scan.message
  const tell = (metadata: string, tag: string, from: readonly Relay[]): void => {
    const countries = from.map(({ ip }) => (ip === '' ? '' : country(ip)))
    scan.setMetadata(metadata, countries.join(' '))
    scan.setTag(tag, countries.join(VALUE_SEPARATOR))
  }
  tell('X-Relay-Countries', 'RELAYCOUNTRY', relays.untrusted)
  tell('X-Relay-Countries-External', 'RELAYCOUNTRYEXT', relays.external)
  tell('X-Relay-Countries-Auth', 'RELAYCOUNTRYAUTH', relaysWithLogin(relays.trusted))
  tell('X-Relay-Countries-All', 'RELAYCOUNTRYALL', [...relays.internal, ...relays.external])
}

/** The countries of the relays, for rules and reports. */
export const relayCountry = {
  name: 'Mail::SpamAssassin::Plugin::RelayCountry',
  settings: {},
  evals: {},
  finishConf: (conf, warn) => {
    const complaint = geoDbComplaint(conf)
    if (complaint !== undefined) warn(complaint)
  },
  parsedMetadata,
} as const satisfies Plugin
