import { splitAsciiSpace } from '../../base/ascii.ts'
import { AddressDomains, AddressList } from '../../conf/address-list.ts'
import {
  addressAndRelay,
  addressList,
  removeAddresses,
  removeAddressesAlsoFrom,
  removeRelayedAddressesAlsoFrom,
} from '../../conf/address-types.ts'
import type { Conf } from '../../conf/conf.ts'
import { SettingError, type SettingRows, setting } from '../../conf/setting.ts'
import { custom } from '../../conf/setting-types.ts'

const NAMED_LIST = /^\(([^\n]+?)\)[ \t\r\f\v]+([^\n]+)$/
const none = () => new AddressList()
const noDomains = () => new AddressDomains()

/** Lists of any name; a name that is itself a setting means that setting's list. */
const namedLists = custom<Map<string, AddressList>>(
  '(name) addresses',
  (lists, value, line) => {
    const match = NAMED_LIST.exec(value)
    if (!match) throw new SettingError('missing')
    const [, name = '', addresses = ''] = match
    const patterns = splitAsciiSpace(addresses)
    const isSetting = line.update<unknown>(name, (held) => (held instanceof AddressList ? held.add(patterns) : held))
    if (isSetting) return lists
    const list = lists.get(name) ?? new AddressList()
    return lists.set(name, list.add(patterns))
  },
  (lists) => new Map([...lists].map(([name, list]) => [name, list.clone()])),
)

/** Whom to welcome and whom to block, by address. */
export const addressListSettings = {
  welcomelist_from: setting(addressList, {
    default: none,
    scope: 'user',
    aliases: ['whitelist_from'],
    doc: 'Senders whose mail is welcome, without any proof that it is theirs.',
  }),
  unwelcomelist_from: setting(removeAddresses, {
    default: none,
    slot: 'welcomelist_from',
    scope: 'user',
    aliases: ['unwhitelist_from'],
    doc: 'Takes patterns back from welcomelist_from, spelled as they are there.',
  }),
  welcomelist_from_rcvd: setting(addressAndRelay, {
    default: noDomains,
    scope: 'user',
    aliases: ['whitelist_from_rcvd'],
    doc: 'Senders whose mail is welcome when it comes through a relay of this name, or of this [address].',
  }),
  def_welcomelist_from_rcvd: setting(addressAndRelay, {
    default: noDomains,
    scope: 'user',
    aliases: ['def_whitelist_from_rcvd'],
    doc: 'The same for lists that come with rules; its score is lower.',
  }),
  unwelcomelist_from_rcvd: setting(removeRelayedAddressesAlsoFrom('def_welcomelist_from_rcvd'), {
    default: noDomains,
    slot: 'welcomelist_from_rcvd',
    scope: 'user',
    aliases: ['unwhitelist_from_rcvd'],
    doc: 'Takes patterns back from welcomelist_from_rcvd and def_welcomelist_from_rcvd.',
  }),
  welcomelist_allows_relays: setting(addressList, {
    default: none,
    scope: 'user',
    aliases: ['whitelist_allows_relays'],
    doc: 'Senders of welcomelist_from_rcvd whose mail may also come through other relays without being called forged.',
  }),
  blocklist_from: setting(addressList, {
    default: none,
    scope: 'user',
    aliases: ['blacklist_from'],
    doc: 'Senders whose mail is not wanted.',
  }),
  unblocklist_from: setting(removeAddresses, {
    default: none,
    slot: 'blocklist_from',
    scope: 'user',
    aliases: ['unblacklist_from'],
    doc: 'Takes patterns back from blocklist_from, spelled as they are there.',
  }),
  welcomelist_to: setting(addressList, {
    default: none,
    scope: 'user',
    aliases: ['whitelist_to'],
    doc: 'Recipients who want somewhat more of their mail than others.',
  }),
  more_spam_to: setting(addressList, {
    default: none,
    scope: 'user',
    doc: 'Recipients who want much more of their mail.',
  }),
  all_spam_to: setting(addressList, { default: none, scope: 'user', doc: 'Recipients who want all of their mail.' }),
  blocklist_to: setting(addressList, {
    default: none,
    scope: 'user',
    aliases: ['blacklist_to'],
    doc: 'Recipients whose mail is not wanted.',
  }),
  welcomelist_auth: setting(addressList, {
    default: none,
    scope: 'user',
    aliases: ['whitelist_auth'],
    doc: 'Senders whose mail is welcome when SPF or DKIM proves that it is theirs.',
  }),
  def_welcomelist_auth: setting(addressList, {
    default: none,
    scope: 'user',
    aliases: ['def_whitelist_auth'],
    doc: 'The same for lists that come with rules; its score is lower.',
  }),
  unwelcomelist_auth: setting(removeAddressesAlsoFrom('def_welcomelist_auth'), {
    default: none,
    slot: 'welcomelist_auth',
    scope: 'user',
    aliases: ['unwhitelist_auth'],
    doc: 'Takes patterns back from welcomelist_auth and def_welcomelist_auth.',
  }),
  enlist_addrlist: setting(namedLists, {
    default: () => new Map<string, AddressList>(),
    scope: 'user',
    doc: 'Adds addresses to a list of any name, for check_from_in_list and check_to_in_list.',
  }),
} as const satisfies SettingRows

/** The address list of this name, whether a setting or made by enlist_addrlist. */
export function addressListNamed(conf: Conf, name: string): AddressList | undefined {
  const held = conf.value(name)
  return held instanceof AddressList ? held : conf.of(addressListSettings).enlist_addrlist.get(name)
}
