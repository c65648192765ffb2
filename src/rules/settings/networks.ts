import { asciiLower, splitAsciiSpace } from '../../base/ascii.ts'
import { clearNetworks, networkList, noNetworks } from '../../conf/network-list.ts'
import { type SettingRows, setting } from '../../conf/setting.ts'
import { bool, custom, noArgs, optionalString, required } from '../../conf/setting-types.ts'

/** Header names, each once whatever its case. */
const headerNames = custom<readonly string[]>('list', (names, value) => {
  const all = [...names]
  for (const name of splitAsciiSpace(required(value))) {
    if (!all.some((known) => asciiLower(known) === asciiLower(name))) all.push(name)
  }
  return all
})

/** Whose relays are ours, and how the sender and the client are found. */
export const networkSettings = {
  trusted_networks: setting(networkList, {
    default: noNetworks,
    scope: 'user',
    doc: 'Networks whose hosts do not forge Received headers; loopback is always among them.',
  }),
  clear_trusted_networks: setting(clearNetworks, {
    default: noNetworks,
    slot: 'trusted_networks',
    scope: 'user',
    doc: 'Empties trusted_networks.',
  }),
  internal_networks: setting(networkList, {
    default: noNetworks,
    scope: 'user',
    doc: 'Networks whose hosts take mail for us (our MXes and what stands behind them); the trusted ones when it is not set.',
  }),
  clear_internal_networks: setting(clearNetworks, {
    default: noNetworks,
    slot: 'internal_networks',
    scope: 'user',
    doc: 'Empties internal_networks.',
  }),
  msa_networks: setting(networkList, {
    default: noNetworks,
    scope: 'user',
    doc: 'Hosts of ours that take mail from our own users only, so that what they hand on is trusted as a whole.',
  }),
  clear_msa_networks: setting(clearNetworks, {
    default: noNetworks,
    slot: 'msa_networks',
    scope: 'user',
    doc: 'Empties msa_networks.',
  }),
  originating_ip_headers: setting(headerNames, {
    default: () => [],
    scope: 'user',
    doc: 'Headers in which web mail services name the client that wrote the mail.',
  }),
  clear_originating_ip_headers: setting(
    noArgs<readonly string[]>(() => []),
    {
      default: () => [],
      slot: 'originating_ip_headers',
      scope: 'user',
      doc: 'Empties originating_ip_headers.',
    },
  ),
  always_trust_envelope_sender: setting(bool, {
    default: false,
    scope: 'user',
    doc: 'Believes the envelope sender even when mail took detours after the header that holds it was written.',
  }),
  envelope_sender_header: setting(optionalString, {
    default: undefined,
    scope: 'user',
    doc: 'The header in which the MTA writes the envelope sender.',
  }),
} as const satisfies SettingRows
