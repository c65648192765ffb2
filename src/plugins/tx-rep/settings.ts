import { SettingError, type SettingRows, setting } from '../../conf/setting.ts'
import { bool, custom, parseNumber, required, string } from '../../conf/setting-types.ts'
import { maskLength, reputationStorage } from '../awl/settings.ts'

function within(low: number, high: number) {
  return custom<number>(`${low} to ${high}`, (_current, value) => {
    const given = parseNumber(value)
    if (given < low || given > high) throw new SettingError('invalid')
    return given
  })
}

const detail = custom<number>('0 | 1 | 2', (_current, value) => {
  if (!/^[012]$/.test(required(value))) throw new SettingError('invalid')
  return Number(value)
})

const weight = (initial: number, what: string) =>
  setting(within(0, 10), { default: initial, scope: 'user', doc: `How much the reputation of ${what} weighs.` })

/** How the reputations of a sender’s address, domain, network and greeting change the score. */
export const txRepSettings = {
  use_txrep: setting(bool, {
    default: false,
    scope: 'user',
    doc: 'Moves the score of a message towards what its sender’s mail scored so far.',
  }),
  txrep_factor: setting(within(0, 1), {
    default: 0.5,
    scope: 'user',
    doc: 'How far: 0 not at all, 1 all the way.',
  }),
  txrep_dilution_factor: setting(within(0.7, 1), {
    default: 0.98,
    scope: 'user',
    doc: 'Read and checked only: SpamAssassin means to let old mail count less, but never does.',
  }),
  txrep_expiry_days: setting(within(0, 10_000), {
    default: 365,
    scope: 'user',
    doc: 'Read and checked only, as in SpamAssassin.',
  }),
  txrep_learn_penalty: setting(within(0, 200), {
    default: 20,
    scope: 'user',
    doc: 'Points that a sender gets for mail learned as spam.',
  }),
  txrep_learn_bonus: setting(within(0, 200), {
    default: 20,
    scope: 'user',
    doc: 'Points that a sender loses for mail learned as ham.',
  }),
  txrep_autolearn: setting(within(0, 5), {
    default: 0,
    scope: 'user',
    doc: 'Whether mail that is learned by itself changes reputations as well.',
  }),
  txrep_track_messages: setting(bool, {
    default: true,
    scope: 'user',
    doc: 'Remembers messages, so that one that is scanned or learned twice counts once.',
  }),
  txrep_welcomelist_out: setting(within(0, 200), {
    default: 10,
    scope: 'user',
    aliases: ['txrep_whitelist_out'],
    doc: 'Points in favour of those to whom the internal networks write.',
  }),
  txrep_ipv4_mask_len: setting(maskLength(32), {
    default: 16,
    scope: 'user',
    doc: 'How many bits of an IPv4 address tell senders of one name apart.',
  }),
  txrep_ipv6_mask_len: setting(maskLength(128), {
    default: 48,
    scope: 'user',
    doc: 'How many bits of an IPv6 address tell senders of one name apart.',
  }),
  txrep_user2global_ratio: setting(within(0, 10), {
    default: 0,
    scope: 'user',
    doc: 'How much the user’s own reputations weigh against those of all users; 0 for one store only. All users are known where one store serves several, and in SQL under user_awl_sql_override_username.',
  }),
  txrep_spf: setting(bool, {
    default: true,
    scope: 'user',
    doc: 'Takes mail whose sender SPF confirms for signed.',
  }),
  txrep_weight_email: weight(3, 'the address'),
  txrep_weight_email_ip: weight(10, 'the address together with its network'),
  txrep_weight_domain: weight(2, 'the domain'),
  txrep_weight_ip: weight(4, 'the network address'),
  txrep_weight_helo: weight(0.5, 'the greeting'),
  txrep_report_details: setting(detail, {
    default: 0,
    scope: 'user',
    doc: 'Whether reports name the reputations that counted (1), and their figures (2).',
  }),
  txrep_factory: setting(string, {
    default: 'Mail::SpamAssassin::DBBasedAddrList',
    scope: 'site',
    doc: 'The kind of store, by the name of SpamAssassin’s module for it, as in auto_welcomelist_factory.',
  }),
  ...reputationStorage({ path: '__userstate__/tx-reputation', table: 'txrep', signed: true }),
} as const satisfies SettingRows

/** What reputations are kept of, with how much each weighs. */
export type Identity = 'EMAIL' | 'EMAIL_IP' | 'DOMAIN' | 'IP' | 'HELO'
